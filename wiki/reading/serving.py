"""A stored file as an answer: never run, never framed, named safely (contract HTTP 14, 15, 30)."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from wiki.pages.files import StoredFile

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""Pictures that a browser may show by themselves; everything else is saved, not opened."""

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def served(file: StoredFile) -> Response:
    """The bytes with an exact type; SVG and the like may be drawn inside a page, but open as a download only."""
    answer = Response(file.data, mimetype=file.media_type if _is_image(file) else "application/octet-stream")
    answer.headers["Content-Disposition"] = f"{_way(file)}; filename*=UTF-8''{quote(_safe(file.name), safe='')}"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.set_etag(file.blob)
    answer.make_conditional(request)
    return answer


def _is_image(file: StoredFile) -> bool:
    return file.media_type in SHOWN or file.media_type == "image/svg+xml"


def _way(file: StoredFile) -> str:
    return "inline" if file.media_type in SHOWN else "attachment"


def _safe(name: str) -> str:
    """The name without control characters and marks that turn the direction of writing."""
    return "".join(sign for sign in name if sign.isprintable()) or "file"
