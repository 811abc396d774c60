"""People of a directory: signing in, groups with their chains, and bringing the tables in line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from auth.actor import SYSTEM, GroupMembership
from tests.cast import HASH, PASSWORD
from tests.wiki.people.visitors import DirectoryFile
from wiki import clock, db
from wiki.access import queries as access
from wiki.errors import NotAllowed
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.people import operations, queries, synchronising
from wiki.people.actors import actor_of
from wiki.people.errors import DirectoryDown, WrongCredentials
from wiki.people.models import Group, Person, SignInFailure, SignInSession
from wiki.people.operations import NewPerson
from wiki.people.sessions import Client
from wiki.people.signing_in import SignedIn, sign_in
from wiki.people.synchronising import NoDirectory, TooMuchToLose, sync

CLIENT = Client("192.0.2.1", "Firefox/140.0 Linux")
pytestmark = pytest.mark.usefixtures("with_directory")


def signs_in(login: str, password: str = PASSWORD) -> SignedIn:
    with db.reading():
        return sign_in(login, password, CLIENT)


def groups_of(person: Person) -> list[tuple[str, tuple[str, ...]]]:
    with db.fresh():
        return sorted((one.name, one.chain) for one in actor_of(person).groups)


def people() -> dict[str, Person]:
    with db.fresh() as session:
        return {str(one.external_id): one for one in session.query(Person)}


def test_somebody_of_the_directory_gets_an_account_with_the_groups_of_today() -> None:
    erin = signs_in("ERIN").person
    assert (erin.source, erin.external_id, erin.login, erin.is_local) == ("file", "e-1", "erin", False)
    assert groups_of(erin) == [("eng", ("eng",)), ("staff", ("eng", "staff"))]
    assert erin.password_hash is None


def test_d35_groups_are_read_anew_at_every_sign_in(directory: DirectoryFile) -> None:
    erin = signs_in("erin").person
    with db.fresh():
        before = access.epoch()
    directory.write({"e-1": {"login": "erin"}}, {"g-staff": {"name": "staff", "members": ["e-1"]}})
    assert signs_in("erin").person.id == erin.id
    assert groups_of(erin) == [("staff", ("staff",))]
    with db.fresh():
        assert access.epoch() == before + 1
    signs_in("erin")
    with db.fresh():
        assert access.epoch() == before + 1


def test_d1_a_new_login_is_the_same_person(directory: DirectoryFile) -> None:
    erin = signs_in("erin").person
    directory.write({"e-1": {"login": "erin.new", "name": "Erin New"}})
    assert signs_in("erin.new").person.id == erin.id
    with pytest.raises(WrongCredentials):
        signs_in("erin")


def test_d3_an_old_login_under_a_new_id_is_another_person(directory: DirectoryFile) -> None:
    erin = signs_in("erin").person
    directory.write({"e-2": {"login": "erin"}})
    another = signs_in("erin").person
    assert another.id != erin.id
    with db.fresh():
        assert [one.id for one in queries.people_called("erin")] == [another.id]


def test_d5_two_entries_with_one_login_let_nobody_in(directory: DirectoryFile) -> None:
    directory.write({"e-1": {"login": "erin"}, "e-2": {"login": "Erin"}})
    with pytest.raises(WrongCredentials):
        signs_in("erin")
    assert people() == {}


def test_d6_local_and_directory_accounts_of_one_name_are_two_people(directory: DirectoryFile) -> None:
    local = operations.create_admin(SYSTEM, NewPerson("erin", "Local Erin", "seven otters under a bridge"))
    theirs = signs_in("erin").person
    assert theirs.id != local.id
    assert signs_in("erin", "seven otters under a bridge").person.id == local.id
    with db.fresh():
        assert not actor_of(theirs).is_administrator
        assert actor_of(local).is_administrator


def test_d13_the_log_tells_the_reasons_apart(directory: DirectoryFile, events: Callable[[], list[Event]]) -> None:
    directory.write({"e-1": {"login": "erin"}, "e-3": {"login": "frank", "enabled": False}})
    for login, password in (("erin", "wrong"), ("nobody", PASSWORD), ("frank", PASSWORD), ("erin", " ")):
        with pytest.raises(WrongCredentials) as refused:
            signs_in(login, password)
        assert str(refused.value).startswith("That account or password is not right.")
    failures = [one for one in events() if one.kind == "person.sign_in_failed"]
    assert [one.details["reason"] for one in failures] == [
        "wrong password",
        "unknown login",
        "disabled",
        "not a password",
    ]
    assert all(one.actor_id is None for one in failures)


def test_what_an_administrator_closed_stays_closed_whatever_the_directory_says(
    events: Callable[[], list[Event]],
) -> None:
    erin = signs_in("erin").person
    with db.writing():
        operations.disable_person(SYSTEM, erin.id)
    with pytest.raises(WrongCredentials):
        signs_in("erin")
    assert events()[-1].details["reason"] == "disabled"
    assert sync(SYSTEM).changes == ()
    assert people()["e-1"].status == "disabled"


def test_d21_a_directory_that_cannot_be_asked_costs_no_try(directory: DirectoryFile) -> None:
    directory.path.write_text("not json")
    with pytest.raises(DirectoryDown):
        signs_in("erin")
    with db.fresh() as session:
        assert session.query(SignInFailure).count() == 0


def test_d39_a_local_account_comes_in_while_the_directory_is_down(directory: DirectoryFile) -> None:
    operations.create_admin(SYSTEM, NewPerson("glass", "Break Glass", "seven otters under a bridge"))
    directory.path.unlink()
    assert signs_in("glass", "seven otters under a bridge").person.login == "glass"


def test_sign_in_never_waits_inside_a_writing_transaction() -> None:
    with db.writing(), pytest.raises(RuntimeError, match="hashed"):
        sign_in("erin", PASSWORD, CLIENT)


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
