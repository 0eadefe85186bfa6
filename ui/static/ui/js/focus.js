// The summary of a refused form takes the focus, on a page that arrives and in a part that htmx brings.
function focusFirst(root) {
  root.querySelector?.("[data-cc-focus]")?.focus();
}

export function startFocus() {
  focusFirst(document);
  document.addEventListener("htmx:after:settle", ({ target }) => focusFirst(target));
}
