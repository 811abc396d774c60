"""The library: every file that somebody may open, found by a part of its name, never one that they may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.actor import SYSTEM
from tests.cast import Cast
from tests.wiki.attachments.conftest import Desk, png, push
from tests.wiki.people.visitors import Visitor
from tests.wiki.web.answers import links_of
from wiki import db
from wiki.attachments import library
from wiki.attachments.library import Asked, library_for
from wiki.spaces.operations import NewSpace, create_space

Visit = Callable[[str], Visitor]


@pytest.fixture
def shelves(desk: Desk) -> Desk:
    """Files of a page, files beside pages, what is no file for readers, and a space that nobody of the cast may see."""
    desk.add({"计划.png": png(), "Plan B.txt": b"b"})
    push(
        desk.page.space,
        {
            "logo.svg": b"<svg/>",
            ".github/x.yml": b"x",
            "guides/setup/_files/deep/a.txt": b"a",
            "later.md": b"# Later\n",
        },
    )
    vault = create_space(SYSTEM, NewSpace("vault", "Vault"))
    push(vault, {"index.md": b"# Vault\n", "_files/plan-secret.txt": b"canary"})
    return desk


def paths(cast: Cast, login: str, asked: Asked) -> list[str]:
    with db.fresh():
        return [row.path for row in library_for(cast.actor(login), asked).rows]


def test_files_are_listed_by_name_with_the_page_that_they_belong_to(shelves: Desk, cast: Cast) -> None:
    with db.fresh():
        found = library_for(cast.actor("cem"), Asked())
        rows = [(row.name, row.own_name, row.page.path if row.page else None) for row in found.rows]
    assert rows == [
        ("a.txt", "deep/a.txt", "guides/setup"),
        ("logo.svg", "", None),
        ("Plan B.txt", "Plan B.txt", "guides/setup"),
        ("计划.png", "计划.png", "guides/setup"),
    ]
    assert (found.total, found.following) == (4, None)


def test_files_that_one_may_not_open_are_not_listed_or_counted(shelves: Desk, cast: Cast) -> None:
    assert paths(cast, "dora", Asked()) == []
    assert paths(cast, "cem", Asked(words="plan-secret")) == []
    assert paths(cast, "cem", Asked(space="vault")) == []


def test_a_part_of_the_name_is_enough_in_any_case(shelves: Desk, cast: Cast) -> None:
    assert paths(cast, "cem", Asked(words=" PLAN ")) == ["guides/setup/_files/Plan B.txt"]
    assert paths(cast, "cem", Asked(words="计划", space="handbook")) == ["guides/setup/_files/计划.png"]
    assert paths(cast, "cem", Asked(words="guides")) == []


def test_a_long_list_goes_on(shelves: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "LISTED", 3)
    with db.fresh():
        first = library_for(cast.actor("cem"), Asked())
    assert (len(first.rows), first.following) == (3, 3)
    assert paths(cast, "cem", Asked(start=3)) == ["guides/setup/_files/计划.png"]
    assert paths(cast, "cem", Asked(start=99)) == []


def test_the_screen_leads_to_files_and_keeps_what_was_asked(shelves: Desk, visit: Visit) -> None:
    cem = visit("cem")
    shown = cem.get("/files?q=计划&space=handbook&start=x")
    assert shown.status_code == 200
    assert 'value="计划"' in shown.text
    own = [link for link in links_of(shown) if link.startswith(f"/p/{shelves.page.id}/files/")]
    assert len(own) == 1
    assert cem.get(own[0]).status_code == 200
    assert "No file that you may open" in cem.get("/files?q=nothing").text
    assert visit("dora").get("/files").text.count("No files here") == 1


def test_the_library_needs_somebody_who_is_signed_in(shelves: Desk, visit: Visit) -> None:
    nobody = visit("cem")
    nobody.client.delete_cookie("sid")
    assert nobody.get("/files").status_code == 302
