"""The doors of finding: the screen, the list of the switcher, the API."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.wiki.finding.conftest import Library
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.people.tokens import TokenWish, create_token

Visit = Callable[[str], Visitor]
SCRIPT = {"X-Requested-With": "slipbook"}


def test_the_screen_shows_hits_with_marks_and_links(visit: Visit) -> None:
    shown = visit("cem").get("/search?q=部署回滚")
    assert shown.status_code == 200
    assert "<mark>部署回滚</mark>" in shown.text
    assert 'href="/s/handbook/release/canary"' in shown.text


def test_the_screen_says_what_to_do_when_nothing_is_found(visit: Visit) -> None:
    shown = visit("cem").get("/search?q=unfindable")
    assert shown.status_code == 200
    assert "Nothing found for “unfindable”" in shown.text


def test_the_empty_screen_says_what_can_be_typed(visit: Visit) -> None:
    assert "What are you looking for?" in visit("cem").get("/search").text


def test_markup_in_a_question_is_shown_as_text(visit: Visit) -> None:
    shown = visit("cem").get("/search?q=<script>alert(1)</script>")
    assert "<script>alert" not in shown.text
    assert "&lt;script&gt;alert" in shown.text


def test_strange_filters_are_taken_as_not_said(visit: Visit) -> None:
    shown = visit("cem").get("/search?q=回滚&from=-5&sort=sideways&space=nowhere&from=abc")
    assert shown.status_code == 200


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: FlaskClient, library: Library) -> None:
    answer = client.get("/search?q=回滚")
    assert answer.status_code == 302
    assert "/login?next=" in answer.headers["Location"]


def test_the_switcher_answers_in_groups(visit: Visit) -> None:
    groups = visit("cem").get("/jump?q=灰度", headers=SCRIPT).get_json()["groups"]
    assert groups[0]["items"][0]["title"] == "灰度发布操作手册"
    assert groups[-1]["items"][0]["url"].startswith("/search?q=")


def test_the_switcher_offers_spaces_and_only_those_that_are_open(visit: Visit) -> None:
    def titles(login: str, typed: str) -> list[str]:
        groups = visit(login).get(f"/jump?q={typed}", headers=SCRIPT).get_json()["groups"]
        return [line["title"] for group in groups for line in group["items"] if line["url"].startswith("/s/")]

    assert "Handbook" in titles("cem", "handb")
    assert "Handbook" in titles("cem", "")
    assert titles("dora", "handb") == titles("cem", "vault") == []


def test_without_script_the_switcher_is_a_screen(visit: Visit) -> None:
    cem = visit("cem")
    assert 'class="seek" href="/jump"' in cem.get("/").text
    shown = cem.get("/jump?q=灰度")
    assert '<a class="t" href="/s/handbook/release/canary">' in shown.text
    assert 'name="q"' in shown.text
    assert '<a class="t" href="/search?q=' in shown.text
    assert '<a class="t" href="/s/handbook/">' in cem.get("/jump?q=Handbook").text
    assert "No page or space has such a name." in cem.get("/jump?q=unfindable").text


def test_hits_that_have_only_some_of_the_words_are_called_so(visit: Visit) -> None:
    cem = visit("cem")
    assert "No page has all these words" in cem.get("/search?q=rollback unfindable").text
    assert "No page has all these words" not in cem.get("/search?q=rollback").text


def test_a_search_without_hits_leads_on(visit: Visit) -> None:
    """To the spaces for everybody, to a new page for those who may write one."""
    ben, cem = (visit(login).get("/search?q=unfindable").text.split("<main", 1)[1] for login in ("ben", "cem"))
    assert 'href="/s/handbook/"' in ben
    assert 'href="/s/handbook/"' in cem
    assert 'href="/s/handbook/-/new"' in ben
    assert 'href="/s/handbook/-/new"' not in cem
    assert "Vault" not in ben


def bearer(library: Library, login: str) -> dict[str, str]:
    with db.writing():
        made = create_token(library.actor(login), TokenWish("test", ("read",), 30))
    return {"Authorization": f"Bearer {made.text}"}


def test_the_api_answers_with_hits_snippets_and_a_cursor(client: FlaskClient, library: Library) -> None:
    body = client.get("/api/v1/search?q=部署回滚&limit=1", headers=bearer(library, "cem")).get_json()
    assert body["total"] == 2
    assert body["loose"] is False
    assert body["next"] == 1
    assert body["hits"][0]["path"] == "release/rollback"
    assert any(part["mark"] for part in body["hits"][0]["snippet"])


def test_the_api_refuses_unknown_arguments_and_wrong_values(client: FlaskClient, library: Library) -> None:
    token = bearer(library, "cem")
    assert client.get("/api/v1/search?q=x&surprise=1", headers=token).status_code == 400
    assert client.get("/api/v1/search?q=x&limit=9999", headers=token).status_code == 400
    assert client.get("/api/v1/search", headers=token).status_code == 400


def test_the_api_needs_a_token(client: FlaskClient, library: Library) -> None:
    answer = client.get("/api/v1/search?q=x")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_the_api_shows_nothing_that_its_owner_does_not_see(client: FlaskClient, library: Library) -> None:
    body = client.get("/api/v1/search?q=xylophonist", headers=bearer(library, "cem")).get_json()
    assert (body["total"], body["hits"], body["did_you_mean"]) == (0, [], None)
