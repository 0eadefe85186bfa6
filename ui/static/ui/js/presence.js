// What the person does, since when; and every half minute a sign that an open page is there. The sign keeps no session open.
// Pages that were opened together do not sign together.
import { written } from "./timer.js";

const EVERY = 30_000;
const SPREAD = 15_000;

function sign() {
  const form = document.querySelector("[data-cc-sign]");
  if (!form) return;
  const headers = { "CC-Unattended": "1", "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  // Missed, the next one says the same.
  fetch(form.dataset.ccSign, { method: "POST", headers }).catch(() => {});
}

function keepSigning() {
  sign();
  setTimeout(keepSigning, EVERY + (Math.random() - 0.5) * SPREAD);
}

function tick() {
  for (const place of document.querySelectorAll("[data-cc-elapsed]")) {
    place.textContent = written(Math.max(0, Math.floor((Date.now() - Date.parse(place.dateTime)) / 1000)));
  }
}

export function startPresence() {
  if (!document.querySelector("[data-cc-sign]")) return;
  keepSigning();
  tick();
  setInterval(tick, 1000);
}
