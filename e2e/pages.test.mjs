// Every page there is, in three languages and two themes: it answers, it is valid, axe finds
// nothing, it fits a telephone, and nothing complains while it loads.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, ids } from "./addresses.mjs";
import { LOCALES, browser, listen, office } from "./office.mjs";
import { look } from "./look.mjs";

let place, chrome, state, paths;

before(async () => {
  [place, chrome] = [await office(), await browser()];
  const context = await chrome.newContext();
  const page = await context.newPage();
  await page.goto(place.sign_in["provincial organising officer"]);
  state = await context.storageState();
  paths = addresses(await ids(place.dir, page, place.address));
  await context.close();
});
after(async () => {
  await chrome?.close();
  await place?.stop();
});

async function sweep(lang) {
  const context = await chrome.newContext({ locale: LOCALES[lang], storageState: state, viewport: { width: 1280, height: 820 } });
  const page = await context.newPage();
  const faults = [];
  listen(page, faults);
  for (const { path, status } of paths) {
    const answer = await page.goto(place.address + path);
    if (answer.status() !== status) faults.push(`${path}: answers ${answer.status()}, not ${status}`);
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    const html = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.querySelectorAll("h1").length].join(" "));
    if (html !== `${lang} ${lang === "ur" ? "rtl" : "ltr"} 1`) faults.push(`${path}: language, direction and count of h1 are ${html}`);
    faults.push(...(await look(page, answer, `${lang} ${path}`)));
  }
  await context.close();
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
}

describe("every page is sound", { concurrency: 3 }, () => {
  for (const lang of ["en", "vi", "ur"]) test(`in ${lang}`, () => sweep(lang));
});
