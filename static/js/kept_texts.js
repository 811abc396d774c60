// Texts that the server does not have yet, kept in this browser. A text goes as soon as the server has it; one that was
// sent with the form goes when the next screen shows that it arrived.

const PREFIX = "slipbook:text:";
const SENT = "slipbook:sent";
const DAYS = 30;

/** What is kept under `key`, or nothing. */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keep `text` (an object) under `key`; false when the browser has no room or forbids it. */
export function keep(key, text) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ ...text, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** Forget what is kept under `key`. */
export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch { /* nothing was kept */ }
}

/** Remember that the text under `key` is on its way to `address` with the form. */
export function noteSent(key, address) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ key, path: new URL(address).pathname }));
  } catch { /* then it is offered again at the next edit */ }
}

// The screen after sending. Success leads on to another address; an error stays at the form's own, and a session that
// has ended leads to the sign-in screen, which has no frame. Only after success the text may go.
function settle() {
  const sent = JSON.parse(sessionStorage.getItem(SENT));
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
  if (status < 400 && location.pathname !== sent.path && document.querySelector(".shell")) forget(sent.key);
}

function dropOld() {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const key = name.slice(PREFIX.length);
    if ((recall(key)?.at ?? 0) < oldest) forget(key);
  }
}

try {
  settle();
  dropOld();
} catch { /* storage is switched off: nothing was kept, nothing is dropped */ }
