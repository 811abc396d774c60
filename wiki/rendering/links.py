"""What kind of thing an address in a page points to, and which file a relative one means. Nothing is looked up here."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import unquote

from wiki.rendering.types import Link

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto"})
_SUFFIX = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$")
_PAGE_SUFFIXES = frozenset({"md", "markdown", "html", "htm"})
# Browsers ignore these inside an address, so they must not hide a scheme from us.
_IGNORED = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def classify(href: str, *, image: bool = False) -> Link | None:
    """The link that ``href`` (as written in the page) means; None where its scheme is not http, https or mailto."""
    address = _IGNORED.sub("", href)
    if scheme := _SCHEME.match(address):
        allowed = scheme[1].lower() in _SCHEMES and not (image and scheme[1].lower() == "mailto")
        return Link("external", address) if allowed else None
    if address.startswith(("//", "\\\\", "/\\", "\\/")):
        return Link("external", "https://" + address[2:])
    path, _, fragment = address.partition("#")
    path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
    if image:
        return Link("image", path)
    if not path:
        return Link("anchor", "", fragment)
    suffix = _SUFFIX.search(path)
    kind = "file" if suffix and suffix[1].lower() not in _PAGE_SUFFIXES else "page"
    return Link("file" if kind == "file" else "page", path, fragment)


def resolve_path(page_file: str, target: str) -> str | None:
    """The path in the repository that ``target``, written in ``page_file``, means; None where it would leave it.

    Both are paths from the repository's root, without a leading slash; a leading slash in ``target`` means the root.
    Percent-escapes are decoded, ``.`` and ``..`` worked out, Unicode is NFC. An empty target is the page itself.
    """
    wanted = unquote(target)
    if _CONTROL.search(wanted):
        return None
    if not wanted:
        return page_file
    folder = "" if wanted.startswith("/") else posixpath.dirname(page_file)
    path = posixpath.normpath(posixpath.join(folder, wanted.lstrip("/") or "."))
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else unicodedata.normalize("NFC", path)
