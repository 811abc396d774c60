"""Which file is which page: suffixes, folder pages, keys for comparing, the natural order. Nothing is looked up here.

The page of a folder ``F`` is the file ``F.md`` beside it or, inside it, ``index.md``, ``_index.md`` or ``README.md``;
the page of the whole space has the path "". Which file wins where several could is decided in ``address_book``.
"""

from __future__ import annotations

import re
import unicodedata

from repo_store.paths import folded
from wiki.rendering.links import resolve_path

FILES = "_files"
_PAGE = re.compile(r"\.(?:md|markdown)$", re.I)
_MAY_BE_PAGE = re.compile(r"\.(?:md|markdown|html|htm)$", re.I)
_NUMBER = re.compile(r"0*([0-9]+)")
_SPACE = re.compile(r"\s+")
FOLDER_PAGES = ("index", "_index", "readme")
_LONGEST = 1000
_HEAVIEST = 10**9


def is_page_file(file: str) -> bool:
    """Whether the file is a page: Markdown outside folders that begin with a dot or are called ``_files``."""
    folder, _, name = file.rpartition("/")
    if not _PAGE.sub("", name) or not _PAGE.search(name) or len(file) > _LONGEST:
        return False
    folders = folder.split("/") if folder else []
    # "-" at the top is ours in addresses (/s/<space>/-/settings).
    return folders[:1] != ["-"] and not any(one.startswith(".") or one == FILES for one in folders)


def own_path(file: str) -> str:
    """The path of the page that stands in ``file`` itself, not as the page of a folder."""
    path = _PAGE.sub("", file)
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def rank_as_folder_page(file: str) -> int | None:
    """How early a file comes as the page of the folder it lies in (0 is first), None when it never does."""
    name = path_key(own_path(file.rpartition("/")[2]))
    return FOLDER_PAGES.index(name) if name in FOLDER_PAGES else None


def parent_of(path: str) -> str:
    """The path above: "" for what stands at the top."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def path_key(path: str) -> str:
    """The form in which two paths are equal that differ in case or normal form only."""
    # what is plain ASCII needs no normal form, and nearly everything is
    return path.lower() if path.isascii() else folded(path)


def file_key(file: str) -> str:
    """The key of a file without its suffix: what a link to it comes down to."""
    return path_key(own_path(file))


def wiki_key(text: str) -> str:
    """The key of the words in ``[[words]]``, and of a title."""
    return folded(_SPACE.sub(" ", text).strip())[:500]


def link_key(page_file: str, target: str, *, may_be_page: bool) -> str | None:
    """What a relative link written in ``page_file`` comes down to; None where it leaves the repository."""
    resolved = resolve_path(page_file, target)
    if resolved is None:
        return None
    return folded(_MAY_BE_PAGE.sub("", resolved) if may_be_page else resolved)[:1024]


def rebased(path: str, old: str, new: str) -> str | None:
    """``path``, which is ``old`` or lies below it, as it reads below ``new``; None where it does not."""
    if not f"{path_key(path)}/".startswith(f"{path_key(old)}/"):
        return None
    return "/".join([new, *path.split("/")[old.count("/") + 1 :]])


def file_for(path: str) -> str:
    """The file that a new page at ``path`` is written to."""
    return f"{path}.md" if path else "index.md"


def files_folder(path: str) -> str:
    """The folder that holds what is dropped on the page."""
    return f"{path}/{FILES}" if path else FILES


def sort_key(name: str, weight: object = None) -> str:
    """The place of a page among its siblings: by weight where one is given, then by name, with numbers as numbers."""
    natural = _NUMBER.sub(lambda found: f"{len(found[1]):02d}{found[1]}", folded(name))
    if isinstance(weight, (int, float)) and not isinstance(weight, bool) and abs(weight) < _HEAVIEST:
        return f"0{weight + _HEAVIEST:017.6f} {natural}"[:300]
    return f"1{natural}"[:300]
