// Ctrl K: a list of pages and spaces that follows what is typed. Combobox and listbox as in the ARIA practices:
// the focus stays in the field, aria-activedescendant says which line is chosen.
import { hasCommand, isComposing } from "./keys.js";
import { element } from "./nodes.js";
import { ask } from "./server.js";
import { say } from "./words.js";

const PAUSE = 120;
const dialog = document.getElementById("quick");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const voice = dialog?.querySelector("[role=status]");
let chosen = -1;
let timer = 0;
let asking = new AbortController();

const options = () => [...list.querySelectorAll("[role=option]")];

function choose(index) {
  const all = options();
  chosen = all.length ? (index + all.length) % all.length : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  if (chosen < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen]?.scrollIntoView({ block: "nearest" });
}

function marked(title, query) {
  const at = query ? title.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at < 0) return [title];
  const end = at + query.length;
  return [title.slice(0, at), element("mark", {}, title.slice(at, end)), title.slice(end)];
}

function sign(glyph) {
  const drawn = dialog.querySelector("template").content.querySelector(`[data-glyph="${CSS.escape(glyph || "doc")}"] svg`);
  return drawn ? drawn.cloneNode(true) : element("span", { class: "glyph", "aria-hidden": "true" }, glyph);
}

function line(item, number, query) {
  return element("a", { role: "option", id: `quick-${number}`, href: item.url, tabindex: "-1", "aria-selected": "false" },
    sign(item.glyph),
    element("span", { class: "grow cut" }, ...marked(item.title, query)),
    element("span", { class: "xs mut" }, item.detail ?? ""));
}

function draw(groups, query) {
  let number = 0;
  const drawn = groups.filter((group) => group.items.length).map((group) => element("div",
    { role: "group", "aria-label": group.label },
    element("div", { class: "qh", "aria-hidden": "true" }, group.label),
    ...group.items.map((item) => line(item, number++, query))));
  list.replaceChildren(...drawn);
  tell(number ? say("results", { n: number }) : query ? say("no_results", { q: query }) : "", number === 0);
  list.hidden = number === 0;
  input.setAttribute("aria-expanded", String(number > 0));
  choose(0);
}

function tell(text, isVisible) {
  voice.textContent = text;
  voice.className = isVisible && text ? "none" : "vh";
}

async function refresh() {
  asking.abort();
  asking = new AbortController();
  const query = input.value.trim();
  try {
    const answer = await ask(`${dialog.dataset.url}?q=${encodeURIComponent(query)}`, { signal: asking.signal });
    draw((await answer.json()).groups, query);
  } catch (problem) {
    if (problem.name === "AbortError") return;
    draw([], "");
    tell(say("jump_failed"), true);
  }
}

const searchEverything = () => location.assign(`${dialog.dataset.search}?q=${encodeURIComponent(input.value.trim())}`);

function press(event) {
  if (isComposing(event)) return;
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter") {
    const option = options()[chosen];
    if (hasCommand(event) || !option) searchEverything();
    else option.click();
  } else return;
  event.preventDefault();
}

// A browser without popovers has no drawer to close: there the sidebar stands in the page.
function closeDrawer() {
  const drawer = document.querySelector(".side[popover]");
  if (drawer?.hidePopover && drawer.matches(":popover-open")) drawer.hidePopover();
}

/** Open the switcher, with what was typed last time selected. */
export function openSwitcher() {
  if (!dialog || dialog.open) return;
  closeDrawer();
  dialog.showModal();
  input.select();
  refresh();
}

if (dialog) {
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); };
  input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", press);
  list.addEventListener("mousemove", (event) => {
    const at = options().indexOf(event.target.closest("[role=option]"));
    if (at >= 0 && at !== chosen) choose(at);
  });
  for (const opener of document.querySelectorAll("[data-quick]")) {
    opener.addEventListener("click", (event) => {
      if (hasCommand(event) || event.shiftKey) return;
      event.preventDefault();
      openSwitcher();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || !hasCommand(event) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    openSwitcher();
  });
}
