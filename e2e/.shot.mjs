import { chromium } from "playwright-core";
import { readFileSync, existsSync } from "node:fs";
const [,, role, lang, theme, width, out, ...paths] = process.argv;
const demo = JSON.parse(readFileSync(process.env.DEMO ?? "/tmp/look/demo/demo.json"));
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const st = `/tmp/look/state-${role.replaceAll(" ","")}.json`;
const c = await b.newContext({ storageState: existsSync(st) ? st : undefined, viewport: { width: +width, height: 900 }, colorScheme: theme, locale: lang });
const p = await c.newPage();
if (!existsSync(st)) {
await p.goto(demo.sign_in[role]);
const btn = await p.$("main form button"); if (btn && p.url().includes("sign-in")) { await btn.click(); await p.waitForLoadState(); }
await c.storageState({ path: st }); }
await c.addCookies([{ name: "lang", value: lang, url: demo.address }, { name: "nz-lang", value: lang, url: demo.address }]);
let n = 0;
for (const path of paths) {
  await p.goto(demo.address + path + (path.includes("?") ? "&" : "?") + "lang=" + lang, { waitUntil: "load" });
  await p.waitForTimeout(400);
  await p.screenshot({ path: `${out}-${n++}.png`, fullPage: process.env.FULL === "1" });
  console.log(p.url(), await p.title());
}
await b.close();
