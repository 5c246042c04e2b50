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
  const transit = json(dir, "figure", "in-transit", "--unit", "19", "--on", "2025-09-30", "--list");
  const member = json(dir, "figure", "members", "--unit", "19", "--on", "2025-09-30", "--list").find((m) => m.unit_name.startsWith("Chi bộ"));
  return { dir, province, commune, cell: await first(`/units/${commune}`), person: member.person, failing: failing[0].person, transit: transit[0]?.person ?? member.person, act: "24" };
}

/** Work begun and left: a file before its columns are said, one checked with faults, a reform. */
export async function begun(page, address, of) {
  const unit = json(of.dir, "units", "--on", "2025-09-30", "--kind", "xã");
  const text = (rows) => ({ name: "thanh-vien.csv", mimeType: "text/csv", buffer: Buffer.from(`person_key,name,birth_date,unit_code,standing,since\n${rows}`) });
  const imported = async (rows) => {
    await page.goto(`${address}/import/start?what=members`);
    await page.setInputFiles("#f-file", text(rows));
    await page.click("main form button.btn-primary");
    return page.url().split("/").pop();
  };
  const columns = await imported("E2E1,Hoàng Minh Quân,1998-03-04,none,probationary,2025-09-20\n");
  const checked = await imported("E2E2,Hoàng Minh,1998-13-04,none,probationary,2025-09-20\n");
  await page.click("form[action$='/columns'] button.btn-primary");
  await page.waitForURL(/import/);
  await page.goto(`${address}/jobs`);
  const job = (await page.locator("main a[href^='/jobs/']").first().getAttribute("href")).split("/")[2];
  // what is recorded comes before the draft: its ids are those of the act it would be
  await page.goto(`${address}/meetings/new`);
  await page.fill("#f-unit", "19");
  // the demo has its briefings already
  await page.selectOption("#f-kind", "plenum");
  await page.click("main form button.btn-primary");
  const meeting = new URL(page.url()).pathname.split("/").pop();
  await page.goto(`${address}/meetings/${meeting}/item?part=proposal`);
  await page.fill("#f-title", "Mở lớp bồi dưỡng");
  await page.click("main form button.btn-primary");
  const proposal = new URL(await page.locator("main a[href*='/accept?item=']").first().getAttribute("href"), address).searchParams.get("item");
  const drafted = async (subject) => {
    await page.goto(`${address}/documents/new`);
    await page.fill("#f-unit", "19");
    await page.selectOption("#f-kind", "notice");
    await page.fill("#f-subject", subject);
    await page.fill("#f-words", "Căn cứ chương trình công tác;\nCác cơ quan thực hiện từ tuần tới.");
    await page.click("main form button.btn-primary");
    return new URL(page.url()).pathname.split("/").pop();
  };
  const paper = await drafted("Về phân công công việc");
  const document = await drafted("Về lịch làm việc");
  for (const step of ["review", "approve", "sign"]) await page.click(`main form[action$='/step'] button[value='${step}']`);
  await page.locator("summary:has(+ div form[action$='/files'])").click();
  await page.setInputFiles("#f-file", { name: "Lịch.txt", mimeType: "text/plain", buffer: Buffer.from("Lịch làm việc: đi cơ sở ở các xã vùng cao.") });
  await page.click("main form[action$='/files'] button.btn-primary");
  const file = (await page.locator(`main a[href^='/documents/${document}/files/']`).first().getAttribute("href")).split("/").pop();
  await page.goto(`${address}/reforms`);
  await page.click("main form[action='/reforms'] button");
  const draft = page.url().split("/").pop();
  await page.goto(`${page.url()}?add=merge`);
  await page.fill("#f-typed", `${unit[0].code}; ${unit[1].code}`);
  for (const [field, said] of [["code0", "01998"], ["name0", "Xã Đồng Tâm"]]) await page.fill(`#f-${field}`, said);
  await page.selectOption("#f-kind0", "xã");
  await page.click("#step form button.btn-primary");
  await page.fill("#f-label", "Hợp nhất hai xã");
  await page.fill("#f-day", "2025-09-30");
  await page.click("button[name=then][value=check]");
  const moved = await page.locator("main a[href*='/moved?']").first().getAttribute("href");
  const listed = (indicator, ...when) => json(of.dir, "figure", indicator, "--unit", "19", ...when, "--list")[0].id;
  const task = listed("tasks", "--on", "2025-09-30");
  const issued = listed("documents", "--period", "2025-Q3");
  const binding = json(of.dir, "documents", "superior", "--on", "2025-09-30").filter((d) => Number(d.bound) > 0).map((d) => d.document);
  return { columns, checked, job, draft, moved, meeting, proposal, document, file, paper, issued, task, binding };
}

/** Ids only whoever keeps accounts finds. */
export async function ofAdministration(page, address) {
  const first = async (path) => {
    await page.goto(address + path);
    const href = await page.locator(`tbody a[href^='${path}/']:not([href$='/new'])`).first().getAttribute("href");
    return href.split("/").pop();
  };
  return { account: await first("/administration/accounts"), grant: await first("/administration/grants") };
}

/** What a parameter of a path stands for, when the route is not told of below. */
const common = (of) => ({ id: of.commune, person: of.person, number: of.act });

/** What may not be seen or does not exist. */
const none = (path) => ({ path, status: 404 });

/** Further states in which a route's page is looked at; the plain one is always looked at. */
const states = {
  "/units": () => ["/units?on=2024-06-30", "/units?on=1990-01-01"],
  "/units/{id}": (of) => [`/units/${of.province}`, `/units/${of.cell}`, `/units/${of.commune}?on=2024-06-30`],
  "/units/tree": (of) => [`/units/tree?open=${of.commune}`],
  "/members": (of) => [`/members?unit=${of.commune}`, `/members?unit=${of.province}&failing=any`, "/members?who=former", "/members?on=2024-06-30", "/members?joined_from=2050-01-01"],
  "/members/{person}": (of) => [`/members/${of.failing}`, `/members/${of.transit}`, `/members/${of.person}?on=2024-06-30`, none("/members/a4.999999")],
  "/members/{person}/event": (of) => [`/members/${of.person}/event?event=transfer_sent`, `/members/${of.person}/event?event=exemption`],
  "/members/{person}/correct": (of) => [`/members/${of.person}/correct?field=name`, `/members/${of.person}/correct?field=birth_date`],
  "/standard": (of) => [`/standard?unit=${of.commune}`],
  "/standard/work": (of) => [`/standard/work?unit=${of.province}`, `/standard/work?unit=${of.province}&kind=overdue`, `/standard/work?unit=${of.province}&on=2025-06-30`],
  "/due": (of) => [`/due?unit=${of.province}&what=badge`],
  "/cell": (of) => [`/cell?unit=${of.cell}`],
  "/cell/{id}": (of) => [`/cell/${of.cell}`],
  "/figures": () => ["/figures?unit=19&indicator=members&list=total&on=2025-09-30", "/figures?unit=19&indicator=admitted&period=2025-Q3&kind_of_period=cumulative&list=total", "/figures?unit=19&indicator=members&structure=on&units_of=2025-09-30&list=total&on=2024-09-30", "/figures?unit=19&indicator=standardised&on=2025-09-30", "/figures?unit=19&indicator=coverage&document=01-CTr%2FTU&list=total&on=2025-09-30", "/figures?unit=19&indicator=documents&period=2025-Q3&kind_of_period=in-period&advised-by=BTC&subject=congress", { path: "/figures?unit=none&indicator=members", status: 422 }],
  "/figures/why": () => ["/figures/why?unit=19&indicator=members&on=2025-09-30&then=20", { path: "/figures/why?unit=19&indicator=members&on=2025-09-30&then=x", status: 422 }],
  "/reports/quarterly": () => ["/reports/quarterly?unit=19&period=2025-Q3", "/reports/quarterly?unit=19&period=2025-Q2"],
  "/administration/accounts/{token}": (of) => [`/administration/accounts/${of.account}`],
  "/administration/grants/{token}": (of) => [`/administration/grants/${of.grant}`],
  "/journal/{number}/annul": () => ["/journal/2/annul"],
  "/import/start": () => ["members", "units", "reforms", "figures"].map((what) => `/import/start?what=${what}`),
  "/import/{token}": (of) => [`/import/${of.columns}`, `/import/${of.checked}`],
  "/import/{token}/problems": (of) => [`/import/${of.checked}/problems`],
  "/jobs/{token}": (of) => [`/jobs/${of.job}`],
  "/reforms/{token}": (of) => [`/reforms/${of.draft}`, ...["merge", "divide", "alter", "create", "abolish"].map((add) => `/reforms/${of.draft}?add=${add}`)],
  "/reforms/{token}/check": (of) => [`/reforms/${of.draft}/check`],
  "/reforms/{token}/moved": (of) => [of.moved],
  "/meetings/{token}": (of) => [`/meetings/${of.meeting}`],
  "/meetings/{token}/print": (of) => [`/meetings/${of.meeting}/print`],
  "/meetings/{token}/item": (of) => ["report", "proposal", "agenda"].map((part) => `/meetings/${of.meeting}/item?part=${part}`),
  "/meetings/{token}/conclude": (of) => [`/meetings/${of.meeting}/conclude`],
  "/meetings/{token}/accept": (of) => [`/meetings/${of.meeting}/accept?item=${of.proposal}`],
  "/meetings/{token}/cancel": (of) => [`/meetings/${of.meeting}/cancel`],
  "/documents": () => ["/documents?q=57", "/documents?q=xa+vung+cao", "/documents?direction=superior"],
  "/documents/{token}/files/{hash}": (of) => [`/documents/${of.document}/files/${of.file.split("?")[0]}`],
  "/documents/{token}": (of) => [`/documents/${of.issued}`, `/documents/${of.document}`, `/documents/${of.paper}`],
  "/documents/{token}/edit": (of) => [`/documents/${of.paper}/edit`],
  "/documents/{token}/paper": (of) => [`/documents/${of.issued}/paper`],
  "/documents/{token}/coverage": (of) => of.binding.map((id) => `/documents/${id}/coverage`),
  "/documents/{token}/issue": (of) => [`/documents/${of.document}/issue`],
  "/documents/register": () => ["/documents/register?unit=19"],
  "/tasks": () => ["/tasks?as=board", "/tasks?as=calendar&month=2025-09", "/tasks?overdue=yes"],
  "/tasks/{token}": (of) => [`/tasks/${of.task}`, `/tasks/${of.task}?do=extended`],
  "/rulebook/rule": () => ["/rulebook/rule?section=indicator&key=admitted", "/rulebook/rule?section=indicator&key=standardised"],
};

/** Rows whose plain address is not there for everybody, with one where it is. */
const instead = {
  "/import/template": () => ["/import/template?what=members&form=csv"],
  "/members/{person}/transfer-letter": (of) => [`/members/${of.transit}/transfer-letter`],
};

/** Who looks at what in the suite of all pages: nobody sees both the record and the accounts. */
export const LOOKERS = { "provincial organising officer": ["Open", "SignedIn", "See", "Enter"], administrator: ["Administer"] };

/** Rows that are no page of somebody at work, and who looks at them instead. */
export const elsewhere = {
  "/sign-in": "who is not signed in",
  "/sign-in/second": "the task of signing in",
  "/sign-in/link/{token}": "every suite, to sign in",
  "/first": "the task of signing in",
  "/welcome/{token}": "the task of making an account",
  "/jobs/{token}/file": "the task of taking a list out",
  "/search/palette": "the task of finding, it is no page",
  "/documents/register/print": "the task of issuing a document, it is no page",
  "/search/units": "fields that take a unit, it is no page",
  "/import/template": "the task of importing, it is no page",
};

/** Pages of trouble: no route leads there. */
const trouble = [none("/nothing"), { path: "/units?on=yesterday", status: 422 }];

/** Every address to look at: `{path, status}`; throws for a row nobody has an address for. */
export function addresses(of, rights) {
  const known = common(of);
  const found = [...trouble];
  const forgotten = [];
  for (const row of routes().filter((r) => r.method === "GET" && rights.includes(r.right) && !elsewhere[r.path])) {
    if (instead[row.path]) {
      found.push(...instead[row.path](of).map((path) => ({ path, status: 200 })));
      continue;
    }
    const path = row.path.replace(/\{(\w+)\}/g, (all, name) => known[name] ?? all);
    const more = states[row.path]?.(of) ?? [];
    if (!path.includes("{")) found.push({ path, status: 200 });
    else if (!more.length) forgotten.push(row.path);
    found.push(...more.map((p) => (typeof p === "string" ? { path: p, status: 200 } : p)));
  }
  if (forgotten.length) throw new Error(`no address to look at for ${forgotten.join(", ")}: add one to e2e/addresses.mjs`);
  return found;
}
