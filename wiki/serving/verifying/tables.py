"""Whether the tables are whole: the file, rows that belong to nothing, areas, and intents that nothing came of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.exc import DatabaseError

from wiki import clock, db
from wiki.access.models import Area
from wiki.language import words as _
from wiki.pages.areas import HELD, areas_of
from wiki.pages.models import Page, PageIdentity, PageIntent, PageText, PageVersion
from wiki.serving.verifying.findings import Finding
from wiki.spaces.models import Space

_OPEN_FOR = timedelta(minutes=10)
RESTORE = _("Stop the server and put a backup of the database in its place.")


def check_file(*, quick: bool = False) -> list[Finding]:
    """Whether SQLite itself finds its file whole; ``quick`` leaves out whether indexes agree with their tables."""
    try:
        rows = db.session().execute(text(f"PRAGMA {'quick' if quick else 'integrity'}_check(5)")).scalars().all()
    except DatabaseError as fault:
        rows = [str(fault.orig)]
    if list(rows) == ["ok"]:
        return []
    told = _("The database is damaged: %(why)s.", why="; ".join(str(row) for row in rows)[:300])
    return [Finding("database.damaged", told, RESTORE)]


def check_rows() -> Iterator[Finding]:
    """Rows that belong to nothing."""
    strays = {row[0] for row in db.session().execute(text("PRAGMA foreign_key_check"))}
    for table in sorted(str(one) for one in strays):
        yield Finding("rows.stray", _("Rows of the table %(table)s belong to nothing.", table=table), RESTORE)
    for name, asked in _LOST.items():
        count = db.session().scalar(select(func.count()).select_from(asked.subquery())) or 0
        if count:
            told = _("Rows of the table %(table)s that do not fit the others: %(count)s.", count=count, table=name)
            yield Finding("rows.unfitting", told, _("Run `slipbook rebuild`."))


def check_areas(space: Space) -> Iterator[Finding]:
    """Every page stands in the area that its path belongs to, so that it is seen by whom it is meant for."""
    areas = areas_of(space.id)
    held = db.session().scalars(select(Area.id).where(Area.space_id == space.id, Area.root_path.startswith(HELD)))
    plain = areas
    for area_id in held:
        plain = plain.without(area_id)
    rows = db.session().execute(select(Page.path, Page.area_id).where(Page.space_id == space.id)).all()
    wrong = [path for path, area_id in rows if area_id not in (areas.area_for(path), plain.area_for(path))]
    if wrong:
        told = _(
            "Pages that do not stand in the area of their path: %(count)s, such as %(path)s.",
            count=len(wrong),
            path=wrong[0],
        )
        yield Finding("pages.area", told, _("Run `slipbook rebuild --space %(key)s`.", key=space.key), space.key)
    if not db.session().scalar(select(Area.id).where(Area.id == space.area_id, Area.space_id == space.id)):
        yield Finding("space.area", _("The area of this space is missing, so nobody sees it."), RESTORE, space.key)


def check_intents(space: Space) -> Iterator[Finding]:
    """What somebody began to do and never did; it is forgotten after a day."""
    open_ones = select(PageIntent.at).where(PageIntent.space_id == space.id, PageIntent.commit_id.is_(None))
    times = db.session().scalars(open_ones).all()
    count = sum(clock.now() - at > _OPEN_FOR for at in times)
    if count:
        told = _("Changes that were begun and never written: %(count)s.", count=count)
        yield Finding(
            "intents.open", told, _("There is nothing to do; they are forgotten after a day."), space.key, heals=True
        )


_SPACES = select(Space.id)
_LOST: dict[str, Select[str]] = {
    "page_texts": select(Page.id)
    .outerjoin(PageText, PageText.page_id == Page.id)
    .where(or_(PageText.page_id.is_(None), PageText.blob != Page.blob)),
    "page_identities": select(PageIdentity.id)
    .outerjoin(Page, Page.id == PageIdentity.id)
    .where(
        or_(
            PageIdentity.gone_at.is_(None) & Page.id.is_(None),
            PageIdentity.gone_at.is_not(None) & Page.id.is_not(None),
            Page.path != PageIdentity.path,
        )
    ),
    "page_versions": select(PageVersion.page_id).where(PageVersion.space_id.not_in(_SPACES)),
    "areas": select(Area.id).where(Area.space_id.not_in(_SPACES)),
}
