// A button that copies the code, and a voice that says so. Without script there is no button: the text can be selected.
import { element } from "./nodes.js";
import { say } from "./words.js";

const SAID_FOR = 2000;

async function copy(box, button, voice) {
  let result = "copied";
  try {
    await navigator.clipboard.writeText(box.querySelector("code, pre").textContent);
  } catch {
    result = "copy_failed";
  }
  voice.textContent = say(result);
  if (result === "copied") button.textContent = say(result);
  setTimeout(() => { button.textContent = say("copy"); voice.textContent = ""; }, SAID_FOR);
}

/** Give every code box inside `root` its button. */
export function addCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const box of root.querySelectorAll(".codebox:not([data-copies])")) {
    box.dataset.copies = "";
    const header = box.querySelector("header") ?? box.insertBefore(element("header", {}), box.firstChild);
    const button = element("button", { class: "btn bare s", type: "button" }, say("copy"));
    const voice = element("span", { class: "vh", role: "status" });
    button.addEventListener("click", () => copy(box, button, voice));
    header.append(element("span", { class: "end" }, button, voice));
  }
}

addCopyButtons(document);
