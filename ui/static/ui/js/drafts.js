// What is typed in a field with data-cc-draft="<address>" is kept on the server, two seconds after the last key and whenever the
// page is left. Nothing is written in the browser. A text that could not be sent is sent again until it is.
import { askToSignIn } from "./errors.js";
import { post } from "./post.js";

const AFTER_LAST_KEY = 2_000;
const AGAIN = 3_000;
const AGAIN_AT_MOST = 30_000;
const KEEPALIVE_AT_MOST = 60_000;

const drafts = new Map();

class Draft {
  constructor(field) {
    this.field = field;
    this.address = field.dataset.ccDraft;
    this.version = 0;
    this.kept = field.value;
    this.isRead = false;
    this.sent = [];
    this.timer = 0;
    this.wait = AGAIN;
    this.isSending = false;
    this.isStopped = false;
  }

  get isDirty() {
    return this.field.value !== this.kept;
  }

  async read() {
    // The page that brings the text says which version it is.
    if (this.field.dataset.ccDraftVersion) {
      this.version = Number(this.field.dataset.ccDraftVersion);
      this.isRead = true;
      if (this.kept) this.tellWhen();
      return;
    }
    try {
      const response = await fetch(this.address, { headers: { "HX-Request": "true" } });
      if (!response.ok) throw new Error(String(response.status));
      const { text, version, said } = await response.json();
      this.version = version;
      this.isRead = true;
      if (text && !this.field.value) {
        this.field.value = this.kept = text;
        this.field.dispatchEvent(new Event("input", { bubbles: true }));
        tell(said);
      } else if (text && text === this.field.value) {
        this.kept = text;
      }
    } catch {
      setTimeout(() => this.read(), AGAIN);
    }
    if (this.isDirty) this.later(AFTER_LAST_KEY);
  }

  // Of when the text is that the page brought. Nobody waits for it.
  async tellWhen() {
    try {
      const response = await fetch(this.address, { headers: { "HX-Request": "true", "CC-Unattended": "1" } });
      if (response.ok) tell((await response.json()).said);
    } catch {
      // The text is there all the same.
    }
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (!this.isDirty || this.isStopped || (this.isSending && !keepalive)) return;
    if (!this.isRead && !keepalive) return;
    const text = this.field.value;
    this.isSending = true;
    this.sent.push(text);
    try {
      const size = { keepalive: keepalive && text.length < KEEPALIVE_AT_MOST };
      const response = await post(this.address, { text, version: this.version }, size);
      await this.answered(response, text);
    } catch {
      this.failed();
    }
    this.isSending = false;
    if (this.isDirty && !this.isStopped) this.later(this.wait === AGAIN ? AFTER_LAST_KEY : this.wait);
  }

  async answered(response, text) {
    if (response.status === 409) {
      await this.met(await response.json());
    } else if (response.status === 401) {
      this.failed();
      askToSignIn(response.headers.get("CC-Sign-In"));
    } else if (!response.ok) {
      this.failed();
      // Refused for good: the case is no longer this person's. What was typed stays on the screen.
      if (response.status === 404 || response.status === 403) this.isStopped = true;
    } else {
      const { version, said } = await response.json();
      Object.assign(this, { version, kept: text, sent: [], wait: AGAIN });
      this.field.parentElement.querySelector("[data-cc-conflict]")?.remove();
      tell(said);
    }
  }

  // Somebody else wrote in between, in another tab; or it was us, and the answer was lost on the way.
  async met({ text, version, html }) {
    this.version = version;
    if (!text || this.sent.includes(text)) {
      this.kept = text;
      this.sent = [];
      return;
    }
    this.isStopped = true;
    this.theirs = text;
    this.field.parentElement.querySelector("[data-cc-conflict]")?.remove();
    this.field.insertAdjacentHTML("beforebegin", html);
    show(false);
  }

  async choose(value) {
    // Of a whole form, one's own is what stands in it now: more may have been typed since the two were shown.
    const isMine = "ccDraftWhole" in this.field.dataset && value !== this.theirs;
    if (!isMine) this.field.value = value;
    this.kept = this.theirs;
    this.isStopped = false;
    this.field.parentElement.querySelector("[data-cc-conflict]")?.remove();
    this.field.focus();
    if (this.isDirty) await this.save();
    else show(true);
    this.field.dispatchEvent(new CustomEvent("cc:chosen", { bubbles: true }));
  }

  failed() {
    this.wait = Math.min(this.wait * 2, AGAIN_AT_MOST);
    show(false);
  }
}

function show(isKept) {
  document.getElementById("draft-failed").hidden = isKept;
  if (!isKept) document.getElementById("draft-kept").textContent = "";
}

function tell(said) {
  show(true);
  document.getElementById("draft-kept").textContent = said;
}

function draftOf(element) {
  const field = element.closest?.("[data-cc-draft]");
  if (!field) return null;
  if (!drafts.has(field)) {
    for (const known of drafts.keys()) if (!known.isConnected) drafts.delete(known);
    const draft = new Draft(field);
    drafts.set(field, draft);
    draft.read();
  }
  return drafts.get(field);
}

function find(root) {
  for (const field of root.querySelectorAll("[data-cc-draft]")) draftOf(field);
}

function saveAll(options) {
  for (const [field, draft] of drafts) if (field.isConnected) draft.save(options);
}

export function startDrafts() {
  if (!document.getElementById("draft-failed")) return;
  find(document);
  document.addEventListener("htmx:after:swap", () => find(document));
  document.addEventListener("input", ({ target }) => draftOf(target)?.later(AFTER_LAST_KEY));
  document.addEventListener("focusout", ({ target }) => draftOf(target)?.save());
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll({ keepalive: true }); });
  window.addEventListener("pagehide", () => saveAll({ keepalive: true }));
  window.addEventListener("online", () => saveAll());
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-cc-choose]");
    const place = button?.closest("[data-cc-conflict]");
    const field = place?.parentElement.querySelector("[data-cc-draft]");
    if (field) draftOf(field).choose(button.value);
  });
}
