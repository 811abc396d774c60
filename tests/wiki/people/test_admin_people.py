"""What Administrators do with accounts, and that nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import PASSWORD, Cast
from tests.wiki.people.visitors import Visitor, signed_in
from wiki import db
from wiki.errors import Invalid, NotAllowed
from wiki.events.models import Event
from wiki.people import operations, queries
from wiki.people.models import Person
from wiki.people.operations import NewPerson

NEW = {"login": "Zoë", "name": "Zoë Zimmer", "password": "seven otters under a bridge"}


def names_in(text: str) -> list[str]:
    return [name for name in ("Ann", "Ben", "Cem", "Dora", "Root") if f'<span class="b">{name}</span>' in text]


def test_the_list_shows_accounts_and_finds_them(root: Visitor) -> None:
    shown = root.get("/admin/people")
    assert names_in(shown.text) == ["Ann", "Ben", "Cem", "Dora", "Root"]
    assert shown.headers["Cache-Control"] == "no-store"
    assert names_in(root.get("/admin/people?q=DOR").text) == ["Dora"]
    assert names_in(root.get("/admin/people?q=%25").text) == []
    assert names_in(root.get("/admin/people?state=closed").text) == []
    assert root.get("/admin").location == "/admin/people"


@pytest.mark.parametrize("path", ["/admin", "/admin/people", "/admin/people/new"])
def test_others_do_not_see_it(ann: Visitor, path: str) -> None:
    assert ann.get(path).status_code == 403


@pytest.mark.parametrize("deed", ["disable", "enable", "sessions/end"])
def test_others_do_not_do_it(app: Flask, ann: Visitor, deed: str) -> None:
    ben = signed_in(app, "ben")
    assert ann.post(f"/admin/people/p-ben/{deed}", shown_at="/me").status_code == 403
    assert ann.post(f"/admin/people/nobody/{deed}", shown_at="/me").status_code == 403
    assert ben.get("/me").status_code == 200


def test_an_account_is_closed_and_opened_again(app: Flask, root: Visitor, events: Callable[[], list[Event]]) -> None:
    ben = signed_in(app, "ben")
    assert root.post("/admin/people/p-ben/disable", shown_at="/me").location == "/admin/people?state=closed"
    assert ben.get("/me").status_code == 302
    assert names_in(root.get("/admin/people?state=closed").text) == ["Ben"]
    root.post("/admin/people/p-ben/enable", shown_at="/me")
    assert "Ben" in names_in(root.get("/admin/people").text)
    assert [one.kind for one in events()][-2:] == ["person.disabled", "person.enabled"]
    assert {one.subject for one in events()[-2:]} == {"person:p-ben"}


def test_an_administrator_cannot_close_the_account_in_use(root: Visitor) -> None:
    refused = root.post("/admin/people/p-root/disable", shown_at="/me")
    assert refused.status_code == 400
    assert "You cannot disable your own account" in refused.text
    assert root.get("/me").status_code == 200


def test_http_11_an_administrator_signs_somebody_out(app: Flask, root: Visitor) -> None:
    ben = signed_in(app, "ben")
    assert root.post("/admin/people/p-ben/sessions/end", shown_at="/me").status_code == 302
    assert ben.get("/me").status_code == 302
    assert "1 browser was signed out." in root.get("/admin/people").text


def test_what_is_missing_is_missing_for_an_administrator_too(root: Visitor) -> None:
    for deed in ("disable", "enable", "sessions/end"):
        assert root.post(f"/admin/people/nobody/{deed}", shown_at="/me").status_code == 404


def test_a_local_account_is_created_and_can_sign_in(app: Flask, root: Visitor) -> None:
    assert root.post("/admin/people/new", NEW, shown_at="/admin/people/new").location == "/admin/people"
    zoe = Visitor(app.test_client())
    assert zoe.sign_in("zoë", NEW["password"]).status_code == 302
    assert "Zoë Zimmer" in zoe.get("/me").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "ANN"}, "login"),
        ({"login": "zero\u200bwidth"}, "login"),
        ({"login": "a/b"}, "login"),
        ({"name": " "}, "name"),
        ({"password": "zoë zimmer"}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "password"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_its_field(
    root: Visitor, wrong: dict[str, str], field: str
) -> None:
    answer = root.post("/admin/people/new", {**NEW, **wrong}, shown_at="/admin/people/new")
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert NEW["password"] not in answer.text
    with db.fresh() as session:
        assert session.query(Person).count() == 5


def test_operations_ask_the_gate_themselves(cast: Cast) -> None:
    ann = cast.actor("ann")
    wish = NewPerson("zoe", "Zoe", "seven otters under a bridge")
    for deed in (operations.create_person, operations.create_admin):
        with pytest.raises(NotAllowed):
            deed(ann, wish)
    with db.writing():
        for change in (operations.disable_person, operations.enable_person, operations.end_sessions_of):
            with pytest.raises(NotAllowed):
                change(ann, "p-ben")
        with pytest.raises(NotAllowed):
            queries.list_people(ann)


def test_hashing_refuses_to_make_other_writers_wait(cast: Cast) -> None:
    with db.writing(), pytest.raises(RuntimeError, match="hashed"):
        operations.create_person(cast.actor("root"), NewPerson("zoe", "Zoe", "seven otters under a bridge"))


def test_an_administrator_is_created_with_the_right_to_administer(cast: Cast) -> None:
    made = operations.create_admin(cast.actor("root"), NewPerson("zoe", "Zoe", "seven otters under a bridge"))
    with pytest.raises(Invalid):
        operations.create_admin(cast.actor("root"), NewPerson("ZOE", "Zoe", PASSWORD))
    with db.fresh():
        assert queries.names_of([made.id, None, "nobody"]) == {made.id: "Zoe"}
        assert queries.group_names_of(["g-ann"]) == {"g-ann": "ann's group"}
        assert [one.name for one in queries.groups(cast.actor("cem"))] == sorted(
            f"{who}'s group" for who in ("ann", "ben", "cem", "dora")
        )
