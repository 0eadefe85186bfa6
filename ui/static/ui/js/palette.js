// Ctrl+K: every command, found by any part of its words, with or without accents. The server rendered the list.
import { openDialog } from "./dialogs.js";
import { Listbox } from "./listbox.js";

// œ and æ have no decomposition of their own.
export function plain(text) {
  return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD").replace(/\p{M}/gu, "").trim();
}

// 0 for the letter of the command, then its beginning, the beginning of a word, any place; Infinity when a word is missing.
export function rank(option, words) {
  const label = plain(option.querySelector("span").textContent);
  const typed = words.join(" ");
  if (typed && plain(option.dataset.ccAlias ?? "") === typed) return 0;
  if (!words.every((word) => label.includes(word))) return Infinity;
  if (label.startsWith(typed)) return 1;
  return label.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(words[0])) ? 2 : 3;
}

// The first element on the screen that a command's selector names.
export function targetOf(option) {
  const found = [...document.querySelectorAll(option.dataset.ccTarget)];
  return found.find((element) => element instanceof HTMLDialogElement || element.closest("[popover]") || element.checkVisibility());
}

export function run(option) {
  if (option.href) return option.click();
  // A button or a box of the page is what it does itself.
  const target = option.dataset.ccTarget ? targetOf(option) : option;
  if (target instanceof HTMLDialogElement) openDialog(target);
  else if (target?.matches("input[type=text], input[type=search], textarea, aside, main")) focusOn(target);
  else {
    // Until the part that it brings is there, no key falls into what one was writing.
    if (target?.matches("[hx-get]")) target.focus();
    target?.click();
  }
}

function focusOn(target) {
  if (document.activeElement !== target) target.ccCameFrom = document.activeElement;
  target.focus();
  target.select?.();
}

const SIGN = /^[^\p{L}\p{N}\s]$/u;

class Palette {
  constructor(input) {
    this.input = input;
    this.dialog = input.closest("dialog");
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.none = this.dialog.querySelector("[data-cc-none]");
    this.all = [...this.list.querySelectorAll('[role="option"]')];
    this.box = new Listbox(input, this.list);
    input.addEventListener("input", () => this.filter());
    input.addEventListener("keydown", (event) => {
      if (!event.isComposing && this.box.onArrow(event)) event.preventDefault();
    });
    this.list.addEventListener("click", (event) => this.onClick(event));
    // Before it shows, not after: what a fast hand types at once must not be emptied.
    this.dialog.addEventListener("beforetoggle", ({ newState }) => { if (newState === "open") this.reset(); });
  }

  reset() {
    this.input.value = "";
    this.filter();
  }

  filter() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    const ranks = new Map(this.all.map((option) => [option, this.isAbsent(option) ? Infinity : rank(option, words)]));
    for (const option of this.all) option.hidden = ranks.get(option) === Infinity;
    this.list.append(...this.all.toSorted((one, other) => ranks.get(one) - ranks.get(other)));
    this.none.hidden = this.box.options.length > 0;
    this.box.activate(this.box.options[0]);
    // A sign begins no label: the command that has it runs at once.
    if (SIGN.test(this.input.value) && this.box.active?.dataset.ccAlias === this.input.value) this.box.choose();
  }

  isAbsent(option) {
    return Boolean(option.dataset.ccTarget) && !targetOf(option);
  }

  onClick(event) {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    this.dialog.close();
    // A link goes on by itself; a command runs once the dialog has given the focus back.
    if (!option.href) setTimeout(() => run(option));
  }
}

export function startPalette() {
  for (const input of document.querySelectorAll("[data-cc-palette]")) new Palette(input);
}
