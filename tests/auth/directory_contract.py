"""What every Directory must do, to be inherited by a test class that says how to make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from auth import passwords
from auth.directory.admitting import Account
from auth.directory.directory import Directory, DirectoryGroup, DirectoryPerson
from auth.directory.file_format import Entries
from auth.directory.login_names import login_key
from auth.errors import InvalidCredentials, Refusal
from tests.auth.conftest import GOOD_PASSWORD

Make = Callable[[Entries], Directory]


def account(person_id: str, login: str, stored: str | None, *, enabled: bool = True) -> Account:
    return Account(DirectoryPerson(person_id, login, login.title(), None, enabled), stored)


def company(stored: str) -> Entries:
    """Ann and Müller, Bob who is disabled, two people called Twin, Eve without a password, three groups."""
    accounts = (
        account("p-ann", "Ann", stored),
        account("p-mue", "müller", stored),
        account("p-zhang", "张三", stored),
        account("p-bob", "bob", stored, enabled=False),
        account("p-twin1", "twin", stored),
        account("p-twin2", "TWIN", stored),
        account("p-old", "back", stored, enabled=False),
        account("p-new", "back", stored),
        account("p-eve", "eve", None),
    )
    groups = (
        DirectoryGroup("g-team", "研发组", None, frozenset({"p-ann", "p-bob", "p-gone"}), frozenset()),
        DirectoryGroup("g-all", "All", None, frozenset({"p-ann"}), frozenset({"g-team", "g-gone"})),
        DirectoryGroup("g-empty", "Empty", None, frozenset(), frozenset()),
    )
    return Entries(accounts, groups)


class DirectoryContract:
    """Inherit and give a fixture ``make`` that turns Entries into the Directory under test."""

    @pytest.fixture
    def directory(self, make: Make, good_hash: str) -> Directory:
        return make(company(good_hash))

    @pytest.mark.parametrize("login", ["Ann", "ann", " ANN ", "ａｎｎ"])
    def test_d8_the_right_password_opens_however_the_login_is_typed(self, directory: Directory, login: str) -> None:
        person = directory.authenticate(login, GOOD_PASSWORD)
        assert (person.id, person.login, person.enabled) == ("p-ann", "Ann", True)
        assert set(person.groups) == {"g-team", "g-all"}

    @pytest.mark.parametrize(
        ("login", "person_id"), [("mu\u0308ller", "p-mue"), ("MÜLLER", "p-mue"), ("张三", "p-zhang")]
    )
    def test_d9_names_in_any_script_and_form(self, directory: Directory, login: str, person_id: str) -> None:
        assert directory.authenticate(login, GOOD_PASSWORD).id == person_id

    @pytest.mark.parametrize(
        ("login", "password", "reason"),
        [
            ("ann", "not the password", Refusal.WRONG_PASSWORD),
            ("nobody", GOOD_PASSWORD, Refusal.UNKNOWN),
            ("ann\0", GOOD_PASSWORD, Refusal.UNKNOWN),
            ("an\u200bn", GOOD_PASSWORD, Refusal.UNKNOWN),
            ("", GOOD_PASSWORD, Refusal.UNKNOWN),
            ("bob", GOOD_PASSWORD, Refusal.DISABLED),
            ("bob", "not the password", Refusal.DISABLED),
            ("twin", GOOD_PASSWORD, Refusal.AMBIGUOUS),
            ("eve", GOOD_PASSWORD, Refusal.WRONG_PASSWORD),
        ],
    )
    def test_d5_d13_every_refusal_has_one_text_one_amount_of_work_and_its_own_reason(
        self, directory: Directory, monkeypatch: pytest.MonkeyPatch, login: str, password: str, reason: Refusal
    ) -> None:
        real, made = passwords._hasher, []

        class Counting:
            def verify(self, stored: str, text: str) -> bool:
                made.append(stored)
                return real.verify(stored, text)

        monkeypatch.setattr(passwords, "_hasher", Counting())
        with pytest.raises(InvalidCredentials) as refused:
            directory.authenticate(login, password)
        assert refused.value.reason is reason
        assert str(refused.value) == "The login or the password is wrong."
        assert password not in repr(refused.value) + refused.value.detail
        assert len(made) == 1

    @pytest.mark.parametrize("password", ["", "  ", GOOD_PASSWORD + "\0", "x" * 1025])
    @pytest.mark.parametrize("login", ["ann", "nobody", "bob"])
    def test_d10_what_is_no_password_is_refused_for_every_login_alike(
        self, directory: Directory, login: str, password: str
    ) -> None:
        with pytest.raises(InvalidCredentials) as refused:
            directory.authenticate(login, password)
        assert refused.value.reason is Refusal.NOT_A_PASSWORD

    def test_d5_the_one_enabled_entry_is_meant_beside_a_disabled_one(self, directory: Directory) -> None:
        assert directory.authenticate("back", GOOD_PASSWORD).id == "p-new"

    def test_d5_the_admin_is_told_which_entries_clash(self, directory: Directory) -> None:
        with pytest.raises(InvalidCredentials) as refused:
            directory.authenticate("Twin", GOOD_PASSWORD)
        assert "p-twin1" in refused.value.detail
        assert "p-twin2" in refused.value.detail

    def test_a_person_is_found_by_login_disabled_or_not(self, directory: Directory) -> None:
        found = [directory.find_person(login) for login in ("ANN", "bob", "twin", "nobody", "", "ann\0")]
        assert [one.id if one else None for one in found] == ["p-ann", "p-bob", None, None, None, None]

    def test_d32_the_snapshot_has_everybody_and_counts_members_that_lead_nowhere(self, directory: Directory) -> None:
        snapshot = directory.people()
        assert snapshot.complete
        assert len(snapshot.people) == 9
        assert {group.name for group in snapshot.groups} == {"研发组", "All", "Empty"}
        assert snapshot.ignored == 2
        own = {person.id: person.groups for person in snapshot.people}
        assert set(own["p-ann"]) == {"g-team", "g-all"}
        assert set(own["p-bob"]) == {"g-team"}
        assert own["p-mue"] == ()

    def test_a_new_login_keeps_the_person(self, make: Make, good_hash: str) -> None:
        before = company(good_hash)
        ann = before.accounts[0]
        renamed = replace(ann, person=replace(ann.person, login="anna"))
        directory = make(replace(before, accounts=(renamed, *before.accounts[1:])))
        assert directory.authenticate("anna", GOOD_PASSWORD).id == "p-ann"
        assert directory.find_person("ann") is None

    def test_d6_the_directory_has_a_name_of_its_own(self, directory: Directory) -> None:
        assert directory.namespace
        assert directory.namespace.isascii()

    @pytest.mark.parametrize("kind", ["ldap-username", "naughty"])
    def test_odd_logins_are_unknown_and_nothing_worse(
        self, directory: Directory, monkeypatch: pytest.MonkeyPatch, payloads: Callable[[str], list[str]], kind: str
    ) -> None:
        monkeypatch.setattr("auth.directory.admitting.verify_nobody", lambda text: False)
        monkeypatch.setattr("auth.directory.admitting.verify", lambda stored, text: False)
        logins = payloads(kind)
        known = {login_key(one.login) for one in directory.people().people}
        reasons = set()
        for login in logins:
            assert login_key(login) in known or directory.find_person(login) is None
            with pytest.raises(InvalidCredentials) as refused:
                directory.authenticate(login, GOOD_PASSWORD)
            reasons.add(refused.value.reason)
        assert logins
        assert reasons == {Refusal.UNKNOWN}

    def test_odd_passwords_are_wrong_and_nothing_worse(
        self, directory: Directory, monkeypatch: pytest.MonkeyPatch, payloads: Callable[[str], list[str]]
    ) -> None:
        monkeypatch.setattr("auth.directory.admitting.verify", lambda stored, text: bool(text.encode()) and False)
        for password in [*payloads("naughty"), *payloads("ldap-username")]:
            with pytest.raises(InvalidCredentials) as refused:
                directory.authenticate("ann", password)
            assert refused.value.reason in (Refusal.WRONG_PASSWORD, Refusal.NOT_A_PASSWORD)
