"""What the search screen accepts: anything; what makes no sense is taken as not said."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.finding.queries import MOST_DEEP, Asked

MOST_A_SCREEN = 20


def asked_from(args: Mapping[str, str]) -> Asked:
    """The search that an address asks for."""
    return Asked(
        text=args.get("q", ""),
        space=args.get("space", "")[:60],
        kind=args.get("kind", "")[:20],
        tag=args.get("tag", "")[:100],
        sort="newest" if args.get("sort") == "newest" else "relevance",
        limit=MOST_A_SCREEN,
        offset=_offset(args.get("from", "")),
    )


def _offset(text: str) -> int:
    return min(int(text), MOST_DEEP) if text.isdecimal() and len(text) < 6 else 0
