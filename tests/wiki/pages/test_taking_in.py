"""Taking in: whatever comes into a repository, the tables follow, in one step or in many, and never half."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.actor import SYSTEM
from repo_store.types import Author
from tests.cast import Cast
from tests.wiki.pages.conftest import Shelf
from wiki import db
from wiki.events.models import Event
from wiki.pages.models import FormerPath, Page, PageIdentity, PageVersion
from wiki.pages.projection import TakenIn, take_in, take_in_all
from wiki.people.models import AuthorAddress
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import repository_of


def events(space: Space) -> list[tuple[str, str | None]]:
    with db.fresh() as session:
        rows = session.scalars(select(Event).where(Event.space_id == space.id).order_by(Event.id))
        return [(one.kind, one.page_id) for one in rows if one.kind.startswith(("page.", "space."))]


def kinds(space: Space) -> list[str]:
    return [kind for kind, _page in events(space)]


def versions(page: Page) -> list[tuple[int, str, str]]:
    with db.fresh() as session:
        rows = session.scalars(select(PageVersion).where(PageVersion.page_id == page.id).order_by(PageVersion.number))
        return [(one.number, one.change, one.commit_id) for one in rows]


def test_a_push_is_taken_in_commit_by_commit(shelf: Shelf) -> None:
    shelf.commit({"a.md": "# One\n"})
    take_in(shelf.space.id)
    second = shelf.commit({"a.md": "# Two\n", "b/c.md": "---\ntags: [x, y]\n---\nText\n"}, "Second")
    third = shelf.commit({"a.md": "# Three\n"}, "Third")
    assert take_in(shelf.space.id) == TakenIn(2, 2)
    page = shelf.page("a")
    assert (page.title, page.number, page.version, page.author_name) == ("Three", 3, third, "Somebody Else")
    assert versions(page)[1:] == [(2, "changed", second), (3, "changed", third)]
    assert shelf.page("b/c").parent_path == "b"
    assert kinds(shelf.space)[1:] == ["page.created", "page.changed", "page.created", "page.changed"]
    assert take_in(shelf.space.id) == TakenIn(0, 0)


def test_i3_the_internal_ref_follows_the_watermark(shelf: Shelf) -> None:
    commit = shelf.commit({"a.md": "x"})
    take_in(shelf.space.id)
    assert repository_of(shelf.space).get_ref() == commit


def test_a_renamed_file_is_the_same_page_and_its_old_path_is_kept(shelf: Shelf) -> None:
    shelf.commit({"old/name.md": "# Text\n" * 20})
    take_in(shelf.space.id)
    before = shelf.page("old/name")
    shelf.commit({"old/name.md": None, "new/name.md": "# Text\n" * 20})
    take_in(shelf.space.id)
    after = shelf.page("new/name")
    assert (after.id, after.number) == (before.id, 2)
    assert [change for _number, change, _commit in versions(after)] == ["created", "renamed"]
    with db.fresh() as session:
        former = session.get(FormerPath, (shelf.space.id, "old/name"))
    assert former is not None
    assert former.page_id == after.id
    assert kinds(shelf.space)[-1] == "page.moved"


def test_a_file_beside_its_folder_moves_the_page_of_the_folder(shelf: Shelf) -> None:
    shelf.commit({"guides/README.md": "# All guides\n"})
    take_in(shelf.space.id)
    page = shelf.page("guides")
    shelf.commit({"guides.md": "# Short\n"})
    take_in(shelf.space.id)
    assert shelf.page("guides/README").id == page.id
    assert (shelf.page("guides").title, shelf.page("guides/README").number) == ("Short", 1)


def test_a_page_rewritten_under_another_file_name_keeps_its_path_and_id(shelf: Shelf) -> None:
    shelf.commit({"guides.md": "# Old words\n"})
    take_in(shelf.space.id)
    page = shelf.page("guides")
    shelf.commit({"guides.md": None, "guides/index.md": "Nothing in common at all\n"})
    take_in(shelf.space.id)
    assert shelf.page("guides").id == page.id


def test_a_deleted_page_leaves_its_identity_and_comes_back_with_it(shelf: Shelf) -> None:
    shelf.commit({"a.md": "# A\n"})
    take_in(shelf.space.id)
    page_id = shelf.page("a").id
    shelf.commit({"a.md": None})
    take_in(shelf.space.id)
    assert shelf.paths() == []
    with db.fresh() as session:
        identity = session.get(PageIdentity, page_id)
    assert identity is not None
    assert identity.gone_at is not None
    shelf.commit({"a.md": "# Again\n"})
    take_in(shelf.space.id)
    assert (shelf.page("a").id, shelf.page("a").number) == (page_id, 3)


def test_two_pages_may_change_places(shelf: Shelf) -> None:
    one, two = "# One\n" * 30, "# Two, other words\n" * 30
    shelf.commit({"x.md": one, "y.md": two})
    take_in(shelf.space.id)
    first = shelf.page("x").id
    shelf.commit({"x.md": None, "z.md": one})
    shelf.commit({"y.md": None, "x.md": two})
    shelf.commit({"z.md": None, "y.md": one})
    take_in(shelf.space.id)
    assert shelf.page("y").id == first


def test_a_first_import_is_one_event(shelf: Shelf) -> None:
    for number in range(5):
        shelf.commit({f"{number}.md": f"# {number}\n"})
    take_in(shelf.space.id)
    assert kinds(shelf.space) == ["space.created", "space.imported"]


def test_a_history_that_was_replaced_is_read_anew_and_ids_stay_by_path(shelf: Shelf) -> None:
    base = shelf.commit({"a.md": "# A\n", "b.md": "# B\n"})
    shelf.commit({"a.md": "# A2\n", "c.md": "# C\n"})
    take_in(shelf.space.id)
    page_id = shelf.page("a").id
    repository = repository_of(shelf.space)
    (repository.path / "refs/heads/main").write_text(base + "\n")
    shelf.commit({"a.md": "# A other\n"})
    take_in(shelf.space.id)
    assert shelf.paths() == ["a", "b"]
    assert (shelf.page("a").id, shelf.page("a").title, shelf.page("a").number) == (page_id, "A other", 2)
    assert kinds(shelf.space)[-1] == "space.rebuilt"
    with db.fresh() as session:
        lost = session.scalars(select(PageIdentity).where(PageIdentity.path == "c")).one()
    assert lost.gone_at is not None


def test_strange_files_are_pages_all_the_same(shelf: Shelf) -> None:
    shelf.commit({
        "broken.md": b"# Caf\xe9\n\xff\xfe\n", "bom.md": "\ufeff# Mark\r\nText\r\n", "empty.md": "",
        "yaml.md": "---\ntitle: [unclosed\n---\nText\n", "nan.md": "---\nx: .nan\nday: 2024-02-30\n---\n",
        "deep.md": ">" * 500 + " x\n", "nul.md": "a\0b\n", "x" * 300 + ".txt": "no page",
    })  # fmt: skip
    take_in(shelf.space.id)
    pages = {page.path: page for page in shelf.pages()}
    assert set(pages) == {"broken", "bom", "empty", "yaml", "nan", "deep", "nul"}
    assert (pages["bom"].title, pages["empty"].title, pages["broken"].problem) == ("Mark", "empty", "broken-utf8")
    assert pages["yaml"].problem == "front-matter-invalid"


def test_a_page_over_the_limit_stands_in_the_tree_without_its_text(shelf: Shelf) -> None:
    shelf.commit({"big.md": "# Big\n" + "x" * (2 * 1024 * 1024)})
    take_in(shelf.space.id)
    page = shelf.page("big")
    assert (page.too_large, page.words) == (True, 0)


def test_authors_are_people_by_our_addresses_or_by_theirs(cast: Cast, shelf: Shelf) -> None:
    with db.writing() as session:
        session.add(AuthorAddress(address="cem@elsewhere.example", person_id="p-cem"))
    shelf.commit({"a.md": "x"}, author=Author("C.", "Cem@Elsewhere.example"))
    shelf.commit({"b.md": "x"}, author=Author("Liar", "p-p-ben@0000000000000000.invalid"))
    take_in(shelf.space.id)
    assert (shelf.page("a").author_id, shelf.page("b").author_id) == ("p-cem", None)


def test_one_space_that_cannot_be_read_does_not_stop_the_others(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    broken = create_space(SYSTEM, NewSpace("aaa"))
    (repository_of(broken).path / "HEAD").unlink()
    shelf.commit({"a.md": "x"})
    assert take_in_all() == TakenIn(1, 1)
    assert broken.id in caplog.text
