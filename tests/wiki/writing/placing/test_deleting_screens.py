"""Deleting through the browser says what goes; what went is listed for thirty days and comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from auth.actor import Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.pages.scenes import at, restrict, text
from tests.wiki.people.visitors import Visitor
from tests.wiki.writing.placing.test_move_screen import undone
from wiki import clock, db
from wiki.errors import Gone
from wiki.events.models import Event
from wiki.pages.deleting import KEPT
from wiki.pages.models import Page, PageIdentity
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, save_page

LIST = "/s/handbook/-/deleted"


def delete(visitor: Visitor, page: Page, base: str | None = None) -> TestResponse:
    where = f"/p/{page.id}/delete"
    return visitor.post(where, {"base": page.version if base is None else base}, shown_at=where)


def bring_back(visitor: Visitor, shown: TestResponse, **fields: str) -> TestResponse:
    """Press "Bring back" of the first deletion that is listed."""
    action = re.search(r'action="([^"]*/return)"', shown.text)
    assert action is not None
    return visitor.post(action[1], fields, shown_at=LIST)


def test_the_screen_says_what_goes_and_whose_links_will_lead_nowhere(
    stocked: Cast, ben: Visitor, ben_acts: Actor
) -> None:
    shown = ben.get(f"/p/{at(ben_acts, 'guides/setup').id}/delete").text
    assert "Delete “Set up”? It has 1 subpage and can be restored for 30 days." in shown
    assert "2 files go along." in shown
    assert "Their links will lead nowhere" in shown
    assert ">Links</a>" in shown
    assert "Delete 2 pages" in shown


def test_the_question_stands_in_chinese_as_the_design_has_it(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    ben.client.set_cookie("language", "zh")
    shown = ben.get(f"/p/{at(ben_acts, 'guides/setup').id}/delete").text
    assert "删除《Set up》？它有1个子页面，30天内可恢复。" in shown


def test_a_deletion_can_be_taken_back_at_once_with_ids_and_files(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page, linux = at(ben_acts, "guides/setup"), at(ben_acts, "guides/setup/linux")
    answer = delete(ben, page)
    assert (answer.status_code, answer.location) == (303, "/s/handbook/")
    shown = ben.get(answer.location)
    assert "“Set up” is deleted. It can be brought back until" in shown.text
    assert ben.get("/s/handbook/guides/setup").status_code == 410
    back = undone(ben, shown)
    assert back.location == "/s/handbook/guides/setup"
    assert "“Set up” is back." in ben.get(back.location).text
    assert (at(ben_acts, "guides/setup").id, at(ben_acts, "guides/setup/linux").id) == (page.id, linux.id)
    assert text(ben_acts, "guides/setup") == "# Set up\n\nFirst step.\n"
    assert ben.get("/s/handbook/-/file/guides/setup/_files/a.png").data == b"x"
    with db.fresh() as session:
        kinds = [kind for (kind,) in session.query(Event.kind).filter_by(page_id=page.id).order_by(Event.id)]
        assert kinds[-2:] == ["page.deleted", "page.restored"]


def test_what_was_deleted_is_listed_with_who_when_and_how_much(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    assert "Nothing was deleted lately" in ben.get(LIST).text
    delete(ben, at(ben_acts, "guides/setup"))
    shown = ben.get(LIST)
    assert re.search(r"Set up</b> <span[^>]*>guides/setup<", shown.text)
    assert "Deleted by Ben on" in shown.text
    assert "2 pages in all." in shown.text
    assert bring_back(ben, shown).location == "/s/handbook/guides/setup"
    assert "Nothing was deleted lately" in ben.get(LIST).text


def test_where_the_address_is_taken_another_one_is_asked_for(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    delete(ben, page)
    other = at(ben_acts, "ops")
    move_page(ben_acts, other, Move("guides/setup", other.version))
    refused = bring_back(ben, ben.get(LIST))
    assert refused.status_code == 400
    assert re.search(r'<input[^>]*name="to"[^>]*value="guides/setup"', refused.text)
    assert re.search(r'class="err" id="to-error"', refused.text)
    done = bring_back(ben, refused, to="guides/old-setup")
    assert done.location == "/s/handbook/guides/old-setup"
    assert at(ben_acts, "guides/old-setup").id == page.id


@pytest.mark.parametrize("to", ["a?b", "../x", "guides/linux/" + "x" * 300])
def test_an_address_that_cannot_be_stays_in_its_field(to: str, stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    delete(ben, at(ben_acts, "guides/setup"))
    refused = bring_back(ben, ben.get(LIST), to=to)
    assert refused.status_code == 400
    assert f'value="{to}"' in refused.text


def test_after_thirty_days_it_is_no_longer_offered(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    delete(ben, page)
    shown = ben.get(LIST)
    with db.writing() as session:
        long_ago = clock.now() - KEPT - timedelta(seconds=1)
        session.query(PageIdentity).filter(PageIdentity.gone_at.is_not(None)).update({"gone_at": long_ago})
    assert "Nothing was deleted lately" in ben.get(LIST).text
    assert bring_back(ben, shown).status_code == 410
    with pytest.raises(Gone):
        at(ben_acts, "guides/setup")


def test_a_page_that_somebody_changed_meanwhile_is_not_deleted(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    with db.reading():
        save_page(stocked.actor("ann"), page, Edit("# Set up\n\nOther.\n", "", page.version))
    shown = delete(ben, page)
    assert shown.status_code == 412
    assert "Somebody else has changed this page meanwhile." in shown.text
    assert at(ben_acts, "guides/setup").number == 2
    assert delete(ben, page, base="").status_code == 428


def test_who_may_not_delete_is_told_and_a_hidden_page_looks_missing(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    page = at(ben_acts, "guides/setup")
    cem, dora = visit("cem"), visit("dora")
    assert [one.get(f"/p/{page.id}/delete").status_code for one in (cem, dora)] == [403, 404]
    assert [one.get(LIST).status_code for one in (cem, dora)] == [403, 404]
    assert dora.get("/s/nowhere/-/deleted").status_code == 404
    nobody = dora.post(f"{LIST}/{'0' * 40}/return", shown_at="/me")
    assert nobody.status_code == 404


def test_a_restricted_deletion_is_listed_for_those_who_could_edit_it_only(
    stocked: Cast, visit: Callable[[str], Visitor]
) -> None:
    restrict(stocked, "guides/setup", "ann", Role.MANAGER)
    ann = visit("ann")
    delete(ann, at(stocked.actor("ann"), "guides/setup"))
    shown = ann.get(LIST)
    assert "Set up" in shown.text
    ben = visit("ben")
    assert "Set up" not in ben.get(LIST).text
    assert bring_back(ben, shown).status_code == 404


def test_a_deletion_without_a_token_is_refused(stocked: Cast, ben: Visitor, ben_acts: Actor) -> None:
    page = at(ben_acts, "guides/setup")
    assert ben.client.post(f"/p/{page.id}/delete", data={"base": page.version}).status_code == 400
    assert at(ben_acts, "guides/setup").id == page.id


def test_the_way_to_deleted_pages_stands_where_those_look_who_may_bring_back(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    ann, ben, cem = visit("ann"), visit("ben"), visit("cem")
    delete(ben, at(ben_acts, "ops"))
    assert f'href="{LIST}"' in ann.get("/s/handbook/-/settings").text
    assert [f'href="{LIST}"' in one.get("/s/handbook/").text for one in (ben, cem)] == [True, False]
    gone = [one.get("/s/handbook/ops") for one in (ben, cem)]
    assert [one.status_code for one in gone] == [410, 410]
    assert [f'href="{LIST}"' in one.text for one in gone] == [True, False]


def test_the_short_link_of_a_deleted_page_leads_there_too_and_a_hidden_one_names_no_space(
    stocked: Cast, visit: Callable[[str], Visitor], ben_acts: Actor
) -> None:
    page, links = at(ben_acts, "ops"), at(ben_acts, "links")
    ben = visit("ben")
    delete(ben, page)
    gone = ben.get(f"/p/{page.id}")
    assert (gone.status_code, f'href="{LIST}"' in gone.text) == (410, True)
    restrict(stocked, "links", "ann", Role.MANAGER)
    hidden, missing = ben.get(f"/p/{links.id}"), ben.get("/p/0123456789")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    crumbs = [re.search(r'<ol class="crumbs">(.*?)</ol>', one.text, re.S) for one in (hidden, missing)]
    assert crumbs[0] is not None
    assert crumbs[1] is not None
    assert crumbs[0][1] == crumbs[1][1]
