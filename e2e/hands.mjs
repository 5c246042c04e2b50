// The ways in which people work a page. A task is written once and done by each of them; what it
// names are the page's own addresses and fields, so it holds in every language.
import assert from "node:assert/strict";

/** By mouse: points and clicks, and types where it clicked. */
export class Mouse {
  constructor(page) {
    this.page = page;
  }

  /** Clicks a link, a button, a fold; `target` is a selector or a locator. */
  async press(target) {
    await this.at(target).click();
  }

  async type(target, text) {
    await this.at(target).click();
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.type(text);
  }

  async date(target, day) {
    await this.at(target).fill(day);
  }

  async choose(target, value) {
    await this.at(target).selectOption(value);
  }

  async mark(target) {
    await this.at(target).click();
  }

  async upload(target, files) {
    await this.at(target).setInputFiles(files);
  }

  /** Looks something up from wherever one is. */
  async search(text) {
    await this.type("#nz-q", text);
    await this.press(".nz-search button");
  }

  at(target) {
    return typeof target === "string" ? this.page.locator(target).first() : target.first();
  }
}

/** By keyboard alone: nothing is ever clicked, what has the focus is always seen. */
export class Keyboard extends Mouse {
  /** Goes to an element by the tabulator, as a person would. */
  async reach(target) {
    const element = await this.at(target).elementHandle();
    for (let steps = 0; steps < 600; steps += 1) {
      const here = await element.evaluate((e) => {
        const now = document.activeElement;
        // of a group of radios the tabulator reaches only one
        return now === e || (e.type === "radio" && now.type === "radio" && now.name === e.name && now.form === e.form);
      });
      if (here) return this.seen();
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`the tabulator never reaches ${target}`);
  }

  /** What has the focus shows it, and stands where it is seen. */
  async seen() {
    const shown = await this.page.evaluate(() => {
      const e = document.activeElement;
      const marked = (x) => x && (getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none");
      const box = (e.closest("label") ?? e).getBoundingClientRect();
      return { marked: marked(e) || marked(e.parentElement), inside: box.bottom > 0 && box.top < innerHeight, what: e.outerHTML.slice(0, 120) };
    });
    assert.ok(shown.marked, `one does not see that the focus is on ${shown.what}`);
    assert.ok(shown.inside, `the focus is out of sight on ${shown.what}`);
  }

  async press(target) {
    await this.reach(target);
    await this.page.keyboard.press("Enter");
  }

  async type(target, text) {
    await this.reach(target);
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.type(text);
  }

  /** The browser's field of a date takes day, month and year one after the other. */
  async date(target, day) {
    const [year, month, date] = day.split("-");
    await this.reach(target);
    for (const keys of [`${month}${date}${year}`, `${date}${month}${year}`, `${year}${month}${date}`]) {
      for (let back = 0; back < 3; back += 1) await this.page.keyboard.press("ArrowLeft");
      await this.page.keyboard.type(keys);
      if ((await this.at(target).inputValue()) === day) return;
    }
    assert.fail(`${day} cannot be typed into ${target}`);
  }

  async choose(target, value) {
    await this.reach(target);
    const field = this.at(target);
    const wanted = await field.evaluate((s, v) => [...s.options].findIndex((o) => o.value === v), value);
    assert.ok(wanted >= 0, `${target} has no ${value}`);
    for (let steps = 0; steps < 500; steps += 1) {
      const now = await field.evaluate((s) => s.selectedIndex);
      if (now === wanted) return;
      await this.page.keyboard.press(now < wanted ? "ArrowDown" : "ArrowUp");
    }
    assert.fail(`${value} cannot be chosen in ${target}`);
  }

  async mark(target) {
    await this.reach(target);
    const field = this.at(target);
    if ((await field.getAttribute("type")) === "radio") {
      for (let steps = 0; steps < 50 && !(await field.isChecked()); steps += 1) await this.page.keyboard.press("ArrowDown");
    } else await this.page.keyboard.press("Space");
    assert.ok(await field.isChecked(), `${target} cannot be marked`);
  }

  async upload(target, files) {
    await this.reach(target);
    const chooser = this.page.waitForEvent("filechooser");
    // the browser is told to hand the chooser over before the key is pressed
    await this.page.evaluate(() => document.readyState);
    await this.page.keyboard.press("Enter");
    await (await chooser).setFiles(files);
  }

  async search(text) {
    await this.page.keyboard.press("/");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }
}
