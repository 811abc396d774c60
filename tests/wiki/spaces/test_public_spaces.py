"""Opening a space to people who are not signed in is an Administrator's deed."""

from __future__ import annotations

import pytest

from auth.roles import Role
from tests.cast import Cast
from wiki import db
from wiki.access.operations import Subject
from wiki.errors import Invalid, NotAllowed
from wiki.people.actors import anonymous
from wiki.spaces.granting import Wanted, set_grants

PUBLIC = Wanted(Subject("anybody"), Role.VIEWER)
KEPT = Wanted(Subject("group", "g-ann"), Role.MANAGER)


def is_open(cast: Cast) -> bool:
    with db.fresh():
        return cast.handbook.area_id in anonymous().visible_areas


def test_a_manager_cannot_open_a_space_to_anybody(cast: Cast) -> None:
    with pytest.raises(NotAllowed), db.writing():
        set_grants(cast.actor("ann"), cast.handbook, [KEPT, PUBLIC])
    assert not is_open(cast)


def test_an_administrator_can_for_reading_only(cast: Cast) -> None:
    with pytest.raises(Invalid), db.writing():
        set_grants(cast.actor("root"), cast.handbook, [KEPT, Wanted(Subject("anybody"), Role.EDITOR)])
    assert not is_open(cast)
    with db.writing():
        set_grants(cast.actor("root"), cast.handbook, [KEPT, PUBLIC])
    assert is_open(cast)


def test_a_manager_may_change_other_grants_of_a_space_that_is_open(cast: Cast) -> None:
    with db.writing():
        set_grants(cast.actor("root"), cast.handbook, [KEPT, PUBLIC])
    with db.writing():
        set_grants(cast.actor("ann"), cast.handbook, [KEPT, PUBLIC, Wanted(Subject("group", "g-cem"), Role.EDITOR)])
    assert is_open(cast)
