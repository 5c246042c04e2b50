// A task, written once, done in the ways in which people work: each way has an office of its own.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Keyboard, Mouse } from "./hands.mjs";
import { LOCALES, browser, emptyOffice, listen, office } from "./office.mjs";
import { look } from "./look.mjs";
import { LOOKERS, elsewhere } from "./addresses.mjs";

const desk = { locale: LOCALES.vi, viewport: { width: 1280, height: 820 }, reducedMotion: "reduce" };

/** `looks`: every page passed is looked at that no other suite sees; `main`: only the main tasks
 *  are done. */
export const ways = {
  mouse: { says: "by mouse", Hand: Mouse, context: desk, looks: true, atOnce: true },
  keyboard: { says: "by keyboard alone", Hand: Keyboard, context: desk },
  plain: { says: "with JavaScript off", Hand: Mouse, context: { ...desk, javaScriptEnabled: false }, main: true },
  phone: { says: "at a telephone's width", Hand: Mouse, context: { ...desk, viewport: { width: 390, height: 844 } }, main: true, atOnce: true },
  urdu: { says: "in Urdu", Hand: Keyboard, context: { ...desk, locale: LOCALES.ur }, main: true },
};

/** Somebody at work in an office: a page, the hand they work it with, the place. */
class Worker {
  constructor(way, place, page, faults, role) {
    Object.assign(this, { way, place, page, faults, role, hand: new way.Hand(page), seen: new Set() });
    listen(page, faults);
    page.on("response", (r) => {
      if (r.request().isNavigationRequest() && r.frame() === page.mainFrame()) this.answer = r;
    });
  }

  async go(path) {
    await this.page.goto(path.startsWith("http") ? path : this.place.address + path);
  }

  /** The path one is at, without what is asked for. */
  path() {
    return new URL(this.page.url()).pathname;
  }

  /** Does something that leads to another page and waits until it is there. */
  async on(doing) {
    await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), doing()]);
  }

  /** Presses what leads on. */
  async follow(target) {
    await this.on(() => this.hand.press(target));
  }

  /** The page one is on answers so. */
  async at(path, status = 200) {
    assert.match(this.path(), path instanceof RegExp ? path : new RegExp(`^${path}$`));
    assert.equal(this.answer.status(), status, `${this.page.url()} answers otherwise`);
    await this.see();
  }

  /** Looks at the page as every page is looked at, but for those of which the suite of all pages
   *  sees the same. */
  async see() {
    if (!this.way.looks || this.isSeenElsewhere()) return;
    const name = `${this.path().replace(/[a-z]?\d[\w.]*/g, "#")} ${this.answer.status()}`;
    if (this.seen.has(name) || !this.answer.headers()["content-type"]?.startsWith("text/html")) return;
    this.seen.add(name);
    const text = await this.answer.text().catch(() => "");
    if (text) this.faults.push(...(await look(this.page, { text: () => text }, `${this.way.says} ${name}`)));
  }

  /** Whether the suite of all pages sees the page as it is here: the plain page of a route of its,
   *  asked for by nothing but its address, by one of those who look there. */
  isSeenElsewhere() {
    const request = this.answer.request();
    const sent = [request, request.redirectedFrom()].some((r) => r && r.method() !== "GET");
    const plain = !sent && this.answer.status() === 200 && !new URL(this.page.url()).search;
    const left = Object.keys(elsewhere).some((route) => new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`).test(this.path()));
    return plain && !left && this.role in LOOKERS;
  }

  /** Text of the first element a selector finds. */
  async text(selector) {
    return (await this.page.locator(selector).first().innerText()).trim();
  }

  /** A number that a text holds, however the language groups its digits. */
  async number(selector) {
    return Number((await this.text(selector)).replace(/[^\d,.]/g, "").replace(/[.,](?=\d{3}\b)/g, "").replace(",", "."));
  }
}

/** All tasks in one way. A task: `{name, role, main, empty, act}`; `role` signs in beforehand. */
export function worked(wayName, tasks) {
  const way = ways[wayName];
  describe(way.says, () => {
    const places = {}, states = {};
    let chrome;
    const wanted = tasks.filter((t) => !way.main || t.main);
    const place = async (empty) => (places[empty ? "empty" : "demo"] ??= await (empty ? emptyOffice() : office()));
    before(async () => {
      chrome = await browser();
    });
    after(async () => {
      await chrome?.close();
      for (const p of Object.values(places)) await p.stop();
    });
    const signedIn = async (role) => {
      if (!states[role]) {
        const context = await chrome.newContext(way.context);
        await (await context.newPage()).goto((await place()).sign_in[role]);
        states[role] = await context.storageState();
        await context.close();
      }
      return states[role];
    };
    for (const task of wanted) {
      test(task.name, async () => {
        const storageState = task.role && (await signedIn(task.role));
        const faults = [];
        const contexts = [];
        const worker = async (given = { storageState }, role = task.role) => {
          const context = await chrome.newContext({ ...way.context, ...given });
          contexts.push(context);
          context.setDefaultTimeout(15_000);
          return new Worker(way, await place(task.empty), await context.newPage(), faults, role);
        };
        try {
          const w = await worker();
          if (task.role) await w.go("/");
          await task.act(w, () => worker({}, undefined));
        } finally {
          for (const context of contexts) await context.close();
        }
        assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
      });
    }
  });
}
