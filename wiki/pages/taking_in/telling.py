"""The events of a step: one for each page and commit, or one that stands for all of them."""

from __future__ import annotations

from auth.actor import SYSTEM, Actor
from wiki.events.operations import About, publish
from wiki.pages.areas import AreaMap
from wiki.pages.taking_in.walking import RESTORES, Happening, Walk


def tell(space_id: str, walk: Walk, areas: AreaMap) -> None:
    """Publish what happened to each page, by whom and when the commits say."""
    for one in walk.happenings:
        publish(_actor(one), f"page.{one.kind}", _about(space_id, one, areas))


def tell_as(kind: str, space_id: str, commit_id: str, areas: AreaMap) -> None:
    """Publish one event for the whole space."""
    about = About(space_id=space_id, area_id=areas.area_for(""), details={"commit": commit_id})
    publish(SYSTEM, kind, about)


def _about(space_id: str, one: Happening, areas: AreaMap) -> About:
    details: dict[str, str | int | None] = {"commit": one.commit.id, "number": one.number}
    if one.kind == "restored":
        details["from"] = one.commit.trailer(RESTORES)
    return About(
        space_id=space_id, page_id=one.page.id, area_id=areas.area_for(one.path), details=details, at=one.signed.at
    )


def _actor(one: Happening) -> Actor:
    return Actor(person_id=one.signed.person_id, login="", name=one.signed.name)
