"""Which names may enter a tree, and when two names are the same name.

Only names that are new are checked: what an imported history holds stays readable and editable as it is.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from repo_store.errors import BadPath

REASONS: Final = (
    "empty",  # no name at all, or an empty segment ("a//b", "a/")
    "absolute",  # begins with "/" or a drive letter
    "dot-segment",  # "." or ".."
    "dot-git",  # ".git" or ".gitmodules" as any file system may read it
    "control",  # control characters and line separators
    "backslash",  # a separator on Windows
    "surrogate",  # half a character: cannot be written as UTF-8
    "bidi",  # turns the direction of text and so shows another name than it is
    "invisible",  # zero-width characters that make two names look alike
    "windows-character",  # < > : " | ? * cannot be checked out on Windows
    "windows-device",  # CON, NUL, COM1 … cannot be checked out on Windows, with any extension
    "trailing",  # a segment that ends in a dot or a space, which Windows drops
    "segment-too-long",  # over 255 bytes
    "path-too-long",  # over 1024 bytes
    "reserved",  # begins with "-/", which is ours in addresses
    "clash",  # another name in the same folder differs only in case or normal form
    "in-the-way",  # a folder where a file should be, or the other way round, or a symbolic link
)

SEGMENT_BYTES: Final = 255
PATH_BYTES: Final = 1024

# The characters that HFS+ ignores when it compares names; the list of git's utf8.c (is_hfs_dotgit).
_HFS_IGNORED = "\u200c\u200d\u200e\u200f\u202a-\u202e\u206a-\u206f\ufeff"
_IGNORED_BY_HFS = re.compile(f"[{_HFS_IGNORED}]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\u206a-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WINDOWS_CHARACTER = re.compile('[<>:"|?*]')
_DRIVE = re.compile("[A-Za-z]:[/\\\\]")
# NTFS invents short names: GIT~1 for .git, GITMOD~1 and GI7EBA~1 for .gitmodules (git's is_ntfs_dotgit).
_DOT_GIT = re.compile(r"\.git|\.gitmodules|git~\d+|gitmod~\d|gi7eba~\d")
# Reserved in every folder and before every extension: Microsoft, "Naming Files, Paths, and Namespaces".
_DEVICE = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?")


def check(path: str) -> str:
    """The path in normal form C, fit to become a new name in a tree.

    Device names and characters of Windows are refused although Linux takes them: one such file and nobody
    on Windows can check out the repository any more. Raises BadPath with the first reason that applies.
    """
    if _SURROGATE.search(path):
        raise BadPath("surrogate", path)
    normal = unicodedata.normalize("NFC", path)
    reason = _reason_for_whole(normal)
    for segment in normal.split("/"):
        reason = reason or _reason_for_segment(segment)
    if reason:
        raise BadPath(reason, path)
    return normal


def is_possible(path: str) -> bool:
    """Whether any tree at all could hold something at this path, however it came there."""
    segments = path.split("/")
    return not {"", ".", ".."} & set(segments) and "\0" not in path and not _SURROGATE.search(path)


def folded(name: str) -> str:
    """The form in which two names that are the same for a careless file system are equal."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def same_name(a: str, b: str) -> bool:
    """Whether the names differ in nothing but case and normal form."""
    return folded(a) == folded(b)


def _reason_for_whole(path: str) -> str | None:
    if not path:
        return "empty"
    if path.startswith("/") or _DRIVE.match(path):
        return "absolute"
    if path.startswith("-/"):
        return "reserved"
    if len(path.encode()) > PATH_BYTES:
        return "path-too-long"
    return None


def _reason_for_segment(segment: str) -> str | None:
    return next((reason for reason, applies in _RULES if applies(segment)), None)


def _is_dot_git(segment: str) -> bool:
    # Before the first colon: ".git::$INDEX_ALLOCATION" opens the folder ".git" on NTFS. A backslash ends a
    # name on Windows, so ".git\config" is one as well.
    for name in re.split(r"\\", segment):
        seen = _IGNORED_BY_HFS.sub("", name.partition(":")[0]).casefold().rstrip(" .")
        if _DOT_GIT.fullmatch(seen):
            return True
    return False


# In this order: the first that applies is the one that is told.
_RULES: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("empty", lambda segment: not segment),
    ("dot-segment", lambda segment: segment in {".", ".."}),
    ("dot-git", _is_dot_git),
    ("control", _CONTROL.search),
    ("backslash", lambda segment: "\\" in segment),
    ("bidi", _BIDI.search),
    ("invisible", _INVISIBLE.search),
    ("windows-character", _WINDOWS_CHARACTER.search),
    ("windows-device", lambda segment: _DEVICE.fullmatch(segment.casefold().rstrip(" ."))),
    ("trailing", lambda segment: segment[-1] in ". "),
    ("segment-too-long", lambda segment: len(segment.encode()) > SEGMENT_BYTES),
)
