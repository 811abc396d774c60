"""Reading pages: only what one may see, and what is hidden looks exactly like what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.actor import ANONYMOUS, Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.pages.conftest import Shelf
from wiki import clock, db
from wiki.access.models import Area, Grant
from wiki.access.operations import bump_epoch
from wiki.errors import NotFound, SignInNeeded
from wiki.instance import Instance
from wiki.pages.errors import Moved
from wiki.pages.files import file_at
from wiki.pages.links import backlinks
from wiki.pages.models import Page
from wiki.pages.projection import rebuild, take_in
from wiki.pages.queries import page_at, page_for, recent, version_for, versions
from wiki.pages.sidebar import sidebar
from wiki.pages.text import body_html, rendered, source_of, version_source
from wiki.pages.tree import Stretch, children_of, neighbours, trail, tree

FILES = {
    "README.md": "# The Handbook\n\n[Set up](guides/setup.md)\n",
    "guides/setup.md": (
        "# Set up\n\n[b](../notes/b.md) [up](../README.md) [gone](missing.md) [[Notes B]] [[b]] [[Nobody]]\n"
        "![p](setup/_files/p.png) ![q](q.png) [dir](../notes/) [secret](../secret/plan.md) @ann @nobody\n"
    ),
    "guides/setup/10-last.md": "# Last\n",
    "guides/setup/2-first.md": "# First\n",
    "guides/setup/_files/p.png": b"\x89PNG\r\n\x1a\n",
    "notes/b.md": "# Notes B\n\nSee [[Set up]].\n",
    "secret/plan.md": "# Hidden title\n\n[x](../guides/setup.md)\n",
    "secret/plan/_files/map.png": b"map",
    "plain.txt": "text",
}


@pytest.fixture
def handbook(cast: Cast) -> Shelf:
    """The Handbook with a restricted folder, which ann alone may read."""
    shelf = Shelf(cast.handbook)
    shelf.commit(FILES, "Fill the shelf")
    shelf.commit({"guides/setup.md": FILES["guides/setup.md"] + "More\n"}, "Add more")
    with db.writing() as session:
        area = Area(
            id="secret", space_id=cast.handbook.id, root_path="secret", parent_id=cast.handbook.area_id,
            created_at=clock.now(),
        )  # fmt: skip
        session.add(area)
        session.flush()
        grant = {"area_id": "secret", "subject_kind": "group", "subject_id": "g-ann", "role": Role.MANAGER}
        session.add(Grant(id="g-secret", granted_at=clock.now(), **grant))
        bump_epoch()
    take_in(cast.handbook.id)
    with db.reading():
        yield shelf  # type: ignore[misc]


@pytest.fixture
def seen(handbook: Shelf, cast: Cast) -> Callable[[str, str], Page]:
    return lambda who, path: page_at(cast.actor(who), "handbook", path)


def test_a_page_is_found_by_path_and_by_id(handbook: Shelf, cast: Cast, seen: Callable[[str, str], Page]) -> None:
    page = seen("cem", "guides/setup")
    assert (page.title, page.space.key, page.number) == ("Set up", "handbook", 2)
    assert page_for(cast.actor("cem"), page.id).path == "guides/setup"
    assert seen("cem", "").title == "The Handbook"
    assert source_of(page) == (FILES["guides/setup.md"] + "More\n").encode()
    assert rendered(page).title == "Set up"


def test_another_spelling_or_file_name_leads_to_the_page(seen: Callable[[str, str], Page]) -> None:
    for path in ("Guides/SETUP", "guides/setup/", "README"):
        with pytest.raises(Moved) as moved:
            seen("cem", path)
        assert moved.value.page.path in ("guides/setup", "")


def test_a_former_path_leads_to_the_page(handbook: Shelf, cast: Cast) -> None:
    handbook.commit({"notes/b.md": None, "notes/bee.md": FILES["notes/b.md"]})
    take_in(cast.handbook.id)
    with db.fresh(), pytest.raises(Moved) as moved:
        page_at(cast.actor("cem"), "handbook", "notes/b")
    assert moved.value.page.path == "notes/bee"


def test_a_former_path_of_a_hidden_page_looks_missing(handbook: Shelf, cast: Cast) -> None:
    handbook.commit({"secret/plan.md": None, "secret/other.md": FILES["secret/plan.md"]})
    take_in(cast.handbook.id)
    with db.fresh():
        with pytest.raises(Moved):
            page_at(cast.actor("ann"), "handbook", "secret/plan")
        with pytest.raises(NotFound):
            page_at(cast.actor("cem"), "handbook", "secret/plan")


def test_a_page_that_is_hidden_looks_missing(cast: Cast, handbook: Shelf, seen: Callable[[str, str], Page]) -> None:
    hidden = seen("ann", "secret/plan")
    for who in ("ben", "cem", "dora", "root"):
        errors = []
        for path in ("secret/plan", "secret/none", "Secret/PLAN"):
            with pytest.raises(NotFound) as caught:
                seen(who, path)
            errors.append(str(caught.value))
        assert len(set(errors)) == 1
        with pytest.raises(NotFound):
            page_for(cast.actor(who), hidden.id)
    for path in ("secret/plan", "secret/none"):
        with pytest.raises(SignInNeeded):
            page_at(ANONYMOUS, "handbook", path)


def test_lists_leave_out_what_is_hidden(cast: Cast, handbook: Shelf) -> None:
    def paths(actor: Actor) -> set[str]:
        return {page.path for page in recent(actor)}

    assert paths(cast.actor("ann")) - paths(cast.actor("cem")) == {"secret/plan"}
    assert paths(cast.actor("dora")) == paths(cast.actor("root")) == set()
    assert len(recent(cast.actor("cem"), cast.handbook, 2)) == 2


def test_the_tree_has_headings_order_and_no_hidden_branch(cast: Cast, handbook: Shelf) -> None:
    space = page_at(cast.actor("cem"), "handbook", "").space
    lines = [(node.path, node.is_heading, node.depth) for node in tree(cast.actor("cem"), space).items]
    assert lines == [
        ("guides", True, 0), ("guides/setup", False, 1), ("guides/setup/2-first", False, 2),
        ("guides/setup/10-last", False, 2), ("notes", True, 0), ("notes/b", False, 1),
    ]  # fmt: skip
    assert [one.path for one in children_of(cast.actor("ann"), space)] == ["guides", "notes", "secret"]
    assert [one.title for one in children_of(cast.actor("cem"), space, "guides/setup")] == ["First", "Last"]


def test_the_tree_comes_in_stretches(cast: Cast, handbook: Shelf) -> None:
    actor, space = cast.actor("cem"), page_at(cast.actor("cem"), "handbook", "").space
    first = tree(actor, space, Stretch(limit=4))
    assert first.next == "guides/setup/10-last"
    assert [one.path for one in tree(actor, space, Stretch(after=first.next)).items] == ["notes", "notes/b"]
    assert [one.path for one in tree(actor, space, Stretch(depth=1)).items] == ["guides", "notes"]
    assert [one.path for one in tree(actor, space, Stretch("guides", depth=1)).items] == ["guides/setup"]
    assert tree(actor, space, Stretch(after="no such line")).items == ()


def test_the_sidebar_opens_down_to_the_page(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    page = seen("cem", "guides/setup/2-first")
    top, guides, setup, below = sidebar(cast.actor("cem"), page.space, page.path_key).levels
    assert [node.title for node in top.lines()] == ["guides", "notes"]
    assert [node.title for node in guides.lines()] == ["Set up"]
    assert [node.title for node in setup.lines()] == ["First", "Last"]
    assert [level.nodes[level.way].key for level in (top, guides, setup) if level.way is not None] == [
        "guides",
        "guides/setup",
        "guides/setup/2-first",
    ]
    assert (below.lines(), below.way) == ([], None)


def test_the_sidebar_ends_at_200_rows_with_the_nearest_kept(cast: Cast, handbook: Shelf) -> None:
    handbook.commit({f"many/{number}.md": "x" for number in range(300)})
    take_in(cast.handbook.id)
    with db.fresh():
        page = page_at(cast.actor("cem"), "handbook", "many/7")
        shown = sidebar(cast.actor("cem"), page.space, page.path_key)
    lines = [node for level in shown.levels for node in level.lines()]
    assert len(lines) == 200
    assert page.path_key in {node.key for node in lines}
    assert {node.key.partition("/")[0] for node in lines} == {"many"}
    assert shown.more == 305


@pytest.mark.parametrize("number", [0, 7, 197, 198, 199, 200, 299])
def test_the_sidebar_holds_the_page_wherever_it_stands(cast: Cast, handbook: Shelf, number: int) -> None:
    handbook.commit({f"many/{name}.md": "x" for name in range(300)})
    take_in(cast.handbook.id)
    with db.fresh():
        page = page_at(cast.actor("cem"), "handbook", f"many/{number}")
        levels = sidebar(cast.actor("cem"), page.space, page.path_key).levels
    names = [node.path for node in levels[1].lines()]
    assert names == [f"many/{name}" for name in range(300) if name < len(names) - (number >= 199) or name == number]
    assert sum(len(level.lines()) for level in levels) == 200


def test_the_trail_and_the_pages_beside(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    page = seen("cem", "guides/setup/2-first")
    assert [(crumb.title, crumb.is_heading) for crumb in trail(cast.actor("cem"), page)] == [
        ("guides", True),
        ("Set up", False),
    ]
    before, after = neighbours(cast.actor("cem"), page)
    assert (before and before.path, after and after.path) == ("guides/setup", "guides/setup/10-last")
    _before, following = neighbours(cast.actor("cem"), seen("cem", "notes/b"))
    assert following is None
    assert neighbours(cast.actor("ann"), seen("ann", "notes/b"))[1].path == "secret/plan"  # type: ignore[union-attr]


def test_links_lead_where_they_mean_for_this_reader(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    html = str(body_html(cast.actor("cem"), seen("cem", "guides/setup")))
    assert html.count('href="/s/handbook/notes/b"') == 3
    assert 'href="/s/handbook/"' in html
    assert 'href="/s/handbook/guides/missing" class="missing"' in html
    assert 'src="/s/handbook/-/file/guides/setup/_files/p.png"' in html
    assert "q.png" not in html
    assert 'href="/u/ann"' in html
    assert 'href="/s/handbook/notes" class="missing"' in html


def test_a_link_to_a_hidden_page_looks_like_one_to_a_missing_page(cast: Cast, handbook: Shelf) -> None:
    handbook.commit(
        {"two.md": "[a](secret/plan.md) [a](secret/nope.md) [[Hidden title]] ![m](secret/plan/_files/map.png)\n"}
    )
    take_in(cast.handbook.id)
    with db.fresh():
        html = str(body_html(cast.actor("cem"), page_at(cast.actor("cem"), "handbook", "two")))
        known = str(body_html(cast.actor("ann"), page_at(cast.actor("ann"), "handbook", "two")))
    hidden, missing = 'href="/s/handbook/secret/plan" class="missing"', 'href="/s/handbook/secret/nope" class="missing"'
    assert hidden in html
    assert missing in html
    assert 'href="/s/handbook/Hidden%20title" class="missing"' in html
    assert "map.png" not in html
    assert hidden not in known
    assert missing in known
    assert "map.png" in known


def test_backlinks_are_those_one_may_see(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    page = seen("cem", "guides/setup")
    assert {one.path for one in backlinks(cast.actor("cem"), page)} == {"", "notes/b"}
    assert {one.path for one in backlinks(cast.actor("ann"), page)} == {"", "notes/b", "secret/plan"}
    assert len(backlinks(cast.actor("ann"), page, limit=1)) == 1


def test_files_follow_the_area_of_their_path(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    space = seen("cem", "").space
    picture = file_at(cast.actor("cem"), space, "guides/setup/_files/p.png")
    assert (picture.data, picture.name, picture.media_type) == (b"\x89PNG\r\n\x1a\n", "p.png", "image/png")
    assert file_at(cast.actor("ann"), space, "secret/plan/_files/map.png").data == b"map"
    for path in ("secret/plan/_files/map.png", "secret/plan.md", "secret/none.png", "../x", "", "guides"):
        with pytest.raises(NotFound):
            file_at(cast.actor("cem"), space, path)


def test_versions_come_newest_first_and_only_of_this_page(cast: Cast, seen: Callable[[str, str], Page]) -> None:
    actor, page = cast.actor("cem"), seen("cem", "guides/setup")
    newest = versions(actor, page, limit=1)
    assert [(one.number, one.summary) for one in newest.items] == [(2, "Add more")]
    earlier = versions(actor, page, before=int(newest.next or 0))
    assert [one.number for one in earlier.items] == [1]
    assert (
        version_source(version_for(actor, page, earlier.items[0].commit_id)) == str(FILES["guides/setup.md"]).encode()
    )
    near = page.version[:-1] + ("1" if page.version.endswith("0") else "0")
    for commit in (near, "x", ""):
        with pytest.raises(NotFound):
            version_for(actor, page, commit)
    with pytest.raises(NotFound):
        version_for(actor, seen("cem", "notes/b"), page.version)


def test_a_page_view_needs_few_statements_whatever_the_size(cast: Cast, handbook: Shelf, instance: Instance) -> None:
    def view() -> int:
        with db.counting() as count, db.fresh():
            actor = cast.actor("cem")
            count[0] = 0
            page = page_at(actor, "handbook", "guides/setup")
            sidebar(actor, page.space, page.path_key)
            trail(actor, page)
            neighbours(actor, page)
            backlinks(actor, page)
            body_html(actor, page)
            return count[0]

    few = view()
    handbook.commit({f"many/{number}.md": "[s](../guides/setup.md)" for number in range(150)})
    take_in(cast.handbook.id)
    assert (few, view(), view()) == (7, 7, 3)  # BEGIN among them; the second time tree, links and backlinks are kept


def test_what_is_rebuilt_is_seen_at_once(cast: Cast, handbook: Shelf) -> None:
    rebuild(cast.handbook.id)
    with db.fresh():
        assert page_at(cast.actor("cem"), "handbook", "guides/setup").number == 2
