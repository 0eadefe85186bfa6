// The search box: htmx brings the people found while one types, Listbox chooses among them.
import { Listbox } from "./listbox.js";

class Search {
  constructor(input) {
    this.input = input;
    this.found = document.getElementById(input.dataset.ccCombobox);
    this.box = new Listbox(input, this.found);
    this.said = document.querySelector(`[data-cc-said-of="${this.found.id}"]`);
    this.floats = this.found.classList.contains("found");
    this.isInPanel = Boolean(input.closest("[data-cc-panel]"));
    this.asked = this.answered = input.value;
    this.entered = null;
    input.addEventListener("htmx:before:request", () => { this.asked = input.value; });
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("focus", () => this.show());
    this.found.addEventListener("htmx:after:settle", () => this.onFound());
    this.found.addEventListener("keydown", (event) => { if (event.key === "Escape") this.leave(event); });
    for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, ({ target }) => this.onElsewhere(target));
    this.box.activate(this.box.options[0]);
  }

  // Whether the rows on the screen, or those to come, are of an earlier text.
  get isStale() {
    return this.input.value !== this.answered;
  }

  onFound() {
    this.answered = this.asked;
    this.show();
    this.box.activate(this.box.options[0]);
    this.openWaited();
    const words = this.found.querySelector("[data-cc-said]");
    if (this.said) this.said.textContent = words?.dataset.ccSaid ?? "";
  }

  // Enter came before the rows did. It opens who answers alone; among several, whoever typed looks before one is read.
  openWaited() {
    const { entered } = this;
    this.entered = null;
    const isWaited = entered === this.answered && document.activeElement === this.input;
    if (isWaited && this.box.options.length === 1) this.box.choose();
  }

  show() {
    if (this.floats) this.found.hidden = this.found.childElementCount === 0;
    this.input.setAttribute("aria-expanded", String(this.box.options.length > 0));
  }

  hide() {
    if (!this.floats) return;
    this.found.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  onElsewhere(target) {
    if (!this.input.form.contains(target)) this.hide();
  }

  onKey(event) {
    if (event.isComposing || event.altKey || event.ctrlKey) return;
    if (event.key === "Escape") this.leave(event);
    // Rows of an earlier text must not be opened: Enter then waits for those of this one.
    else if (event.key === "Enter" && this.isStale) {
      this.entered = this.input.value;
      event.preventDefault();
    }
    else if (!this.found.hidden && this.box.onArrow(event)) event.preventDefault();
  }

  // Escape empties what floats and gives the focus back to where the search was called from; of a panel it empties the
  // words, and then leaves the panel.
  leave(event) {
    if (this.isInPanel && this.input.value === "") return;
    event.preventDefault();
    this.input.value = this.answered = "";
    if (this.floats) this.found.replaceChildren();
    this.hide();
    const before = this.input.ccCameFrom;
    if (this.floats && before?.isConnected) before.focus();
    else this.input.focus();
  }
}

const started = new WeakSet();

function start() {
  for (const input of document.querySelectorAll("[data-cc-combobox]")) {
    if (started.has(input)) continue;
    started.add(input);
    new Search(input);
  }
}

export function startSearch() {
  start();
  // Panels come with a search of their own.
  document.addEventListener("htmx:after:settle", start);
}
