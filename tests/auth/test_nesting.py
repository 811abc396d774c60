"""D29: groups inside groups, with the chain that explains each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auth.directory.directory import DirectoryGroup
from auth.directory.nesting import DEEPEST, closure


def group(group_id: str, members: str = "", subgroups: str = "") -> DirectoryGroup:
    return DirectoryGroup(group_id, group_id.upper(), None, frozenset(members.split()), frozenset(subgroups.split()))


def chains(groups: list[DirectoryGroup], person: str) -> dict[str, tuple[str, ...]]:
    return {one.group_id: one.chain for one in closure(groups).get(person, ())}


def test_d29_a_group_around_the_own_one_counts_with_its_chain() -> None:
    groups = [group("all", "", "staff"), group("staff", "ben", "team"), group("team", "ann")]
    assert chains(groups, "ann") == {
        "team": ("TEAM",),
        "staff": ("TEAM", "STAFF"),
        "all": ("TEAM", "STAFF", "ALL"),
    }
    assert chains(groups, "ben") == {"staff": ("STAFF",), "all": ("STAFF", "ALL")}
    assert closure(groups).keys() == {"ann", "ben"}


def test_d29_groups_in_a_circle_end_where_they_began() -> None:
    groups = [group("l1", "", "l2"), group("l2", "erin", "l3"), group("l3", "alice", "l1")]
    assert chains(groups, "alice") == {"l3": ("L3",), "l2": ("L3", "L2"), "l1": ("L3", "L2", "L1")}
    assert {"l2", "l1"} <= chains(groups, "erin").keys()
    assert chains([group("self", "ann", "self")], "ann") == {"self": ("SELF",)}


def test_d29_the_shortest_chain_is_kept() -> None:
    groups = [group("all", "ann", "team"), group("team", "ann")]
    assert chains(groups, "ann")["all"] == ("ALL",)
    two_ways = [
        group("all", "", "long1 short"),
        group("long1", "", "long2"),
        group("long2", "ann"),
        group("short", "ann"),
    ]
    assert chains(two_ways, "ann")["all"] == ("SHORT", "ALL")


def test_d29_deeper_than_twenty_groups_counts_for_nothing() -> None:
    groups = [group(f"g{n:02}", "ann" if n == 0 else "", f"g{n - 1:02}" if n else "") for n in range(30)]
    found = chains(groups, "ann")
    assert len(found) == DEEPEST == 20
    assert max(map(len, found.values())) == 20
    assert "g20" not in found


def test_d32_a_subgroup_that_is_not_there_is_ignored() -> None:
    assert chains([group("all", "ann", "gone")], "ann") == {"all": ("ALL",)}


def test_d29_a_thousand_groups_in_a_net_are_worked_out() -> None:
    groups = [
        group(f"g{n}", f"p{n}", " ".join(f"g{n * 3 + k}" for k in (1, 2, 3) if n * 3 + k < 1000)) for n in range(1000)
    ]
    found = closure(groups)
    assert len(found) == 1000
    assert found["p999"][0].group_id == "g0"
    assert all(len(one.chain) <= DEEPEST for own in found.values() for one in own)


names = st.sampled_from("abcdef")
nets = st.dictionaries(names, st.tuples(st.sets(st.sampled_from("xyz")), st.sets(names)), max_size=6)


@given(nets)
def test_d29_being_in_a_group_is_being_in_all_around_it(net: dict[str, tuple[set[str], set[str]]]) -> None:
    groups = [group(name, " ".join(people), " ".join(inner)) for name, (people, inner) in net.items()]
    for own in closure(groups).values():
        inside = {one.group_id for one in own}
        assert all(one.id in inside for one in groups if one.subgroups & inside)
        assert all(one.chain[-1] == one.name for one in own)
