// The summary of a refused form takes the focus, on a page that arrives and in a part that htmx brings. A field of such a part
// that goes on from another, data-cc-takes="<id>", takes what is written there, and gives it back when the part is left: what has
// data-cc-back="<id>" empties the part, data-cc-panel, and puts the focus on what had opened it.
const FIELDS = "input:not([type=hidden]), select, textarea";

// A part that arrives begins at the top of what is seen, and is scrolled no further than what takes the focus needs.
function focusFirst(root) {
  const place = root.querySelector?.("#faults[data-cc-focus]") ?? root.querySelector?.("[data-cc-focus]");
  const target = place?.matches("form") ? place.querySelector(FIELDS) : place;
  const isPart = Boolean(target && root.matches?.("[data-cc-panel]"));
  if (isPart) root.scrollIntoView({ block: "start" });
  target?.focus({ preventScroll: isPart });
  if (isPart) target.scrollIntoView({ block: "nearest" });
}

function takeText(root) {
  for (const field of root.querySelectorAll?.("[data-cc-takes]") ?? []) {
    const from = document.getElementById(field.dataset.ccTakes);
    if (from?.value) field.value = from.value;
  }
}

function giveText(root) {
  for (const field of root.querySelectorAll("[data-cc-takes]")) {
    const to = document.getElementById(field.dataset.ccTakes);
    if (!to || to.value === field.value) continue;
    to.value = field.value;
    // As if typed: the draft is told.
    to.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function goBack(event) {
  const link = event.target.closest("a[data-cc-back]");
  const opener = link && document.getElementById(link.dataset.ccBack);
  // A page that arrived with its part open leads on by the link itself.
  if (!opener || link.pathname !== location.pathname || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const panel = link.closest("[data-cc-panel]");
  giveText(panel);
  panel.replaceChildren();
  opener.focus();
}

export function startFocus() {
  focusFirst(document);
  document.addEventListener("click", goBack);
  document.addEventListener("htmx:after:settle", ({ target }) => {
    takeText(target);
    focusFirst(target);
  });
}
