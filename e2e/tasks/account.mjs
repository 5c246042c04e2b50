// One's own account: signing in with the second factor, ending a session, another language.
import assert from "node:assert/strict";
import { code } from "../totp.mjs";

const PASSWORD = "nước sông Cầu xanh trong";
const LOGIN = "quản trị";
const now = () => Date.now() / 1000;
let secret, recovery;

async function password(w) {
  await w.go("/sign-in");
  await w.hand.type("#f-login", LOGIN);
  await w.hand.type("#f-password", PASSWORD);
  await w.follow("main form button");
  await w.at("/sign-in/second");
}

async function shows(w, typed) {
  await w.hand.type("#f-code", typed);
  await w.follow("main form button");
}

const signIn = {
  name: "signs in with a second factor",
  empty: true,
  main: true,
  async act(w) {
    await w.go("/first");
    await w.at("/first");
    await w.hand.type("#f-code", w.place.code);
    await w.hand.type("#f-name", "Người quản trị");
    await w.hand.type("#f-login", LOGIN);
    await w.hand.type("#f-password", "ngắn");
    await w.follow("main form button");
    await w.at("/first", 422);
    assert.equal(await w.page.inputValue("#f-login"), LOGIN, "what was typed is lost");
    await w.hand.type("#f-password", PASSWORD);
    await w.follow("main form button");
    await w.at("/account/second-factor");
    secret = await w.text(".nz-secret");
    await w.hand.type("#f-code", code(secret, now()));
    await w.hand.type("#f-password", PASSWORD);
    await w.follow("main form button");
    await w.at("/account/second-factor");
    recovery = (await w.page.locator(".nz-codes li").allInnerTexts()).map((t) => t.trim());
    assert.ok(recovery.length >= 8);
    await w.follow("main a.btn-primary");
    await w.at("/account");
    await w.hand.press(".nz-who > summary");
    await w.follow("form[action='/sign-out'] button");
    await w.at("/sign-in");
    await password(w);
    await shows(w, "000000");
    await w.at("/sign-in/second", 422);
    // a code is good once: the one shown before is spent, the next one is not
    await shows(w, code(secret, now() + 30));
    await w.at("/");
  },
};

const endSession = {
  name: "ends a session left open elsewhere",
  empty: true,
  main: true,
  async act(w, another) {
    const elsewhere = await another();
    for (const [who, spare] of [[w, 0], [elsewhere, 1]]) {
      await password(who);
      await shows(who, recovery[spare]);
      await who.at("/");
    }
    await w.go("/account");
    const open = w.page.locator("form[action='/account/session'] button:not([value=others])");
    const before = await open.count();
    assert.ok(before >= 1);
    // the newest session is the other one; ending all others ends it whatever the order
    await w.follow(before > 1 ? "button[value=others]" : open);
    await w.at("/account");
    assert.equal(await open.count(), 0);
    await elsewhere.go("/account");
    await elsewhere.at("/sign-in");
    await w.go("/account");
    await w.at("/account");
  },
};

const language = {
  name: "changes the language",
  role: "inspector",
  main: true,
  async act(w) {
    for (const [lang, dir] of [["en", "ltr"], ["ur", "rtl"], ["vi", "ltr"]]) {
      const choose = () => w.hand.choose("#nz-lang", lang);
      // by mouse a choice is made at once; by keys, and without scripts, a button makes it
      if (w.way.atOnce) await w.on(choose);
      else {
        await choose();
        await w.follow(".nz-lang button");
      }
      await w.at("/");
      const html = w.page.locator("html");
      assert.deepEqual([await html.getAttribute("lang"), await html.getAttribute("dir")], [lang, dir]);
    }
  },
};

export const account = [signIn, endSession, language];
