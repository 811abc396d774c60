"""What changes when a directory is read again: identity by stable id, completeness, and the guard against shrinking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.actor import GroupMembership
from auth.directory import changes as ch
from auth.directory.directory import DirectoryGroup, DirectoryPerson, Snapshot
from auth.directory.reconciling import KnownPerson, KnownState, Shrinkage, needs_confirmation, reconcile
from auth.errors import IncompleteSnapshot


def person(person_id: str, login: str | None = None, *, enabled: bool = True) -> DirectoryPerson:
    return DirectoryPerson(person_id, login or person_id, "Name of " + person_id, None, enabled)


def group(group_id: str, members: str = "", subgroups: str = "", name: str = "") -> DirectoryGroup:
    return DirectoryGroup(
        group_id, name or group_id.upper(), None, frozenset(members.split()), frozenset(subgroups.split())
    )


def read(people: Sequence[DirectoryPerson], *groups: DirectoryGroup) -> Snapshot:
    return Snapshot(tuple(people), groups, complete=True)


def applied(known: KnownState, found: Sequence[ch.DirectoryChange]) -> KnownState:
    """What storing the changes comes to: the reference for every real store."""
    people, groups = dict(known.people), dict(known.groups)
    inside = {who: {one.group_id: one for one in own} for who, own in known.memberships.items()}
    for change in found:
        match change:
            case ch.PersonAdded(one):
                people[one.id] = KnownPerson(one.id, one.login, one.name, one.email, one.enabled)
            case ch.PersonRenamed(who, login, name, email):
                people[who] = replace(people[who], login=login, name=name, email=email)
            case ch.PersonDisabled(who):
                people[who] = replace(people[who], enabled=False)
            case ch.PersonEnabled(who):
                people[who] = replace(people[who], enabled=True)
            case ch.GroupAdded(group_id, name) | ch.GroupRenamed(group_id, name):
                groups[group_id] = name
            case ch.GroupGone(group_id):
                del groups[group_id]
            case ch.MembershipAdded(who, one) | ch.MembershipRerouted(who, one):
                inside.setdefault(who, {})[one.group_id] = one
            case ch.MembershipRemoved(who, group_id):
                del inside[who][group_id]
    return KnownState(people, groups, {who: tuple(own.values()) for who, own in inside.items() if own})


def after(snapshot: Snapshot, known: KnownState | None = None) -> KnownState:
    start = known or KnownState()
    return applied(start, reconcile(start, snapshot))


FIRST = read(
    [person("p1", "ann"), person("p2", "bob", enabled=False)], group("g1", "p1 p2 gone"), group("g2", "", "g1")
)
KNOWN = after(FIRST)


def test_the_first_reading_adds_everybody_and_the_second_changes_nothing() -> None:
    found = reconcile(KnownState(), FIRST)
    assert ch.PersonAdded(person("p1", "ann")) in found
    assert ch.GroupAdded("g1", "G1") in found
    assert ch.MembershipAdded("p1", GroupMembership("g2", "G2", ("G1", "G2"))) in found
    assert reconcile(KNOWN, FIRST) == []


def test_d1_a_new_login_is_a_rename_of_the_same_person() -> None:
    found = reconcile(KNOWN, replace(FIRST, people=(person("p1", "anna"), FIRST.people[1])))
    assert found == [ch.PersonRenamed("p1", "anna", "Name of p1", None)]


def test_d3_an_old_login_under_a_new_id_is_a_new_person_and_the_old_one_is_gone() -> None:
    found = reconcile(KNOWN, replace(FIRST, people=(person("p9", "ann"), FIRST.people[1])))
    assert found[:2] == [ch.PersonDisabled("p1", "gone"), ch.PersonAdded(person("p9", "ann"))]
    assert {one.group_id for one in found if isinstance(one, ch.MembershipRemoved)} == {"g1", "g2"}
    assert not any(isinstance(one, ch.MembershipAdded) for one in found)


def test_d4_a_renamed_group_is_the_same_and_one_made_anew_is_another() -> None:
    renamed = reconcile(KNOWN, replace(FIRST, groups=(group("g1", "p1 p2", name="New"), FIRST.groups[1])))
    assert ch.GroupRenamed("g1", "New") in renamed
    assert {type(one) for one in renamed} == {ch.GroupRenamed, ch.MembershipRerouted}
    again = reconcile(KNOWN, replace(FIRST, groups=(group("g7", "p1 p2", name="G1"), group("g2", "", "g7"))))
    assert ch.GroupAdded("g7", "G1") in again
    assert again[-1] == ch.GroupGone("g1")


def test_d7_an_address_is_shown_and_tells_nobody_apart() -> None:
    with_mail = [replace(one, email="same@example.org") for one in FIRST.people]
    found = reconcile(KNOWN, replace(FIRST, people=tuple(with_mail)))
    assert [type(one) for one in found] == [ch.PersonRenamed, ch.PersonRenamed]


def test_d34_a_disabled_person_is_disabled_and_stays_known() -> None:
    found = reconcile(KNOWN, replace(FIRST, people=(person("p1", "ann", enabled=False), FIRST.people[1])))
    assert found == [ch.PersonDisabled("p1", "disabled")]
    assert "p1" in applied(KNOWN, found).people


def test_d35_somebody_who_leaves_a_group_leaves_those_around_it() -> None:
    found = reconcile(KNOWN, replace(FIRST, groups=(group("g1", "p2"), FIRST.groups[1])))
    assert found == [ch.MembershipRemoved("p1", "g1"), ch.MembershipRemoved("p1", "g2")]


def test_d36_whoever_comes_back_has_the_groups_of_today_only() -> None:
    gone = after(read([FIRST.people[1]], *FIRST.groups), KNOWN)
    assert not gone.people["p1"].enabled
    assert "p1" not in gone.memberships
    found = reconcile(gone, read(FIRST.people, group("g1", "p2"), group("g2", "p1")))
    assert ch.PersonEnabled("p1") in found
    assert [one.membership.group_id for one in found if isinstance(one, ch.MembershipAdded)] == ["g2"]


def test_d23_half_a_reading_is_no_reading() -> None:
    with pytest.raises(IncompleteSnapshot):
        reconcile(KNOWN, replace(FIRST, complete=False))
    with pytest.raises(IncompleteSnapshot, match="people"):
        reconcile(KNOWN, read([person("p1"), person("p1", "other")]))
    with pytest.raises(IncompleteSnapshot, match="groups"):
        reconcile(KNOWN, read(FIRST.people, group("g1"), group("g1")))


def crowd(size: int) -> Snapshot:
    return read([person(f"p{n}") for n in range(size)], group("g", " ".join(f"p{n}" for n in range(10))))


def shrinkage(before: Snapshot, now: Snapshot) -> Shrinkage | None:
    known = after(before)
    return needs_confirmation(reconcile(known, now), known)


@pytest.mark.parametrize(
    ("size", "lost", "held"),
    [(100, 10, False), (100, 11, True), (40, 4, False), (40, 5, True), (12, 4, False), (3, 3, True), (1, 1, False)],
)
def test_d24_losing_more_than_a_tenth_and_at_least_five_or_everybody_waits(size: int, lost: int, held: bool) -> None:
    everybody = read(crowd(size).people)
    found = shrinkage(everybody, read(everybody.people[lost:]))
    assert found == (Shrinkage(lost, size, ()) if held else None)


def test_d24_a_group_of_ten_that_would_be_empty_waits() -> None:
    people = crowd(200).people
    assert shrinkage(crowd(200), read(people, group("g"))) == Shrinkage(0, 200, ("g",))
    assert shrinkage(crowd(200), read(people)) == Shrinkage(0, 200, ("g",))
    assert shrinkage(crowd(200), read(people, group("g", "p0"))) is None
    assert shrinkage(crowd(200), read(people, group("g", "p50 p51"))) is None


def test_d24_a_group_of_nine_may_be_emptied() -> None:
    people = crowd(200).people
    nine = read(people, group("g", " ".join(f"p{n}" for n in range(9))))
    assert shrinkage(nine, read(people, group("g"))) is None


ids = st.sampled_from([f"p{n}" for n in range(6)])
group_ids = st.sampled_from("abcd")
readings = st.builds(
    lambda people, groups: read(
        [person(one, login, enabled=on) for one, (login, on) in people.items()],
        *(group(one, " ".join(inside), " ".join(inner), name) for one, (inside, inner, name) in groups.items()),
    ),
    st.dictionaries(ids, st.tuples(st.sampled_from(["ann", "ben", "cem"]), st.booleans())),
    st.dictionaries(group_ids, st.tuples(st.sets(ids), st.sets(group_ids), st.sampled_from(["X", "Y"]))),
)


@given(readings, readings)
def test_a_reading_that_was_stored_changes_nothing_the_second_time(first: Snapshot, second: Snapshot) -> None:
    known = after(second, after(first))
    assert reconcile(known, second) == []
    fresh = after(second)
    assert known.groups == fresh.groups
    assert {who: set(own) for who, own in known.memberships.items()} == {
        who: set(own) for who, own in fresh.memberships.items()
    }
    assert {one.id for one in known.people.values() if one.enabled} == {one.id for one in second.people if one.enabled}
