"""Rows on the hot path: read every time, made into objects only when a value changed."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, inspect, select

from tests.cast import Cast
from wiki import db
from wiki.people.models import Person

PERSON: db.Steady[Person] = db.Steady(
    select(Person.__table__).where(Person.id == bindparam("person_id")), lambda row: db.loaded(Person, row), most=2
)


def find(person_id: str) -> Person | None:
    with db.fresh():
        return PERSON.find(person_id=person_id)


def test_the_same_row_is_the_same_object_and_costs_a_statement_all_the_same(cast: Cast) -> None:
    first = find("p-ann")
    with db.counting() as count:
        assert find("p-ann") is first
    assert count[0] == 2  # BEGIN and SELECT
    assert first is not None
    assert (first.login, first.is_active, first.created_at) == ("ann", True, cast.people["ann"].created_at)


def test_a_changed_value_is_seen_at_the_next_read(cast: Cast) -> None:
    before = find("p-ann")
    with db.writing() as session:
        session.get_one(Person, "p-ann").name = "Anna"
    after = find("p-ann")
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Ann", "Anna")


def test_a_row_that_is_gone_is_none_and_what_is_found_belongs_to_no_session(cast: Cast) -> None:
    assert find("p-nobody") is None
    found = [find(person_id) for person_id in ("p-ann", "p-ben", "p-cem", "p-ann")]
    assert [one.login for one in found if one] == ["ann", "ben", "cem", "ann"]
    assert all(inspect(one).detached for one in found if one)


def test_a_writing_session_must_load_what_it_changes_itself(cast: Cast) -> None:
    with db.writing(), pytest.raises(RuntimeError, match="loaded by the writing session"):
        PERSON.find(person_id="p-ann")
