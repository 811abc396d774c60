"""The site with people in it; every answer is looked at: no 500, no long wait, no markup or header of others."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.adversarial.payloads import Payload
from tests.cast import Cast
from tests.wiki.callers import Caller
from tests.wiki.people.visitors import Visitor
from tests.wiki.web.answers import ADDRESSES, tags_of

MOST_SECONDS = 5.0
COOKIES = ("sid", "language", "theme")
RUNS = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data:text|data:image/svg)", re.IGNORECASE)
OUTSIDE = ("root:x:0:", "[build-system]", "daemon:x:1:")
HEADERS = {
    "Accept-Ranges", "Allow", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Security-Policy",
    "Content-Type", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Date", "ETag", "Last-Modified",
    "Link", "Location", "Referrer-Policy", "Retry-After", "Set-Cookie", "Vary", "WWW-Authenticate",
    "X-Content-Type-Options", "X-Frame-Options", "X-Request-Id",
}  # fmt: skip


@dataclass
class Stage:
    """Who acts, and what was found wrong so far, with the payload that did it."""

    app: Flask
    cast: Cast
    ben: Visitor
    program: Caller
    data: Path
    token: str = ""
    wrong: list[str] = field(default_factory=list)
    asked: int = 0

    def get(self, payload: Payload, address: str, **how: dict[str, str]) -> TestResponse:
        """Look at an address, sent as it is: no client makes it more decent on the way."""
        path, _mark, question = address.partition("?")
        plain = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": question}
        chosen = {**how, "environ_overrides": {**plain, **how.get("environ_overrides", {})}}
        return self._looked_at(payload, address, lambda: self.ben.client.get("/", **chosen))

    def post(self, payload: Payload, address: str, form: dict[str, str], **how: object) -> TestResponse:
        """Send a form with its token."""
        sent = {"csrf_token": self.token, **form}
        return self._looked_at(payload, address, lambda: self.ben.client.post(address, data=sent, **how))

    def call(self, payload: Payload, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        """Call the API as ben."""
        return self._looked_at(payload, path, lambda: self.program.call(method, path, json, **headers))

    def _looked_at(self, payload: Payload, address: str, ask: object) -> TestResponse:
        began = time.thread_time()  # what others do on this machine is not held against the answer
        answer: TestResponse = ask()  # type: ignore[operator]
        took = time.thread_time() - began
        self.asked += 1
        said = [f"{payload.kind} {payload.id} at {address[:80]}: {one}" for one in faults_of(answer)]
        if took > MOST_SECONDS:
            said.append(f"{payload.kind} {payload.id} at {address[:80]}: took {took:.1f} s")
        self.wrong += said
        answer.close()
        return answer


def faults_of(answer: TestResponse) -> list[str]:
    """What is wrong with an answer, whatever was asked."""
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    found += [f"header {name}" for name, _value in answer.headers if name not in HEADERS]
    found += [f"cookie {one[:40]}" for one in answer.headers.getlist("Set-Cookie") if not one.startswith(COOKIES)]
    if not _stays_here(answer.headers.get("Location", "/")):
        found.append(f"leads away to {answer.headers['Location'][:80]}")
    is_page = answer.content_type.startswith("text/html")
    found += [f"shows {one}" for one in OUTSIDE if one in answer.text] if not answer.is_streamed or is_page else []
    return found + (markup_faults(answer.text) if is_page else [])


def markup_faults(text: str) -> list[str]:
    """Elements that would run something: looked for in what a parser of HTML reads, not in the text."""
    found = []
    for tag in tags_of(text):
        named = f"<{tag.name} {html.escape(str(tag.attributes))[:80]}>"
        if tag.name == "script" and not _is_our_script(tag.attributes):
            found.append(f"a script {named}")
        if any(name.startswith("on") or name == "srcdoc" for name in tag.attributes):
            found.append(f"a handler {named}")
        if any(RUNS.match(tag.attributes.get(name, "")) for name in ADDRESSES):
            found.append(f"an address that runs {named}")
        if tag.name in ("iframe", "object", "embed", "base", "frame", "applet"):
            found.append(f"an element {named}")
    return found


def _is_our_script(attributes: dict[str, str]) -> bool:
    return attributes.get("src", "").startswith("/static/") or attributes.get("type") == "application/json"


def _stays_here(location: str) -> bool:
    parts = urlsplit(location)
    own = parts.netloc in ("", "localhost") and parts.scheme in ("", "http")
    return own and not re.match(r"[/\\]{2}", location) and "\\" not in location[:2]


def spellings(text: str) -> tuple[str, str]:
    """A text in an address: as somebody would type it (escapes that are in it stay), and escaped as a whole."""
    return quote(text, safe="/%:;,@&=+$!*'()~", errors="replace"), quote(text, safe="", errors="replace")
