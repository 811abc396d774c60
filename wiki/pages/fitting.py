"""Typed text back into the bytes of its file: line ends, byte order mark and broken characters nobody touched stay."""

from __future__ import annotations

import codecs
import re

from repo_store.alignment import align
from wiki.rendering.source import newline_of

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


def text_of(data: bytes) -> str:
    """A file as text with ``\\n`` line ends that ``fitted`` turns back into the same bytes."""
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bytes_of(text: str) -> bytes:
    """Text as UTF-8; escaped bytes of a broken file become themselves again."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def fitted(original: bytes, text: str) -> bytes:
    """``text`` (from a form, with any line ends) as the new content of the file that was ``original``.

    Lines that are the same as before keep their very bytes; new ones get the line end that most lines have.
    """
    bom = codecs.BOM_UTF8 if original.startswith(codecs.BOM_UTF8) else b""
    wanted = bytes_of(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    old, newline = original.removeprefix(bom), newline_of(original).encode()
    if _is_even(old):
        return bom + wanted.replace(b"\n", newline)
    return bom + _aligned(_lines(old), _lines(wanted), newline)


def is_broken(data: bytes) -> bool:
    """Whether the file holds bytes that are no UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _is_even(data: bytes) -> bool:
    """Whether the file is good UTF-8 with one kind of line end, so that nothing needs keeping line by line."""
    pairs = data.count(b"\r\n")
    return data.count(b"\r") == pairs and pairs in (0, data.count(b"\n")) and not is_broken(data)


def _aligned(old: list[bytes], new: list[bytes], newline: bytes) -> bytes:
    kept = {
        block.new + step: old[block.old + step]
        for block in align([_key(line) for line in old], [_key(line) for line in new])
        for step in range(block.size)
    }
    return b"".join(kept.get(place, line.replace(b"\n", newline)) for place, line in enumerate(new))


def _lines(data: bytes) -> list[bytes]:
    return _LINE.findall(data)


def _key(line: bytes) -> str:
    ending = "\n" if line.endswith((b"\n", b"\r")) else ""
    return line.rstrip(b"\r\n").decode("utf-8", "replace") + ending
