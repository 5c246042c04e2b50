// An office with an old machine and a slow line: what a first visit brings over it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LOCALES, browser, office } from "./office.mjs";

const KB = 1024;
let place, chrome;
before(async () => {
  [place, chrome] = [await office(), await browser()];
});
after(async () => {
  await chrome?.close();
  await place?.stop();
});

/** What came over the line for one page, as it came: packed. */
async function brought(page, doing) {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  const all = new Map();
  line.on("Network.responseReceived", (e) => all.set(e.requestId, { type: e.type, url: e.response.url, bytes: 0 }));
  line.on("Network.loadingFinished", (e) => all.has(e.requestId) && (all.get(e.requestId).bytes = e.encodedDataLength));
  await doing();
  await page.waitForLoadState("networkidle");
  await line.detach();
  return [...all.values()];
}

describe("a first view is light", () => {
  for (const [lang, role] of [["vi", "inspector"], ["ur", "cell secretary"]]) {
    test(`in ${lang}: at most 150 KB without fonts, nothing from elsewhere`, async () => {
      const context = await chrome.newContext({ locale: LOCALES[lang] });
      const page = await context.newPage();
      const first = await brought(page, () => page.goto(place.sign_in[role]));
      const rest = first.filter((f) => f.type !== "Font");
      const bytes = rest.reduce((sum, f) => sum + f.bytes, 0);
      assert.ok(rest.length >= 5 && bytes > 50 * KB, "nothing was measured");
      assert.ok(bytes <= 150 * KB, `${Math.round(bytes / KB)} KB: ${rest.map((f) => `${f.url} ${f.bytes}`).join("\n")}`);
      assert.deepEqual(first.filter((f) => !f.url.startsWith(place.address) && !f.url.startsWith("data:")), []);
      const blocking = await page.evaluate(() => performance.getEntriesByType("resource").filter((r) => r.renderBlockingStatus === "blocking").length);
      assert.ok(blocking <= 3, `${blocking} files keep the page from being drawn`);
      // the next page brings only itself
      const next = await brought(page, () => page.goto(`${place.address}/units`));
      const again = next.filter((f) => f.bytes > 0 && f.type !== "Document");
      assert.deepEqual(again, [], "files are fetched again");
      await context.close();
    });
  }
});
