"""Pages made of collected payloads, served by a real server and opened in a real browser: nothing of them runs.

The browser is told to ignore the Content-Security-Policy, so that what is tried is the page itself; that the policy is
there all the same is looked at on every answer.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Response, sync_playwright

from tests.adversarial.payloads import Payload, payloads
from tests.wiki.serving.running import Server, Site

pytestmark = [pytest.mark.browser, pytest.mark.shared]

PASSWORD = "a plain long password"
KINDS = ("xss-*", "mxss", "md-fatal")
EACH = 18
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

# Whatever a payload calls to show that it runs.
WATCH = """
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (...words) => { window.ran = (window.ran ?? []).concat(`${name}(${words})`); };
}
"""
# Touch everything on the page as readers might, then say what ran and what would run.
TOUCH = """
() => {
  const live = [];
  const runs = /^\\s*(javascript|vbscript|data:text|data:image\\/svg)/i;
  const places = /^(href|src|action|formaction|data|poster|xlink:href)$/i;
  const forbidden = ["script", "iframe", "object", "embed", "base", "link", "style", "set", "animate"];
  for (const element of document.querySelectorAll("main *")) {
    const name = element.localName;
    if (forbidden.includes(name)) live.push(name);
    for (const { name: key, value } of element.attributes) {
      if (/^on/i.test(key) || key === "srcdoc") live.push(`${name} ${key}`);
      if (places.test(key) && runs.test(value)) live.push(`${name} ${key}=${value}`);
      const clobbers = value in document && !(document[value] instanceof Element);
      if (clobbers && (key === "id" || key === "name")) live.push(`${key}=${value}`);
    }
    for (const kind of ["mouseover", "pointerenter", "focus", "input", "toggle", "animationend", "load", "error"]) {
      element.dispatchEvent(new Event(kind, { bubbles: false }));
    }
    if (name === "a" && runs.test(element.href)) element.click();
    if (name === "details") element.open = true;
  }
  return { live: [...new Set(live)], ran: window.ran ?? [] };
}
"""


@dataclass
class Watched:
    """A window, and what it did that our own scripts do not do."""

    window: Page
    origin: str
    scripts: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    without_policy: list[str] = field(default_factory=list)

    def watch(self, tool: CDPSession) -> None:
        """Hear of every script that the browser reads and every address that it asks for."""
        tool.on("Debugger.scriptParsed", self._note_script)
        tool.send("Debugger.enable")
        tool.send("Debugger.setSkipAllPauses", {"skip": True})
        self.window.on("request", lambda asked: self._note_request(asked.url))
        self.window.on("response", self._note_response)
        self.window.on("dialog", lambda dialog: (self.scripts.append("a dialog"), dialog.dismiss()))

    def take(self) -> list[str]:
        """What was noted since the last time."""
        noted = [*self.scripts, *self.foreign, *self.without_policy]
        for notes in (self.scripts, self.foreign, self.without_policy):
            notes.clear()
        return noted

    def _note_script(self, parsed: dict[str, object]) -> None:
        address, text = str(parsed.get("url", "")), int(str(parsed.get("length", 0)))
        is_ours = address.startswith(f"{self.origin}/static/")
        # What Playwright brings along has no address at all; a handler or a script of the page has the page's.
        if address and not is_ours and "pptr:" not in address and "__playwright" not in address:
            self.scripts.append(f"a script of {text} characters at {address}")

    def _note_request(self, address: str) -> None:
        if not address.startswith((self.origin + "/", "data:image/", "blob:")):
            self.foreign.append(f"asked {address[:80]}")

    def _note_response(self, answer: Response) -> None:
        policy = answer.headers.get("content-security-policy", "")
        if "script-src" not in policy and "sandbox" not in policy:
            self.without_policy.append(f"no policy at {answer.url}")


@pytest.fixture(scope="module")
def collected(shared: Path) -> list[Payload]:
    return payloads(shared, *KINDS, most=EACH)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, collected: list[Payload]) -> Iterator[Server]:
    """A server with a space in which each payload is a page, open to root."""
    folder = tmp_path_factory.mktemp("oracle")
    site = Site(folder / "data")
    (folder / "password").write_text(PASSWORD)
    for words in (
        ("init",),
        ("people", "create-admin", "root", "--password-file", str(folder / "password")),
        ("import", str(_repository(folder / "pages", collected)), "--space", "handbook"),
    ):
        done = site.run(*words)
        assert done.returncode == 0, done.stderr
    started = site.start()
    started.wait_until_ready()
    _let_root_in(started)
    yield started
    started.stop()


def _repository(folder: Path, collected: list[Payload]) -> Path:
    folder.mkdir()
    for one in collected:
        (folder / f"{one.id}.md").write_bytes(one.text.encode("utf-8", "replace"))
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "Payloads")):
        subprocess.run(("git", *words), cwd=folder, check=True, capture_output=True)
    return folder


def _let_root_in(server: Server) -> None:
    token = server.site.run("token", "create", "root", "--scope", "read,admin").stdout.strip()
    person = json.loads(server.get("/api/v1/me", Authorization=f"Bearer {token}")[1])["id"]
    body = json.dumps({"items": [{"kind": "person", "id": person, "role": "manager"}]}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    address = f"{server.site.url}/api/v1/spaces/handbook/grants"
    with urlopen(Request(address, body, headers, method="PUT"), timeout=30) as answer:
        assert answer.status == 200


@pytest.fixture
def watched(server: Server) -> Iterator[Watched]:
    """A window in which root is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        context: BrowserContext = browser.new_context(
            base_url=server.site.url, bypass_csp=True, service_workers="block"
        )
        context.set_default_timeout(60_000)
        context.add_init_script(WATCH)
        window = context.new_page()
        window.goto("/login")
        window.fill("[name=login]", "root")
        window.fill("[name=password]", PASSWORD)
        window.press("[name=password]", "Enter")
        window.wait_for_url("**/")
        seen = Watched(window, server.site.url)
        seen.watch(context.new_cdp_session(window))
        yield seen
        browser.close()


def test_nothing_on_a_page_of_payloads_runs_even_without_the_policy(watched: Watched, collected: list[Payload]) -> None:
    assert len(collected) >= 100
    wrong = []
    for payload in collected:
        watched.window.goto(f"/s/handbook/{payload.id}", wait_until="load")
        assert watched.window.locator("main").count() == 1
        found = watched.window.evaluate(TOUCH)
        wrong += [f"{payload.kind} {payload.id}: {one}" for one in (*found["live"], *found["ran"], *watched.take())]
    assert wrong == []


def test_the_eye_of_this_test_sees_what_runs(watched: Watched) -> None:
    watched.window.goto("/me", wait_until="load")
    watched.take()
    watched.window.evaluate(
        """() => {
          const policy = trustedTypes.createPolicy("test", { createHTML: (text) => text });
          document.querySelector("main").innerHTML = policy.createHTML(
            '<img src="/static/none" onerror="alert(1)"><a href="javascript:alert(2)">x</a>');
        }"""
    )
    watched.window.wait_for_function("window.ran?.length > 0")
    found = watched.window.evaluate(TOUCH)
    assert "alert(1)" in found["ran"]
    assert any("onerror" in one for one in found["live"])
    assert any("javascript:" in one for one in found["live"])
    assert any("a script" in one for one in watched.take())
