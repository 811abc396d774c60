"""The corners of the policy: restricted parts, lost areas, drafts, tokens, and the sentences that explain."""

from __future__ import annotations

import pytest

from auth.actions import Action
from auth.actor import ANONYMOUS, SYSTEM, GroupMembership
from auth.because import SENTENCES
from auth.policy import (
    AreaFact,
    Because,
    BecauseKind,
    Decision,
    Facts,
    GrantFact,
    SubjectSet,
    decide,
    effective_roles,
    explain,
)
from auth.roles import Role, lesser
from tests.auth.cast import ELSEWHERE, HANDBOOK, SALARIES, SITE, person, scope, standing

LOST = Facts(area_id=None, space_id="handbook")


def test_roles_are_ordered_and_known_by_a_word() -> None:
    assert Role.VIEWER < Role.COMMENTER < Role.EDITOR < Role.MANAGER
    assert [Role.parse(role.key) for role in Role] == list(Role)
    assert lesser(Role.MANAGER, Role.VIEWER) is Role.VIEWER
    with pytest.raises(ValueError, match="viewer, commenter, editor, manager"):
        Role.parse("Owner")


@pytest.mark.parametrize("action", Action)
def test_every_action_is_a_thing_and_a_verb_with_one_sentence(action: Action) -> None:
    thing, verb = action.value.split(":")
    assert thing
    assert verb
    assert action.name == action.value.upper().replace(":", "_").replace("-", "_")
    assert action.sentence[0].isupper()
    assert action.sentence.count(".") == 1
    assert action.sentence.endswith(".")


def test_a_manager_of_the_space_does_not_read_a_restricted_part() -> None:
    manager = person(Role.MANAGER)
    assert decide(manager, Action.PAGE_READ, HANDBOOK).allowed
    assert not decide(manager, Action.PAGE_READ, SALARIES).visible


def test_a_role_in_one_space_is_nothing_in_another() -> None:
    assert not decide(person(Role.MANAGER), Action.SPACE_READ, ELSEWHERE).visible


def test_what_has_no_known_area_is_for_managers_of_the_space_only() -> None:
    assert decide(person(Role.MANAGER), Action.PAGE_READ, LOST).allowed
    hidden = decide(person(Role.EDITOR), Action.PAGE_READ, LOST)
    assert not hidden.visible
    assert hidden.because.kind is BecauseKind.UNRESOLVED_AREA
    assert not decide(person(Role.MANAGER), Action.PAGE_READ, SITE).visible


def test_a_draft_of_somebody_else_looks_missing() -> None:
    editor = person(Role.MANAGER)
    assert decide(editor, Action.DRAFT_KEEP, Facts("handbook-area", "handbook", owner_id="p-ann")).allowed
    assert not decide(editor, Action.DRAFT_KEEP, Facts("handbook-area", "handbook", owner_id="p-ben")).visible


def test_one_s_own_things_need_an_owner_that_is_named() -> None:
    assert not decide(person(), Action.SESSION_END, SITE).allowed
    assert not decide(SYSTEM, Action.SESSION_END, SITE).allowed


def test_nobody_gets_the_same_answer_for_hidden_and_missing() -> None:
    missing = Facts("handbook-area", "handbook", exists=False)
    assert decide(ANONYMOUS, Action.PAGE_READ, HANDBOOK) == decide(ANONYMOUS, Action.PAGE_READ, missing)


def test_the_system_reads_no_page() -> None:
    assert SYSTEM.is_system
    assert not SYSTEM.is_signed_in
    assert SYSTEM.visible_areas == frozenset()


class TestTokens:
    """What a scope leaves of what the owner may do."""

    def test_reading_is_not_writing(self) -> None:
        reader = person(Role.EDITOR, scope=scope("read"))
        assert decide(reader, Action.PAGE_READ, HANDBOOK).allowed
        refused = decide(reader, Action.PAGE_EDIT, HANDBOOK)
        assert (refused.allowed, refused.visible) == (False, True)
        assert explain(refused.because)[1] == {"needs": "write"}

    def test_writing_includes_reading(self) -> None:
        writer = person(Role.EDITOR, scope=scope("write"))
        assert writer.visible_areas == {"handbook-area"}
        assert decide(writer, Action.PAGE_READ, HANDBOOK).allowed
        assert decide(writer, Action.PAGE_EDIT, HANDBOOK).allowed
        assert not decide(person(Role.MANAGER, scope=scope("write")), Action.SPACE_CHANGE, HANDBOOK).allowed

    def test_a_git_token_opens_nothing_else(self) -> None:
        git = person(Role.MANAGER, administrator=True, scope=scope("git"))
        assert git.visible_areas == frozenset()
        assert [one for one in Action if decide(git, one, HANDBOOK).allowed] == [Action.SITE_SET_UP]

    def test_another_space_looks_missing(self) -> None:
        elsewhere = person(Role.EDITOR, scope=scope("read", "write", spaces=frozenset({"other"})))
        assert elsewhere.visible_areas == frozenset()
        decision = decide(elsewhere, Action.PAGE_READ, HANDBOOK)
        assert not decision.visible
        assert decision.because.kind is BecauseKind.TOKEN_SPACE
        inside = person(Role.EDITOR, scope=scope("read", spaces=frozenset({"handbook"})))
        assert inside.visible_areas == {"handbook-area"}
        assert decide(inside, Action.PAGE_READ, HANDBOOK).allowed

    def test_an_area_whose_space_is_not_known_is_outside_of_a_list_of_spaces(self) -> None:
        unknown = {"handbook-area": standing(Role.EDITOR, space_id=None)}
        reader = person(standings=unknown, scope=scope("read", spaces=frozenset({"handbook"})))
        assert reader.visible_areas == frozenset()
        assert not decide(reader, Action.PAGE_READ, HANDBOOK).allowed

    def test_a_token_for_some_spaces_does_not_administer_the_site(self) -> None:
        bound = person(administrator=True, scope=scope("admin", spaces=frozenset({"handbook"})))
        assert not decide(bound, Action.SITE_ADMINISTER, SITE).allowed
        assert not decide(bound, Action.SPACE_CREATE, SITE).allowed
        assert decide(person(administrator=True, scope=scope("admin")), Action.SPACE_CREATE, SITE).allowed

    @pytest.mark.parametrize("action", [one for one in Action if one.is_own])
    def test_no_token_changes_the_account(self, action: Action) -> None:
        everything = person(scope=scope("read", "write", "git", "admin"))
        mine = Facts(None, None, owner_id="p-ann")
        assert decide(person(), action, mine).allowed
        assert not decide(everything, action, mine).allowed

    @pytest.mark.parametrize("action", Action)
    @pytest.mark.parametrize("facts", [HANDBOOK, SALARIES, ELSEWHERE, SITE, LOST])
    def test_a_token_never_gives_or_shows_more_than_its_owner_has(self, action: Action, facts: Facts) -> None:
        for verbs in (scope("read"), scope("write", "admin"), scope("read", spaces=frozenset({"handbook"}))):
            for owner, token in (
                (person(Role.EDITOR), person(Role.EDITOR, scope=verbs)),
                (person(), person(scope=verbs)),
            ):
                full, less = decide(owner, action, facts), decide(token, action, facts)
                assert full.allowed or not less.allowed
                assert full.visible or not less.visible


class TestExplaining:
    """Each reason has its sentence, and the sentence its parameters."""

    def test_every_kind_has_a_sentence(self) -> None:
        assert SENTENCES.keys() == set(BecauseKind)
        assert all(sentence.endswith(".") for sentence in SENTENCES.values())

    def test_a_grant_is_explained_by_its_chain_of_groups(self) -> None:
        sentence, values = explain(decide(person(Role.EDITOR), Action.PAGE_READ, HANDBOOK).because)
        assert sentence % values == "The role here is editor, granted to Team > Staff."

    def test_a_role_that_is_too_little_says_what_is_needed(self) -> None:
        sentence, values = explain(decide(person(Role.VIEWER), Action.PAGE_EDIT, HANDBOOK).because)
        assert sentence % values == "This needs the role editor, and the role here is viewer, granted to Team > Staff."

    def test_an_area_around_that_narrows_is_named(self) -> None:
        decision = _in_the_inner_area(Action.PAGE_EDIT)
        assert not decision.allowed
        assert decision.because.narrowed_by == "outer"
        sentence, values = explain(decision.because)
        assert sentence % values == (
            "This needs the role editor, and the role here is viewer: manager is granted to Staff, "
            "and an area around this one narrows it."
        )
        assert _in_the_inner_area(Action.PAGE_READ).because.kind is BecauseKind.NARROWED_GRANT

    @pytest.mark.parametrize("action", Action)
    @pytest.mark.parametrize("role", [None, *Role])
    def test_every_explanation_has_all_its_parameters(self, action: Action, role: Role | None) -> None:
        for actor in (person(role), person(role, scope=scope("git")), ANONYMOUS, SYSTEM):
            for facts in (HANDBOOK, SALARIES, SITE, LOST):
                sentence, values = explain(decide(actor, action, facts).because)
                assert "%(" not in sentence % values

    def test_a_grant_to_everybody_is_named_by_its_kind(self) -> None:
        subject = SubjectSet("p-ann", (), signed_in=True)
        found = effective_roles([GrantFact("a", "everybody", None, Role.VIEWER)], [AreaFact("a", None)], subject)
        because = Because(BecauseKind.GRANT, Role.VIEWER, found["a"].because, "a")
        assert explain(because)[1] == {"role": "viewer", "subject": "everybody"}


def _in_the_inner_area(action: Action) -> Decision:
    grants = [
        GrantFact("outer", "everybody", None, Role.VIEWER),
        GrantFact("inner", "group", "g", Role.MANAGER),
    ]
    areas = [AreaFact("outer", None, "handbook"), AreaFact("inner", "outer")]
    subject = SubjectSet("p-ann", (GroupMembership("g", "Staff", ("Staff",)),), signed_in=True)
    found = effective_roles(grants, areas, subject)
    return decide(person(standings=found), action, Facts("inner", "handbook"))
