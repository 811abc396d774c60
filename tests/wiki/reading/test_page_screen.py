"""The screen of a page: what stands on it, for whom, and when a browser may keep it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.wiki.people.visitors import Visitor
from tests.wiki.reading.conftest import Shelf

Visit = Callable[[str], Visitor]


def test_a_page_shows_title_text_contents_trail_and_neighbours(visit: Visit) -> None:
    shown = visit("cem").get("/s/handbook/guides/setup")
    assert shown.status_code == 200
    assert "<h1>Setup</h1>" in shown.text
    assert 'href="#h-准备"' in shown.text
    assert 'href="/s/handbook/guides"' in shown.text
    assert 'rel="next" data-key="]" href="/s/handbook/guides/week"' in shown.text
    assert "q=tag:%22first%22" in shown.text


def test_a_picture_of_the_page_is_linked_and_served(visit: Visit) -> None:
    cem = visit("cem")
    assert 'src="/s/handbook/-/file/guides/setup/_files/plan.png"' in cem.get("/s/handbook/guides/setup").text
    picture = cem.get("/s/handbook/-/file/guides/setup/_files/plan.png")
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert picture.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["evil.svg", "page.html"])
def test_http_14_and_15_a_file_that_could_run_is_only_ever_saved(visit: Visit, name: str) -> None:
    answer = visit("cem").get(f"/s/handbook/-/file/guides/setup/_files/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer.content_type


def test_a_link_to_a_hidden_page_looks_like_one_to_a_missing_page(visit: Visit) -> None:
    text = visit("cem").get("/s/handbook/guides/setup").text
    hidden = text.split(">hidden</a>")[0].rsplit("<a", 1)[1]
    missing = text.split(">missing</a>")[0].rsplit("<a", 1)[1]
    assert 'class="missing"' in hidden
    assert 'class="missing"' in missing


def test_backlinks_name_the_pages_that_link_here(visit: Visit) -> None:
    text = visit("cem").get("/s/handbook/guides").text
    assert "Pages that link here" in text
    assert text.count('href="/s/handbook/guides/setup"') >= 2


def test_an_editor_is_offered_to_edit_and_a_viewer_is_not(visit: Visit) -> None:
    assert 'data-key="e"' in visit("ben").get("/s/handbook/guides/setup").text
    assert 'data-key="e"' not in visit("cem").get("/s/handbook/guides/setup").text


def test_a_hidden_page_and_a_missing_page_answer_alike(visit: Visit) -> None:
    dora = visit("dora")
    hidden, missing = dora.get("/s/handbook/guides/setup"), dora.get("/s/handbook/guides/nothing")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert visit("cem").get("/s/handbook/guides/setup").status_code == 200
    assert "Setup" not in hidden.text


def test_nobody_is_sent_to_sign_in_for_hidden_and_missing_alike(client: FlaskClient, shelf: Shelf) -> None:
    for path in ("/s/handbook/guides/setup", "/s/handbook/nothing", "/s/nowhere/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login?next=")


def test_a_former_path_and_another_spelling_lead_to_the_page(visit: Visit, shelf: Shelf) -> None:
    cem = visit("cem")
    shelf.write({"guides/week.md": None, "guides/first-week.md": b"# Week one\n\nRead.\n"})
    moved = cem.get("/s/handbook/guides/week")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/s/handbook/guides/first-week")
    assert cem.get("/s/handbook/Guides/SETUP.md").headers["Location"] == "/s/handbook/guides/setup"


def test_the_short_link_leads_to_where_the_page_is(visit: Visit) -> None:
    cem = visit("cem")
    short = cem.get("/s/handbook/guides/setup").text.split('href="/p/')[1].split("/")[0].split('"')[0]
    answer = cem.get(f"/p/{short}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/s/handbook/guides/setup")
    assert visit("dora").get(f"/p/{short}").status_code == 404


def test_an_old_version_says_that_it_is_old(visit: Visit, shelf: Shelf) -> None:
    cem = visit("cem")
    first = cem.get("/s/handbook/guides/week")
    shelf.write({"guides/week.md": b"# Week one\n\nListen.\n"})
    page_id = first.text.split('href="/p/')[1].split("/")[0]
    versions = cem.get(f"/p/{page_id}/history").text
    commit = next(one for one in versions.split("version=")[1:] if len(one) >= 40)[:40]
    old = cem.get(f"/s/handbook/guides/week?version={commit}")
    assert "This is version 1" in old.text
    assert "Read." in old.text
    assert cem.get(f"/s/handbook/guides/setup?version={commit}").status_code in (200, 404)
    assert cem.get("/s/handbook/guides/week?version=" + "0" * 40).status_code == 404


def test_http_40_a_browser_is_told_when_nothing_changed(visit: Visit, shelf: Shelf) -> None:
    cem = visit("cem")
    tag = cem.get("/s/handbook/guides/week").headers["ETag"]
    again = cem.get("/s/handbook/guides/week", headers={"If-None-Match": tag})
    assert again.status_code == 304
    shelf.write({"guides/new.md": b"# New\n"})
    changed = cem.get("/s/handbook/guides/week", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["Cache-Control"] == "private, no-cache"


def test_http_40_the_tag_of_one_reader_is_not_the_tag_of_another(visit: Visit) -> None:
    cem, ben = visit("cem"), visit("ben")
    tag = cem.get("/s/handbook/guides/week").headers["ETag"]
    assert ben.get("/s/handbook/guides/week", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "data",
    [b"---\ntitle: [\n---\ntext\n", b"\xff\xfe broken\n", b"\xef\xbb\xbf# Bom\r\n\r\ntext\r\n", b"> " * 50 + b"deep\n"],
)
def test_odd_files_are_pages_that_render_and_say_what_is_odd(visit: Visit, shelf: Shelf, data: bytes) -> None:
    shelf.write({"odd.md": data})
    shown = visit("cem").get("/s/handbook/odd")
    assert shown.status_code == 200
    assert 'class="prose"' in shown.text
