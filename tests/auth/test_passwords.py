"""Keeping and checking passwords: what is refused at sight, how much work is done, and how much at once."""

from __future__ import annotations

import threading

import pytest
from argon2 import extract_parameters

from auth import passwords
from auth.errors import SignInBusy
from auth.passwords import hash_password, is_worth_checking, needs_rehash, verify, verify_nobody
from tests.auth.conftest import GOOD_PASSWORD

REFUSED_AT_SIGHT = ["", "   ", "\t\n", "\u3000", "secret\0secret", "x" * 1025, "密" * 342, "\ud800secret"]


class CountingHasher:
    """Counts the checks under way and those that were made, with no cryptography."""

    def __init__(self) -> None:
        self.made = 0
        self.under_way = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._gate = threading.Semaphore(0)

    def verify(self, stored: str, text: str) -> bool:
        with self._lock:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        self._gate.acquire(timeout=0.05)
        with self._lock:
            self.under_way -= 1
            self.made += 1
        return True


def test_a_password_is_known_again_and_another_is_not(good_hash: str) -> None:
    assert verify(good_hash, GOOD_PASSWORD)
    assert not verify(good_hash, GOOD_PASSWORD + " ")
    assert not verify(good_hash, GOOD_PASSWORD.upper())


def test_the_hash_is_argon2id_with_64_mib_and_never_the_same_twice(good_hash: str) -> None:
    assert good_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert GOOD_PASSWORD not in good_hash
    assert hash_password(GOOD_PASSWORD) != good_hash


@pytest.mark.parametrize("text", REFUSED_AT_SIGHT)
def test_d10_what_is_no_password_is_refused_without_any_work(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    assert not is_worth_checking(text)
    assert not verify("$argon2id$anything", text)
    assert counting.made == 0
    with pytest.raises(ValueError, match="not a password"):
        hash_password(text)


@pytest.mark.parametrize("text", ["x", "x" * 1024, "密" * 341, " leading", "pass\nword", "🀄" * 100])
def test_d10_whatever_else_is_typed_is_looked_at(text: str) -> None:
    assert is_worth_checking(text)


@pytest.mark.parametrize("stored", ["", "!", "plain text", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=1$"])
def test_what_is_no_argon2_hash_fits_no_password_and_is_made_anew(stored: str) -> None:
    assert not verify(stored, stored or "anything")
    assert needs_rehash(stored)


def test_only_a_hash_with_other_parameters_is_made_anew(good_hash: str) -> None:
    assert not needs_rehash(good_hash)
    assert needs_rehash(good_hash.replace("t=3", "t=2"))


def test_d13_nobody_costs_exactly_what_somebody_costs(good_hash: str) -> None:
    assert extract_parameters(passwords._NOBODY) == extract_parameters(good_hash)
    assert verify_nobody(GOOD_PASSWORD) is False


def test_d13_nobody_is_one_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    assert verify_nobody(GOOD_PASSWORD) is False
    assert counting.made == 1


def test_no_more_than_two_hashes_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    threads = [threading.Thread(target=verify, args=("$argon2id$", GOOD_PASSWORD)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert counting.made == 8
    assert counting.most_at_once == passwords.AT_ONCE == 2


def test_whoever_waits_too_long_for_a_turn_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "LONGEST_WAIT", 0.01)
    with passwords._turn(), pytest.raises(SignInBusy):
        verify("$argon2id$", GOOD_PASSWORD)
    with passwords._turn():
        assert True
