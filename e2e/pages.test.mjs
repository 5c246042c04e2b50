// Every page there is, in three languages and two themes: it answers, it is valid, axe finds
// nothing, it fits a telephone, and nothing complains while it loads.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LOOKERS, addresses, begun, ids, ofAdministration } from "./addresses.mjs";
import { LOCALES, browser, listen, office } from "./office.mjs";
import { passing } from "./look.mjs";

let place, chrome;
const sights = [];

before(async () => {
  [place, chrome] = [await office(), await browser()];
  let of;
  for (const [role, rights] of Object.entries(LOOKERS)) {
    const context = await chrome.newContext();
    const page = await context.newPage();
    await page.goto(place.sign_in[role]);
    if (!of) {
      of = await ids(place.dir, page, place.address);
      Object.assign(of, await begun(page, place.address, of));
    }
    if (role === "administrator") Object.assign(of, await ofAdministration(page, place.address));
    sights.push({ role, state: await context.storageState(), paths: addresses(of, rights) });
    await context.close();
  }
});
after(async () => {
  await chrome?.close();
  await place?.stop();
});

/** What a page says, without what is new in each answer. */
const said = (text) => text.replace(/name="form_token" value="[^"]*"/g, "").replace(/(name="next" value|action)="[^"]*"/g, "");

async function visit(page, { path, status }, lang, seen, faults) {
  const answer = await page.goto(place.address + path).catch((e) => e);
  if (answer instanceof Error) {
    // what a browser saves instead of showing it, it says so by an error
    const saved = /Download is starting/.test(answer.message);
    return saved ? undefined : faults.push(`${lang} ${path}: ${answer.message}`);
  }
  if (answer.status() !== status) faults.push(`${lang} ${path}: answers ${answer.status()}, not ${status}`);
  if (!answer.headers()["content-type"]?.startsWith("text/html")) return;
  const html = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.querySelectorAll("h1").length].join(" "));
  if (html !== `${lang} ${lang === "ur" ? "rtl" : "ltr"} 1`) faults.push(`${lang} ${path}: language, direction and count of h1 are ${html}`);
  const text = await answer.text();
  // some addresses lead to one page
  if (seen.has(said(text))) return;
  seen.add(said(text));
  // the frame differs by the entry that is marked as where one is
  const entry = await page.evaluate(() => `entry ${document.querySelector(".nz-side [aria-current]")?.textContent.trim()}`);
  faults.push(...(await passing(page, text, `${lang} ${path}`, seen.has(entry))));
  seen.add(entry);
}

async function sweep(lang) {
  const faults = [];
  for (const { state, paths } of sights) {
    const context = await chrome.newContext({ locale: LOCALES[lang], storageState: state, viewport: { width: 1280, height: 820 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    listen(page, faults);
    const seen = new Set();
    for (const address of paths) await visit(page, address, lang, seen, faults);
    await context.close();
  }
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
}

describe("every page is sound", { concurrency: 3 }, () => {
  for (const lang of ["en", "vi", "ur"]) test(`in ${lang}`, () => sweep(lang));
});
