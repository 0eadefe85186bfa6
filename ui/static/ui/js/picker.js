// A short list that stands in the page: a few letters of any of its words, then Enter. Choosing sends the form.
import { Listbox } from "./listbox.js";
import { plain } from "./palette.js";

class Picker {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('[role="combobox"]');
    this.value = form.querySelector("[data-cc-value]");
    this.list = document.getElementById(this.input.getAttribute("aria-controls"));
    this.all = [...this.list.querySelectorAll('[role="option"]')];
    this.box = new Listbox(this.input, this.list);
    this.input.addEventListener("input", () => this.filter());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  filter() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    for (const option of this.all) option.hidden = !words.every((word) => this.hasWord(option, word));
    const begins = this.all.filter((option) => plain(option.textContent).startsWith(words.join(" ")));
    this.list.hidden = this.box.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.box.activate(begins.find((option) => !option.hidden) ?? this.box.options[0]);
  }

  hasWord(option, word) {
    return plain(option.textContent).split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  onKey(event) {
    if (event.isComposing || event.ctrlKey || event.altKey) return;
    if (event.key === "Escape" && !this.list.hidden) {
      this.hide();
      event.preventDefault();
    } else if (event.key === "ArrowDown" && this.list.hidden) {
      this.filter();
      event.preventDefault();
    } else if (event.key === "Enter" && this.list.hidden) {
      event.preventDefault();
    } else if (!this.list.hidden && this.box.onArrow(event)) {
      event.preventDefault();
    }
  }

  onClick(event) {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    this.value.value = option.value;
    this.input.value = option.querySelector("span").textContent;
    this.hide();
    this.form.requestSubmit();
    document.getElementById(this.form.dataset.ccPicker)?.focus();
  }
}

function start(root) {
  for (const form of root.querySelectorAll("[data-cc-picker]")) {
    if (form.ccPicker) continue;
    form.ccPicker = new Picker(form);
  }
}

export function startPickers() {
  start(document);
  document.addEventListener("htmx:after:settle", () => start(document));
}
