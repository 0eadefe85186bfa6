// A call that rings here opens its contact at once, unless the person is writing, choosing or on another contact:
// the call then waits in the bar, and Enter on it opens it.
import { isWritingIn } from "./keyboard.js";
import { post } from "./post.js";

function isBusy() {
  const field = document.activeElement;
  const isWriting = isWritingIn(field) && (field.value ?? "") !== "";
  const hasText = [...document.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
  return isWriting || hasText || Boolean(document.querySelector("dialog[open], [popover]:popover-open, [data-cc-timer]"));
}

// The telephone system could not do what was asked: said above the contact, until it is asked again.
function sayFailed({ detail }) {
  const said = document.querySelector("[data-cc-call-failed]");
  if (said && location.pathname.includes(detail.id)) said.hidden = false;
}

function askAgain({ target }) {
  if (!target.closest("[hx-target='#call-said']")) return;
  document.querySelector("[data-cc-call-failed]")?.setAttribute("hidden", "");
  document.getElementById("call-said")?.replaceChildren();
}

export function startCalls() {
  document.body.addEventListener("cc:call_failed", sayFailed);
  document.body.addEventListener("click", askAgain);
  const shown = document.querySelector("[data-cc-shown]");
  // How long it took from the ring to the screen; nobody waits for it.
  if (shown) post(shown.dataset.ccShown, {}, { isUnattended: true }).catch(() => {});
  document.body.addEventListener("cc:call", (event) => {
    const slot = document.getElementById("call");
    const address = `${slot?.dataset.ccCases}${event.detail.id}/`;
    if (!slot || isBusy() || location.pathname === address) return;
    // The page is left: its bar, which hears it after this, need not ask for what the next page brings.
    event.stopImmediatePropagation();
    location.assign(address);
  }, { capture: true });
}
