// Talking to our own server from script: the token, errors in words, and a line when it takes long.

const SLOW = 400;
const root = document.documentElement;
let waiting = 0;

const token = () => document.querySelector('meta[name="csrf"]');

/** The server answered, but not with what was asked for. `status` is the HTTP status, the message is for the reader. */
export class Refused extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function refusal(answer) {
  let detail = "";
  if ((answer.headers.get("Content-Type") ?? "").includes("json")) {
    detail = (await answer.json().catch(() => ({}))).detail ?? "";
  }
  return new Refused(answer.status, detail, Number(answer.headers.get("Retry-After")) || 0);
}

async function withLine(call) {
  let shown = false;
  const timer = setTimeout(() => { shown = true; waiting += 1; root.dataset.busy = ""; }, SLOW);
  try {
    return await call();
  } finally {
    clearTimeout(timer);
    if (shown) waiting -= 1;
    if (waiting === 0) delete root.dataset.busy;
  }
}

/** Fetch `url`; throws Refused for an answer that is not 2xx, TypeError where there is no network. */
export function ask(url, options = {}) {
  const headers = { "X-Requested-With": "slipbook", ...options.headers };
  if (options.method && options.method !== "GET") headers["X-CSRF-Token"] = token()?.content ?? "";
  return withLine(async () => {
    const answer = await fetch(url, { credentials: "same-origin", ...options, headers });
    if (!answer.ok) throw await refusal(answer);
    return answer;
  });
}

/** Send `value` as JSON and return what the server answers. */
export function send(url, method, value, options = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json, text/html" };
  return ask(url, { ...options, method, headers, body: JSON.stringify(value) });
}

/** After signing in again in another tab: take over the new token, in the page's head and in its forms. */
export async function renewToken(parse) {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  const fresh = parse(await answer.text()).querySelector('meta[name="csrf"]');
  if (!answer.ok || answer.redirected || !fresh || !token()) return false;
  token().content = fresh.content;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = fresh.content;
  return true;
}
