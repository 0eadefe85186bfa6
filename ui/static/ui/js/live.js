// What changes elsewhere arrives here as events `cc:<kind>` on the body, with {id, version}; `cc:resync` means: ask for everything.
// One tab of the browser holds the stream and tells the others. When the stream is blocked that tab asks every ten seconds.
const POLL = 10_000;
const RETRY = 30_000;
const FIRST_WORD = 8_000;
const SILENCE = 40_000;
const LAST = "cc-live";

let config = null;
let last = "";
let channel = null;
let isLeader = false;
let source = null;
let heardAt = 0;
let isOn = null;
let polling = 0;
let retrying = 0;
let isLeft = false;

// A place is the id of an event, or an instant, which comes before the events of its millisecond.
function order(place) {
  const [instant, number = "-1"] = place.split("-");
  return [Number(instant), Number(number)];
}

function isAfter(one, other) {
  const [a, b] = [order(one), order(other)];
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

// An id is no personal data: kept for this tab alone, so that the next page does not hear again what this one heard. What is
// heard while the next page is on its way may have come after that was made: it hears it again.
function reach(place) {
  if (!place || (last && !isAfter(place, last))) return false;
  last = place;
  if (isLeft) return true;
  try { sessionStorage.setItem(LAST, last); } catch { /* a browser that keeps nothing hears some events twice */ }
  return true;
}

function say(kind, detail) {
  document.body.dispatchEvent(new CustomEvent(`cc:${kind}`, { detail }));
}

function hear(kind, place, detail) {
  if (kind !== "resync" && !reach(place)) return;
  if (kind === "resync") reach(place);
  say(kind, detail);
}

// What this tab hears, the others hear too.
function relay(kind, place, detail) {
  channel?.postMessage({ kind, place, detail });
  hear(kind, place, detail);
}

function show(on) {
  if (isLeader) channel?.postMessage({ state: on });
  if (isOn === on) return;
  isOn = on;
  document.getElementById("live-on").hidden = !on;
  document.getElementById("live-off").hidden = on;
}

// ---- the stream

function open() {
  close();
  heardAt = Date.now();
  let hasSpoken = false;
  const opened = new EventSource(last ? `${config.stream}?apres=${encodeURIComponent(last)}` : config.stream);
  source = opened;
  const listen = (kind, handle) => opened.addEventListener(kind, (event) => {
    if (source !== opened) return;
    heardAt = Date.now();
    handle(event);
  });
  const known = new Set(["kind", "open", "cut", "beat"]);
  listen("open", (event) => {
    // The browser's own event of that name says that the server answers; the server's says that events will come.
    if (!(event instanceof MessageEvent)) return;
    hasSpoken = true;
    if (event.lastEventId) reach(event.lastEventId);
    stopPolling();
    show(true);
  });
  listen("cut", () => { hasSpoken = true; startPolling(); });
  listen("beat", (event) => { if (event.lastEventId) reach(event.lastEventId); });
  listen("kind", ({ data }) => {
    if (known.has(data)) return;
    known.add(data);
    listen(data, (event) => relay(data, event.lastEventId, JSON.parse(event.data)));
  });
  opened.addEventListener("error", () => {
    if (source !== opened) return;
    startPolling();
    if (opened.readyState === EventSource.CLOSED) openLater();
  });
  setTimeout(() => { if (source === opened && !hasSpoken) { openLater(); startPolling(); } }, FIRST_WORD);
}

function close() {
  source?.close();
  source = null;
}

function openLater() {
  close();
  clearTimeout(retrying);
  retrying = setTimeout(open, RETRY);
}

// ---- asking instead

function startPolling() {
  show(false);
  if (!polling) polling = setInterval(poll, POLL);
}

function stopPolling() {
  clearInterval(polling);
  polling = 0;
}

async function poll() {
  const headers = { "HX-Request": "true", "CC-Unattended": "1" };
  try {
    const response = await fetch(`${config.state}?apres=${encodeURIComponent(last)}`, { headers });
    if (!response.ok) return;
    const told = await response.json();
    for (const { event, kind, data } of told.events) relay(kind, event, data);
    if (told.resync) relay("resync", told.last, {});
    else reach(told.last);
  } catch { /* the network is away: the next time tells what was missed */ }
}

// ---- who holds the stream

function lead() {
  isLeader = true;
  open();
  setInterval(() => { if (source && Date.now() - heardAt > SILENCE) { startPolling(); open(); } }, 5_000);
  return new Promise(() => {});
}

function onOthers({ data }) {
  if (data.hello) {
    if (isLeader && isOn !== null) show(isOn);
  } else if ("state" in data) {
    show(data.state);
  } else {
    hear(data.kind, data.place, data.detail);
  }
}

function begin() {
  if (!("locks" in navigator && "BroadcastChannel" in window)) {
    lead();
    return;
  }
  const name = `cc-live-${document.body.dataset.ccUser}`;
  channel = new BroadcastChannel(name);
  channel.addEventListener("message", onOthers);
  navigator.locks.request(name, lead);
  // Somebody else leads: what came between the making of this page and now is asked for once.
  navigator.locks.query().then(({ held }) => {
    if (isLeader || !held.some((lock) => lock.name === name)) return;
    channel.postMessage({ hello: true });
    poll();
  });
}

export function startLive() {
  const { ccLive, ccLiveState, ccLiveSince } = document.body.dataset;
  if (!ccLive || !document.getElementById("live-on")) return;
  config = { stream: ccLive, state: ccLiveState };
  last = ccLiveSince;
  try { reach(sessionStorage.getItem(LAST)); } catch { /* as above */ }
  window.addEventListener("beforeunload", () => { isLeft = true; });
  begin();
  // A laptop that wakes, a network that comes back.
  window.addEventListener("online", () => { if (isLeader) open(); });
}
