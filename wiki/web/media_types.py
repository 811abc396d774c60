"""What a file is, told by its first bytes and by nothing that anybody claims: a short list, and octets for the rest."""

from __future__ import annotations

import re

PLAIN = "application/octet-stream"
SVG = "image/svg+xml"
TEXT = "text/plain; charset=utf-8"
LOOKED_AT = 4096
"""How many of the first bytes decide."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_TEXTS = frozenset({"txt", "log", "csv", "tsv", "json", "yaml", "yml", "toml", "ini", "md", "diff", "patch", "sql"})
# A prologue, comments and a document type may stand before the root element. Nothing here ever goes back (``*+``), so
# no text takes long.
_SVG = re.compile(
    rb"\s*+(?:(?:<\?[^>]*+>|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\])?+[^>]*+>)\s*+)*+<svg[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def media_type_of(data: bytes, name: str = "") -> str:
    """The type that ``data`` may be served as. ``name`` only tells which texts are meant to be read as such."""
    head = data[:LOOKED_AT]
    for mark, media_type in _MAGIC:
        if head.startswith(mark):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if _SVG.match(head.removeprefix(b"\xef\xbb\xbf")):
        return SVG
    return TEXT if name.rpartition(".")[2].lower() in _TEXTS and _is_text(head) else PLAIN


def _is_text(head: bytes) -> bool:
    """Whether the beginning is UTF-8 without control characters; the last character may be cut in two."""
    if _NO_TEXT.search(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        return len(head) == LOOKED_AT and fault.start > LOOKED_AT - 4
    return True
