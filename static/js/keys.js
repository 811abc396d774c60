// What every handler of keys must know first: whom the key belongs to.

/** True while an input method is composing: Enter, Esc and arrows are its own then (229 is how Safari says so). */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Ctrl, or Command on a Mac. */
export const hasCommand = (event) => event.ctrlKey || event.metaKey;

/** True where letters are typed into something. */
export function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
