"""What became of an imported repository: pages, links that lead somewhere, pictures that show, names that clash."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from auth.actor import Actor, GrantReason, Standing
from auth.roles import Role
from wiki import db
from wiki.access.models import Area
from wiki.pages.links import Linker
from wiki.pages.models import Page
from wiki.pages.taking_in.address_book import AddressBook
from wiki.pages.text import rendered
from wiki.spaces.models import Space


@dataclass
class ImportReport:
    """Counts over all pages of a space. Links are those within the space; ``clashes`` are files and their addresses."""

    pages: int = 0
    links: int = 0
    links_resolving: int = 0
    images: int = 0
    images_showing: int = 0
    raised: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    clashes: list[tuple[str, str]] = field(default_factory=list)


def report_on(space: Space) -> ImportReport:
    """Go through every page of the space as a reader who sees all of it."""
    reader, report = _all_seeing(space), ImportReport()
    pages = db.session().scalars(select(Page).where(Page.space_id == space.id).order_by(Page.path)).all()
    for page in pages:
        _count(report, reader, page)
    report.clashes = AddressBook(page.file for page in pages).clashes()
    return report


def _count(report: ImportReport, reader: Actor, page: Page) -> None:
    report.pages += 1
    if page.problem == "render-failed":
        report.raised.append(page.path)
    if page.too_large:
        report.too_large.append(page.path)
    links = rendered(page).links
    linker = Linker(reader, page.space, page.file, links)
    for link in links:
        if link.kind in ("page", "wiki", "file"):
            report.links += 1
            report.links_resolving += linker.resolve(link).exists
        elif link.kind == "image":
            report.images += 1
            report.images_showing += linker.resolve(link).exists


def _all_seeing(space: Space) -> Actor:
    """A reader made up for the count; nobody can sign in as it."""
    areas = db.session().scalars(select(Area.id).where(Area.space_id == space.id))
    standings = {
        area_id: Standing(Role.VIEWER, GrantReason(area_id, "everybody", None, Role.VIEWER), space.id)
        for area_id in areas
    }
    return Actor(person_id=None, login="", name="", standings=standings)
