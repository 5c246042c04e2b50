// Figures: every one opens the list of what it counts; the quarter's report goes on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const OFFICER = "provincial organising officer";

export const openList = {
  name: "opens the list behind a figure",
  role: OFFICER,
  main: true,
  async act(w) {
    await w.go("/reports/quarterly?unit=19&period=2025-Q3");
    await w.at("/reports/quarterly");
    const figure = "a.f[href*='indicator=admitted'][href*='list=total']";
    const counted = await w.number(figure);
    assert.ok(counted > 0);
    await w.follow(figure);
    await w.at("/figures");
    const listed = await w.page.locator("#list [data-row]").count();
    assert.ok(listed > 0 && listed <= counted, `${listed} rows of ${counted}`);
    assert.match(await w.text("#list"), new RegExp(String(counted)), "the list does not say how many it holds");
  },
};

export const printReport = {
  name: "prints the report",
  role: OFFICER,
  main: true,
  async act(w) {
    await w.go("/reports/quarterly?unit=19&period=2025-Q3");
    for (const [form, begins] of [["pdf", "%PDF-"], ["xlsx", "PK"]]) {
      const [download] = await Promise.all([w.page.waitForEvent("download", { timeout: 60_000 }), w.hand.press(`a[href*='as=${form}']`)]);
      const bytes = readFileSync(await download.path());
      assert.equal(bytes.subarray(0, begins.length).toString(), begins);
      assert.ok(bytes.length > 5000);
      assert.match(download.suggestedFilename(), new RegExp(`\\.${form}$`));
    }
  },
};

export const figures = [openList, printReport];
