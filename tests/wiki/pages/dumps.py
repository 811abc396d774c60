"""All rows about the text of a space in a form that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wiki import db
from wiki.pages.taking_in import dumping
from wiki.spaces.models import Space


def dump(space: Space) -> Mapping[str, Sequence[str]]:
    """The sorted lines of each table, as they are now."""
    with db.fresh():
        return dumping.dump(space.id)
