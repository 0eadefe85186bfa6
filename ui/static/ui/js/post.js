// Requests that a script sends by itself, with the token that the page holds now: a new sign-in replaces it.
export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"] ?? "";
}

export function post(address, fields, { keepalive = false, isUnattended = false } = {}) {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true", "HX-Current-URL": window.location.href };
  if (isUnattended) headers["CC-Unattended"] = "1";
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), keepalive });
}
