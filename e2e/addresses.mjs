// Addresses for every row of the table of routes that is a GET. A row whose path the ids below do
// not complete, or that answers with something else than a page, must be told of here: so no page
// is forgotten.
import { json, routes } from "./office.mjs";

/** Ids of the demo's record by which paths are completed; those of units as a visitor finds them. */
export async function ids(dir, page, address) {
  const first = async (path) => {
    await page.goto(address + path);
    return (await page.getAttribute("tbody th a[href^='/units/']", "href")).split("/").pop();
  };
  const province = await first("/units");
  const commune = await first(`/units/${province}`);
  const failing = json(dir, "figure", "failing", "--unit", "19", "--on", "2025-09-30", "--list");
  return { province, commune, cell: await first(`/units/${commune}`), person: failing[0].person, act: "24" };
}

/** What a parameter of a path stands for, when the route is not told of below. */
const common = (of) => ({ id: of.commune, person: of.person, number: of.act });

/** Further states in which a route's page is looked at; the plain one is always looked at. */
const states = {
  "/units": () => ["/units?on=2024-06-30", "/units?on=1990-01-01"],
  "/units/{id}": (of) => [`/units/${of.province}`, `/units/${of.cell}`, `/units/${of.commune}?on=2024-06-30`],
  "/units/tree": (of) => [`/units/tree?open=${of.commune}`],
  "/search": () => ["/search?q=chi+bo", "/search?q=zzzz"],
};

/** Rows that are no page of somebody at work, and who looks at them instead. */
export const elsewhere = {
  "/sign-in": "who is not signed in",
  "/sign-in/second": "the task of signing in",
  "/sign-in/link/{token}": "every suite, to sign in",
  "/first": "the task of signing in",
  "/search/palette": "the task of finding, it is no page",
};

/** Pages of trouble: no route leads there. */
const trouble = { "/nothing": 404, "/units?on=yesterday": 422 };

/** Every address to look at: `{path, status}`; throws for a row nobody has an address for. */
export function addresses(of, right = (r) => r !== "Administer") {
  const known = common(of);
  const found = Object.entries(trouble).map(([path, status]) => ({ path, status }));
  const forgotten = [];
  for (const row of routes().filter((r) => r.method === "GET" && right(r.right) && !elsewhere[r.path])) {
    const path = row.path.replace(/\{(\w+)\}/g, (all, name) => known[name] ?? all);
    const more = states[row.path]?.(of) ?? [];
    if (!path.includes("{")) found.push({ path, status: 200 });
    else if (!more.length) forgotten.push(row.path);
    found.push(...more.map((p) => (typeof p === "string" ? { path: p, status: 200 } : p)));
  }
  if (forgotten.length) throw new Error(`no address to look at for ${forgotten.join(", ")}: add one to e2e/addresses.mjs`);
  return found;
}
