// data-cc-viewers="<address>": says every ten seconds that this person looks at the page, or writes in it, and shows who else does.
import { post } from "./post.js";

const EVERY = 10_000;
const WRITING = 15_000;

let place = null;
let typedAt = -Infinity;
let said = "";

async function sign() {
  if (document.hidden) return;
  said = performance.now() - typedAt < WRITING ? "writing" : "looking";
  try {
    const response = await post(place.dataset.ccViewers, { state: said }, { isUnattended: true });
    const shown = response.ok ? await response.text() : null;
    // Only what differs is written: the region is read out when it changes.
    if (shown !== null && shown.trim() !== place.innerHTML.trim()) place.innerHTML = shown;
  } catch { /* the next sign says the same */ }
}

function leave() {
  post(place.dataset.ccViewers, { state: "left" }, { keepalive: true, isUnattended: true }).catch(() => {});
}

export function startViewers() {
  place = document.querySelector("[data-cc-viewers]");
  if (!place) return;
  sign();
  setInterval(sign, EVERY);
  document.addEventListener("input", ({ target }) => {
    if (!target.closest("[data-cc-draft]")) return;
    typedAt = performance.now();
    if (said !== "writing") { said = "writing"; sign(); }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else sign(); });
  window.addEventListener("pagehide", leave);
  document.body.addEventListener("cc:viewers", ({ detail }) => { if (place.dataset.ccViewers.includes(detail.id)) sign(); });
  document.body.addEventListener("cc:resync", sign);
}
