// What script says comes from the server, in the reader's language, as JSON in the page.

const read = (id) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
};

const words = { ...read("words"), ...read("editor-words") };

/** The text called `key`, with `{name}` replaced by `values.name`. */
export function say(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}
