// Answers of the knowledge base: `??` in a text with data-cc-articles="<id of the link>" opens their panel, and what the server
// gives to insert, data-cc-insert="note" or "message", goes into that text.
const FIELDS = { note: "id_note", message: "reply_body" };
const TYPED = /(^|[\s(])\?\?$/u;
let last = null;

function fieldOf(place) {
  return document.getElementById(FIELDS[place]);
}

function onInput({ target }) {
  if (!target.matches?.("[data-cc-articles]")) return;
  const { selectionStart: caret, selectionEnd, value } = target;
  const link = document.getElementById(target.dataset.ccArticles);
  if (caret !== selectionEnd || !link || !TYPED.test(value.slice(0, caret))) return;
  last = target;
  target.setRangeText("", caret - 2, caret, "end");
  link.click();
}

// The button of the text that is being written stands first and has the focus.
function offer(root) {
  const message = root.querySelector('[data-cc-into="message"]');
  if (!message || !fieldOf("message")) return;
  message.hidden = false;
  if (last !== fieldOf("message")) return;
  message.parentElement.prepend(message);
  message.focus();
}

function insert(root) {
  const words = root.querySelector("[data-cc-insert]");
  const field = words && fieldOf(words.dataset.ccInsert);
  if (!field) return;
  const before = field.value.slice(0, field.selectionStart);
  const text = `${before && !/\s$/u.test(before) ? "\n" : ""}${words.textContent}`;
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  // As if typed: what watches the text, the draft among it, is told.
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function startArticles() {
  document.addEventListener("input", onInput);
  document.addEventListener("focusin", ({ target }) => { if (target.matches?.("[data-cc-articles]")) last = target; });
  document.addEventListener("htmx:after:settle", ({ target }) => {
    if (target.id !== "articles-read") return;
    offer(target);
    insert(target);
  });
}
