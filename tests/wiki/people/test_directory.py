"""People of a directory: signing in, groups with their chains, and bringing the tables in line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from auth import passwords
from auth.actor import SYSTEM
from tests.cast import PASSWORD
from tests.wiki.people.visitors import CLIENT, DirectoryFile, groups_of, people, signs_in
from wiki import db
from wiki.access import queries as access
from wiki.errors import SlipbookError
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.people import operations, queries
from wiki.people.actors import actor_of
from wiki.people.errors import DirectoryDown, WrongCredentials
from wiki.people.models import SignInFailure
from wiki.people.operations import NewPerson
from wiki.people.signing_in import sign_in
from wiki.people.synchronising import sync

pytestmark = pytest.mark.usefixtures("with_directory")


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


class CountingHasher(PasswordHasher):
    """Counts the passwords that it looked at; its parameters are the cheap ones of the cast."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.looked_at = 0

    def verify(self, *told: object) -> bool:  # type: ignore[override]
        self.looked_at += 1
        return super().verify(*told)  # type: ignore[arg-type]


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    return counting


def test_d13_every_refusal_costs_the_same_work(directory: DirectoryFile, hasher: CountingHasher) -> None:
    directory.write({"e-1": {"login": "erin"}, "e-3": {"login": "frank", "enabled": False}})
    for login in ("local", "closed"):
        closed = operations.create_person(SYSTEM, NewPerson(login, "Somebody", "seven otters under a bridge"))
    with db.writing():
        operations.disable_person(SYSTEM, closed.id)
    work = {}
    for login in ("erin", "frank", "nobody", "local", "closed"):
        hasher.looked_at = 0
        with pytest.raises(WrongCredentials):
            signs_in(login, "not the password")
        work[login] = hasher.looked_at
    assert set(work.values()) == {2}, work


def test_d14_tries_at_the_same_moment_cannot_all_pass(with_directory: Instance, hasher: CountingHasher) -> None:
    def one_try(_number: int) -> str:
        with with_directory.bound():
            try:
                signs_in("erin", "not the password")
            except SlipbookError as refused:
                return type(refused).__name__
        return "in"

    with ThreadPoolExecutor(12) as pool:
        ends = Counter(pool.map(one_try, range(24)))
    assert ends == {"WrongCredentials": 4, "TooManySignIns": 20}
    assert hasher.looked_at == 8
