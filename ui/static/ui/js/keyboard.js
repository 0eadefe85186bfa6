// Keys are data: what has data-cc-key, a command of the palette or a link or button of the page, runs by this key,
// unless the person switched shortcuts off. Names are those of KeyboardEvent: "F2", "?", "Escape", "Ctrl+Enter".
import { openDialog } from "./dialogs.js";
import { run } from "./palette.js";

const root = document.documentElement;
const TEXT = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])";

// "F2", "Ctrl+K" or "?"; empty for what is text: AltGr writes € on a French keyboard and is Ctrl and Alt to the browser.
export function chord(event) {
  const isText = event.getModifierState("AltGraph") || event.altKey || event.metaKey || event.isComposing || event.repeat;
  if (isText || event.key === "Process" || event.key === "Dead") return "";
  if (event.ctrlKey) return event.shiftKey ? "" : `Ctrl+${event.key.length === 1 ? event.key.toUpperCase() : event.key}`;
  if (event.key.length > 1 && event.shiftKey) return "";
  return event.key;
}

export function isWritingIn(element) {
  return Boolean(element?.closest(TEXT));
}

// No name, number or date begins with it: in an empty search box it asks for help.
function asksForHelp(keys, field) {
  return keys === "?" && field.matches("[data-cc-search]") && field.value === "";
}

function command(keys) {
  return [...document.querySelectorAll("[data-cc-key]")].find((option) => option.dataset.ccKey === keys);
}

function onKey(event) {
  const keys = event.defaultPrevented ? "" : chord(event);
  // Escape is no shortcut: it leaves what one is in, whatever the person chose.
  if (!keys || (root.dataset.ccShortcuts === "off" && keys !== "Escape")) return;
  if (keys.length === 1 && isWritingIn(event.target) && !asksForHelp(keys, event.target)) return;
  const open = document.querySelector("dialog[open], [popover]:popover-open");
  const palette = document.getElementById("palette");
  if (keys === "Ctrl+K" && palette && (!open || open === palette)) {
    event.preventDefault();
    if (open) palette.close();
    else openDialog(palette);
    return;
  }
  const option = open ? null : command(keys);
  const form = keys === "Ctrl+Enter" ? event.target.closest("form:not([role=search])") : null;
  if (!option && form?.method !== "post") return;
  event.preventDefault();
  if (option) run(option);
  else form.requestSubmit();
}

// The sheet of keys says what the page really has.
function fillSheet(body) {
  for (const option of document.querySelectorAll('[role="option"][data-cc-key]')) {
    const row = body.insertRow();
    row.insertCell().append(option.querySelector("kbd").cloneNode(true));
    row.insertCell().textContent = option.querySelector("span").textContent;
  }
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  const body = document.querySelector("[data-cc-keys]");
  if (!body) return;
  fillSheet(body);
  body.closest("dialog").addEventListener("toggle", () => {
    body.closest("dialog").querySelector("[data-cc-keys-off]").hidden = root.dataset.ccShortcuts !== "off";
  });
}
