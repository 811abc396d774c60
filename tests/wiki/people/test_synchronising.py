"""Bringing people and groups in line with the directory, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from auth.actor import SYSTEM, GroupMembership
from tests.cast import HASH
from tests.wiki.people.visitors import DirectoryFile, groups_of, people, signs_in
from wiki import clock, db
from wiki.access import queries as access
from wiki.errors import NotAllowed
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.people import operations, queries, synchronising
from wiki.people.actors import actor_of
from wiki.people.errors import DirectoryDown
from wiki.people.models import Group, Person, SignInSession
from wiki.people.operations import NewPerson
from wiki.people.synchronising import NoDirectory, TooMuchToLose, sync

pytestmark = pytest.mark.usefixtures("with_directory")

TEN = {f"m-{number}": {"login": f"m{number}"} for number in range(10)}
ALL = {"g-all": {"name": "all", "members": list(TEN)}}


def test_d27_a_sync_stores_everybody_and_a_second_one_changes_nothing(events: Callable[[], list[Event]]) -> None:
    first = sync(SYSTEM)
    assert first.counts() == {"PersonAdded": 1, "GroupAdded": 2, "MembershipAdded": 2}
    assert groups_of(people()["e-1"]) == [("eng", ("eng",)), ("staff", ("eng", "staff"))]
    with db.fresh():
        epoch = access.epoch()
    assert sync(SYSTEM).changes == ()
    with db.fresh():
        assert access.epoch() == epoch
    assert [one.kind for one in events()].count("directory.synchronised") == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing() -> None:
    assert len(sync(SYSTEM, dry_run=True).changes) == 5
    assert people() == {}


def test_d34_d36_somebody_who_leaves_is_out_and_comes_back_with_the_groups_of_today(directory: DirectoryFile) -> None:
    erin = signs_in("erin").person
    directory.write({"e-9": {"login": "other"}})
    sync(SYSTEM)
    gone = people()["e-1"]
    assert not gone.is_active
    assert (gone.status, gone.name) == ("active", "Erin")
    with db.fresh() as session:
        assert session.query(SignInSession).count() == 0
        assert not actor_of(gone).is_signed_in
    directory.write(
        {"e-1": {"login": "erin"}, "e-9": {"login": "other"}}, {"g-new": {"name": "new", "members": ["e-1"]}}
    )
    sync(SYSTEM)
    back = people()["e-1"]
    assert (back.id, back.is_active) == (erin.id, True)
    assert groups_of(back) == [("new", ("new",))]


def test_an_entry_that_is_disabled_from_the_start_is_kept_but_closed(directory: DirectoryFile) -> None:
    directory.write({"e-1": {"login": "erin", "enabled": False}})
    sync(SYSTEM)
    assert not people()["e-1"].is_active
    assert sync(SYSTEM).changes == ()


def test_logins_that_change_hands_arrive_in_one_sync(directory: DirectoryFile) -> None:
    directory.write({"a": {"login": "anna"}, "b": {"login": "bert"}})
    sync(SYSTEM)
    directory.write({"a": {"login": "bert"}, "b": {"login": "anna"}})
    sync(SYSTEM)
    assert {key: one.login_key for key, one in people().items()} == {"a": "bert", "b": "anna"}
    assert sync(SYSTEM).changes == ()


def test_d4_a_renamed_group_stays_itself_and_one_of_the_same_name_is_another(directory: DirectoryFile) -> None:
    person = {"e-1": {"login": "erin"}}
    sync(SYSTEM)
    directory.write(person, {"g-eng": {"name": "engineering", "members": ["e-1"]}})
    sync(SYSTEM)
    directory.write(person, {"g-two": {"name": "engineering", "members": ["e-1"]}})
    sync(SYSTEM)
    with db.fresh() as session:
        known = {one.external_id: (one.name, one.gone_at is None) for one in session.query(Group)}
    assert known["g-eng"] == ("engineering", False)
    assert known["g-two"] == ("engineering", True)
    assert groups_of(people()["e-1"]) == [("engineering", ("engineering",))]
    with db.fresh():
        assert [one.external_id for one in queries.groups(actor_of(people()["e-1"]))] == ["g-two"]


def test_d24_a_reading_that_loses_too_much_waits_for_a_person(directory: DirectoryFile) -> None:
    directory.write(TEN, ALL)
    sync(SYSTEM)
    directory.write({key: TEN[key] for key in list(TEN)[:4]}, {})
    with pytest.raises(TooMuchToLose):
        sync(SYSTEM)
    assert sum(one.is_active for one in people().values()) == 10
    shrinkage = sync(SYSTEM, dry_run=True).shrinkage
    assert shrinkage is not None
    assert (shrinkage.people_lost, shrinkage.people_known, shrinkage.emptied_groups) == (6, 10, ("g-all",))
    sync(SYSTEM, confirmed=True)
    assert sum(one.is_active for one in people().values()) == 4


def test_d23_a_directory_that_contradicts_itself_changes_nothing(directory: DirectoryFile) -> None:
    sync(SYSTEM)
    directory.path.write_text(directory.path.read_text().replace('"people": [', '"people": [' + _entry("e-1") + ", "))
    with pytest.raises(DirectoryDown):
        sync(SYSTEM)
    directory.path.write_text("{")
    with pytest.raises(DirectoryDown):
        sync(SYSTEM)
    assert people()["e-1"].is_active


def _entry(stable_id: str) -> str:
    return f'{{"id": "{stable_id}", "login": "twin", "name": "Twin", "enabled": true, "password_hash": "{HASH}"}}'


def test_what_is_known_is_told_by_stable_ids(with_directory: Instance) -> None:
    sync(SYSTEM)
    with db.writing() as session:
        session.execute(update(Person).values(gone_at=clock.now()))
    with db.fresh():
        known = synchronising.known_state("file")
        assert synchronising.known_state("elsewhere").people == {}
    assert not known.people["e-1"].enabled
    assert known.memberships["e-1"] == (
        GroupMembership("g-eng", "eng", ("eng",)),
        GroupMembership("g-staff", "staff", ("eng", "staff")),
    )


def test_only_administrators_read_the_directory_and_only_where_there_is_one(instance: Instance) -> None:
    with pytest.raises(NoDirectory):
        sync(SYSTEM)
    ordinary = operations.create_person(SYSTEM, NewPerson("zoe", "Zoe", "seven otters under a bridge"))
    with db.fresh():
        actor = actor_of(ordinary)
    with pytest.raises(NotAllowed):
        sync(actor)
