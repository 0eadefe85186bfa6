// Demonstration: a button writes its account's name into the form; the password is in the terminal.
for (const button of document.querySelectorAll("[data-cc-fill]")) {
  button.addEventListener("click", () => {
    document.getElementById("id_login").value = button.dataset.ccFill;
    document.getElementById("id_password").focus();
  });
}
