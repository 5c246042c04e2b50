// What pages do beyond what they say. Every page works without it.
const root = document.documentElement;
root.classList.add("nz-js");
const $ = (s, from = document) => from.querySelector(s);
const $$ = (s, from = document) => [...from.querySelectorAll(s)];
const typing = (e) => e.target.closest?.("input, textarea, select, [contenteditable]");

// a summary of problems takes the focus itself, a form gives it to its first field
const focus = $("[data-focus]");
(focus?.hasAttribute("tabindex") ? focus : focus && $("input:not([type=hidden]), select, textarea", focus))?.focus();

// a choice sends its form at once; by keys one passes others on the way, so a button says when
for (const chooser of $$("[data-submit]")) {
  let keys = false;
  chooser.addEventListener("keydown", () => (keys = true));
  chooser.addEventListener("pointerdown", () => (keys = false));
  chooser.addEventListener("change", () => {
    if (keys) $(".nz-nojs", chooser.form)?.classList.remove("nz-nojs");
    else chooser.form.requestSubmit();
  });
}

// open drawers close when one clicks or goes elsewhere
const drawers = () => $$(".nz-asof[open], .nz-who[open]");
addEventListener("click", (e) => drawers().forEach((d) => d.contains(e.target) || d.removeAttribute("open")));

// what is said of something found, its parts kept whole where a hyphen stands in a code
const kept = (note) => note.split(/(\S*\d\S*-\S*|\S*-\S*\d\S*)/).map((part, i) => {
  if (i % 2 === 0) return part;
  const whole = document.createElement("span");
  whole.className = "nz-whole";
  whole.textContent = part;
  return whole;
});

// the palette
const palette = $("#nz-palette");
if (palette) {
  const field = $("#nz-pq"), list = $("#nz-found"), count = $("#nz-found-count");
  let asked = null, timer = 0, at = -1;
  const mark = (n) => {
    const all = $$("li", list);
    if (!all.length) return;
    at = (n + all.length) % all.length;
    all.forEach((li, i) => li.setAttribute("aria-selected", i === at));
    all[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((f, i) => {
      const li = document.createElement("li");
      li.id = `nz-f${i}`;
      li.role = "option";
      li.dataset.href = f.href;
      const label = document.createElement("bdi"), note = document.createElement("small"), island = document.createElement("bdi");
      label.textContent = f.label;
      island.append(...kept(f.note));
      note.append(island);
      li.append(label, note);
      return li;
    }));
    count.textContent = found.length ? String(found.length) : count.dataset.none;
    at = -1;
    mark(0);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    // by POST: a name that is looked for stands in no address
    const body = new URLSearchParams(new FormData(field.form));
    try {
      const answer = await fetch(field.form.dataset.ask, { method: "POST", body, signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch (e) {
      if (e.name !== "AbortError") count.textContent = count.dataset.none;
    }
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  palette.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); mark(at + (e.key === "ArrowDown" ? 1 : -1)); }
    const chosen = $$("li", list)[at];
    if (e.key === "Enter" && chosen) { e.preventDefault(); location.href = chosen.dataset.href; }
  });
  list.addEventListener("click", (e) => { const li = e.target.closest("li"); if (li) location.href = li.dataset.href; });
  palette.addEventListener("click", (e) => { if (e.target === palette) palette.close(); });
  addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
      e.preventDefault();
      if (palette.open) return palette.close();
      palette.showModal();
      field.select();
      ask();
    }
  });
}

// lists of people that answer while one types; units by code for fields that take one
const later = (field, go) => { let timer = 0; field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(go, 150); }); };
for (const form of $$("[data-typing]")) {
  const place = document.getElementById(form.dataset.typing);
  let asked = null;
  later($("[name=q]", form), async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("typing", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch (e) { if (e.name !== "AbortError") throw e; }
  });
}
for (const field of $$("[data-units]")) later(field, async () => {
  const answer = await fetch(`/search/units?q=${encodeURIComponent(field.value)}`);
  if (!answer.ok) return;
  field.list.replaceChildren(...(await answer.json()).map((f) => Object.assign(document.createElement("option"), { value: f.note.split(" · ")[0], label: [f.label, ...f.note.split(" · ").slice(1)].join(" · ") })));
});
for (const all of $$("[data-all]")) all.addEventListener("change", () => $$(`[name="${all.dataset.all}"]`).forEach((box) => (box.checked = all.checked)));

// rows: j and k go from one to the next
const step = (by) => {
  const rows = $$("[data-row]");
  if (!rows.length) return;
  const now = rows.indexOf($("[data-row].at"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + by))];
  rows[now]?.classList.remove("at");
  next.classList.add("at");
  $("a", next)?.focus();
};

// single letters, unless turned off and never while typing; Ctrl Enter sends a form
let waiting = 0;
addEventListener("keydown", (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key === "Enter") e.target.form?.requestSubmit();
  if (e.key === "Escape") drawers().forEach((d) => { d.removeAttribute("open"); $("summary", d).focus(); });
  if (document.body.dataset.keys !== "on" || typing(e) || e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]")) return;
  if (waiting && Date.now() - waiting < 1500) {
    const to = { h: "/", u: "/units", f: "/figures", m: "/members", t: "/transfers", j: "/journal" }[e.key];
    waiting = 0;
    const link = to && $(`.nz-side nav a[href="${to}"], .nz-side nav a[href^="${to}?"]`);
    if (link) return void (location.href = link.href);
  }
  if (e.key === "g") waiting = Date.now();
  else if (e.key === "/") { e.preventDefault(); $("#nz-q")?.focus(); }
  else if (e.key === "?") $("#nz-keys")?.showModal();
  else if (e.key === "j") step(1);
  else if (e.key === "k") step(-1);
});
