"""Pages as documents of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from search.document import Document, Heading
from wiki import db
from wiki.pages.models import Page, PageTag, PageText
from wiki.spaces.models import Space

BATCH = 200


def documents_of(page_ids: Iterable[str]) -> Iterator[Document]:
    """The documents of these pages, some at a time; pages that are gone are left out."""
    waiting = list(page_ids)
    for start in range(0, len(waiting), BATCH):
        yield from _loaded(waiting[start : start + BATCH])


def all_page_ids(space_id: str | None = None, *, archived: bool = False) -> Sequence[str]:
    """Every page that is to be found: of one space, or of all; with ``archived`` also what is no longer to be found."""
    wanted = select(Page.id).join(Space, Space.id == Page.space_id)
    if not archived:
        wanted = wanted.where(Space.archived_at.is_(None))
    return db.session().scalars(wanted.where(Page.space_id == space_id) if space_id else wanted).all()


def _loaded(ids: Sequence[str]) -> Iterator[Document]:
    session = db.session()
    tags: dict[str, list[str]] = {}
    for page_id, tag in session.execute(select(PageTag.page_id, PageTag.tag).where(PageTag.page_id.in_(ids))):
        tags.setdefault(page_id, []).append(tag)
    wanted = (
        select(Page, PageText, Space.key)
        .join(PageText, PageText.page_id == Page.id)
        .join(Space, Space.id == Page.space_id)
        .where(Page.id.in_(ids), Space.archived_at.is_(None))
    )
    for page, text, key in session.execute(wanted):
        yield _document(page, text, key, tuple(tags.get(page.id, ())))


def _document(page: Page, text: PageText, space_key: str, tags: tuple[str, ...]) -> Document:
    return Document(
        id=page.id,
        space=space_key,
        path=page.path,
        title=page.title,
        kind=page.kind,
        tags=tags,
        author=page.author_name,
        updated_at=page.updated_at,
        headings=tuple(Heading(*one) for one in text.headings),
        body=text.body,
    )
