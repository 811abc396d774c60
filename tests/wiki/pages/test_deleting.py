"""Deleting a page with what lies below it, and bringing it back within thirty days: whole, with its ids."""

from __future__ import annotations

from datetime import timedelta

import pytest

from auth.actor import Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.pages.dumps import dump
from tests.wiki.pages.scenes import at, restrict, text, write
from wiki import clock, db
from wiki.errors import Gone, Invalid, NotAllowed, NotFound
from wiki.events.models import Event
from wiki.pages.deleting import Deletion, bring_back, delete_page, deletion_of, deletions
from wiki.pages.errors import ChangedMeanwhile, NameTaken
from wiki.pages.models import Page, PageIdentity
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.projection import rebuild
from wiki.pages.queries import page_for
from wiki.spaces.queries import repository_of


@pytest.fixture
def tree(cast: Cast, ben: Actor, setup: Page) -> Page:
    """The page of three paragraphs with two pages and a file below it, and a page beside it."""
    below = {"guides/setup/linux.md": "# Linux\n", "guides/setup/linux/arch.md": "# Arch\n"}
    write(cast, ben, {**below, "guides/setup/_files/a.png": b"x", "guides/beside.md": "# Beside\n"})
    return setup


def files(cast: Cast) -> set[str]:
    repository = repository_of(cast.handbook)
    return {one.path for one in repository.entries(repository.head() or "")}


def listed(cast: Cast, login: str = "ben") -> list[Deletion]:
    with db.fresh():
        return deletions(cast.actor(login), cast.handbook)


def test_a_page_goes_with_what_lies_below_it_in_one_commit(cast: Cast, ben: Actor, tree: Page) -> None:
    before = repository_of(cast.handbook).head()
    commit = delete_page(ben, tree, tree.version)
    assert repository_of(cast.handbook).commit(commit).parents == (before,)
    assert files(cast) == {"guides/beside.md"}
    with pytest.raises(Gone), db.fresh():
        page_for(ben, tree.id)


def test_what_was_deleted_is_listed_with_its_title_for_those_who_may_bring_it_back(
    cast: Cast, ben: Actor, tree: Page
) -> None:
    commit = delete_page(ben, tree, tree.version)
    (one,) = listed(cast)
    assert (one.commit, one.page_id, one.path, one.title, one.pages, one.by) == (
        commit, tree.id, "guides/setup", "Set up", 3, "Ben",
    )  # fmt: skip
    assert one.until - one.at == timedelta(days=30)
    with pytest.raises(NotAllowed):
        listed(cast, "cem")
    with pytest.raises(NotFound):
        listed(cast, "dora")


def test_it_comes_back_whole_with_its_ids(cast: Cast, ben: Actor, tree: Page) -> None:
    ids = {path: at(ben, path).id for path in ("guides/setup", "guides/setup/linux", "guides/setup/linux/arch")}
    before = files(cast)
    page = bring_back(ben, cast.handbook, delete_page(ben, tree, tree.version))
    assert (page.id, page.path, page.number) == (tree.id, "guides/setup", 3)
    assert files(cast) == before
    assert {path: at(ben, path).id for path in ids} == ids
    assert text(ben, "guides/setup/linux") == "# Linux\n"
    assert listed(cast) == []
    with db.fresh() as session:
        told = session.query(Event.kind).filter(Event.page_id == tree.id).order_by(Event.id)
        assert [row.kind for row in told] == ["page.created", "page.deleted", "page.restored"]


def test_it_comes_back_elsewhere_when_its_address_is_taken(cast: Cast, ben: Actor, tree: Page) -> None:
    linux = at(ben, "guides/setup/linux").id
    commit = delete_page(ben, tree, tree.version)
    beside = at(ben, "guides/beside")
    move_page(ben, beside, Move("guides/setup", beside.version))
    with pytest.raises(NameTaken):
        bring_back(ben, cast.handbook, commit)
    page = bring_back(ben, cast.handbook, commit, "guides/old-setup")
    assert (page.id, page.path) == (tree.id, "guides/old-setup")
    assert at(ben, "guides/old-setup/linux").id == linux
    assert at(ben, "guides/setup").id == beside.id


def test_i2_a_rebuild_comes_to_the_same_rows_after_deletions(cast: Cast, ben: Actor, tree: Page) -> None:
    commit = delete_page(ben, tree, tree.version)
    create_page(ben, cast.handbook, NewPage("guides/other", body="# Other\n"))
    bring_back(ben, cast.handbook, commit, "guides/again")
    linux = at(ben, "guides/again/linux")
    delete_page(ben, linux, linux.version)
    once = dump(cast.handbook)
    rebuild(cast.handbook.id)
    assert dump(cast.handbook) == once


def test_a_page_written_anew_at_the_same_address_is_the_same_page(cast: Cast, ben: Actor, setup: Page) -> None:
    delete_page(ben, setup, setup.version)
    again = create_page(ben, cast.handbook, NewPage("guides/setup", body="# Anew\n"))
    assert (again.id, again.number) == (setup.id, 3)
    assert listed(cast) == []


def test_after_thirty_days_it_is_said_to_be_too_late(
    cast: Cast, ben: Actor, tree: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = delete_page(ben, tree, tree.version)
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert listed(cast) == []
    with pytest.raises(Gone, match="30 days"):
        bring_back(ben, cast.handbook, commit)
    with pytest.raises(NotFound):
        bring_back(ben, cast.handbook, "0" * 40)


def test_the_page_of_the_space_goes_alone(cast: Cast, ben: Actor, tree: Page) -> None:
    home = create_page(ben, cast.handbook, NewPage("", body="# Home\n"))
    delete_page(ben, home, home.version)
    assert "guides/setup.md" in files(cast)


def test_a_part_that_is_kept_from_somebody_is_not_deleted_by_them(cast: Cast, tree: Page) -> None:
    restrict(cast, "guides/setup/linux", "ann", Role.MANAGER)
    with pytest.raises(NotAllowed) as refused:
        delete_page(cast.actor("ben"), tree, tree.version)
    assert "linux" not in str(refused.value.mend).lower()
    delete_page(cast.actor("ann"), tree, tree.version)
    assert (listed(cast)[0].pages, listed(cast, "ann")[0].pages) == (1, 3)


def test_what_was_restricted_comes_back_restricted(cast: Cast, tree: Page) -> None:
    area_id = restrict(cast, "guides/setup/linux", "ann", Role.MANAGER)
    ann, ben = cast.actor("ann"), cast.actor("ben")
    commit = delete_page(ann, tree, tree.version)
    bring_back(ben, cast.handbook, commit)
    assert "guides/setup/linux.md" not in files(cast)
    with db.fresh() as session:
        linux = session.query(PageIdentity).filter_by(path="guides/setup/linux").one()
        assert linux.area_id == area_id
    bring_back(ann, cast.handbook, commit)
    with db.fresh() as session:
        assert session.get_one(Page, linux.id).area_id == area_id


def test_what_was_restricted_does_not_come_back_outside_its_part(cast: Cast, tree: Page) -> None:
    restrict(cast, "guides", "ben", Role.EDITOR)
    ben = cast.actor("ben")
    beside = at(ben, "guides/beside")
    commit = delete_page(cast.actor("ben"), beside, beside.version)
    with pytest.raises(Invalid, match="form") as refused:
        bring_back(ben, cast.handbook, commit, "open/beside")
    assert "inside that part" in str(refused.value.fields["to"])


def test_a_change_that_nobody_saw_stops_the_deletion(cast: Cast, ben: Actor, setup: Page) -> None:
    save_page(cast.actor("ann"), setup, Edit("# New\n", "", setup.version))
    with pytest.raises(ChangedMeanwhile):
        delete_page(ben, setup, setup.version)


def test_one_deletion_is_found_by_its_commit(cast: Cast, ben: Actor, tree: Page) -> None:
    commit = delete_page(ben, tree, tree.version)
    with db.fresh():
        assert deletion_of(ben, cast.handbook, commit).pages == 3
        with pytest.raises(NotFound):
            deletion_of(ben, cast.handbook, tree.version)
