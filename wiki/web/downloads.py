"""A stored file as an answer: never run, never framed, named safely (contract HTTP 14, 15, 30)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

from wiki.web.media_types import PLAIN, SVG, TEXT

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""Pictures that a browser may show by themselves; everything else is saved, not opened."""

SAVED = frozenset({SVG, "application/pdf", TEXT})
"""What keeps its type although it is saved: a page may draw an SVG, a program may want to know what it has."""

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Download:
    """Bytes to hand out; ``media_type`` is that of ``media_type_of``, ``tag`` names the bytes for ever."""

    data: bytes
    name: str
    media_type: str
    tag: str


def served(file: Download) -> Response:
    """The bytes, or the range of them that was asked for. SVG may be drawn in a page, but opens as a download only."""
    is_known = file.media_type in SHOWN or file.media_type in SAVED
    answer = Response(file.data, content_type=file.media_type if is_known else PLAIN)
    answer.headers["Content-Disposition"] = _disposition("inline" if file.media_type in SHOWN else "attachment", file)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.set_etag(file.tag)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(file.data))
    return answer


def _disposition(way: str, file: Download) -> str:
    """How to keep the file, by RFC 6266: a plain name for old programs, then the name as it is."""
    name = _safe(file.name)
    plain = "".join(sign if sign.isascii() and sign not in '"\\%' else "_" for sign in name)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _safe(name: str) -> str:
    """The name without control characters, marks that turn the direction of writing, and halves of characters."""
    return "".join(sign for sign in name if sign.isprintable()) or "file"
