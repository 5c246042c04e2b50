// Units through time: last year's structure, finding a unit.
import assert from "node:assert/strict";

const lastYear = {
  name: "sees last year's structure",
  role: "provincial organising officer",
  main: true,
  async act(w) {
    await w.go("/units");
    await w.follow("tbody th a");
    await w.at(/^\/units\//);
    const communes = () => w.page.locator("tr[data-row]").count();
    const today = await communes();
    await w.hand.press(".nz-asof > summary");
    await w.hand.date("#nz-on", "2024-09-30");
    await w.follow(".nz-asof form button");
    await w.at(/^\/units\//);
    assert.match(w.page.url(), /on=2024-09-30/);
    assert.equal(await w.page.locator(".nz-banner").count(), 1, "nothing says that this is another day");
    assert.equal(await w.page.locator("main form[method=post]").count(), 0, "something can be entered into the past");
    const then = await communes();
    assert.notEqual(then, today, "the structure is the same as today's");
    // one stays in that year while going about, until one says otherwise
    if (then) await w.follow("tr[data-row] a");
    assert.match(w.page.url(), /on=2024-09-30/);
    await w.follow(".nz-banner a");
    assert.doesNotMatch(w.page.url(), /on=/);
  },
};

const findUnit = {
  name: "finds a unit by its unmarked name",
  role: "provincial organising officer",
  main: true,
  async act(w) {
    await w.on(() => w.hand.search("phuong duc xuan"));
    assert.match(await w.text("[data-row]"), /Đức Xuân/);
    await w.follow("[data-row] a");
    await w.at(/^\/units\//);
    assert.match(await w.text("h1"), /Đức Xuân/);
  },
};

export const units = [lastYear, findUnit];
