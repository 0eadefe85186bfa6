// Choices of the person's menu show at once; htmx sends them to the server, which keeps them.
const root = document.documentElement;

export function startTheme() {
  document.querySelector("[data-cc-preferences]")?.addEventListener("change", ({ target }) => {
    if (target.name === "theme") root.dataset.bsTheme = target.value;
    if (target.name === "density") root.dataset.ccDensity = target.value;
    if (target.name === "shortcuts") root.dataset.ccShortcuts = target.checked ? "on" : "off";
  });
}
