// Documents: from a draft to its number and to paper, and the register book in print.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

const OFFICER = "provincial organising officer";

/** Presses what hands out a file, and keeps the file. */
async function taken(w, target) {
  const [download] = await Promise.all([w.page.waitForEvent("download"), w.hand.press(target)]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

/** What can be copied out of a PDF, its words in one line. */
const text = (path) => execFileSync("pdftotext", [path, "-"], { encoding: "utf8" }).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ");

export const issuePaper = {
  name: "issues a document from its draft to its paper, and prints the register book",
  role: OFFICER,
  async act(w) {
    const subject = "Về học tập ngoại ngữ của cán bộ";
    await w.go("/documents");
    await w.at("/documents");
    await w.follow("main a[href='/documents/new']");
    await w.at("/documents/new");
    await w.hand.type("#f-unit", "19");
    await w.hand.choose("#f-kind", "plan");
    await w.hand.type("#f-subject", "Về học tập ngoại ngữ");
    await w.hand.type("#f-place", "Thái Nguyên");
    await w.hand.type("#f-words", "Căn cứ chương trình công tác năm;\nMỗi cơ quan mở một lớp học.");
    await w.hand.type("#f-capacity", "T/M");
    await w.hand.type("#f-signer", "Nguyễn Văn Mẫu");
    await w.hand.type("#f-recipients", "BTCTU\nCác cơ quan");
    await w.follow("main form button.btn-primary");
    await w.at(/^\/documents\/a[\d.]+$/);
    await w.follow("main a[href$='/edit']");
    await w.at(/edit$/);
    assert.match(await w.page.inputValue("#f-words"), /Mỗi cơ quan/, "the text is not in the form");
    assert.match(await w.page.inputValue("#f-recipients"), /BTCTU/, "a recipient lost its code");
    await w.hand.type("#f-subject", subject);
    await w.follow("main form button.btn-primary");
    await w.at(/^\/documents\/a[\d.]+$/);
    assert.match(await w.text("main"), new RegExp(subject));
    for (const step of ["review", "approve", "sign"]) await w.follow(`main form[action$='/step'] button[value='${step}']`);
    await w.follow("main a[href$='/issue']");
    await w.at(/issue$/);
    await w.follow("main form button.btn-primary");
    await w.at(/^\/documents\/a[\d.]+$/);
    const symbol = await w.text("h1");
    assert.match(symbol, /^\d+-KH\/TU$/);
    const pdf = await taken(w, "main a[href*='form=pdf']");
    assert.equal(pdf.name, `${symbol.replace("/", "-")}.pdf`);
    const said = text(pdf.path);
    for (const word of [symbol, subject, "Mỗi cơ quan mở một lớp học.", "Nguyễn Văn Mẫu", "Các cơ quan."]) assert.ok(said.includes(word), `«${word}» is not in ${said}`);
    const docx = await taken(w, "main a[href*='form=docx']");
    assert.match(docx.name, /\.docx$/);
    await w.follow("main a[href*='/documents/register?']");
    await w.at("/documents/register");
    assert.match(await w.text("main"), new RegExp(subject));
    const book = await taken(w, "main a[href*='/register/print']");
    assert.ok(text(book.path).includes(symbol), "the register book does not hold the number");
  },
};

export const papers = [issuePaper];
