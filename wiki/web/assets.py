"""Static files under addresses that carry the hash of all of them, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Response, current_app, request, send_from_directory, url_for

from wiki import paths
from wiki.errors import NotFound
from wiki.web.doors import Door

door = Door("web")
STYLESHEET = "app.css"


class Assets:
    """The static folder: one digest over every file, and one stylesheet out of the parts in ``css/ORDER``."""

    def __init__(self, folder: Path = paths.STATIC) -> None:
        self.folder = folder
        self.stylesheet = self._joined()
        self.digest = self._digest()
        self.addresses: dict[str, str] = {}

    def _joined(self) -> str:
        order = self.folder / "css" / "ORDER"
        names = order.read_text("utf-8").split() if order.is_file() else []
        return "\n".join((self.folder / "css" / name).read_text("utf-8") for name in names)

    def _digest(self) -> str:
        digest = hashlib.sha256(self.stylesheet.encode())
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(self.folder)).encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()[:12]


def assets() -> Assets:
    """The static files of the running application."""
    found = current_app.extensions["assets"]
    assert isinstance(found, Assets)
    return found


def static(path: str) -> str:
    """The address of a static file."""
    known = assets().addresses
    if path not in known:
        known[path] = url_for("web.static_file", digest=assets().digest, path=path)
    return known[path]


@door.open("/static/<digest>/<path:path>", "static files hold nothing private")
def static_file(digest: str, path: str) -> Response:
    if digest != assets().digest:
        raise NotFound
    if path == STYLESHEET:
        answer = Response(assets().stylesheet, mimetype="text/css")
    else:
        answer = send_from_directory(assets().folder, path, conditional=request.method == "GET")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
