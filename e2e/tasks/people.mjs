// Members: found by a name typed without its marks, admitted, transferred and received.
import assert from "node:assert/strict";
import { json } from "../office.mjs";

const OFFICER = "provincial organising officer";
const folded = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[Đđ]/g, "d").toLowerCase();

/** Members who sit in cells, as the program lists them. */
const members = (w) => json(w.place.dir, "figure", "members", "--unit", "19", "--on", "2025-09-30", "--list").filter((m) => m.unit_name.startsWith("Chi bộ"));

export const findPerson = {
  name: "finds a person by an unmarked name",
  role: OFFICER,
  main: true,
  async act(w) {
    await w.go(`/members/${members(w)[7].person}`);
    const name = await w.text("h1");
    assert.notEqual(folded(name), name.toLowerCase(), `${name} bears no marks, which proves nothing`);
    const words = folded(name).split(" ");
    await w.on(() => w.hand.search(`${words.at(-1)} ${words[0]}`));
    await w.at("/search");
    assert.doesNotMatch(w.page.url(), new RegExp(words.at(-1)), "the name stands in the address");
    await w.follow(w.page.locator("[data-row] a[href^='/members/']", { hasText: name }));
    await w.at(/^\/members\//);
    assert.equal(await w.text("h1"), name);
  },
};

async function checked(w) {
  await w.follow("main form button.btn-primary");
  await w.see();
  await w.follow("main form button.btn-primary");
}

export const admit = {
  name: "admits a member",
  role: OFFICER,
  main: true,
  async act(w) {
    await w.go("/members");
    await w.at("/members");
    await w.follow("main a[href^='/members/new']");
    await w.at("/members/new");
    await w.hand.type("#f-name", "Ma Thị Ngọc Bích");
    await w.hand.date("#f-birth_date", "1999-05-14");
    await w.hand.choose("#f-sex", "female");
    await w.hand.type("#f-citizen_id", "901199000123");
    await w.hand.mark("[name=how][value=admission]");
    await w.hand.type("#f-unit_code", "khong-co");
    await w.hand.date("#f-decision_date", "2025-09-10");
    await w.hand.date("#f-ceremony_date", "2025-09-25");
    await w.hand.type("#f-basis", "15-QĐ/ĐU");
    await w.follow("main form button.btn-primary");
    await w.at("/members/new", 422);
    assert.equal(await w.page.inputValue("#f-name"), "Ma Thị Ngọc Bích", "what was typed is lost");
    await w.hand.type("#f-unit_code", members(w)[0].unit_code);
    await checked(w);
    await w.at(/^\/members\/a/);
    assert.equal(await w.text("h1"), "Ma Thị Ngọc Bích");
  },
};

export const transfer = {
  name: "sends a member to another unit and receives them there",
  role: OFFICER,
  main: true,
  async act(w) {
    const all = members(w);
    const sent = all[3];
    const to = all.find((m) => m.unit_code !== sent.unit_code).unit_code;
    await w.go(`/members/${sent.person}`);
    const name = await w.text("h1");
    await w.follow("main a[href*='event=transfer_sent']");
    await w.at(/event$/);
    await w.hand.date("#f-day", "2025-09-29");
    await w.hand.type("#f-to_unit", to);
    await w.hand.type("#f-document", "07-GT/ĐU");
    await checked(w);
    await w.at(/^\/members\/a/);
    await w.go("/transfers");
    await w.at("/transfers");
    await w.follow(`main a[href*='${sent.person}/event?event=transfer_received']`);
    await w.at(/event$/);
    await w.hand.date("#f-day", "2025-09-30");
    await w.hand.type("#f-document", "07-GT/ĐU");
    await checked(w);
    await w.go(`/members/${sent.person}`);
    assert.equal(await w.text("h1"), name);
    assert.match(await w.text("main .nz-facts"), new RegExp(to.replace(/[-.]/g, ".")), "the member is not in the unit that received them");
  },
};

export const people = [findPerson, admit, transfer];
