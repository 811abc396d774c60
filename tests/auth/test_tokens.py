"""Tokens: shown once, kept as a hash, known again, and nothing else is taken for one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from auth.tokens import hash_secret, matches, new_secret_id, new_token, parse


def test_a_token_is_known_again_from_its_text_and_its_hash() -> None:
    token = new_token()
    parts = parse(token.text)
    assert parts is not None
    token_id, secret = parts
    assert token.text == f"sb_{token_id}_{secret}"
    assert token_id == token.id
    assert token.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert matches(secret, token.secret_hash)


def test_another_secret_does_not_fit() -> None:
    token, other = new_token(), new_token()
    parts = parse(other.text)
    assert parts is not None
    assert not matches(parts[1], token.secret_hash)
    assert not matches("", token.secret_hash)
    assert not matches(token.secret_hash, token.secret_hash)
    assert not matches("\ud800", "\ud800")


def test_the_secret_stands_in_no_printed_form() -> None:
    token = new_token()
    text, token_id, secret_hash = token
    assert parse(text) == (token_id, text.rsplit("_", 1)[1])
    assert text not in repr(token)
    assert secret_hash not in repr(token)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text.upper(),
        lambda text: text.replace("sb_", "gh_"),
        lambda text: text.replace("_", "-"),
        lambda text: text[:-1] + "\u0661",
        lambda text: text * 1000,
    ],
)
def test_what_only_looks_like_a_token_is_none(change: Callable[[str], str]) -> None:
    assert parse(change(new_token().text)) is None


def test_odd_texts_are_no_tokens(payloads: Callable[[str], list[str]]) -> None:
    texts = payloads("naughty")
    assert len(texts) > 10
    assert {parse(text) for text in texts} == {None}
    assert all(len(hash_secret(text)) == 64 for text in texts)


def test_secret_ids_hold_at_least_128_bits_and_never_come_twice() -> None:
    ids = {new_secret_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert min(map(len, ids)) >= 43
    assert all(one.isascii() and one.replace("-", "").replace("_", "").isalnum() for one in ids)
