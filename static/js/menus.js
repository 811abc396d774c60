// Menus made of <details class="drop">: one open at a time, closed by Esc and by a click elsewhere.
import { isComposing } from "./keys.js";

const menus = [...document.querySelectorAll("details.drop")];
const closeAll = (but) => menus.forEach((menu) => { if (menu !== but) menu.open = false; });

for (const menu of menus) {
  menu.addEventListener("toggle", () => { if (menu.open) closeAll(menu); });
  menu.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

if (menus.length) {
  document.addEventListener("click", (event) => closeAll(event.target.closest?.("details.drop")));
}
