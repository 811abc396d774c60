// Light and dark change at once; the choice goes to the server beside it. Without script the same form reloads the page.
import { ask } from "./server.js";

const root = document.documentElement;

for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    root.dataset.chosen = theme;
    form.elements.theme.value = theme;
    // The answer sends a browser back to the screen it is on; script has no use for it, nor for a failure.
    // It is sent to the end even when the reader goes on to another screen at once.
    const body = new URLSearchParams(new FormData(form));
    ask(form.action, { method: "POST", redirect: "manual", keepalive: true, body }).catch(() => {});
  });
}
