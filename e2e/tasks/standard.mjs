// The data standard: the next failing record is put right, and the share changes.
import assert from "node:assert/strict";

const OFFICER = "provincial organising officer";
const SHARE = "a.f[href^='/standard']";

/** A citizen ID that no province gives out: sex and century, year of birth, any six digits. */
const citizenId = (sex, year) => `901${sex + 2 * (Math.floor(year / 100) - 19)}${String(year % 100).padStart(2, "0")}${String(Math.floor(Math.random() * 1e6)).padStart(6, "0")}`;

/** What puts right the fault of a field, as far as the list's first records have them. */
async function fix(w) {
  const fields = await w.page.locator("#fix [name]:not([type=hidden]):not([type=checkbox])").evaluateAll((all) => all.map((f) => f.name));
  if (fields.includes("citizen_id")) {
    const born = Number((await w.text("#fix .card-header .sub")).match(/\d{4}/)[0]);
    await w.hand.type("#f-citizen_id", citizenId(0, born));
  } else if (fields.includes("file_number")) await w.hand.type("#f-file_number", `${Math.floor(100000 + Math.random() * 899999)}TN`);
  else if (fields.includes("card_number")) await w.hand.type("#f-card_number", String(Math.floor(10000000 + Math.random() * 89999999)));
  else assert.fail(`a record with the fields ${fields} is not known here`);
  await w.hand.type("#f-basis", "Căn cước công dân");
}

async function fixed(w) {
  const first = await w.page.getAttribute("#fix input[name=person]", "value");
  const before = await w.number(".nz-share b");
  await fix(w);
  await w.follow("#fix .nz-send button");
  await w.at("/standard/work");
  assert.notEqual(await w.page.getAttribute("#fix input[name=person]", "value"), first, "the next record does not stand there");
  const after = await w.number(".nz-share b");
  assert.ok(after > before, `the share was ${before} and is ${after}`);
  return after;
}

export const fixNext = {
  name: "puts the next failing record right",
  role: OFFICER,
  main: true,
  async act(w) {
    await w.follow("main .nz-list a[href^='/standard/work']");
    await w.at("/standard/work");
    // a value that still breaks a rule: refused, and nothing typed is lost
    await w.hand.type("#fix .nz-field input", "901");
    await w.hand.type("#f-basis", "Căn cước công dân");
    await w.follow("#fix .nz-send button");
    await w.at("/standard/work", 422);
    assert.equal(await w.page.inputValue("#fix .nz-field input"), "901");
    await fixed(w);
  },
};

/** The whole way, as somebody goes it who has never seen Nazm. */
export const done = {
  name: "finds the failing records from home, puts one right, and the percentage changes",
  role: OFFICER,
  async act(w) {
    const share = await w.number(SHARE);
    assert.ok(share > 0 && share < 100);
    const waiting = "main .nz-list a[href^='/standard/work']";
    const failing = await w.number(waiting);
    await w.follow(waiting);
    await w.at("/standard/work");
    assert.equal(await w.page.locator("tr[data-row]").count(), failing, "the list is not the one that was counted");
    const after = await fixed(w);
    await w.follow(".nz-side a.brand");
    await w.at("/");
    assert.equal(await w.number(SHARE), after);
    assert.ok((await w.number(waiting)) < failing);
  },
};

export const standard = [fixNext];
