"""From the name that a file came with to the one that it is stored under, or a plain sentence why not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from repo_store import paths as store_paths
from repo_store.errors import BadPath
from wiki.language import Words
from wiki.language import words as _

_SENTENCES: Mapping[str, Words] = {
    "empty": _("A file came without a name."),
    "dot-git": _("“%(name)s”: Git keeps this name for itself."),
    "control": _("“%(name)s”: the name holds a character that cannot be seen, such as a tab or a line end."),
    "surrogate": _("“%(name)s”: the name holds half a character."),
    "bidi": _("“%(name)s”: the name holds a character that turns the direction of text."),
    "invisible": _("“%(name)s”: the name holds a character without width."),
    "windows-character": _(
        '“%(name)s”: the name must not hold any of < > : " | ? *, because Windows cannot store them.'
    ),
    "windows-device": _("“%(name)s”: Windows keeps this name for a device, so nobody there could store the file."),
    "trailing": _("“%(name)s”: the name must not end in a dot or a space."),
    "segment-too-long": _("“%(name)s”: the name is too long; at most 255 bytes, that is about 80 Chinese characters."),
    "path-too-long": _("“%(name)s”: together with the address of the page the name is too long."),
}
_CANNOT = _("“%(name)s”: a file cannot be called that.")
_HIDDEN = _("“%(name)s”: the name must not begin with a dot.")
_SHOWN = 60
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
_NOT_IN_LINKS = re.compile(r"[\s%()<>\[\]\\\"`#?]")


class NameRefused(Exception):
    """A file cannot be stored under its name; ``told`` says why."""

    def __init__(self, told: Words) -> None:
        super().__init__(told.text)
        self.told = told


def stored_name(sent: str, folder: str) -> str:
    """The name that a file sent as ``sent`` gets in ``folder``, in normal form C; a path before it is left out."""
    name = re.split(r"[/\\]", sent)[-1].strip(" ")
    if name.startswith("."):
        raise NameRefused(Words(_HIDDEN.text, {"name": shown(name)}))
    try:
        return posixpath.basename(store_paths.check(f"{folder}/{name}"))
    except BadPath as fault:
        raise NameRefused(told_of(fault.reason, name)) from fault


def told_of(reason: str, name: str) -> Words:
    """Why a name may not enter the repository."""
    return Words(_SENTENCES.get(reason, _CANNOT).text, {"name": shown(name)})


def shown(name: str) -> str:
    """A name of strangers as it can stand in a sentence: short, and without what cannot be seen."""
    seen = _UNSEEN.sub("�", name)
    return seen if len(seen) <= _SHOWN else f"{seen[:_SHOWN]}…"


def free_name(name: str, taken: Collection[str]) -> str:
    """``name``, or ``name (2)`` and so on where a file is called that already; ``taken`` holds folded names."""
    stem, suffix = posixpath.splitext(name)
    found, number = name, 1
    while store_paths.folded(found) in taken:
        number += 1
        end = f" ({number}){suffix}"
        found = _cut(stem, store_paths.SEGMENT_BYTES - len(end.encode())) + end
    return found


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip()


def link_to(page_file: str, path: str) -> str:
    """``path`` as a page's Markdown names it: relative to the file of the page, readable, safe between parentheses."""
    relative = posixpath.relpath(path, posixpath.dirname(page_file) or ".")
    return _NOT_IN_LINKS.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), relative)


def markdown_for(page_file: str, path: str, *, is_picture: bool) -> str:
    """What to write into the page so that it shows the picture, or links to the file."""
    name = posixpath.basename(path)
    label = re.sub(r"([\[\]\\`*_<])", r"\\\1", posixpath.splitext(name)[0] if is_picture else name)
    return f"{'!' if is_picture else ''}[{label}]({link_to(page_file, path)})"
