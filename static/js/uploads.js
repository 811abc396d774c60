// Pasting or dropping files into the text of a page: they are stored with the page, and what shows them is written where
// the cursor is. Without script the page's "Files" screen does the same.
import { insert } from "./markdown.js";
import { element } from "./nodes.js";
import { ask, Refused } from "./server.js";
import { say } from "./words.js";

const DROPPING = "files-dropping";

/** The files of a paste or drop. What comes with text (cells of a table, say) is pasted as text. */
function filesOf(transfer) {
  return transfer && !transfer.types.includes("text/plain") ? [...transfer.files] : [];
}

/** Put `text` in the place of `mark`, wherever that stands by now; the cursor stays with what it stood before. */
function exchange(area, mark, text) {
  const at = area.value.indexOf(mark);
  if (at < 0) return;
  area.setRangeText(text, at, at + mark.length, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

class Uploads {
  constructor(area) {
    this.area = area;
    this.line = element("p", { class: "err strip", role: "alert" });
    this.line.hidden = true;
    area.parentElement.before(this.line);
    this.count = 0;
  }

  complain(names, problem) {
    const why = problem instanceof Refused ? problem.message || say("refused") : say("offline");
    this.line.textContent = say("not_stored", { name: names, why });
    this.line.hidden = false;
  }

  async store(files) {
    const names = files.map((file) => file.name).join(", ");
    const mark = `[${say("uploading", { name: names })} ${(this.count += 1)}]()`;
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    this.line.hidden = true;
    insert(this.area, mark);
    try {
      const answer = await ask(this.area.dataset.uploadUrl, { method: "POST", body: form });
      const { items } = await answer.json();
      exchange(this.area, mark, items.map((item) => item.markdown).join("\n"));
    } catch (problem) {
      exchange(this.area, mark, "");
      this.complain(names, problem);
    }
  }

  take(event, transfer) {
    const files = filesOf(transfer);
    if (!files.length) return;
    event.preventDefault();
    this.store(files);
  }
}

for (const area of document.querySelectorAll("textarea[data-upload-url]")) {
  const uploads = new Uploads(area);
  const light = (isOn) => area.classList.toggle(DROPPING, isOn);
  area.addEventListener("paste", (event) => uploads.take(event, event.clipboardData));
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    light(true);
  });
  area.addEventListener("dragleave", () => light(false));
  area.addEventListener("drop", (event) => {
    light(false);
    uploads.take(event, event.dataTransfer);
  });
}
