"""The gate (404, 403, 401), grants, and the epoch that makes every cached verdict stale."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
from sqlalchemy import select

from auth.actions import Action
from auth.actor import ANONYMOUS, SYSTEM
from auth.policy import Facts, SubjectSet
from auth.roles import Role
from tests.cast import Cast
from wiki import db, language, work
from wiki.access.gate import may, require
from wiki.access.models import Area, Grant, SiteGrant
from wiki.access.operations import Subject, bump_epoch, grant, grant_site, take_grant
from wiki.access.queries import epoch, grants_in, is_administrator
from wiki.errors import NotAllowed, NotFound, SignInNeeded
from wiki.events.models import Event
from wiki.instance import Instance


def epoch_now() -> int:
    with db.fresh():
        return epoch()


def area_of(cast: Cast) -> Area:
    return db.session().get_one(Area, cast.handbook.area_id)


def roles(cast: Cast) -> dict[str, int]:
    with db.fresh():
        return {one.subject_id: one.role for one in grants_in(cast.handbook.area_id)}


OUTCOMES = [
    ("ann", Action.SPACE_GRANT, None),
    ("ben", Action.PAGE_EDIT, None),
    ("ben", Action.SPACE_GRANT, NotAllowed),
    ("cem", Action.PAGE_READ, None),
    ("cem", Action.PAGE_EDIT, NotAllowed),
    ("dora", Action.PAGE_READ, NotFound),
    ("dora", Action.PAGE_EDIT, NotFound),
    ("dora", Action.SITE_READ, None),
    ("root", Action.PAGE_READ, NotFound),
    ("root", Action.SPACE_GRANT, None),
    (None, Action.PAGE_READ, SignInNeeded),
    (None, Action.SITE_READ, SignInNeeded),
]


@pytest.mark.parametrize(("login", "action", "fault"), OUTCOMES)
def test_unseen_is_missing_and_seen_but_not_allowed_is_refused(
    cast: Cast, login: str | None, action: Action, fault: type[Exception] | None
) -> None:
    actor = cast.actor(login) if login else ANONYMOUS
    thing = None if action is Action.SITE_READ else cast.handbook
    expected: AbstractContextManager[object] = pytest.raises(fault) if fault else nullcontext()
    with expected:
        assert require(actor, action, thing).allowed
    assert may(actor, action, thing) is (fault is None)


def test_a_refusal_says_why_in_the_language_of_the_reader(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as caught:
        require(cast.actor("cem"), Action.PAGE_EDIT, cast.handbook)
    english = str(caught.value)
    with language.spoken("zh"):
        chinese = str(caught.value)
    assert english.startswith("You may not do this here.")
    assert len(english) > len("You may not do this here. ")
    assert chinese != english
    assert "%" not in english + chinese


def test_the_gate_notes_what_it_was_asked_even_when_it_refuses(cast: Cast) -> None:
    heard = work.listen()
    with pytest.raises(NotFound):
        require(cast.actor("dora"), Action.PAGE_READ, cast.handbook)
    may(cast.actor("dora"), Action.PAGE_EDIT, cast.handbook)
    assert heard == [Action.PAGE_READ]


def test_a_thing_that_is_gone_or_of_no_area_is_missing(cast: Cast) -> None:
    ann = cast.actor("ann")
    with pytest.raises(NotFound):
        require(ann, Action.PAGE_READ, Facts(cast.handbook.area_id, cast.handbook.id, exists=False))
    with pytest.raises(NotFound):
        require(ann, Action.PAGE_READ, Facts(None, None))


def test_a_role_given_works_at_once_and_is_recorded(cast: Cast) -> None:
    before = epoch_now()
    assert not may(cast.actor("dora"), Action.PAGE_READ, cast.handbook)
    with db.writing():
        grant(cast.actor("ann"), area_of(cast), Subject("person", "p-dora"), Role.COMMENTER)
    assert epoch_now() > before
    assert may(cast.actor("dora"), Action.PAGE_READ, cast.handbook)
    assert roles(cast)["p-dora"] == Role.COMMENTER
    with db.fresh() as session:
        last = session.scalars(select(Event).where(Event.kind == "grant.given").order_by(Event.id.desc())).first()
        given = session.scalars(select(Grant).where(Grant.subject_id == "p-dora")).one()
    assert last is not None
    assert (last.actor_id, last.subject, last.details) == ("p-ann", "person:p-dora", {"role": "commenter"})
    assert given.granted_by == "p-ann"


def test_a_role_given_again_replaces_the_one_before(cast: Cast) -> None:
    for role in (Role.EDITOR, Role.VIEWER, Role.VIEWER):
        with db.writing():
            grant(cast.actor("ann"), area_of(cast), Subject("person", "p-dora"), role)
    assert roles(cast)["p-dora"] == Role.VIEWER
    with db.fresh() as session:
        assert len(session.scalars(select(Grant).where(Grant.subject_id == "p-dora")).all()) == 1


def test_a_role_taken_away_works_at_once(cast: Cast) -> None:
    assert may(cast.actor("cem"), Action.PAGE_READ, cast.handbook)
    before = epoch_now()
    with db.writing():
        assert take_grant(cast.actor("ann"), area_of(cast), Subject("group", "g-cem"))
        assert not take_grant(cast.actor("ann"), area_of(cast), Subject("group", "g-cem"))
    assert epoch_now() == before + 1
    assert not may(cast.actor("cem"), Action.PAGE_READ, cast.handbook)
    assert "g-cem" not in roles(cast)


Change = Callable[[Cast, str], object]
CHANGES: list[Change] = [
    lambda cast, login: grant(cast.actor(login), area_of(cast), Subject("person", "p-dora"), Role.VIEWER),
    lambda cast, login: take_grant(cast.actor(login), area_of(cast), Subject("group", "g-cem")),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("login", "fault"), [("ben", NotAllowed), ("cem", NotAllowed), ("dora", NotFound)])
def test_only_managers_decide_who_may_what(cast: Cast, change: Change, login: str, fault: type[Exception]) -> None:
    before, known = epoch_now(), roles(cast)

    def attempt() -> None:
        with db.writing():
            change(cast, login)

    with pytest.raises(fault):
        attempt()
    assert (epoch_now(), roles(cast)) == (before, known)


def test_everybody_and_anybody_are_subjects_of_their_own(cast: Cast) -> None:
    with db.writing():
        grant(cast.actor("ann"), area_of(cast), Subject("everybody"), Role.VIEWER)
    assert may(cast.actor("dora"), Action.PAGE_READ, cast.handbook)
    assert not may(ANONYMOUS, Action.PAGE_READ, cast.handbook)


def test_an_administrator_is_made_by_an_administrator_once(cast: Cast) -> None:
    dora = SubjectSet(person_id="p-dora", signed_in=True)
    with pytest.raises(NotAllowed), db.writing():
        grant_site(cast.actor("ann"), Subject("person", "p-dora"))
    for _ in range(2):
        with db.writing():
            grant_site(SYSTEM, Subject("person", "p-dora"))
    with db.fresh() as session:
        assert is_administrator(dora)
        assert len(session.scalars(select(SiteGrant).where(SiteGrant.subject_id == "p-dora")).all()) == 1
        assert not is_administrator(SubjectSet(person_id="p-cem", signed_in=True))


def test_the_epoch_begins_with_its_first_change(instance: Instance) -> None:
    with db.writing() as session:
        session.execute(db.Base.metadata.tables["access_epoch"].delete())
    assert epoch_now() == 0
    for expected in (1, 2):
        with db.writing():
            bump_epoch()
        assert epoch_now() == expected
