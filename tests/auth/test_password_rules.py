"""Which new passwords are taken, and what is said about the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.passwords import PasswordFault, check_new_password


def faults(text: str, login: str = "zhoumin", names: tuple[str, ...] = ("周敏", "Min Zhou", "Acme Wiki")) -> set[str]:
    return {one.value for one in check_new_password(text, login, names)}


@pytest.mark.parametrize(
    "text",
    [
        "my grandmother plants tulips",
        "violet tram at noon",
        "kX9#vLq2mT7z",
        "春眠不觉晓处处闻啼鸟花落",
        "7394018265403",
        "a min of silence, please",
        "🀄 seven winds ☂",
        " leading spaces stay ",
        ("long words of no use " * 6 + "end")[:128],
    ],
)
def test_a_password_that_nobody_guesses_is_taken(text: str) -> None:
    assert faults(text) == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "blank"),
        (" " * 20, "blank"),
        ("violet\0tram at noon", "not-text"),
        ("violet\ud800 tram at noon", "not-text"),
        ("kX9#vLq2mT7", "too-short"),
        ("kX9#vLq2mT7z" * 11, "too-long"),
        ("password1234", "common"),
        ("P@ssw0rd2024", "common"),
        ("Winter2024!!", "common"),
        ("iloveyou2023!", "common"),
        ("monkeydragon99", "common"),
        ("welcome to company", "common"),
        ("我的公司密码我的公司密码啊", "common"),
        ("correct horse battery staple", "common"),
        ("2024-01-01-2024", "common"),
        ("aaaaaaaaaaaa", "repeats"),
        ("abababababab", "repeats"),
        ("x7!x7!x7!x7!", "repeats"),
        ("tulip!tulip!tulip", "repeats"),
        ("123456789012", "sequence"),
        ("zyxwvutsrqponm", "sequence"),
        ("qwertyuiop123", "sequence"),
        ("1qaz2wsx3edc", "sequence"),
        ("q1w2e3r4t5y6", "sequence"),
        ("ZhouMin likes tulips", "holds-login"),
        ("周敏喜欢很多郁金香和小猫", "holds-name"),
        ("tulips of acme and co", "holds-name"),
        ("slipbook tulips noon", "holds-name"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_its_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_the_length_is_counted_in_characters_from_12_to_128() -> None:
    letters = "kX9#vLq2mT7zpR4!wB8@" * 7
    assert [faults(letters[:size]) for size in (12, 128)] == [set(), set()]
    assert faults(letters[:11]) == {"too-short"}
    assert faults(letters[:129]) == {"too-long"}


def test_a_short_name_inside_an_honest_word_does_no_harm() -> None:
    assert faults("channel of tulips", login="ann", names=("Ann",)) == set()
    assert faults("ann ann ann ann 1", login="ann", names=("Ann",)) != set()


def test_an_empty_login_or_name_is_in_no_password() -> None:
    assert faults("violet tram at noon", login="", names=("", " ")) == set()


def test_every_fault_has_its_sentence() -> None:
    assert len({one.sentence for one in PasswordFault}) == len(PasswordFault)
    assert all(one.sentence.endswith(".") for one in PasswordFault)
    assert PasswordFault("too-short") is PasswordFault.TOO_SHORT


@given(st.text(max_size=150), st.text(max_size=10), st.lists(st.text(max_size=10), max_size=3))
def test_no_text_is_too_odd_to_be_judged(text: str, login: str, names: list[str]) -> None:
    found = check_new_password(text, login, names)
    assert len(text) >= 12 or found
