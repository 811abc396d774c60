"""D8 and D9: when two login names are one, and what nobody can be called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.directory.login_names import is_possible_login, login_key


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Carol", "CAROL"),
        (" carol ", "carol"),
        ("mary  ann", "Mary Ann"),
        ("mary\u3000ann", "mary ann"),
        ("m\u00fcller", "mu\u0308ller"),
        ("M\u00dcLLER", "mu\u0308ller"),
        ("ｃａｒｏｌ", "carol"),
        ("STRASSE", "straße"),
        ("\u212aim", "kim"),
        ("张三", "张三"),
    ],
)
def test_d8_d9_one_account_however_it_is_typed(a: str, b: str) -> None:
    assert login_key(a) == login_key(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("carol", "karol"),
        ("al\u0131ce", "alice"),
        ("alice", "alice\0"),
        ("al\u200bice", "alice"),
        ("mary ann", "maryann"),
        ("müller", "muller"),
        ("\u0430lice", "alice"),
        ("張三", "张三"),
    ],
)
def test_d8_two_accounts_that_only_look_alike(a: str, b: str) -> None:
    assert login_key(a) != login_key(b)


@given(st.text(max_size=40))
def test_d9_the_key_is_settled_and_the_same_for_every_form(login: str) -> None:
    key = login_key(login)
    assert login_key(key) == key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert login_key(unicodedata.normalize(form, login)) == key


def test_d8_every_letter_that_has_a_case_has_one_settled_key() -> None:
    letters = [chr(one) for one in range(0x1F000) if chr(one).casefold() != chr(one)]
    assert len(letters) > 1000
    for letter in letters:
        for login in (letter, letter + "\u0345", "a" + letter + "\u0301"):
            key = login_key(login)
            assert login_key(key) == key == login_key(unicodedata.normalize("NFD", login))
        assert login_key(letter) == login_key(letter.casefold())


@pytest.mark.parametrize("login", ["", "  ", "alice\0", "al\u200bice", "al\u202eice", "a\nb", "\ud800", "x" * 257])
def test_nobody_is_called_what_cannot_be_seen_or_typed(login: str) -> None:
    assert not is_possible_login(login)


@pytest.mark.parametrize(
    "login", ["ann", "张三", "müller", "paren(s)*\\", "o'neil", "mary ann", "x" * 256, "a@b.example"]
)
def test_odd_names_of_real_people_are_possible(login: str) -> None:
    assert is_possible_login(login)
