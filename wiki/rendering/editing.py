"""Changing a page's file while every byte that was not changed stays as its author wrote it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

import yaml

from wiki.rendering.source import newline_of, split_front_matter

Change = str | list[str] | None
_FENCES = re.compile(
    r"\A(?P<open>\ufeff?---[ \t]*\r?\n)(?P<raw>.*?)(?P<close>^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))\Z", re.S | re.M
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNDECODED = re.compile(r"[\ud800-\udfff]")
_WIDE_ENOUGH = 1_000_000


class FrontMatterUnreadable(ValueError):
    """The front matter is not a plain YAML mapping, so single keys cannot be changed in it."""


def with_front_matter(original: bytes, changes: Mapping[str, Change]) -> bytes:
    """The file with these front matter keys set (text or list of texts) or, for None, taken out.

    Order, quotes, comments, unknown keys, line ends and byte order mark stay. A file without front matter gets some;
    one whose last key goes loses its fences. Raises FrontMatterUnreadable where the YAML there cannot be edited.
    """
    front, body = split_front_matter(original)
    newline = newline_of(original)
    fences = _FENCES.match(front.decode("utf-8", "surrogateescape"))
    before = fences["raw"] if fences else ""
    raw = before
    for key, value in changes.items():
        raw = _change(raw, key, value, newline)
    if raw == before:
        return original
    bom = "\ufeff" if original.startswith(codecs.BOM_UTF8) else ""
    if not raw.strip():
        head = bom
    elif fences:
        head = fences["open"] + raw + fences["close"]
    else:
        head = f"{bom}---{newline}{raw}---{newline}{newline}"
    return head.encode("utf-8", "surrogateescape") + body


def replace_body(data: bytes, new_text: str) -> bytes:
    """The file with this body; front matter, byte order mark and line ends stay.

    The lines that both bodies share at their beginning and end keep their very bytes, so that a file with mixed line
    ends or broken characters changes only where its text was changed.
    """
    front, body = split_front_matter(data)
    newline = newline_of(data)
    old = body.splitlines(keepends=True)
    shown = [_with_unix_ends(line.decode("utf-8", "replace")) for line in old]
    new = _LINE.findall(_with_unix_ends(new_text))
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if shown[at] != new[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if shown[-1 - at] != new[-1 - at]), rest)
    changed = "".join(new[head : len(new) - tail]).replace("\n", newline)
    return front + b"".join(old[:head]) + changed.encode() + b"".join(old[len(old) - tail :])


def _with_unix_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _change(raw: str, key: str, value: Change, newline: str) -> str:
    """The YAML text with one key set or taken out."""
    entries = _entries(raw)
    at = next((number for number, (name, _) in enumerate(entries) if name.value == key), None)
    written = "" if value is None else _entry(key, value, newline)
    if at is None:
        gap = newline if raw and written and not raw.endswith("\n") else ""
        return raw + gap + written
    name, old = entries[at]
    if isinstance(value, str) and (inline := _inline_value(raw, name, old, value)):
        return inline
    start = name.start_mark.index
    end = _end_of_entry(raw, start, entries[at + 1][0].start_mark.index if at + 1 < len(entries) else len(raw))
    return raw[:start] + written + raw[end:]


def _entries(raw: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys of the top mapping and their values, with their places in the text."""
    try:
        node = yaml.compose(_UNDECODED.sub("\ufffd", raw), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise FrontMatterUnreadable(str(error)) from error
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise FrontMatterUnreadable("not a block mapping")
    return [(name, value) for name, value in node.value if isinstance(name, yaml.ScalarNode)]


def _inline_value(raw: str, name: yaml.ScalarNode, old: yaml.Node, value: str) -> str | None:
    """The text with only the value exchanged, so that quotes and a comment behind it stay; None for longer values."""
    on_one_line = old.start_mark.line == old.end_mark.line == name.start_mark.line
    if not isinstance(old, yaml.ScalarNode) or not on_one_line or old.start_mark.index == old.end_mark.index:
        return None
    quotes = old.style if old.style in ("'", '"') else None
    return raw[: old.start_mark.index] + _scalar(value, quotes) + raw[old.end_mark.index :]


def _scalar(value: str, quotes: str | None) -> str:
    """``value`` as YAML on one line; plain where that reads back as the same text."""
    if _DAY.fullmatch(value) and not quotes:
        return value
    style = '"' if not value.isprintable() else quotes
    dumped = yaml.safe_dump([value], default_style=style, allow_unicode=True, width=_WIDE_ENOUGH)
    return dumped.removeprefix("- ").rstrip("\n")


def _entry(key: str, value: str | list[str], newline: str) -> str:
    """One ``key: value`` as lines of YAML, a list as one ``- item`` a line."""
    name = _scalar(key, None)
    if isinstance(value, str):
        return f"{name}: {_scalar(value, None)}{newline}"
    if not value:
        return f"{name}: []{newline}"
    return f"{name}:{newline}" + "".join(f"  - {_scalar(item, None)}{newline}" for item in value)


def _end_of_entry(raw: str, start: int, following: int) -> int:
    """Where an entry's own lines end; blank lines and comments in front of the next key belong to that key."""
    lines = raw[start:following].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return start + sum(map(len, lines))
