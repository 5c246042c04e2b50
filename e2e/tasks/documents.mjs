// Documents, tasks and meetings: mail is received, a document broken into clauses, a task handed
// in, returned and accepted, a meeting concluded; who has issued theirs is a page.
import assert from "node:assert/strict";
import { json } from "../office.mjs";

const OFFICER = "provincial organising officer";
/** The way to the next page of the units that a document binds. */
const MORE = ".nz-paging a[rel=next][href*='/coverage?after=']";

/** A letter of a commune, entered in the register of incoming documents. */
async function received(w, symbol) {
  await w.go("/documents/incoming");
  await w.at("/documents/incoming");
  await w.follow("main a[href='/documents/receive']");
  await w.at("/documents/receive");
  await w.page.fill("#f-unit", "");
  await w.hand.type("#f-unit", "19");
  await w.hand.choose("#f-kind", "official-letter");
  await w.hand.type("#f-symbol", symbol);
  await w.hand.type("#f-organ_name", "Đảng ủy Xã Ba Bể");
  await w.hand.date("#f-sent_on", "2025-09-29");
  await w.hand.date("#f-due", "2025-10-09");
  await w.hand.type("#f-subject", "V/v xin ý kiến");
  await w.follow("main form button.btn-primary");
  await w.at(/^\/documents\/a/);
}

export const receive = {
  name: "receives a letter and finds it on the desk of incoming mail",
  role: OFFICER,
  async act(w) {
    await received(w, "77-CV/ĐU");
    assert.match(await w.text("h1"), /77-CV\/ĐU/);
    await w.go("/documents/incoming");
    await w.at("/documents/incoming");
    const row = w.page.locator("[data-row]", { hasText: "77-CV/ĐU" });
    assert.equal(await row.count(), 1, "what came does not lie on the desk");
    await w.follow(row.locator("a[href^='/tasks/new?kind=answer']"));
    await w.at("/tasks/new");
    assert.equal(await w.page.inputValue("#f-deadline"), "2025-10-09");
    await w.hand.type("#f-lead", "BTC");
    await w.hand.type("#f-instruction", "Giao Ban Tổ chức tham mưu trả lời");
    await w.follow("main form button.btn-primary");
    await w.at(/^\/tasks\/a/);
    await w.go("/documents/incoming");
    assert.match(await row.innerText(), /Giao Ban Tổ chức/);
  },
};

export const clauses = {
  name: "breaks a document into clauses",
  role: OFFICER,
  async act(w) {
    const of = json(w.place.dir, "documents", "superior", "--on", "2025-09-30").find((d) => d.symbol === "01-CTr/TU");
    await w.go(`/documents/${of.document}`);
    await w.at(/^\/documents\/a/);
    await w.hand.press("details:has(form[action$='/clauses']) > summary");
    await w.hand.type("#f-item0", "1");
    await w.hand.type("#f-text0", "Ban hành kế hoạch trước ngày 22/9/2025");
    await w.hand.mark("[name=binds0]");
    await w.follow("form[action$='/clauses'] button.btn-primary");
    await w.at(/^\/documents\/a/);
    assert.match(await w.text("main"), /Ban hành kế hoạch trước ngày/);
    await w.follow(`main a[href='/documents/${of.document}/coverage']`);
    await w.at(/\/coverage$/);
    const bound = Number(of.bound);
    assert.ok(bound > 0);
    let rows = 0;
    for (let more = true; more; ) {
      rows += await w.page.locator("table").first().locator("tbody tr").count();
      more = (await w.page.locator(MORE).count()) > 0;
      if (more) await w.follow(MORE);
    }
    assert.equal(rows, bound, "not every unit bound has its row");
    await w.follow("main a.f[href*='indicator=coverage']");
    await w.at("/figures");
    assert.equal(Math.round(await w.number(".nz-big, main a.f") * 100), Math.round(Number(of.coverage) * 100));
  },
};

/** What may happen to a task next, recorded. */
async function happens(w, event, text) {
  await w.follow(`main nav a[href*='do=${event}']`);
  if (text) await w.hand.type("#f-text", text);
  await w.follow("#do form button.btn-primary");
  await w.at(/^\/tasks\/a/);
}

export const judged = {
  name: "hands a task in, has it returned and accepted",
  role: OFFICER,
  async act(w) {
    await w.go("/tasks");
    await w.at("/tasks");
    await w.follow("main a[href='/tasks/new']");
    await w.at("/tasks/new");
    await w.hand.type("#f-title", "Rà soát hồ sơ đảng viên");
    await w.hand.type("#f-lead", "BTC");
    await w.hand.date("#f-deadline", "2025-10-15");
    await w.follow("main form button.btn-primary");
    await w.at(/^\/tasks\/a/);
    await happens(w, "submitted", "Báo cáo 12");
    await happens(w, "returned", "Thiếu số liệu hai xã");
    await happens(w, "submitted", "Báo cáo 12, bổ sung");
    await happens(w, "accepted");
    assert.equal(await w.page.locator(".nz-timeline [data-row]").count(), 4);
    assert.equal(await w.page.locator(".nz-head .tag.good").count(), 1, "what was handed in by its day is not done on time");
  },
};

export const concluded = {
  name: "concludes a meeting: a numbered document with its tasks",
  role: OFFICER,
  async act(w) {
    await w.go("/meetings");
    await w.at("/meetings");
    await w.follow("main a[href='/meetings/new']");
    await w.at("/meetings/new");
    await w.page.fill("#f-unit", "");
    await w.hand.type("#f-unit", "19");
    await w.hand.choose("#f-kind", "plenum");
    await w.follow("main form button.btn-primary");
    await w.at(/^\/meetings\/a/);
    await w.follow("main a[href$='/conclude']");
    await w.at(/\/conclude$/);
    await w.hand.type("#f-text0", "Rà soát quy chế làm việc");
    await w.hand.type("#f-lead0", "BTC");
    await w.hand.type("#f-product0", "báo cáo");
    await w.hand.date("#f-deadline0", "2025-10-20");
    await w.follow("main form button[name=then][value=record]");
    await w.at(/^\/(meetings|documents)\/a/);
    await w.go("/tasks?from=2025-10-20&until=2025-10-20");
    await w.follow(w.page.locator("[data-row] a", { hasText: "Rà soát quy chế làm việc" }));
    await w.at(/^\/tasks\/a/);
    assert.match(await w.text("main"), /TB\/TU/, "the task does not name the document it rests on");
  },
};

export const documents = [receive, clauses, judged, concluded];
