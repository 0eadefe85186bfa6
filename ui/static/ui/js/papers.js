// data-cc-viewer: keys inside it, and only there, click the control whose data-cc-viewer-key has them.
import { isWritingIn } from "./keyboard.js";

function onKey(event) {
  const viewer = event.target.closest?.("[data-cc-viewer]");
  const isChord = event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented;
  if (!viewer || isChord || isWritingIn(event.target)) return;
  const controls = [...viewer.querySelectorAll("[data-cc-viewer-key]")];
  const control = controls.find((one) => one.dataset.ccViewerKey.split(" ").includes(event.key));
  if (!control) return;
  event.preventDefault();
  if (control.getAttribute("aria-disabled") !== "true") control.click();
}

export function startPapers() {
  document.addEventListener("keydown", onKey);
  // The viewer that a key replaced keeps the keys: the new one takes the focus.
  document.addEventListener("htmx:after:swap", () => {
    if (document.activeElement === document.body) document.querySelector("[data-cc-viewer]")?.focus();
  });
}
