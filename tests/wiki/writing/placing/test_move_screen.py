"""Moving through the browser: what goes along is said before, every fault stands at its field, and it can be undone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from auth.actor import Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.pages.scenes import at, restrict, text, write
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.errors import NotFound
from wiki.events.models import Event
from wiki.pages.models import Page
from wiki.pages.operations import Edit, save_page


def form_for(page: Page, under: str = "ops", name: str = "start", **more: str) -> dict[str, str]:
    return {"under": under, "name": name, "base": page.version, "rewrite": "y", **more}


def send(visitor: Visitor, page: Page, **fields: str) -> TestResponse:
    where = f"/p/{page.id}/move"
    return visitor.post(where, form_for(page, **fields), shown_at=where)


def undone(visitor: Visitor, shown: TestResponse) -> TestResponse:
    """Press the button beside the message."""
    form = re.search(r'<div class="flash j".*?<form[^>]*action="([^"]*)">(.*?)</form>', shown.text, re.S)
    assert form is not None
    values = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
    return visitor.client.post(form[1], data={name: html.unescape(value) for name, value in values})


def test_the_screen_says_where_the_page_is_what_goes_along_and_who_links_to_it(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    shown = ben.get(f"/p/{at(ben_acts, 'guides/setup').id}/move")
    assert shown.status_code == 200
    assert "It is at guides/setup now." in shown.text
    assert "1 page below it goes along." in shown.text
    assert "2 files go along." in shown.text
    assert ">Links</a>" in shown.text
    assert re.search(r'<input checked[^>]*name="rewrite"', shown.text)
    places = re.findall(r'<option value="([^"]*)">', shown.text)
    assert places == ["guides", "links", "ops"]


def test_the_plan_comes_first_and_moves_nothing(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    shown = send(ben, page)
    assert shown.status_code == 200
    assert "guides/setup moves to ops/start." in shown.text
    assert "Who may read it stays as it is." in shown.text
    assert 'name="confirm"' in shown.text
    assert at(ben_acts, "guides/setup").version == page.version


def test_a_move_takes_everything_along_makes_links_right_and_can_be_undone(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    answer = send(ben, page, confirm="1")
    assert (answer.status_code, answer.location) == (303, "/s/handbook/ops/start")
    shown = ben.get(answer.location)
    assert "“Set up” is at ops/start now." in shown.text
    assert "Links in 1 page were made right." in shown.text
    assert text(ben_acts, "links") == "# Links\n\n[one](ops/start.md) and [two](ops/start/linux.md).\n"
    back = undone(ben, shown)
    assert back.location == "/s/handbook/guides/setup"
    assert at(ben_acts, "guides/setup/linux").path == "guides/setup/linux"
    assert text(ben_acts, "links") == stocked_links()
    with db.fresh() as session:
        assert session.query(Event).filter_by(kind="page.moved", page_id=page.id).count() == 2


def stocked_links() -> str:
    return "# Links\n\n[one](guides/setup.md) and [two](guides/setup/linux.md).\n"


def test_links_stay_where_the_box_is_not_ticked_and_the_message_says_so(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    where = f"/p/{page.id}/move"
    form = {key: value for key, value in form_for(page, confirm="1").items() if key != "rewrite"}
    answer = ben.post(where, form, shown_at=where)
    assert "Links in 1 page stay as they are; the old address leads on." in ben.get(answer.location).text
    assert text(ben_acts, "links") == stocked_links()


def test_a_page_whose_links_the_mover_may_not_touch_is_named_in_the_plan(
    stocked: Cast, ben_acts: Actor, visit: Callable[[str], Visitor]
) -> None:
    restrict(stocked, "links", "ben", Role.VIEWER)
    assert "You may not edit it, so its links stay" in send(visit("ben"), at(ben_acts, "guides/setup")).text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (("", "links"), "name", "There is already a page at this address: “Links” (links)."),
        (("guides", "setup"), "name", "The page is at this address already."),
        (("guides/setup", "deeper"), "under", "A page cannot move below itself."),
        (("ops", ""), "name", "Write a name; it is the last part of the address."),
        (("ops//deep", "x"), "name", "A part of the address is empty"),
        (("ops", "a?b"), "name", "Windows cannot store them"),
        (("ops", "x" * 300), "name", "too long"),
        (("_files", "a"), "name", "hold no pages"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    typed: tuple[str, str], field: str, sentence: str, ben: Visitor, ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    shown = send(ben, page, under=typed[0], name=typed[1], confirm="1")
    assert shown.status_code == 400
    wrong = re.search(rf'<span class="err" id="{field}-error">(.*?)</span>\s*</div>', shown.text, re.S)
    assert wrong is not None
    assert sentence in wrong[1]
    assert [html.unescape(one) for one in re.findall(r'name="(?:under|name)"[^>]*value="([^"]*)"', shown.text)] == list(
        typed
    )
    assert at(ben_acts, "guides/setup").version == page.version


def test_a_place_that_the_mover_may_not_see_is_a_fault_of_the_field(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    restrict(stocked, "secret", "ann", Role.MANAGER)
    page = at(ben_acts, "guides/setup")
    shown = send(ben, page, under="secret", confirm="1")
    assert shown.status_code == 403
    assert "You may not put pages there." in shown.text
    assert at(ben_acts, "guides/setup").id == page.id


def test_other_readers_are_announced_before_a_page_moves_into_a_restricted_part(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    restrict(stocked, "ops", "ann", Role.MANAGER)
    shown = send(visit("ann"), at(ben_acts, "guides/setup"))
    assert "Other people will see it" in shown.text


def test_a_page_below_that_is_kept_from_the_mover_stops_it_on_the_first_screen(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    restrict(stocked, "guides/setup/linux", "ann", Role.MANAGER)
    shown = visit("ben").get(f"/p/{page.id}/move")
    assert shown.status_code == 403
    assert "A part of it is restricted" in shown.text
    assert "Linux" not in shown.text


def test_somebody_who_changed_the_page_first_is_heard_of_and_the_form_can_be_sent_again(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    where = f"/p/{page.id}/move"
    with db.reading():
        save_page(stocked.actor("ann"), page, Edit("# Set up\n\nOther.\n", "", page.version))
    shown = ben.post(where, form_for(page, confirm="1"), shown_at=where)
    assert shown.status_code == 412
    assert "Somebody else has changed this page meanwhile." in shown.text
    assert send(ben, at(ben_acts, "guides/setup"), confirm="1").status_code == 303


def test_a_form_that_does_not_say_what_it_saw_is_refused(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    assert send(ben, at(ben_acts, "guides/setup"), base="", confirm="1").status_code == 428


def test_who_may_not_edit_may_not_move_and_a_hidden_page_looks_missing(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    cem, dora = visit("cem"), visit("dora")
    assert cem.get(f"/p/{page.id}/move").status_code == 403
    assert dora.get(f"/p/{page.id}/move").status_code == 404
    assert dora.get("/p/0123456789/move").status_code == 404
    assert "/move" not in cem.get("/s/handbook/guides/setup").text
    assert f"/p/{page.id}/move" in visit("ben").get("/s/handbook/guides/setup").text


def test_the_page_of_the_space_stays(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    write(stocked, ben_acts, {"index.md": "# Home\n"})
    shown = send(ben, at(ben_acts, ""), confirm="1")
    assert (shown.status_code, "The page of the space itself stays where it is." in shown.text) == (400, True)
    with pytest.raises(NotFound):
        at(ben_acts, "ops/start")
