// Writing quickly: `//` in a text offers the shortcuts of the house, and a template is found by the letters of its name.
// Both are listboxes that the server rendered; the panels that hold them come and go by htmx.
import { Listbox } from "./listbox.js";
import { plain, rank } from "./palette.js";

const TYPED = /(^|[\s(])\/\/([\p{L}\p{N}-]*)$/u;
const OPEN_PLACE = /\{\{[^{}]*\}\}/;
const started = new WeakMap();

// A text field with data-cc-snippets="id" of a listbox, whose options carry data-cc-code and data-cc-text.
class Snippets {
  constructor(area) {
    this.area = area;
    this.list = document.getElementById(area.dataset.ccSnippets);
    this.said = document.querySelector(`[data-cc-said-of="${this.list.id}"]`);
    this.all = [...this.list.querySelectorAll('[role="option"]')];
    this.box = new Listbox(area, this.list);
    area.addEventListener("input", () => this.offer());
    area.addEventListener("keydown", (event) => this.onKey(event));
    area.addEventListener("blur", () => setTimeout(() => { if (!this.list.contains(document.activeElement)) this.hide(); }));
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  // What stands between `//` and the caret; null when no shortcut is being typed.
  get typed() {
    const { selectionStart, selectionEnd, value } = this.area;
    return selectionStart === selectionEnd ? TYPED.exec(value.slice(0, selectionStart))?.[2] ?? null : null;
  }

  offer() {
    const { typed } = this;
    if (typed === null) return this.hide();
    const word = plain(typed);
    for (const option of this.all) {
      option.hidden = !plain(option.dataset.ccCode).startsWith(word) && !plain(option.textContent).includes(word);
    }
    const { options } = this.box;
    this.list.hidden = options.length === 0;
    // The exact code first: `//cdt` then Enter, whatever else holds these letters.
    this.box.activate(options.find((option) => plain(option.dataset.ccCode) === word) ?? options[0]);
    if (this.said) this.said.textContent = options.length ? this.said.dataset.ccSome.replace("0", options.length) : "";
  }

  hide() {
    this.list.hidden = true;
    this.box.activate(null);
    if (this.said) this.said.textContent = "";
  }

  onKey(event) {
    if (this.list.hidden || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") this.hide();
    else if (event.key === "Tab" && !event.shiftKey) this.box.choose();
    else if (!this.box.onArrow(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  onClick(event) {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    this.area.focus();
    const caret = this.area.selectionStart;
    const { typed } = this;
    const from = typed === null ? caret : caret - typed.length - 2;
    this.hide();
    this.area.setRangeText(option.dataset.ccText, from, caret, "end");
    // As if typed: what watches the text, the draft among it, is told.
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A field with data-cc-chooser="id" of a listbox, whose options are commands found by any part of their words.
class Chooser {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.dataset.ccChooser);
    this.all = [...this.list.querySelectorAll('[role="option"]')];
    this.box = new Listbox(input, this.list);
    input.addEventListener("input", () => this.filter());
    input.addEventListener("focus", () => this.filter());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => setTimeout(() => { if (!this.list.contains(document.activeElement)) this.show(false); }));
  }

  show(isShown) {
    this.list.hidden = !isShown;
    this.input.setAttribute("aria-expanded", String(isShown));
  }

  filter() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    const ranks = new Map(this.all.map((option) => [option, rank(option, words)]));
    for (const option of this.all) option.hidden = ranks.get(option) === Infinity;
    this.list.append(...this.all.toSorted((one, other) => ranks.get(one) - ranks.get(other)));
    this.show(this.box.options.length > 0);
    this.box.activate(this.box.options[0]);
  }

  onKey(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape" && !this.list.hidden) this.show(false);
    else if (this.list.hidden || !this.box.onArrow(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// The first place that nobody could fill is selected: typing replaces it.
function selectOpenPlace(area) {
  const found = OPEN_PLACE.exec(area.value);
  area.focus();
  if (found) area.setSelectionRange(found.index, found.index + found[0].length);
}

function countDown(element) {
  const tick = () => {
    const left = Number(element.dataset.ccSeconds) - 1;
    element.dataset.ccSeconds = String(left);
    element.textContent = String(Math.max(0, left));
    if (left <= 0 || !element.isConnected) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
}

const KINDS = {
  "[data-cc-snippets]": (element) => new Snippets(element),
  "[data-cc-chooser]": (element) => new Chooser(element),
  "[data-cc-open-place]": selectOpenPlace,
  "[data-cc-seconds]": countDown,
};

function start() {
  for (const [selector, begin] of Object.entries(KINDS)) {
    for (const element of document.querySelectorAll(selector)) {
      const begun = started.get(element) ?? new Set();
      if (!begun.has(selector)) begin(element);
      started.set(element, begun.add(selector));
    }
  }
}

export function startSnippets() {
  start();
  document.addEventListener("htmx:after:settle", start);
}
