"""A browser by the name that people know it by, out of the long text that it sends."""

from __future__ import annotations

# The first that occurs wins: most browsers also claim to be the ones further down.
_PROGRAMS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """``Firefox · Linux``; the beginning of ``agent`` where it is none of the known ones."""
    known = [next((name for sign, name in names if sign in agent), None) for names in (_PROGRAMS, _SYSTEMS)]
    return " · ".join(name for name in known if name) or agent[:40] or "–"
