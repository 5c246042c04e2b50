// Whoever is signed in: every link they are shown leads somewhere. A page that shows somebody the
// way to what their rights do not reach fails.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { office } from "./office.mjs";

/** Pages of one kind that are followed: what differs is only which unit or person it is. */
const OF_A_KIND = 4;

let place;
before(async () => {
  place = await office();
});
after(() => place?.stop());

/** The kind of an address: its path without ids. */
const kind = (url) => url.pathname.replace(/[^/]*\d[^/]*/g, "#");

async function walk(role) {
  const signedIn = await fetch(place.sign_in[role], { redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie").split(";")[0];
  const waiting = [{ at: new URL(place.address), from: "" }];
  const seen = new Set(), kinds = {}, faults = [];
  while (waiting.length) {
    const { at, from } = waiting.shift();
    const answer = await fetch(at, { headers: { cookie, "accept-language": "vi" }, redirect: "manual" });
    // a day of the past may have nothing to show, and the page says so
    const refused = answer.status === 422 && at.searchParams.has("on");
    if (answer.status >= 400 && !refused) faults.push(`${at.pathname}${at.search}: ${answer.status}, linked from ${from}`);
    const isPage = answer.headers.get("content-type")?.startsWith("text/html");
    const html = await answer.text();
    if (!isPage) kinds[kind(at)] = OF_A_KIND; // one file of a kind is enough: some are printed
    if (!isPage) continue;
    for (const [, href] of html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)) {
      const to = new URL(href.replaceAll("&amp;", "&").replaceAll("&#x2f;", "/"), at);
      to.hash = "";
      if (to.origin !== place.address || seen.has(to.href)) continue;
      seen.add(to.href);
      kinds[kind(to)] = (kinds[kind(to)] ?? 0) + 1;
      if (kinds[kind(to)] <= OF_A_KIND) waiting.push({ at: to, from: at.pathname });
    }
  }
  assert.ok(seen.size > 5, `${role} is shown hardly any link`);
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
}

describe("every link leads somewhere", { concurrency: 2 }, () => {
  for (const role of ["provincial organising officer", "provincial office clerk", "head of an agency", "commune officer", "cell secretary", "inspector"]) test(`for the ${role}`, () => walk(role));
});
