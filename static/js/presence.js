// Who else is writing on this page: the server is told that the editor is open, and says who is there. Never a lock.
import { send } from "./server.js";

const AT_FIRST = 10000;
const AGAIN = 240000;

class Presence {
  constructor(form) {
    this.form = form;
    this.line = document.querySelector("[data-presence]");
    this.heard = 0;
  }

  show({ others }) {
    this.heard = Date.now();
    if (!this.line || !Array.isArray(others)) return;
    const words = others.join(" ");
    const place = this.line.querySelector("span");
    if (place.textContent !== words) place.textContent = words;
    this.line.hidden = others.length === 0;
  }

  // A draft that was kept a moment ago has said it already.
  async tell() {
    if (document.hidden || Date.now() - this.heard < AT_FIRST) return;
    const answer = await send(this.form.dataset.presenceUrl, "PUT", {}, { redirect: "error" }).catch(() => null);
    if (answer) this.show(await answer.json().catch(() => ({})));
  }
}

for (const form of document.querySelectorAll("form[data-presence-url]")) {
  const presence = new Presence(form);
  form.addEventListener("slipbook:kept", (event) => presence.show(event.detail));
  setTimeout(() => presence.tell(), AT_FIRST);
  setInterval(() => presence.tell(), AGAIN);
}
