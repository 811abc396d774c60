// Source, side by side or preview. The server renders: POST {title, body} to data-preview-url answers the same HTML that
// readers get. Without script the form's preview button does it in a page of its own.
import { addCopyButtons } from "./copy.js";
import { Refused, send } from "./server.js";
import { fill } from "./trusted.js";
import { say } from "./words.js";

const PAUSE = 500;
const CHOICE = "slipbook:view";
const isWide = matchMedia("(min-width: 900px)");

function remembered() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function remember(view) {
  try {
    localStorage.setItem(CHOICE, view);
  } catch { /* then the choice lasts for this page */ }
}

class Preview {
  constructor(form) {
    this.form = form;
    this.pane = form.querySelector("[data-preview]");
    this.pane.hidden = false;
    this.page = this.pane.querySelector(".prose") ?? this.pane;
    this.buttons = [...document.querySelectorAll("[data-show]")];
    this.shown = null;
    this.asking = new AbortController();
    this.timer = 0;
  }

  show(view) {
    this.form.dataset.view = view;
    for (const button of this.buttons) {
      const pressed = button.dataset.show === "toggle" ? view === "preview" : button.dataset.show === view;
      button.setAttribute("aria-pressed", String(pressed));
    }
    if (view !== "source") this.refresh();
  }

  choose(wanted) {
    const view = wanted === "toggle" ? (this.form.dataset.view === "preview" ? "source" : "preview") : wanted;
    if (isWide.matches) remember(view);
    this.show(view);
  }

  later() {
    if (this.form.dataset.view === "source") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  reason(problem) {
    if (!(problem instanceof Refused)) return say("offline");
    return say("preview_failed", { why: problem.message || say("refused") });
  }

  async refresh() {
    const { title, body } = this.form.elements;
    const text = { title: title?.value ?? "", body: body.value };
    if (this.shown === JSON.stringify(text)) return;
    this.asking.abort();
    this.asking = new AbortController();
    this.pane.setAttribute("aria-busy", "true");
    try {
      const answer = await send(this.form.dataset.previewUrl, "POST", text, { signal: this.asking.signal });
      fill(this.page, await answer.text());
      if (!this.page.childNodes.length) this.page.textContent = say("preview_empty");
      this.shown = JSON.stringify(text);
      addCopyButtons(this.page);
    } catch (problem) {
      if (problem.name !== "AbortError") this.page.textContent = this.reason(problem);
    } finally {
      this.pane.removeAttribute("aria-busy");
    }
  }
}

for (const form of document.querySelectorAll("form[data-preview-url]")) {
  const preview = new Preview(form);
  const usual = () => (isWide.matches ? remembered() ?? "split" : "source");
  for (const button of preview.buttons) {
    button.hidden = false;
    button.addEventListener("click", () => preview.choose(button.dataset.show));
  }
  form.addEventListener("input", () => preview.later());
  isWide.addEventListener("change", () => preview.show(usual()));
  preview.show(usual());
}
