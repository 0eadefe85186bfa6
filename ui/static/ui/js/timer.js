// How long a call or the work after it lasts: from the server's instant, moved on by the browser, never announced by itself.
export function written(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function show(box) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(box.dataset.ccSince)) / 1000));
  box.querySelector(".timer").textContent = written(seconds);
  const share = Math.min(1, seconds / Number(box.dataset.ccTarget));
  box.querySelector(".t-fg")?.setAttribute("width", String(112 * share));
}

export function startTimers() {
  const tick = () => { for (const box of document.querySelectorAll("[data-cc-timer]")) show(box); };
  tick();
  setInterval(tick, 1000);
}
