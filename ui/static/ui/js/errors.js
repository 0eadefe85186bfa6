// What a fragment's request says when it fails: sign in again over the intact page, a card, or the line of the network.
// The page itself is never replaced: the codes below are not swapped (see the htmx-config of base.html).
import { openDialog } from "./dialogs.js";

const CARDS = { 400: "card-400", 403: "card-404", 404: "card-404", 405: "card-400", 413: "card-400", 429: "card-429" };
let waiting = null;

function showCard(status, reference) {
  const template = document.getElementById(CARDS[status] ?? (status >= 500 ? "card-500" : "card-400"));
  const card = template.content.cloneNode(true);
  const place = card.querySelector("[data-cc-reference]");
  place.hidden = !reference;
  place.querySelector("span").textContent = reference ?? "";
  document.getElementById("cards").replaceChildren(card);
}

function setConnected(isConnected) {
  document.getElementById("connected").hidden = !isConnected;
  document.getElementById("disconnected").hidden = isConnected;
}

export function askToSignIn(address) {
  const dialog = document.getElementById("signed-out");
  const link = dialog.querySelector("[data-cc-sign-in]");
  if (address) link.href = address;
  // Another address than that of signing in: the session goes on, and wants a proof for what was asked.
  const isClosed = !address?.startsWith("/") || address.startsWith(link.dataset.ccSignIn);
  for (const part of dialog.querySelectorAll("[data-cc-closed]")) part.hidden = !isClosed;
  for (const part of dialog.querySelectorAll("[data-cc-confirm]")) part.hidden = isClosed;
  for (const note of dialog.querySelectorAll("[data-cc-still-out], [data-cc-other-person]")) note.hidden = true;
  openDialog(dialog);
  link.focus();
}

// Signed in again in another tab: this page takes over the new token, if the person is the same.
async function goOn(dialog) {
  const response = await fetch(document.querySelector("[data-cc-home]").href, { headers: { Accept: "text/html" } });
  const body = new DOMParser().parseFromString(await response.text(), "text/html").body;
  const isSame = body.dataset.ccUser === document.body.dataset.ccUser;
  dialog.querySelector("[data-cc-still-out]").hidden = Boolean(body.dataset.ccUser);
  dialog.querySelector("[data-cc-other-person]").hidden = isSame || !body.dataset.ccUser;
  if (isSame && body.dataset.ccUser) takeOver(body, dialog);
}

function takeOver(body, dialog) {
  const headers = body.getAttribute("hx-headers:inherited");
  document.body.setAttribute("hx-headers:inherited", headers);
  const token = JSON.parse(headers)["X-CSRFToken"];
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  dialog.close();
  sendAgain();
}

function sendAgain() {
  const { source, type } = waiting ?? {};
  waiting = null;
  if (source?.isConnected) window.htmx.trigger(source, type);
}

function remember({ sourceElement, sourceEvent }) {
  waiting = { source: sourceElement, type: sourceEvent?.type ?? "click" };
}

function onRefused({ detail: { ctx } }) {
  const { status, headers } = ctx.response;
  // 409 and 422 carry the page's own answer, which htmx swaps.
  if (status === 409 || status === 422) return;
  if (status === 401) {
    remember(ctx);
    askToSignIn(headers.get("CC-Sign-In"));
  } else {
    showCard(status, headers.get("X-Request-ID"));
  }
}

function onFailed({ detail: { ctx, error } }) {
  // Without a response it is the network, or a server that does not answer in time.
  if (!ctx || ctx.response || error?.name === "SyntaxError") return;
  remember(ctx);
  setConnected(false);
}

export function startErrors() {
  if (!document.getElementById("cards")) return;
  const dialog = document.getElementById("signed-out");
  document.addEventListener("htmx:response:error", onRefused);
  document.addEventListener("htmx:error", onFailed);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    // What parts of the page ask by themselves answers nothing that waits.
    if (waiting && ctx?.sourceElement === waiting.source && ctx.response?.status < 400) waiting = null;
    setConnected(true);
  });
  window.addEventListener("offline", () => setConnected(false));
  // What failed is sent again by the person alone: the server may have received it.
  window.addEventListener("online", () => { if (!waiting) setConnected(true); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && dialog.open) goOn(dialog); });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-cc-dismiss]")) target.closest(".notice").remove();
    if (target.closest("[data-cc-go-on]")) goOn(dialog);
    if (target.closest("[data-cc-retry]")) sendAgain();
  });
}
