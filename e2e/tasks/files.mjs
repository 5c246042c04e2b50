// What comes in files and as reforms: checked before it is written, undone as a whole.
import assert from "node:assert/strict";
import { json } from "../office.mjs";

const OFFICER = "provincial organising officer";
const ROWS = `person_key,name,birth_date,sex,ethnic_group,citizen_id,file_number,card_number,decision_date,ceremony_date,official_date,unit_code,standing,since
E2E001,Hoàng Minh Quân,1998-03-04,male,01,901098000311,900001TN,,2025-09-01,2025-09-20,,UNIT,probationary,2025-09-20
E2E002,Lý Thị Hoa,1997-11-30,female,01,901197000322,900002TN,,2025-09-01,2025-09-20,,UNIT,probationary,2025-09-20
`;

const members = (w) => json(w.place.dir, "figure", "members", "--unit", "19", "--on", "2025-09-30", "--list");

/** Waits until work that goes on beside the pages is over; without scripts one asks again. */
async function waited(w, wanted) {
  for (let asked = 0; asked < 120; asked += 1) {
    if (await w.page.locator(wanted).count()) return;
    const on = w.page.locator("#job a.btn-primary[href]");
    if (await on.count()) await w.follow(on);
    else {
      await w.page.waitForTimeout(500);
      await w.page.reload();
    }
  }
  assert.fail(`the work at ${w.page.url()} never ends`);
}

export const importUndo = {
  name: "imports a file and undoes it",
  role: OFFICER,
  main: true,
  async act(w) {
    const before = members(w);
    const unit = before.find((m) => m.unit_name.startsWith("Chi bộ")).unit_code;
    await w.go("/import");
    await w.at("/import");
    await w.follow("a[href='/import/start?what=members']");
    await w.at("/import/start");
    const buffer = Buffer.from(ROWS.replaceAll("UNIT", unit));
    await w.hand.upload("#f-file", { name: "thanh-vien.csv", mimeType: "text/csv", buffer });
    await w.follow("main form button.btn-primary");
    await waited(w, "form[action$='/columns']");
    await w.see();
    await w.follow("form[action$='/columns'] button.btn-primary");
    await waited(w, "form[action$='/record']");
    await w.see();
    assert.equal(members(w).length, before.length, "something was written before it was confirmed");
    await w.hand.type("#f-basis", "20-BC/ĐU");
    await w.hand.type("#f-reason", "Danh sách kết nạp tháng 9");
    await w.follow("form[action$='/record'] button.btn-primary");
    await waited(w, "a[href$='/annul']");
    await w.see();
    assert.equal(members(w).length, before.length + 2);
    await w.follow("a[href$='/annul']");
    await w.at(/annul$/);
    await w.hand.type("#f-reason", "Nhập nhầm");
    await w.follow("main form button.btn-primary");
    await w.at(/^\/journal\//);
    assert.deepEqual(members(w), before, "the record is not as it was");
  },
};

export const reform = {
  name: "previews a reform and commits it",
  role: OFFICER,
  main: true,
  async act(w) {
    const units = () => json(w.place.dir, "units", "--on", "2025-09-30", "--kind", "xã");
    const [one, other] = units();
    const count = units().length;
    await w.go("/reforms");
    await w.at("/reforms");
    await w.follow("main form[action='/reforms'] button");
    await w.at(/^\/reforms\/\w+$/);
    await w.follow("main a[href*='add=merge']");
    await w.hand.type("#f-typed", `${one.code}; ${other.code}`);
    await w.hand.type("#f-code0", "01999");
    await w.hand.type("#f-name0", "Xã Đồng Tâm");
    await w.hand.choose("#f-kind0", "xã");
    await w.follow("#step form button.btn-primary");
    await w.at(/^\/reforms\/\w+$/);
    await w.hand.type("#f-label", "Hợp nhất hai xã");
    await w.hand.date("#f-day", "2025-09-30");
    await w.follow("button[name=then][value=check]");
    await w.at(/check$/);
    assert.equal(units().length, count, "something was written before it was confirmed");
    assert.match(await w.text("main"), /Đồng Tâm/);
    await w.hand.type("#f-basis", "1700/NQ-UBTVQH15");
    await w.hand.type("#f-reason", "Sắp xếp đơn vị");
    await w.follow("form[action$='/commit'] button.btn-primary");
    await w.at(/^\/journal\//);
    const after = units();
    assert.equal(after.length, count - 1);
    assert.ok(after.some((u) => u.code === "01999" && u.name === "Xã Đồng Tâm"));
  },
};

export const files = [importUndo, reform];
