"""Whether the tables say what Git says: they are built anew in a copy, and both are compared line by line."""

from __future__ import annotations

from collections.abc import Iterator

from repo_store.errors import StoreError
from wiki import db
from wiki.language import words as _
from wiki.pages.projection import read_anew
from wiki.pages.taking_in.dumping import digest, page_ids, prints
from wiki.serving.verifying.findings import Finding
from wiki.spaces.models import Space


def check_projection(space: Space) -> Iterator[Finding]:
    """Compare what stands in the tables with what comes out when they are built anew. Writes: only for a copy."""
    mend = _("Run `slipbook rebuild --space %(key)s`.", key=space.key)
    with db.fresh():
        before, ids = prints(space.id), page_ids(space.id)
    try:
        read_anew(space.id)
    except StoreError as fault:
        told = _("The history of this space cannot be read: %(why)s.", why=str(fault))
        yield Finding("tables.unreadable", told, _("Bring back its repository from a backup."), space.key)
        return
    with db.fresh():
        after, ids_after = prints(space.id), page_ids(space.id)
    if digest(before) != digest(after):
        either = {**before, **after}
        wrong = sorted({either[one] for one in before.keys() ^ after.keys()})
        told = _(
            "Pages whose rows differ from Git: %(count)s, such as %(path)s.", count=len(wrong), path=wrong[0] or "/"
        )
        yield Finding("tables.differ", told, mend, space.key)
    changed = sorted(path for path in ids.keys() & ids_after.keys() if ids[path] != ids_after[path])
    if changed:
        told = _(
            "Pages that would get another id: %(count)s, such as %(path)s.", count=len(changed), path=changed[0] or "/"
        )
        yield Finding("tables.ids", told, mend, space.key)
