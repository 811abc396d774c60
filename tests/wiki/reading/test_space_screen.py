"""The home of a space and the list of all its pages."""

from __future__ import annotations

from collections.abc import Callable

from tests.wiki.people.visitors import Visitor
from tests.wiki.reading.conftest import Shelf
from wiki.spaces.operations import NewSpace, create_space

Visit = Callable[[str], Visitor]


def test_the_home_of_a_space_shows_tree_changes_and_role(visit: Visit) -> None:
    text = visit("cem").get("/s/handbook/").text
    assert "How we work" in text
    assert "You are Viewer here" in text
    assert 'href="/s/handbook/guides"' in text
    assert "Recent changes" in text


def test_a_space_page_of_its_own_is_shown_on_its_home(visit: Visit, shelf: Shelf) -> None:
    shelf.write({"index.md": b"# Welcome\n\nRead this first.\n"})
    assert "Read this first." in visit("cem").get("/s/handbook/").text


def test_only_who_may_write_is_offered_a_new_page(visit: Visit) -> None:
    assert "/s/handbook/-/new" in visit("ben").get("/s/handbook/").text
    assert "/s/handbook/-/new" not in visit("cem").get("/s/handbook/").text


def test_an_empty_space_says_what_to_do_next(visit: Visit, shelf: Shelf) -> None:
    ann = shelf.cast.actor("root")
    create_space(ann, NewSpace("empty", "Empty"))
    assert "No pages in this space yet" in visit("root").get("/s/empty/").text


def test_the_list_of_all_pages_shows_every_page_once(visit: Visit) -> None:
    text = visit("cem").get("/s/handbook/-/tree").text
    rows = text.split("<main", 1)[1]
    assert [rows.count(f'href="/s/handbook/{path}"') for path in ("guides", "guides/setup", "guides/week")] == [1, 1, 1]


def test_a_hidden_space_looks_missing(visit: Visit) -> None:
    dora = visit("dora")
    assert dora.get("/s/handbook/").status_code == 404
    assert dora.get("/s/nowhere/").status_code == 404
    assert dora.get("/s/handbook/-/tree").status_code == 404
    assert dora.get("/s/handbook/-/file/guides/setup/_files/plan.png").status_code == 404
    assert visit("cem").get("/s/handbook/").status_code == 200


def test_a_folder_without_a_page_leads_to_what_is_in_it(visit: Visit, shelf: Shelf) -> None:
    shelf.write({"值班/swap.md": b"# Swap\n", "值班/deep/night.md": b"# Night\n"})
    cem = visit("cem")
    folder = "/s/handbook/-/tree?under=%E5%80%BC%E7%8F%AD"
    sidebar, home = cem.get("/s/handbook/").text.split("<main", 1)
    assert f'href="{folder}"' in sidebar
    assert f'href="{folder}"' in home
    listed = cem.get(folder)
    sidebar, main = listed.text.split("<main", 1)
    assert listed.status_code == 200
    assert "Pages in 值班" in main
    assert f'href="{folder}/deep"' in main
    assert f'href="{folder}/deep"' in sidebar, "the sidebar stands open there"
    assert [main.count(f'href="/s/handbook/{path}"') for path in ("%E5%80%BC%E7%8F%AD/swap", "guides/setup")] == [1, 0]
    assert f'<a href="{folder}">值班</a>' in cem.get("/s/handbook/值班/swap").text, "a step of the breadcrumb"


def test_a_folder_that_holds_nothing_for_the_reader_is_missing(visit: Visit) -> None:
    assert visit("cem").get("/s/handbook/-/tree?under=nowhere").status_code == 404
    assert visit("dora").get("/s/handbook/-/tree?under=guides").status_code == 404
    assert visit("cem").get("/s/handbook/-/tree?under=guides").status_code == 200


def test_only_who_may_write_is_offered_a_page_in_a_folder(visit: Visit) -> None:
    address = "/s/handbook/-/tree?under=guides"
    assert "/s/handbook/-/new?under=guides" in visit("ben").get(address).text
    assert "/s/handbook/-/new?under=guides" not in visit("cem").get(address).text
