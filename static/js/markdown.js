// Writing Markdown into a textarea as a person would: through the browser's own insertion, so that undo takes it back.

/** Replace the selection of `area` by `text`, then select `from`..`to` of what was inserted. */
export function insert(area, text, from = text.length, to = from) {
  const start = area.selectionStart;
  area.focus();
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

const selected = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

/** Put `mark` on both sides of the selection, or take it away where it stands already. */
export function wrap(area, mark, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const inner = selected(area);
  if (value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark) {
    area.setSelectionRange(start - mark.length, end + mark.length);
    return insert(area, inner, 0, inner.length);
  }
  const text = inner || placeholder;
  return insert(area, mark + text + mark, mark.length, mark.length + text.length);
}

/** Make a link of the selection and select the place for its address. */
export function link(area, placeholder) {
  const text = selected(area) || placeholder;
  insert(area, `[${text}](https://)`, text.length + 3, text.length + 11);
}

function selectLines(area) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(start, next < 0 ? value.length : next);
}

/** Rewrite each selected line: `change` gets the line and its number from 0. */
export function eachLine(area, change) {
  selectLines(area);
  const text = selected(area).split("\n").map(change).join("\n");
  insert(area, text, 0, text.length);
}

/** Begin each selected line with `mark` (a string, or a function of the line's number), or take it away again. */
export function prefix(area, mark, placeholder) {
  const of = (number) => (typeof mark === "string" ? mark : mark(number));
  selectLines(area);
  if (selected(area) === "") return insert(area, of(0) + placeholder, of(0).length, of(0).length + placeholder.length);
  const has = selected(area).split("\n").every((line, number) => line.startsWith(of(number)));
  return eachLine(area, (line, number) => (has ? line.slice(of(number).length) : of(number) + line));
}

/** Make the selected line a heading of `level`; other marks of a heading go. */
export function heading(area, level, placeholder) {
  eachLine(area, (line) => `${"#".repeat(level)} ${line.replace(/^#{1,6}\s+/, "") || placeholder}`);
}

/** Insert a block of its own, with an empty line before and after it. */
export function block(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(area, `${gap}${text}\n`);
}

/** Tab and Shift Tab: two spaces at the cursor, or before each selected line. */
export function indent(area, isBack) {
  if (isBack) eachLine(area, (line) => line.replace(/^ {1,2}/, ""));
  else if (selected(area).includes("\n")) eachLine(area, (line) => `  ${line}`);
  else insert(area, "  ");
}
