// A board looks a second after the first word of a burst: what follows within that second is seen with it. All boards are
// told at once; up to half a second more, each by its own chance, keeps them from asking at once.
// It looks once at a time: on a busy day each look would end the one before it, and none would ever arrive.
// Tables that were opened on it stay open when it is drawn again, and the focus stays where it was.
const AFTER = 1_000;
const SPREAD = 500;

let waits = 0;
let asked = null;
let again = false;
let focused = "";
const open = new Set();

const board = () => document.querySelector("[data-cc-board]");

function look() {
  clearTimeout(waits);
  waits = 0;
  again = asked !== null;
  if (!again) document.body.dispatchEvent(new CustomEvent("cc:look"));
}

function begin({ target, detail }) {
  if (target === board()) asked = detail.ctx;
}

function end({ detail }) {
  if (detail.ctx !== asked) return;
  asked = null;
  if (again) look();
}

function remember() {
  open.clear();
  for (const table of board()?.querySelectorAll("details[id][open]") ?? []) open.add(table.id);
  focused = board()?.contains(document.activeElement) ? document.activeElement.id : "";
}

function restore() {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused && !document.activeElement?.closest("[data-cc-board]")) document.getElementById(focused)?.focus();
}

export function startBoard() {
  if (!board()) return;
  document.body.addEventListener("cc:activity", () => { waits ||= setTimeout(look, AFTER + SPREAD * Math.random()); });
  document.body.addEventListener("cc:resync", look);
  document.addEventListener("htmx:before:request", begin);
  document.addEventListener("htmx:finally:request", end);
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", restore);
}
