"""From grants and areas to roles: by example, and for any grants and areas at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auth.actor import Actor, GroupMembership, SubjectKind
from auth.policy import AreaFact, GrantFact, SubjectSet, effective_roles
from auth.roles import Role

ANN = SubjectSet(
    "p-ann",
    (GroupMembership("g-team", "Team", ("Team",)), GroupMembership("g-staff", "Staff", ("Team", "Staff"))),
    signed_in=True,
)
NOBODY = SubjectSet()
SPACE = AreaFact("space", None, "handbook")
INNER = AreaFact("inner", "space")
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


def grant(kind: SubjectKind, subject: str | None, role: Role, area: str = "space") -> GrantFact:
    return GrantFact(area, kind, subject, role, "p-boss", NEW_YEAR)


def test_without_a_grant_there_is_nothing() -> None:
    assert effective_roles([], [SPACE], ANN) == {}
    assert effective_roles([grant("group", "g-others", Role.MANAGER)], [SPACE], ANN) == {}
    assert effective_roles([grant("person", "p-ben", Role.MANAGER)], [SPACE], ANN) == {}


def test_the_highest_matching_grant_wins_and_is_cited_with_its_chain() -> None:
    grants = [grant("everybody", None, Role.VIEWER), grant("group", "g-staff", Role.EDITOR)]
    standing = effective_roles(grants, [SPACE], ANN)["space"]
    assert standing.role is Role.EDITOR
    assert standing.because.chain == ("Team", "Staff")
    assert standing.because.granted_by == "p-boss"
    assert standing.because.granted_at == NEW_YEAR
    assert standing.space_id == "handbook"


def test_a_grant_to_a_person_can_be_switched_off() -> None:
    grants = [grant("person", "p-ann", Role.MANAGER), grant("everybody", None, Role.VIEWER)]
    assert effective_roles(grants, [SPACE], ANN)["space"].role is Role.MANAGER
    assert effective_roles(grants, [SPACE], ANN, person_grants=False)["space"].role is Role.VIEWER


def test_anybody_is_never_more_than_a_viewer() -> None:
    found = effective_roles([grant("anybody", None, Role.MANAGER)], [SPACE], NOBODY)
    assert found["space"].role is Role.VIEWER


def test_nobody_signed_in_is_only_anybody() -> None:
    grants = [
        grant("everybody", None, Role.EDITOR),
        grant("person", "p-ann", Role.EDITOR),
        grant("person", None, Role.EDITOR),
    ]
    assert effective_roles(grants, [SPACE], SubjectSet("p-ann", ANN.memberships, signed_in=False)) == {}
    assert effective_roles(grants, [SPACE], NOBODY) == {}


def test_an_inner_area_without_grants_of_its_own_is_closed() -> None:
    found = effective_roles([grant("everybody", None, Role.MANAGER)], [SPACE, INNER], ANN)
    assert found.keys() == {"space"}


def test_an_inner_area_does_not_open_what_is_closed_around_it() -> None:
    assert effective_roles([grant("everybody", None, Role.MANAGER, "inner")], [SPACE, INNER], ANN) == {}


def test_the_nearest_of_the_narrowest_areas_is_named() -> None:
    areas = [SPACE, INNER, AreaFact("innermost", "inner")]
    grants = [
        grant("everybody", None, Role.COMMENTER),
        grant("everybody", None, Role.COMMENTER, "inner"),
        grant("everybody", None, Role.MANAGER, "innermost"),
    ]
    standing = effective_roles(grants, areas, ANN)["innermost"]
    assert standing.role is Role.COMMENTER
    assert standing.because.role is Role.MANAGER
    assert standing.because.narrowed_by == "inner"
    assert standing.space_id == "handbook"


def test_areas_that_run_in_a_circle_or_lead_nowhere_are_closed() -> None:
    areas = [AreaFact("a", "b"), AreaFact("b", "a"), AreaFact("c", "gone"), SPACE]
    grants = [grant("everybody", None, Role.MANAGER, one) for one in ("a", "b", "c", "gone", "space")]
    assert effective_roles(grants, areas, ANN).keys() == {"space"}


def test_equal_grants_are_cited_the_same_way_in_any_order() -> None:
    later = GrantFact("space", "group", "g-team", Role.EDITOR, None, NEW_YEAR + timedelta(days=1))
    naive = GrantFact("space", "group", "g-team", Role.EDITOR, None, datetime(2023, 1, 1))
    grants = [grant("person", "p-ann", Role.EDITOR), later, naive, grant("group", "g-staff", Role.EDITOR)]
    forwards, backwards = (effective_roles(order, [SPACE], ANN) for order in (grants, grants[::-1]))
    assert forwards == backwards
    assert forwards["space"].because.granted_at == naive.granted_at


AREAS = [SPACE, INNER, AreaFact("innermost", "inner"), AreaFact("beside", "space"), AreaFact("other", None, "other")]
PARENTS = {area.id: area.parent_id for area in AREAS}
any_grant = st.builds(
    lambda area, subject, role, day: GrantFact(area, *subject, role, "p-boss", NEW_YEAR + timedelta(days=day)),
    st.sampled_from(sorted(PARENTS)),
    st.sampled_from(
        [
            ("person", "p-ann"),
            ("person", "p-ben"),
            ("group", "g-team"),
            ("group", "g-staff"),
            ("group", "g-others"),
            ("everybody", None),
            ("anybody", None),
        ]
    ),
    st.sampled_from(Role),
    st.integers(0, 3),
)
any_grants = st.lists(any_grant, max_size=12)
anyone = st.sampled_from([ANN, NOBODY, SubjectSet("p-ben", (), signed_in=True)])


def roles(grants: list[GrantFact], who: SubjectSet) -> dict[str, int]:
    return {area: standing.role for area, standing in effective_roles(grants, AREAS, who).items()}


@given(any_grants, any_grant, anyone)
def test_one_more_grant_never_lowers_a_role(grants: list[GrantFact], more: GrantFact, who: SubjectSet) -> None:
    before, after = roles(grants, who), roles([*grants, more], who)
    assert all(after.get(area, 0) >= role for area, role in before.items())


@given(any_grants, anyone)
def test_an_inner_area_is_never_wider_than_what_is_around_it(grants: list[GrantFact], who: SubjectSet) -> None:
    found = roles(grants, who)
    for area, parent in PARENTS.items():
        if parent is not None:
            assert found.get(area, 0) <= found.get(parent, 0)


@given(any_grants, anyone)
def test_without_the_grant_that_is_cited_the_standing_is_another(grants: list[GrantFact], who: SubjectSet) -> None:
    for area, standing in effective_roles(grants, AREAS, who).items():
        why = standing.because
        cited = [
            one
            for one in grants
            if (one.area_id, one.subject_kind, one.subject_id) == (area, why.subject_kind, why.subject_id)
            and (one.role == why.role or one.subject_kind == "anybody")
            and one.granted_at == why.granted_at
        ]
        assert cited
        left = [one for one in grants if one not in cited]
        assert effective_roles(left, AREAS, who).get(area) != standing


@given(any_grants, anyone)
def test_taking_away_cited_grants_one_by_one_ends_with_nothing(grants: list[GrantFact], who: SubjectSet) -> None:
    left = list(grants)
    for _ in range(len(grants)):
        standing = effective_roles(left, AREAS, who).get("space")
        if standing is None:
            break
        why = standing.because
        left = [
            one
            for one in left
            if (one.area_id, one.subject_kind, one.subject_id) != ("space", why.subject_kind, why.subject_id)
        ]
    assert "space" not in effective_roles(left, AREAS, who)


@given(any_grants, anyone)
def test_the_order_of_grants_does_not_matter(grants: list[GrantFact], who: SubjectSet) -> None:
    assert effective_roles(grants, AREAS, who) == effective_roles(grants[::-1], AREAS, who)


@given(any_grants, anyone)
def test_the_visible_areas_are_those_with_a_role(grants: list[GrantFact], who: SubjectSet) -> None:
    found = effective_roles(grants, AREAS, who)
    assert Actor(who.person_id, "", "", (), found).visible_areas == found.keys()
    in_space = [one.role for area, one in found.items() if area != "other"]
    standing = Actor(who.person_id, "", "", (), found).standing_in_space("handbook")
    assert (standing.role if standing else None) == max(in_space, default=None)
    assert (standing.role if standing else None) == (found["space"].role if "space" in found else None)
