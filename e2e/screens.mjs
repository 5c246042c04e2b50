// Every page as a picture: three languages, two themes, desk and telephone. Pictures go to the
// folder given. Fails on scripts that throw, a broken policy, and pages that scroll sideways.
import { mkdirSync } from "node:fs";
import { browser, listen, office } from "./office.mjs";

const out = process.argv[2] ?? "screens";
mkdirSync(out, { recursive: true });
const { address, sign_in, stop } = await office();
const chrome = await browser();
const faults = [];
try {
  const desk = await chrome.newContext({ viewport: { width: 1280, height: 820 } });
  const page = await desk.newPage();
  listen(page, faults);
  await page.goto(sign_in["provincial organising officer"]);
  await page.goto(`${address}/units`);
  const province = await page.getAttribute("tbody th a", "href");
  await page.goto(address + province);
  const commune = await page.getAttribute("tbody th a", "href");
  const pages = { home: "/", units: province, unit: commune, top: "/units?on=2024-06-30", tree: `/units/tree?open=${commune.split("/").pop()}`, journal: "/journal", act: "/journal/24", account: "/account", second: "/account/second-factor", search: "/search?q=chi bo", none: "/nothing" };
  const set = async (lang, theme, script) => {
    await page.goto(`${address}/account`);
    await page.selectOption("main [name=lang]", lang);
    await page.check(`[name=theme][value=${theme}]`);
    await page.check(`[name=script][value=${script}]`);
    await page.click("main form[action='/account'] button");
  };
  for (const [lang, theme, script, width] of [["vi", "light", "naskh", 1280], ["vi", "dark", "naskh", 1280], ["ur", "light", "naskh", 1280], ["ur", "dark", "nastaliq", 1280], ["en", "light", "naskh", 1280], ["vi", "light", "naskh", 390], ["ur", "light", "naskh", 390]]) {
    await page.setViewportSize({ width: 1280, height: 820 });
    await set(lang, theme, script);
    await page.setViewportSize({ width, height: width < 600 ? 844 : 820 });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(address + path);
      await page.screenshot({ path: `${out}/${name}-${lang}-${theme}-${width}.png` });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 1) faults.push(`${name} ${lang} ${width}: scrolls sideways by ${wide}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 820 });
  await set("en", "light", "naskh");
  await page.goto(address);
  await page.keyboard.press("Control+k");
  await page.fill("#nz-pq", "duc xuan");
  await page.waitForSelector("#nz-found li");
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${out}/palette.png` });
  await page.keyboard.press("Enter");
  await page.waitForURL(/units\//);
  await page.keyboard.press("?");
  await page.screenshot({ path: `${out}/keys.png` });
  const without = await chrome.newContext({ javaScriptEnabled: false, storageState: await desk.storageState() });
  const plain = await without.newPage();
  await plain.goto(`${address}/units`);
  await plain.click("tbody th a");
  await plain.screenshot({ path: `${out}/no-script.png` });
} finally {
  await chrome.close();
  stop();
}
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`every page is in ${out}`);
