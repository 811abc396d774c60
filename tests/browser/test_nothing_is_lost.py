"""What is typed stays: drafts, a closed tab, a session that ends while typing, two people on one page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Visits, sign_in
from tests.browser.conftest import Visit
from tests.browser.reading import publish, replace, said, shown, source
from tests.browser.sites import Site
from wiki.language import Language

WAYS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
pytestmark = pytest.mark.browser


@LANGUAGES
def test_the_text_of_a_closed_tab_is_a_draft_when_one_comes_back(visit: Visit, site: Site, language: Language) -> None:
    address = f"/p/{site.page_id('handbook', 'services/logs')}/edit"
    page = visit("sunpeng", language=language)
    page.goto(address)
    typed = f"{source(page).input_value()}\n写到一半{language}"
    source(page).fill(typed)
    expect(page.locator("[data-draft-state]")).to_contain_text(said(language, "Draft saved {time}").partition("{")[0])
    page.close()

    back = visit("sunpeng", language=language)
    back.goto(address)
    expect(source(back)).to_have_value(typed)
    expect(back.locator(".flash form[action$='/draft/discard']")).to_be_visible()
    back.locator(".flash form[action$='/draft/discard'] button").click()
    expect(source(back)).not_to_have_value(typed)


def test_a_text_that_never_reached_the_server_is_offered_by_the_browser_that_has_it(
    visits: Visits, visit: Visit, site: Site
) -> None:
    address = f"/p/{site.page_id('handbook', 'services/timeouts')}/edit"
    page = visit("sunpeng", language="en")
    page.goto(address)
    page.context.route("**/draft", lambda route: route.abort())
    before = source(page).input_value()
    source(page).fill(f"{before}\n断网时写的")
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-tone", "o")
    page.close()
    visits.complaints.clear()

    back = page.context.new_page()
    back.context.unroute("**/draft")
    back.goto(address)
    expect(source(back)).to_have_value(before)
    back.get_by_role("button", name="Put it back").click()
    expect(source(back)).to_have_value(f"{before}\n断网时写的")
    expect(back.locator("[data-draft-state]")).to_contain_text("Draft saved")


def test_without_script_a_draft_is_kept_by_its_button(visit: Visit, site: Site) -> None:
    address = f"/p/{site.page_id('handbook', 'glossary')}/edit"
    page = visit("amelia", language="en", script=False)
    page.goto(address)
    typed = f"{source(page).input_value()}\nHalf a thought\n"
    source(page).fill(typed)
    page.locator("button[name=draft]").first.click()
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")
    page.goto("/")
    page.goto(address)
    expect(source(page)).to_have_value(typed)


@WAYS
@LANGUAGES
def test_a_session_that_ends_while_typing_costs_no_word(
    visits: Visits, visit: Visit, site: Site, language: Language, script: bool
) -> None:
    page_id = site.page_id("handbook", "local-setup")
    before = len(site.versions(page_id))
    page = visit("amelia", language=language, script=script)
    page.goto(f"/p/{page_id}/edit")
    line = f"会话结束时写的{language}{script}"
    source(page).fill(f"{source(page).input_value()}\n\n{line}\n")
    site.end_sessions_of("amelia")
    visits.forget("amelia")
    publish(page, "a line more")
    expect(page.get_by_role("alert")).to_be_visible()
    assert line in source(page).input_value()
    assert len(site.versions(page_id)) == before

    with page.expect_popup() as opened:
        page.get_by_role("link", name=said(language, "Sign in in a new tab")).click()
    sign_in(opened.value, "amelia")
    opened.value.close()
    send_again(page, line)
    expect(page.locator(".prose")).to_contain_text(line)
    assert len(site.versions(page_id)) == before + 1


def send_again(page: Page, line: str) -> None:
    """Send the form that came back. Its token is that of the visitor who was signed out, so it comes back once more."""
    page.locator("button.pri").click()
    expect(page.get_by_role("alert").or_(page.locator(".prose")).first).to_be_visible()
    if page.get_by_role("alert").count():
        assert line in source(page).input_value()
        page.locator("button.pri").click()


def test_the_draft_goes_on_when_one_has_signed_in_again_in_another_tab(
    visits: Visits, visit: Visit, site: Site
) -> None:
    page_id = site.page_id("handbook", "code-review")
    page = visit("sunpeng", language="en")
    page.goto(f"/p/{page_id}/edit")
    site.end_sessions_of("sunpeng")
    visits.forget("sunpeng")
    typed = f"{source(page).input_value()}\nTyped after the session had ended\n"
    source(page).fill(typed)
    state = page.locator("[data-draft-state]")
    expect(state).to_contain_text("Your session has ended")
    with page.expect_popup() as opened:
        state.get_by_role("link").click()
    sign_in(opened.value, "sunpeng")
    opened.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(state).to_contain_text("Draft saved")
    publish(page, "after signing in again")
    expect(page.locator(".prose")).to_contain_text("Typed after the session had ended")


@WAYS
def test_two_people_in_different_places_of_a_page_are_put_together(visit: Visit, site: Site, script: bool) -> None:
    edit = f"/p/{site.page_id('handbook', 'release/change-windows')}/edit"
    first, second = visit("zhoumin", script=script), visit("sunpeng", script=script)
    for page in (first, second):
        page.goto(edit)
    mine, yours = f"开头先说一句{script}", f"最后再说一句{script}"
    source(first).fill(f"{mine}\n\n{source(first).input_value()}")
    source(second).fill(f"{source(second).input_value()}\n\n{yours}\n")
    publish(first)
    publish(second)
    expect(second.locator(".notices")).to_contain_text("周敏")
    expect(second.locator(".prose")).to_contain_text(mine)
    expect(second.locator(".prose")).to_contain_text(yours)


@WAYS
@LANGUAGES
def test_two_people_in_one_place_see_both_texts_and_choose(
    visit: Visit, site: Site, language: Language, script: bool
) -> None:
    page_id = site.page_id("handbook", "oncall/alerts")
    first, second = (visit(login, language=language, script=script) for login in ("zhoumin", "sunpeng"))
    for page in (first, second):
        page.goto(f"/p/{page_id}/edit")
    opening = source(first).input_value().split("\n")[0]
    theirs, ours = (f"第一句由{name}改写，{language}{script}。" for name in ("周敏", "孙鹏"))
    replace(first, opening, theirs)
    replace(second, opening, ours)
    publish(first)
    publish(second)
    expect(second.locator("h1")).to_have_text(said(language, "Two people changed the same place"))
    mine, hers = second.locator("label.card").all()
    assert ours in shown(mine)
    assert theirs in shown(hers)

    second.locator("input[name=choice-0][value=theirs]").check()
    publish(second)
    expect(second.locator(".prose")).to_contain_text(theirs)
    expect(second.locator(".prose")).not_to_contain_text(ours)
