// data-cc-open="id" opens a <dialog>, data-cc-close closes the one it is in. The browser gives the focus back.
export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function startDialogs() {
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-cc-open]");
    if (opener) openDialog(document.getElementById(opener.dataset.ccOpen));
    if (target.closest("[data-cc-close]")) target.closest("dialog")?.close();
    // The backdrop belongs to the dialog itself: a press on it, not on what is inside, closes.
    if (target instanceof HTMLDialogElement && target.classList.contains("palette")) target.close();
  });
}
