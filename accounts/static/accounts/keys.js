// A security key that is refused, taken away or unknown to the browser: said beside the button that asked for it.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const fault of document.querySelectorAll("[data-cc-key-fault]")) fault.hidden = false;
});
