// What must be true of every page: valid HTML, nothing that axe finds, in both themes; no page
// scrolls sideways on a telephone.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// what the standard says, what helps people who cannot see, what a whole document needs
const html = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
  rules: {
    // our own files come from our own origin, under an address that is their hash
    "require-sri": ["error", { target: "crossorigin" }],
    // a button in a form sends it: the standard says so, and we mean it
    "no-implicit-button-type": "off",
    // a list of filters has a name of its own, which the standard allows
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // the palette's list is filled while one types: no <select> can do that
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
  },
});

/** What makes a page valid: its elements, what ties them together, where there are words at all.
 *  Languages differ in the words alone. */
const shape = (text) => text.replace(/ (?!id|for|class|type|role|name|aria-\w+(?:by|s)\b)([\w-]+)="[^"]+"/g, " $1").replace(/>[^<]*[^<\s][^<]*/g, ">.");
const valid = new Set();

/** Faults of a page's text as the server sent it; none where the same page was valid in another
 *  language. */
export async function marks(text, name) {
  const form = createHash("sha256").update(shape(text)).digest("hex");
  if (valid.has(form)) return [];
  const report = await html.validateString(text, name);
  if (report.valid) valid.add(form);
  return report.results.flatMap((r) => r.messages).map((m) => `${name}: html ${m.ruleId} (line ${m.line}): ${m.message}`);
}

const run = (page, context, options) =>
  page.evaluate(([c, o]) => globalThis.axe.run({ include: [document], ...c }, { resultTypes: ["violations"], preload: false, ...o }).then((r) => r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => `${n.target.join(" ")} ${n.any?.[0]?.message ?? ""}`) }))), [context, options]);

const shown = (page) => page.evaluate(() => document.documentElement.dataset.bsTheme);

/** The page in a theme, as «system» brings it. */
async function wear(page, theme) {
  if ((await shown(page)) === theme) return;
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.waitForFunction((t) => document.documentElement.dataset.bsTheme === t, theme);
}

/** Rows of a table, a list, a choice that are looked at: the hundredth is made like the tenth. */
const ROWS = 10;

/** Takes away the rows beyond; only on a page nobody goes on working with. */
const shorten = (page) =>
  page.evaluate((most) => {
    for (const list of document.querySelectorAll("tbody, main ul, main ol, main select, datalist")) [...list.children].slice(most).forEach((row) => row.remove());
  }, ROWS);

/** What stands on every page alike: where one may go, the search, the day. */
const FRAME = [[".nz-side nav"], [".nz-top"]];

/** What axe finds in both themes: everything in the one it is shown in, colours again in the other,
 *  where nothing else differs. `framed`: the frame has been looked at on another page, with the
 *  same entry marked as where one is. The page
 *  keeps the theme it is left in, for changing it takes as long as looking. */
export async function axe(page, name, framed = false) {
  await page.evaluate(AXE);
  const faults = [];
  const context = framed ? { exclude: FRAME } : {};
  const first = await shown(page);
  for (const theme of [first, first === "light" ? "dark" : "light"]) {
    await wear(page, theme);
    const options = theme === first ? {} : { runOnly: ["color-contrast", "link-in-text-block"] };
    for (const v of await run(page, context, options)) faults.push(`${name} ${theme}: axe ${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).join("\n    ")}`);
  }
  return faults;
}

/** By how much a page is wider than the telephone. */
export async function sideways(page, name) {
  const desk = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(desk);
  return wide > 1 ? [`${name}: is ${wide} pixels wider than a telephone of 390`] : [];
}

/** All of it, for the page one is on; `answer` is what the server sent. */
export async function look(page, answer, name) {
  return [...(await marks(await answer.text(), name)), ...(await sideways(page, name)), ...(await axe(page, name))];
}

/** All of it, for a page on which nobody goes on working, so that its long lists may be shortened;
 *  `text` is what the server sent. */
export async function passing(page, text, name, framed) {
  const faults = [...(await marks(text, name)), ...(await sideways(page, name))];
  await shorten(page);
  return [...faults, ...(await axe(page, name, framed))];
}
