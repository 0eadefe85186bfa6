// The summary of a refused form takes the focus, on a page that arrives and in a part that htmx brings. A field of such a part
// that goes on from another, data-cc-takes="<id>", takes what is written there.
function focusFirst(root) {
  root.querySelector?.("[data-cc-focus]")?.focus();
}

function takeText(root) {
  for (const field of root.querySelectorAll?.("[data-cc-takes]") ?? []) {
    const from = document.getElementById(field.dataset.ccTakes);
    if (from?.value) field.value = from.value;
  }
}

export function startFocus() {
  focusFirst(document);
  document.addEventListener("htmx:after:settle", ({ target }) => {
    takeText(target);
    focusFirst(target);
  });
}
