"""The text of a page as of the version taken in: source, rendered, and filled in for one reader."""

from __future__ import annotations

from markupsafe import Markup

from auth.actor import Actor
from repo_store.errors import Damaged, UnknownBlob
from repo_store.repository import Repository
from wiki.errors import Gone, Unavailable
from wiki.language import words as _
from wiki.pages.contents import rendered_blob
from wiki.pages.links import Linker
from wiki.pages.models import Page, PageVersion
from wiki.rendering.filling import fill
from wiki.rendering.types import Rendered
from wiki.spaces.models import Space
from wiki.spaces.queries import store


class TextDamaged(Unavailable):
    """The disk lost the text of one page; the others are all right."""

    message = _("The text of this page cannot be read from the disk.")
    mend = _("The people who run this site find the reason in the log; other pages are not affected.")


def source_of(page: Page) -> bytes:
    """The file of the page, byte for byte, as of the version that is taken in."""
    return _read(_repository(page.space_id), page.blob)


def version_source(version: PageVersion) -> bytes:
    """The file of the page as that version left it. Gone where the version deleted it."""
    if version.blob is None:
        raise Gone
    return _read(_repository(version.space_id), version.blob)


def rendered(page: Page) -> Rendered:
    """The page as safe HTML with gaps for links, from the cache where it was rendered before."""
    return rendered_blob(lambda blob: _repository(page.space_id).read(blob), page.blob)


def rendered_version(version: PageVersion) -> Rendered:
    """The same for an earlier version. Gone where the version deleted the page."""
    if version.blob is None:
        raise Gone
    return rendered_blob(lambda blob: _repository(version.space_id).read(blob), version.blob)


def body_html(actor: Actor, page: Page) -> Markup:
    """The page's HTML with every link as it is for ``actor``."""
    text = rendered(page)
    linker = Linker(actor, page.space, page.file, text.links, page.blob)
    return _filled(text, linker)


def html_for(actor: Actor, space: Space, file: str, text: Rendered) -> Markup:
    """The HTML of any rendered text as the content of ``file``, with every link as it is for ``actor``."""
    return _filled(text, Linker(actor, space, file, text.links))


def _filled(text: Rendered, linker: Linker) -> Markup:
    return Markup(fill(text, linker.resolve))  # noqa: S704 - rendering has sanitised it


def _read(repository: Repository, blob: str) -> bytes:
    try:
        return repository.read(blob)
    except (Damaged, UnknownBlob) as fault:
        raise TextDamaged from fault


def _repository(space_id: str) -> Repository:
    return store().open(space_id)
