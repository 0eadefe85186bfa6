// The hour of the status line: the server's clock, moved on by the browser.
function parts(zone, language, instant) {
  const options = { timeZone: zone, weekday: "short", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const found = new Intl.DateTimeFormat(language, options).formatToParts(instant);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

// mar. 24/11/2026 10:42, as ui/formats.py writes it.
export function written(zone, language, instant) {
  const { weekday, day, month, year, hour, minute } = parts(zone, language, instant);
  return `${weekday}\u00a0${day}/${month}/${year} ${hour}:${minute}`;
}

export function startClock() {
  const place = document.querySelector("[data-cc-clock]");
  if (!place) return;
  const late = Date.parse(place.dateTime) - Date.now();
  const tick = () => {
    const now = new Date(Date.now() + late);
    place.textContent = written(place.dataset.ccClock, document.documentElement.lang, now);
    setTimeout(tick, 60_000 - (now.getTime() % 60_000));
  };
  tick();
}
