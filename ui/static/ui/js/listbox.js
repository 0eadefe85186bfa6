// A text field that drives a list of options: ARIA combobox with a listbox popup. The options are links or buttons,
// so that choosing one is a click on it, by mouse, by Enter or by its digit.

export class Listbox {
  // HOLDER is the listbox, or stays around it while htmx replaces it.
  constructor(input, holder) {
    this.input = input;
    this.holder = holder;
    holder.addEventListener("keydown", (event) => this.onListKey(event));
    holder.addEventListener("focusin", ({ target }) => {
      if (target === this.list && !this.active) this.activate(this.options[0]);
    });
  }

  get list() {
    return this.holder.matches('[role="listbox"]') ? this.holder : this.holder.querySelector('[role="listbox"]');
  }

  get options() {
    return [...this.holder.querySelectorAll('[role="option"]')].filter((option) => !option.hidden);
  }

  get active() {
    return this.holder.querySelector('[role="option"][aria-selected="true"]:not([hidden])');
  }

  activate(option) {
    for (const chosen of this.holder.querySelectorAll('[aria-selected="true"]')) chosen.setAttribute("aria-selected", "false");
    const holders = [this.input, this.list].filter(Boolean);
    for (const holder of holders) holder.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.id ||= `${this.list.id}-${[...this.list.querySelectorAll('[role="option"]')].indexOf(option) + 1}`;
    option.setAttribute("aria-selected", "true");
    for (const holder of holders) holder.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const { options } = this;
    const at = options.indexOf(this.active);
    const first = step > 0 ? 0 : options.length - 1;
    this.activate(at < 0 ? options[first] : options[(at + step + options.length) % options.length]);
  }

  choose(option = this.active) {
    option?.click();
    return Boolean(option);
  }

  // Arrows and Enter, from the field or from the list. True when the key was for the list.
  onArrow({ key }) {
    if (this.options.length === 0) return false;
    if (key === "ArrowDown") this.move(1);
    else if (key === "ArrowUp") this.move(-1);
    else if (key === "Enter") return this.choose();
    else return false;
    return true;
  }

  onListKey(event) {
    if (event.target !== this.list || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    // By code: on a French keyboard the digits of the top row need Shift.
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (digit) this.choose(this.options[digit - 1]);
    else if (event.key === "Home") this.activate(this.options[0]);
    else if (event.key === "End") this.activate(this.options.at(-1));
    else if (!this.onArrow(event)) {
      this.onOtherKey(event);
      return;
    }
    event.preventDefault();
  }

  // Any other character goes on being typed in the field.
  onOtherKey(event) {
    if (event.key.length !== 1 && event.key !== "Backspace") return;
    event.stopPropagation();
    this.input.focus();
  }
}
