// A call that rings here opens its contact at once, unless the person is writing, choosing or on another contact:
// the call then waits in the bar, and Enter on it opens it.
import { isWritingIn } from "./keyboard.js";

function isBusy() {
  const field = document.activeElement;
  const isWriting = isWritingIn(field) && (field.value ?? "") !== "";
  const hasText = [...document.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
  return isWriting || hasText || Boolean(document.querySelector("dialog[open], [popover]:popover-open, [data-cc-timer]"));
}

export function startCalls() {
  document.body.addEventListener("cc:call", ({ detail }) => {
    const slot = document.getElementById("call");
    const address = `${slot?.dataset.ccCases}${detail.id}/`;
    if (slot && !isBusy() && location.pathname !== address) location.assign(address);
  });
}
