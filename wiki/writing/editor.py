"""Everything that stands on the screens of the editor and of a conflict, gathered once."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from markupsafe import Markup
from wtforms import Field

from auth.actor import Actor
from wiki import db, language
from wiki.errors import Invalid, SlipbookError
from wiki.instance import current
from wiki.language import Words
from wiki.pages.addresses import page_address, space_address
from wiki.pages.models import Page
from wiki.pages.operations import preview_html
from wiki.pages.queries import find_page, find_version
from wiki.pages.text import source_of
from wiki.rendering.measuring import count_words
from wiki.spaces.models import Space
from wiki.writing.arranging import Arrangement, arrangement
from wiki.writing.composing import composed, fields_of, is_utf8, with_title
from wiki.writing.errors import AddressTaken, BaseUnknown, FileTooLarge, PageTooLarge
from wiki.writing.forms import EditorForm, blame, form_of
from wiki.writing.models import Draft
from wiki.writing.operations import NewPlace
from wiki.writing.presence import others_writing
from wiki.writing.publishing import Mine, texts_between
from wiki.writing.queries import draft_for, new_page_draft, source_at, typed_in
from wiki.writing.starters import KINDS, known_kind, starter
from wiki.writing.typed import Typed


@dataclass(frozen=True)
class EditorScreen:
    """What the template of the editor is given. ``page`` is None for a new one, which goes below ``under``."""

    form: EditorForm
    space: Space
    close_url: str
    words: int
    page: Page | None = None
    under: str = ""
    draft: Draft | None = None
    is_behind: bool = False
    is_utf8: bool = True
    said: Sequence[str] = ()
    is_refused: bool = False
    taken_url: str | None = None
    kinds: Mapping[str, Words] | None = None
    preview: Markup | None = None
    others: Sequence[Words] = ()

    @property
    def key(self) -> str:
        """The name under which the browser keeps this text."""
        return f"page:{self.page.id}" if self.page else f"new:{self.space.id}:{self.under}"

    @property
    def saved_at(self) -> str:
        """When the draft was saved, as a clock shows it; "" where there is none."""
        return time_of(self.draft) if self.draft else ""

    @staticmethod
    def told(field: Field) -> Mapping[str, str]:
        """The attributes that tie a field to what is wrong with it."""
        return {"aria-invalid": "true", "aria-describedby": f"{field.id}-error"} if field.errors else {}


@dataclass(frozen=True)
class ConflictScreen:
    """What the template of a conflict is given: the newest version, my fields, and what there is to choose."""

    page: Page
    mine: Mapping[str, str]
    arrangement: Arrangement


def edit_screen(actor: Actor, page: Page, typed: Typed | None = None) -> EditorScreen:
    """The editor of ``page`` with what was typed, else with the draft, else with the page as it is.

    A text whose version is not known gets the newest one and is told so: publishing it is a decision of the writer.
    """
    if page.too_large:
        raise FileTooLarge
    source = source_of(page)
    draft = _worth_showing(draft_for(actor, page), source, page)
    shown = typed or (typed_in(draft) if draft else replace(fields_of(source, page.title), base=page.version))
    is_known = shown.base == page.version or find_version(page.id, shown.base) is not None
    return EditorScreen(
        form=form_of(shown if is_known else replace(shown, base=page.version)),
        space=page.space,
        close_url=page_address(page.space.key, page.path),
        words=count_words(shown.body),
        page=page,
        draft=draft,
        is_behind=is_known and shown.base != page.version,
        is_utf8=is_utf8(source),
        said=() if is_known else (str(BaseUnknown()),),
        is_refused=not is_known,
        others=others_writing(actor, page),
    )


def _worth_showing(draft: Draft | None, source: bytes, page: Page) -> Draft | None:
    """The draft, unless it says what the page says already: its last save met the publishing on its way."""
    if draft is None:
        return None
    now, kept = fields_of(source, page.title), typed_in(draft)
    is_same = (now.title, now.body, now.properties) == (kept.title, kept.body, kept.properties)
    return None if is_same else draft


def new_screen(actor: Actor, place: NewPlace, typed: Typed | None = None, kind: str | None = None) -> EditorScreen:
    """The editor of a new page with what was typed, else with the draft, else with what its kind begins with."""
    draft = new_page_draft(actor, place.space, place.under)
    kind = known_kind(kind)
    fresh = Typed(body=starter(kind), kind=kind, path=f"{place.under}/" if place.under else "")
    shown = typed or (typed_in(draft) if draft else fresh)
    return EditorScreen(
        form=form_of(shown),
        space=place.space,
        close_url=page_address(place.space.key, place.under) if place.under else space_address(place.space.key),
        words=count_words(shown.body),
        under=place.under,
        draft=draft,
        kinds=KINDS if shown is fresh else None,
    )


def with_fault(screen: EditorScreen, fault: SlipbookError) -> EditorScreen:
    """The same screen saying what is wrong; the text stays as it was typed."""
    said = blame(screen.form, fault)
    taken = fault.page if isinstance(fault, AddressTaken) else None
    taken_url = page_address(screen.space.key, taken.path) if taken else None
    return replace(screen, said=said, is_refused=True, taken_url=taken_url)


def with_preview(actor: Actor, screen: EditorScreen) -> EditorScreen:
    """The same screen with the preview beside the text, as it is without script."""
    typed = screen.form.typed()
    path = screen.page.path if screen.page else typed.path
    return replace(screen, preview=preview(actor, screen.space, path, typed))


def preview(actor: Actor, space: Space, path: str, typed: Typed) -> Markup:
    """What ``typed`` will look like to readers, without its title, which stands above it. Raises PageTooLarge."""
    limit = current().settings.page_limit
    if typed.size > limit:
        raise PageTooLarge(typed.size, limit)
    return preview_html(actor, space, path.strip("/"), with_title(typed.title, typed.body))


def conflict_screen(page: Page, mine: Mine) -> ConflictScreen:
    """The choices between ``mine`` and the page as it is at this moment."""
    with db.fresh():
        newest = find_page(page.id) or page
        texts = texts_between(newest, mine.typed.base, mine.source(newest), source_of(newest))
    return ConflictScreen(newest, {**asdict(mine.typed), "theirs": newest.version}, arrangement(texts))


def so_far(actor: Actor, place: Page | NewPlace) -> Typed:
    """What is in the editor of ``place`` before the next key: the draft, or the page as it is."""
    if isinstance(place, NewPlace):
        draft = new_page_draft(actor, place.space, place.under)
        return typed_in(draft) if draft else Typed(path=f"{place.under}/" if place.under else "")
    draft = draft_for(actor, place)
    return typed_in(draft) if draft else replace(fields_of(source_of(place), place.title), base=place.version)


def completed(actor: Actor, page: Page, typed: Typed, sent: Container[str]) -> Typed:
    """``typed`` with the page properties as they were, where the form did not carry them at all."""
    return typed if "properties" in sent else replace(typed, properties=so_far(actor, page).properties)


def file_of(page: Page, draft: Draft) -> bytes:
    """The draft as a file to take away; as it was typed where it cannot be put together with its version."""
    typed = typed_in(draft)
    try:
        return composed(source_at(page, typed.base), typed, page.title)
    except Invalid:
        front = f"---\n{typed.properties}\n---\n" if typed.properties else ""
        return f"{front}{with_title(typed.title, typed.body)}".encode("utf-8", "replace")


def time_of(draft: Draft) -> str:
    """When the draft was saved, as a clock shows it to the reader."""
    return f"{draft.saved_at.astimezone(language.zone()):%H:%M}"
