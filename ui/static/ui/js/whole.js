// A form that is kept whole while one types: a hidden text with data-cc-draft-whole holds what its fields say, one `name=value` a
// line (ui/drafts.py reads it), and is a draft like any other (drafts.js). With data-cc-draft-now the page brings what was typed and is not kept yet.
const last = new WeakMap();
const EVENTS = ["input", "change", "click", "focusout"];

function inOneLine(value) {
  return value.replace(/\\/g, "\\\\").replace(/\r\n|\r|\n/g, "\\n");
}

function said(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string" && value.trim());
  return fields.map(([name, value]) => `${name}=${inOneLine(value)}`).join("\n");
}

function follow(area) {
  const now = said(area.form);
  if (now === last.get(area)) return;
  last.set(area, now);
  area.value = now;
  // As if typed: the draft is told.
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function begin() {
  for (const area of document.querySelectorAll("[data-cc-draft-whole]")) {
    if (last.has(area)) continue;
    if ("ccDraftNow" in area.dataset) follow(area);
    else last.set(area, said(area.form));
  }
}

function onEvent({ target }) {
  const area = target.closest?.("form")?.querySelector("[data-cc-draft-whole]");
  if (area && target !== area) follow(area);
}

export function startWhole() {
  begin();
  document.addEventListener("htmx:after:settle", begin);
  for (const kind of EVENTS) document.addEventListener(kind, onEvent);
  // Of two writings the other one was chosen: the page brings it.
  document.addEventListener("cc:chosen", ({ target }) => {
    if (target.matches("[data-cc-draft-whole]") && target.value !== said(target.form)) location.assign(location.pathname + location.search);
  });
}
