"""Where the screens of errors lead: nearest titles, the people who look after a space, and nothing that is hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from auth.actor import SYSTEM
from repo_store.types import Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import background, db
from wiki.pages.projection import take_in
from wiki.pages.queries import page_at
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of
from wiki.web.screens import headline

PAGES = {
    "release/canary-release.md": b"# Canary releases\n",
    "release/rollback.md": "# 部署回滚\n".encode(),
    "meals.md": b"# Lunch\n",
    **{f"many/canary-release-{number}.md": b"# One of many\n" for number in range(8)},
}
HIDDEN = {"canary-release.md": b"# Canary of the vault\n"}
Visit = Callable[[str], Visitor]


def write(space: Space, files: dict[str, bytes]) -> None:
    changes = tuple(Change(path, data) for path, data in files.items())
    repository_of(space).commit_changes(CommitRequest(changes, Author("Ben", "ben@example.org"), "Write"))
    take_in(space.id)


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    """A browser of somebody, beside a Handbook with pages and a vault that none of the cast sees."""
    write(cast.handbook, PAGES)
    write(create_space(SYSTEM, NewSpace("vault", "Vault")), HIDDEN)
    background.answer_the_bell()
    return lambda login: signed_in(app, login)


def nearest(text: str) -> list[str]:
    """The addresses offered, best first."""
    _before, _found, after = text.partition('id="nearest"')
    return [part.partition('"')[0] for part in after.partition("</ul>")[0].split('href="')[1:]]


def test_a_missing_page_leads_to_the_nearest_titles(visit: Visit) -> None:
    answer = visit("cem").get("/s/handbook/release/canary-relaese")
    assert answer.status_code == 404
    assert nearest(answer.text)[0] == "/s/handbook/release/canary-release"
    assert len(nearest(answer.text)) == 5
    assert "/s/handbook/meals" not in nearest(answer.text)
    assert 'value="canary relaese"' in answer.text


def test_a_title_counts_like_a_name(visit: Visit) -> None:
    assert nearest(visit("cem").get("/s/handbook/部署回滾").text) == ["/s/handbook/release/rollback"]
    assert nearest(visit("cem").get("/s/handbook/nothing-alike-xyz").text) == []
    assert nearest(visit("cem").get("/p/canaryrelease").text) == [], "an id says nothing"


def test_pages_of_other_spaces_come_after_those_of_this_one(visit: Visit, cast: Cast) -> None:
    assert nearest(visit("cem").get("/s/nowhere/rollback").text) == []
    assert nearest(visit("cem").get("/s/nowhere/Lunch").text) == ["/s/handbook/meals"]


def test_what_is_hidden_is_never_offered(visit: Visit) -> None:
    """A space that is hidden answers like one that is missing, name by name."""
    for login in ("cem", "dora"):
        hidden = visit(login).get("/s/vault/canary-release")
        missing = visit(login).get("/s/nowhere/canary-release")
        assert hidden.status_code == missing.status_code == 404
        assert "Vault" not in hidden.text
        assert nearest(hidden.text) == nearest(missing.text)
        assert not any("vault" in address for address in nearest(hidden.text))
    assert nearest(visit("dora").get("/s/handbook/release/canary-relaese").text) == []


def test_who_may_not_is_told_who_can_give_more(visit: Visit, cast: Cast) -> None:
    with db.fresh():
        page = page_at(cast.actor("cem"), "handbook", "meals")
    for address in (f"/p/{page.id}/edit", "/s/handbook/-/new"):
        answer = visit("cem").get(address)
        assert answer.status_code == 403
        assert "These look after Handbook" in answer.text
        assert "ann&#39;s group" in answer.text
        assert "ben&#39;s group" not in answer.text
    assert "These look after" not in visit("cem").get("/admin/people").text
    assert "group" not in visit("dora").get(f"/p/{page.id}/edit").text.split("<main", 1)[1]


def test_a_heading_has_no_full_stop(visit: Visit) -> None:
    assert '<h1 class="t1">There is no such page, or it has moved</h1>' in visit("cem").get("/s/handbook/gone").text
    assert [headline(text) for text in ("One.", "一。", "Two. Three.", "Why?")] == ["One", "一", "Two. Three", "Why?"]
