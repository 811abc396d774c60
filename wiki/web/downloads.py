"""A stored file as an answer: never run, never framed, named safely (contract HTTP 14, 15, 30)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""Pictures that a browser may show by themselves; everything else is saved, not opened."""

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Download:
    """Bytes to hand out; ``tag`` names them for ever."""

    data: bytes
    name: str
    media_type: str
    tag: str


def served(file: Download) -> Response:
    """The bytes with an exact type; SVG may be drawn inside a page, but opens as a download only."""
    is_image = file.media_type in SHOWN or file.media_type == "image/svg+xml"
    answer = Response(file.data, mimetype=file.media_type if is_image else "application/octet-stream")
    way = "inline" if file.media_type in SHOWN else "attachment"
    answer.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(_safe(file.name), safe='')}"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.set_etag(file.tag)
    answer.make_conditional(request)
    return answer


def _safe(name: str) -> str:
    """The name without control characters and marks that turn the direction of writing."""
    return "".join(sign for sign in name if sign.isprintable()) or "file"
