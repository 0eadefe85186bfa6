// The lines of a quote, typed without leaving the keys: Enter goes on, arrows go up and down, words become codes. The form is
// data-cc-lines, its table data-cc-grid, and data-cc-codes is the address that answers words with a listbox.
import { Listbox } from "./listbox.js";

const AFTER_LAST_KEY = 100;
const FIELDS = "input:not([type=hidden], [type=checkbox]), select";
const CODE = /-code$/;
let inHand = null;

const fieldOf = (row, name) => row.querySelector(`[name$="-${name}"]`);

// The codes that the words in one field may mean.
class Codes {
  constructor(input) {
    this.input = input;
    this.row = input.closest("tr");
    this.holder = this.row.querySelector(".codes-box");
    this.said = this.row.querySelector("[data-cc-said-of]");
    this.box = new Listbox(input, this.holder);
    this.asked = 0;
    this.isStale = false;
    this.isWaited = false;
    input.addEventListener("input", () => this.onInput());
    input.addEventListener("blur", () => setTimeout(() => { if (!this.holder.contains(document.activeElement)) this.hide(); }, 150));
    this.holder.addEventListener("click", (event) => this.onClick(event));
  }

  onInput() {
    this.asked += 1; // what was asked for fewer letters no longer answers these
    this.isStale = true;
    this.isWaited = false;
    fieldOf(this.row, "label").value = "";
    this.row.querySelector("[data-cc-label]").textContent = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), AFTER_LAST_KEY);
  }

  async ask() {
    const number = this.asked;
    const { name, value } = this.input;
    let html = "";
    if (value.trim()) {
      const address = `${this.input.form.dataset.ccCodes}?${new URLSearchParams({ [name]: value })}`;
      try {
        const response = await fetch(address, { headers: { "HX-Request": "true" } });
        html = response.ok && !response.redirected ? await response.text() : "";
      } catch { /* without the list the words are read when the quote is sent */ }
    }
    if (number !== this.asked) return;
    this.isStale = false;
    this.show(html);
  }

  show(html) {
    this.holder.innerHTML = html;
    const { isWaited } = this;
    const isAway = document.activeElement !== this.input && !isWaited;
    if (isAway || this.box.options.length === 0) {
      this.hide();
      // Enter came before it was known that nothing can be chosen: it goes on as it does then.
      if (isWaited && !isAway) goOn(this.input.form, this.input);
      return;
    }
    this.holder.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.box.activate(this.box.options[0]);
    this.said.textContent = this.box.list.dataset.ccSaid;
    // Enter came before the list did: a fast hand means the first.
    if (isWaited) this.box.choose();
  }

  hide() {
    this.isWaited = false;
    this.holder.hidden = true;
    this.holder.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = "";
  }

  // True when the key was for the list.
  onKey(event) {
    if (event.key === "Enter" && this.isStale && this.input.value.trim()) this.isWaited = true;
    else if (event.key === "Escape" && !this.holder.hidden) this.hide();
    else return !this.holder.hidden && this.box.onArrow(event);
    return true;
  }

  onClick({ target }) {
    const option = target.closest('[role="option"]');
    if (!option) return;
    const { ccCode, ccLabel, ccTeeth, ccWants } = option.dataset;
    const tooth = fieldOf(this.row, "tooth");
    this.input.value = ccCode;
    if (ccTeeth && tooth) tooth.value = ccTeeth;
    this.row.querySelector("[data-cc-label]").textContent = ccLabel;
    this.hide();
    const wanted = ccWants ? fieldOf(this.row, ccWants) : null;
    const next = wanted && !wanted.value ? wanted : fieldOf(this.row, "price");
    next.focus();
    next.select?.();
    showTeeth();
  }
}

const codes = new WeakMap();

function codesOf(input) {
  if (!codes.has(input)) codes.set(input, new Codes(input));
  return codes.get(input);
}

function rowsOf(form) {
  return [...form.querySelectorAll("[data-cc-grid] tr")].filter((row) => fieldOf(row, "code"));
}

const isBlank = (row) => [...row.querySelectorAll("input:not([type=hidden])")].every((input) => !input.value.trim());

function focusOn(field) {
  field?.focus();
  field?.select?.();
}

function nextLine(form, row) {
  const rows = rowsOf(form);
  const next = rows[rows.indexOf(row) + 1];
  if (next) focusOn(fieldOf(next, "code"));
  else form.querySelector("[data-cc-more]").click();
}

// After a base the price that is still missing; after a price or a base the next line; after anything else the next field; a
// blank line ends the quote.
function goOn(form, field) {
  const row = field.closest("[data-cc-grid] tr");
  if (row && CODE.test(field.name) && isBlank(row)) {
    const rows = rowsOf(form);
    if (rows.slice(rows.indexOf(row)).every(isBlank) && rows.some((one) => !isBlank(one))) form.requestSubmit();
    return;
  }
  if (row && /-base$/.test(field.name) && !fieldOf(row, "price").value.trim()) return focusOn(fieldOf(row, "price"));
  if (row && /-(price|base)$/.test(field.name)) return nextLine(form, row);
  const fields = [...form.querySelectorAll(FIELDS)].filter((one) => one.checkVisibility());
  if (row) return focusOn(fields[fields.indexOf(field) + 1]);
  if (field.closest("details")) return focusOn(fields[fields.indexOf(field) + 1]);
  focusOn(fieldOf(rowsOf(form).find(isBlank) ?? rowsOf(form)[0], "code"));
}

function upOrDown(form, field, step) {
  const rows = rowsOf(form);
  const at = rows.indexOf(field.closest("tr"));
  const to = rows[at + step];
  if (at >= 0 && to) focusOn(fieldOf(to, field.name.replace(/^lines-\d+-/, "")));
}

function onKey(event) {
  const form = event.target.closest?.("form[data-cc-lines]");
  const isChord = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing || event.defaultPrevented;
  if (!form || isChord || !event.target.matches(FIELDS)) return;
  const isCode = CODE.test(event.target.name);
  if (isCode && codesOf(event.target).onKey(event)) event.preventDefault();
  else if (event.key === "Enter") { event.preventDefault(); goOn(form, event.target); }
  else if (["ArrowUp", "ArrowDown"].includes(event.key) && !event.target.matches("select") && event.target.closest("[data-cc-grid]")) {
    event.preventDefault();
    upOrDown(form, event.target, event.key === "ArrowUp" ? -1 : 1);
  }
}

// Cents of what a person types, NaN of anything else.
function centsOf(text) {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN;
}

function addUp(form) {
  const place = form.querySelector("[data-cc-sum]");
  const prices = rowsOf(form).map((row) => fieldOf(row, "price").value).filter((text) => text.trim()).map(centsOf);
  const sum = prices.reduce((one, other) => one + other, 0);
  const written = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
  place.textContent = prices.length && !Number.isNaN(sum) ? written.format(sum / 100) : "";
}

// ---- the mouth

function teethOf(row) {
  return (fieldOf(row, "tooth")?.value ?? "").split(/[\s,;+/-]+/).filter(Boolean);
}

function showTeeth() {
  const mouth = document.querySelector("[data-cc-mouth]");
  if (!mouth) return;
  const chosen = new Set(inHand?.isConnected ? teethOf(inHand) : []);
  for (const tooth of mouth.querySelectorAll("[data-cc-tooth]")) tooth.setAttribute("aria-pressed", String(chosen.has(tooth.dataset.ccTooth)));
}

function press(tooth) {
  const form = document.querySelector("form[data-cc-lines]");
  if (!inHand?.isConnected) inHand = rowsOf(form).find(isBlank) ?? rowsOf(form)[0];
  const number = tooth.dataset.ccTooth;
  const teeth = teethOf(inHand);
  const field = fieldOf(inHand, "tooth");
  field.value = (teeth.includes(number) ? teeth.filter((one) => one !== number) : [...teeth, number]).join(" ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function start() {
  for (const form of document.querySelectorAll("form[data-cc-lines]")) addUp(form);
}

export function startLines() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest?.("[data-cc-grid] tr");
    if (row && fieldOf(row, "code")) inHand = row;
    if (target.matches?.("[data-cc-grid] input") && CODE.test(target.name)) codesOf(target);
    showTeeth();
  });
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-cc-lines]");
    if (form) addUp(form);
    if (form && /-tooth$/.test(target.name)) showTeeth();
  });
  document.addEventListener("click", ({ target }) => {
    const tooth = target.closest?.("[data-cc-tooth]");
    if (tooth) press(tooth);
    if (target.closest?.("[data-cc-print]")) window.print();
  });
  document.addEventListener("htmx:after:settle", start);
  start();
}
