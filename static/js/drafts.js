// The draft saves itself: a pause after the last key, then PUT the fields that the form has to data-draft-url. Whatever
// the server does not have yet is also kept in this browser, under data-draft-key. Nothing here ever blocks typing.
import { forget, keep, noteSent, recall } from "./kept_texts.js";
import { element } from "./nodes.js";
import { Refused, renewToken, send } from "./server.js";
import { parse } from "./trusted.js";
import { say } from "./words.js";

const PAUSE = 1500;
const KEEP_PAUSE = 300;
const RETRY = 15000;
const TYPED = ["title", "body", "summary", "properties", "path", "kind"];
const FIELDS = [...TYPED, "base"];

const clock = (moment) => new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
}).format(moment);

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draftKey;
    this.line = document.querySelector("[data-draft-state]");
    this.saved = JSON.stringify(this.text());
    this.isSaving = this.isLeaving = this.isSignedOut = false;
    this.timers = {};
  }

  text() {
    const fields = this.form.elements;
    return Object.fromEntries(FIELDS.filter((name) => fields[name]).map((name) => [name, fields[name].value]));
  }

  isDirty() {
    return JSON.stringify(this.text()) !== this.saved;
  }

  say(text, tone = "", ...more) {
    if (!this.line) return;
    this.line.dataset.tone = tone;
    this.line.replaceChildren(text, ...more);
  }

  after(name, pause, deed) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(deed, pause);
  }

  changed() {
    if (!this.isDirty()) return;
    if (!this.isSignedOut) this.say(say("unsaved"));
    this.after("keep", KEEP_PAUSE, () => { if (this.isDirty()) keep(this.key, this.text()); });
    this.after("save", PAUSE, () => this.save());
  }

  async save() {
    if (this.isSaving || this.isLeaving || !this.isDirty()) return;
    const text = this.text();
    this.isSaving = true;
    this.say(say("saving"));
    try {
      const answer = await send(this.form.dataset.draftUrl, "PUT", text, { redirect: "error" });
      this.arrived(text);
      const detail = await answer.json().catch(() => ({}));
      this.form.dispatchEvent(new CustomEvent("slipbook:kept", { detail }));
    } catch (problem) {
      this.failed(problem, text);
    } finally {
      this.isSaving = false;
    }
  }

  arrived(text) {
    this.saved = JSON.stringify(text);
    this.isSignedOut = false;
    if (this.isDirty()) return this.changed();
    clearTimeout(this.timers.keep);
    forget(this.key);
    this.say(say("saved", { time: clock(new Date()) }));
  }

  failed(problem, text) {
    keep(this.key, text);
    if (!(problem instanceof Refused)) {
      this.say(say("offline"), "o");
      this.after("save", RETRY, () => this.save());
    } else if (problem.status === 401) {
      this.isSignedOut = true;
      const link = element("a", { href: this.form.dataset.signInUrl, target: "_blank", rel: "noopener" }, say("sign_in"));
      this.say(say("signed_out"), "c", " ", link);
    } else {
      this.say(say("not_saved", { why: problem.message || say("refused") }), "c");
      if (problem.status === 429 || problem.status >= 500) {
        this.after("save", (problem.retryAfter * 1000) || RETRY, () => this.save());
      }
    }
  }

  // Back from the tab in which one signed in: the old token is void, so take the new one first.
  async returned() {
    if (!this.isSignedOut || document.hidden) return;
    if (await renewToken(parse).catch(() => false)) this.save();
  }

  leave() {
    this.isLeaving = true;
    if (!this.isDirty()) return;
    keep(this.key, this.text());
    noteSent(this.key, this.form.action);
  }

  // A text that never reached the server is offered, not put in by itself: the page may have moved on since.
  offer() {
    const kept = recall(this.key);
    if (!kept || TYPED.every((name) => kept[name] === this.text()[name])) return forget(this.key);
    const put = element("button", { class: "btn s", type: "button" }, say("put_back"));
    const drop = element("button", { class: "btn s bare", type: "button" }, say("discard"));
    const words = say("found", { time: `${new Date(kept.at).toLocaleDateString(document.documentElement.lang)} ${clock(kept.at)}` });
    const notice = element("div", { class: "flash flat o", role: "status" }, element("span", { class: "grow" }, words), put, drop);
    const fields = this.form.elements;
    put.addEventListener("click", () => {
      for (const name of TYPED) if (fields[name] && name in kept) fields[name].value = kept[name];
      fields.body?.dispatchEvent(new Event("input", { bubbles: true }));
      notice.remove();
    });
    drop.addEventListener("click", () => { forget(this.key); notice.remove(); });
    this.form.prepend(notice);
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const draft = new Draft(form);
  draft.offer();
  form.addEventListener("input", () => draft.changed());
  form.addEventListener("slipbook:save", () => draft.save());
  form.addEventListener("submit", () => draft.leave());
  addEventListener("online", () => draft.save());
  addEventListener("focus", () => draft.returned());
  document.addEventListener("visibilitychange", () => draft.returned());
  addEventListener("pageshow", (event) => { if (event.persisted) draft.isLeaving = false; });
  addEventListener("beforeunload", (event) => { if (draft.isDirty() && !draft.isLeaving) event.preventDefault(); });
}
