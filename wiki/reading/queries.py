"""Reading for the home of a space: the page that stands for the space itself."""

from __future__ import annotations

from sqlalchemy import select

from auth.actor import Actor
from wiki import db
from wiki.pages.models import Page
from wiki.spaces.models import Space


def find_front_page(actor: Actor, space: Space) -> Page | None:
    """The page of the space itself (path ""), when there is one that ``actor`` may see."""
    own = select(Page).where(Page.space_id == space.id, Page.path == "", Page.area_id.in_(actor.visible_areas))
    return db.session().scalar(own)
