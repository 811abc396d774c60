// The toolbar and the keys of the Markdown editor. Esc, then Tab leaves the text; a Tab alone indents.
import { hasCommand, isComposing } from "./keys.js";
import * as markdown from "./markdown.js";
import { say } from "./words.js";

const table = () => `| ${say("column")} | ${say("column")} |\n| --- | --- |\n| ${say("cell")} | ${say("cell")} |`;

const tools = {
  heading: (area) => markdown.heading(area, 2, say("heading")),
  bold: (area) => markdown.wrap(area, "**", say("bold")),
  emphasis: (area) => markdown.wrap(area, "*", say("emphasis")),
  code: (area) => markdown.wrap(area, "`", say("code")),
  list: (area) => markdown.prefix(area, "- ", say("item")),
  numbers: (area) => markdown.prefix(area, (number) => `${number + 1}. `, say("item")),
  task: (area) => markdown.prefix(area, "- [ ] ", say("item")),
  quote: (area) => markdown.prefix(area, "> ", say("quote")),
  link: (area) => markdown.link(area, say("link")),
  table: (area) => markdown.block(area, table()),
  callout: (area) => markdown.block(area, `> [!NOTE] ${say("callout")}\n> `),
};

const withCommand = { b: tools.bold, i: tools.emphasis, e: tools.code };

function publish(area) {
  const button = document.querySelector("[data-publish]");
  area.form.requestSubmit(button?.form === area.form ? button : undefined);
}

// Which tool a key with Ctrl calls; by its place on the keyboard for digits, as Alt changes what they write.
function toolFor(event) {
  if (event.altKey) {
    const level = /^Digit([123])$/.exec(event.code)?.[1];
    return level ? (area) => markdown.heading(area, Number(level), say("heading")) : null;
  }
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === "k" ? tools.link : null;
  if (key === "s") return (area) => area.form.dispatchEvent(new Event("slipbook:save"));
  if (key === "enter") return publish;
  return withCommand[key] ?? null;
}

function listen(area) {
  let mayLeave = false;
  area.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const left = mayLeave;
    mayLeave = event.key === "Escape" || (left && event.key === "Shift");
    if (event.key === "Tab" && !hasCommand(event) && !event.altKey && !left) {
      event.preventDefault();
      markdown.indent(area, event.shiftKey);
      return;
    }
    const tool = hasCommand(event) ? toolFor(event) : null;
    if (!tool) return;
    event.preventDefault();
    tool(area);
  });
  area.addEventListener("blur", () => { mayLeave = false; });
}

// A toolbar is one stop for Tab; arrows move inside it.
function walk(bar) {
  const buttons = [...bar.querySelectorAll("[data-insert]")];
  buttons.forEach((button, at) => { button.tabIndex = at === 0 ? 0 : -1; });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step || isComposing(event)) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
}

for (const bar of document.querySelectorAll("[data-tools]")) {
  const area = document.getElementById(bar.dataset.tools);
  if (!area) continue;
  bar.hidden = false;
  for (const button of bar.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => tools[button.dataset.insert](area));
  }
  area.setAttribute("aria-describedby", `${area.id}-keys`);
  walk(bar);
  listen(area);
}
