// A digit goes to what chooses this column, data-cc-keep="<digit>"; Enter then chooses it. By code: on a French keyboard the digits
// of the top row need Shift.
import { isWritingIn } from "./keyboard.js";

function onKey(event) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const isOther = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat || event.defaultPrevented;
  if (!digit || isOther || document.documentElement.dataset.ccShortcuts === "off" || isWritingIn(event.target)) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  const button = document.querySelector(`[data-cc-keep="${digit}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
}

export function startKeep() {
  document.addEventListener("keydown", onKey);
}
