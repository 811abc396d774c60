"""Where to go back to: only ever a path of this site (no open redirect)."""

from __future__ import annotations

import re

LONGEST = 2000
# One slash, then anything but another one. Browsers read backslashes as slashes and drop control characters.
_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f-\x9f]*")
_NOT_BACK_TO = ("/login", "/logout", "/setup")


def own_path(asked: str | None, fallback: str = "/") -> str:
    """``asked`` when it is a path of this site that one can go back to, ``fallback`` for anything else."""
    if not asked or len(asked) > LONGEST or not _OWN.fullmatch(asked):
        return fallback
    path = asked.partition("?")[0].partition("#")[0]
    return fallback if path.rstrip("/") in _NOT_BACK_TO or _climbs(path) else asked


def _climbs(path: str) -> bool:
    """Whether the path, taken apart as a browser does, would begin with two slashes or leave its place."""
    return "//" in path or any(re.fullmatch(r"(?:\.|%2e){1,2}", part, re.IGNORECASE) for part in path.split("/"))
