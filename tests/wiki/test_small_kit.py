"""Ids, slugs, slices, the clock, the record of what the gate was asked, and where files lie."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from wiki import clock, paths, work
from wiki.paging import MOST, Slice, bounded, cut
from wiki.slugs import new_id, slug


def test_ids_are_ten_characters_that_nobody_mistakes_and_never_come_twice() -> None:
    ids = {new_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{10}", one) for one in ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Roll back a release", "roll-back-a-release"),
        ("部署 回滚", "部署-回滚"),
        ("  ../../etc/passwd  ", "etc-passwd"),
        ("a\u0301", "á"),
        ("C++ & C#", "c-c"),
        ("__init__", "init"),
        ("\ud800 half", "half"),
        ("!!!", "page"),
        ("", "page"),
    ],
)
def test_a_name_becomes_words_of_an_address(text: str, found: str) -> None:
    assert slug(text) == found


def test_a_slug_is_short_enough_for_a_file_name_and_never_cuts_a_character() -> None:
    long = slug("汉" * 200)
    assert len(long.encode()) <= 120
    assert set(long) == {"汉"}
    assert slug("?", fallback="space") == "space"


def test_a_slice_has_a_cursor_only_where_more_comes() -> None:
    rows = [1, 2, 3]
    assert cut(rows, 2, str) == Slice((1, 2), "2")
    assert cut(rows, 3, str) == Slice((1, 2, 3), None)
    assert cut([], 3, str) == Slice((), None)
    assert cut(rows, 2, str).map(lambda one: one * 10) == Slice((10, 20), "2")


@pytest.mark.parametrize(("asked", "given"), [(None, 50), (0, 50), (-3, 1), (7, 7), (MOST, MOST), (10**9, MOST)])
def test_a_limit_stays_within_bounds(asked: int | None, given: int) -> None:
    assert bounded(asked) == given


def test_the_clock_can_be_stopped_and_goes_on() -> None:
    noon = datetime(2026, 6, 12, 12, tzinfo=timezone(timedelta(hours=8)))
    with clock.stopped_at(noon):
        assert clock.now() == noon
        assert clock.now().tzinfo is UTC
    assert clock.now() > noon or clock.now() < noon


def test_what_the_gate_was_asked_is_heard_from_the_moment_somebody_listens() -> None:
    heard = work.listen()
    work.note_asked("page:read")
    assert heard == ["page:read"]
    assert work.listen() == []


def test_templates_static_files_and_migrations_are_there() -> None:
    assert (paths.TEMPLATES / "layout.html").is_file()
    assert (paths.STATIC / "css" / "ORDER").is_file()
    assert (paths.MIGRATIONS / "env.py").is_file()
    assert (paths.TRANSLATIONS / "zh").is_dir()
