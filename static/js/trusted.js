// The only door through which HTML text becomes elements. What comes in was made safe by our server (it is the same
// HTML a page is read as); it is parsed in a document of its own, where no script runs, and moved over as nodes.

const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("slipbook", { createHTML: (text) => text })
  : { createHTML: (text) => text };

/** A document made of `text`; scripts in it never run. */
export function parse(text) {
  return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

/** Replace what `element` holds by the elements that `text` describes. */
export function fill(element, text) {
  element.replaceChildren(...document.adoptNode(parse(text).body).childNodes);
}
