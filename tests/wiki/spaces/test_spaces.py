"""Spaces and their grants: created whole or not at all, listed for those who may see them, never left to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.actions import Action
from auth.actor import SYSTEM
from auth.roles import Role
from tests.cast import Cast
from wiki import db
from wiki.access.operations import Subject
from wiki.access.queries import grants_in
from wiki.errors import Invalid, NotAllowed, NotFound
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.spaces import operations
from wiki.spaces.errors import NobodyLeft
from wiki.spaces.granting import Wanted, set_grants
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, SpaceChange, archive_space, change_space, create_space
from wiki.spaces.queries import list_all_spaces, list_spaces, repository_of, space_for

ANN = Wanted(Subject("group", "g-ann"), Role.MANAGER)


def grants(space: Space) -> set[tuple[str, str, int]]:
    with db.fresh():
        return {(one.subject_kind, one.subject_id, one.role) for one in grants_in(space.area_id)}


def test_a_space_has_a_repository_an_area_and_a_manager(cast: Cast) -> None:
    space = create_space(cast.actor("root"), NewSpace("ops-2", "  Operations ", "Runbooks"))
    assert (space.name, repository_of(space).head()) == ("Operations", None)
    assert grants(space) == {("person", "p-root", Role.MANAGER)}
    chosen = create_space(cast.actor("root"), NewSpace("sec", manager=Subject("group", "g-ann")))
    assert (chosen.name, grants(chosen)) == ("sec", {("group", "g-ann", Role.MANAGER)})


@pytest.mark.parametrize("key", ["", "x", "-ab", "ab-", "Ab", "a b", "a/b", "中文", "a" * 61, "handbook"])
def test_a_short_name_that_cannot_be_is_told_and_leaves_nothing(cast: Cast, instance: Instance, key: str) -> None:
    before = sorted(instance.settings.spaces.iterdir())
    with pytest.raises(Invalid) as caught:
        create_space(cast.actor("root"), NewSpace(key))
    assert set(caught.value.fields) == {"key"}
    assert sorted(instance.settings.spaces.iterdir()) == before


def test_a_creation_that_fails_half_way_leaves_no_repository(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> Space:
        raise ZeroDivisionError

    monkeypatch.setattr(operations, "_write", broken)
    with pytest.raises(ZeroDivisionError):
        create_space(SYSTEM, NewSpace("ops"))
    assert list(instance.settings.spaces.glob("*.git")) == []


def test_only_administrators_create_spaces(cast: Cast) -> None:
    for who in ("ann", "ben", "cem", "dora"):
        with pytest.raises(NotAllowed):
            create_space(cast.actor(who), NewSpace("ops"))


def test_lists_hold_what_one_may_see(cast: Cast) -> None:
    create_space(cast.actor("root"), NewSpace("ops", "Operations"))
    with db.fresh():
        names = {who: [one.key for one in list_spaces(cast.actor(who))] for who in ("ann", "cem", "dora", "root")}
        assert names == {"ann": ["handbook"], "cem": ["handbook"], "dora": [], "root": ["ops"]}
        assert [one.key for one in list_all_spaces(cast.actor("root"))] == ["handbook", "ops"]
        with pytest.raises(NotAllowed):
            list_all_spaces(cast.actor("ann"))


def test_a_hidden_space_looks_missing(cast: Cast) -> None:
    with db.fresh():
        assert space_for(cast.actor("cem"), "handbook").name == "Handbook"
        for key in ("handbook", "nothing"):
            with pytest.raises(NotFound):
                space_for(cast.actor("dora"), key)
        with pytest.raises(NotAllowed):
            space_for(cast.actor("ben"), "handbook", Action.SPACE_CHANGE)
        assert space_for(cast.actor("root"), "handbook", Action.SPACE_GRANT).key == "handbook"


def test_a_space_is_renamed_and_put_away(cast: Cast) -> None:
    ann = cast.actor("ann")
    with db.writing():
        change_space(ann, space_for(ann, "handbook", Action.SPACE_CHANGE), SpaceChange(name=" New  name "))
    with db.writing(), pytest.raises(Invalid):
        change_space(ann, space_for(ann, "handbook", Action.SPACE_CHANGE), SpaceChange(name=" "))
    with db.fresh():
        assert space_for(ann, "handbook").name == "New name"
    with db.writing():
        archive_space(ann, space_for(ann, "handbook", Action.SPACE_CHANGE))
    with db.fresh() as session:
        assert list_spaces(ann) == []
        with pytest.raises(NotFound):
            space_for(ann, "handbook")
        assert space_for(ann, "handbook", Action.SPACE_GRANT).archived_at is not None
        kinds = [one.kind for one in session.scalars(select(Event).order_by(Event.id))]
    assert kinds[-2:] == ["space.changed", "space.archived"]


def test_grants_are_replaced_as_a_whole(cast: Cast) -> None:
    ann = cast.actor("ann")
    with db.writing():
        space = space_for(ann, "handbook", Action.SPACE_GRANT)
        set_grants(
            ann,
            space,
            [ANN, Wanted(Subject("everybody"), Role.VIEWER), Wanted(Subject("group", "g-ben"), Role.COMMENTER)],
        )
    assert grants(cast.handbook) == {
        ("group", "g-ann", Role.MANAGER), ("everybody", "", Role.VIEWER), ("group", "g-ben", Role.COMMENTER),
    }  # fmt: skip


def test_the_last_manager_does_not_leave_by_mistake(cast: Cast) -> None:
    root = cast.actor("root")
    with db.writing(), pytest.raises(NobodyLeft) as caught:
        set_grants(root, space_for(root, "handbook", Action.SPACE_GRANT), [])
    assert set(caught.value.fields) == {"sure"}
    assert grants(cast.handbook)
    with db.writing():
        set_grants(root, space_for(root, "handbook", Action.SPACE_GRANT), [], sure=True)
    assert grants(cast.handbook) == set()


def test_grants_that_cannot_be_are_refused(cast: Cast) -> None:
    ann = cast.actor("ann")
    with db.writing(), pytest.raises(Invalid):
        set_grants(ann, space_for(ann, "handbook", Action.SPACE_GRANT), [ANN, ANN])
    with db.writing(), pytest.raises(NotAllowed):
        set_grants(cast.actor("ben"), cast.handbook, [ANN])
