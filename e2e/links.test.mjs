// Whoever is signed in: every link they are shown leads somewhere. A page that shows somebody the
// way to what their rights do not reach fails.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { office } from "./office.mjs";

/** Pages of one kind that are followed: what differs is only which unit or person it is. */
const OF_A_KIND = 6;

let place;
before(async () => {
  place = await office();
});
after(() => place?.stop());

/** The kind of an address: its path without ids and the names of what is asked for. */
const kind = (url) => `${url.pathname.replace(/[^/]*\d[^/]*/g, "#")} ${[...url.searchParams.keys()].sort().join(" ")}`;

async function walk(role) {
  const signedIn = await fetch(place.sign_in[role], { redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie").split(";")[0];
  const waiting = [{ at: new URL(place.address), from: "" }];
  const seen = new Set(), kinds = {}, faults = [];
  while (waiting.length) {
    const { at, from } = waiting.shift();
    const answer = await fetch(at, { headers: { cookie, "accept-language": "vi" }, redirect: "manual" });
    if (answer.status >= 400) faults.push(`${at.pathname}${at.search}: ${answer.status}, linked from ${from}`);
    const html = answer.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : (await answer.arrayBuffer(), "");
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
