// Single keys: "g h" follows the link with data-go="h", "e" presses the thing with data-key="e". They never fire in a
// field, during composition or with a modifier, and a reader can turn them off (<html data-shortcuts="off">).
import { isComposing, isTyping } from "./keys.js";
import { openSwitcher } from "./quick_switcher.js";

const PAIR = 1200;
let isGoing = false;
let timer = 0;

function press(selector) {
  const thing = document.querySelector(selector);
  thing?.click();
  return Boolean(thing);
}

function search() {
  const field = document.querySelector(".sfind input");
  if (field) field.focus();
  else openSwitcher();
  return true;
}

function contents() {
  const folded = document.querySelector(".toc-fold");
  if (folded && folded.offsetParent !== null) {
    folded.open = true;
    folded.querySelector("summary").focus();
    return true;
  }
  const link = document.querySelector(".toc a[aria-current]") ?? document.querySelector(".toc a");
  link?.focus();
  return Boolean(link);
}

function list() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  return Boolean(dialog);
}

const own = { "/": search, t: contents, "?": list, n: () => press("[data-change=next]"), p: () => press("[data-change=previous]") };

function answer(key) {
  if (isGoing) {
    isGoing = false;
    return press(`[data-go="${CSS.escape(key)}"]`);
  }
  if (key === "g") {
    isGoing = true;
    clearTimeout(timer);
    timer = setTimeout(() => { isGoing = false; }, PAIR);
    return true;
  }
  return own[key] ? own[key]() : press(`[data-key="${CSS.escape(key)}"]`);
}

if (document.documentElement.dataset.shortcuts !== "off") {
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (answer(event.key)) event.preventDefault();
  });
}
