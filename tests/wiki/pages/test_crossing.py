"""Moves, deletions and new pages that cross each other, or cross the border of what is restricted: nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from auth.actor import Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.pages.scenes import at, restrict, text, write
from wiki import clock, db
from wiki.errors import Invalid, NotFound
from wiki.pages import projection, saving
from wiki.pages.deleting import bring_back, delete_page
from wiki.pages.errors import ChangedMeanwhile, NameTaken
from wiki.pages.models import Page
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.projection import rebuild, take_in
from wiki.pages.queries import page_for, versions
from wiki.pages.text import version_source

SECRET = "# Secret\n\nTOPSECRET\n"


@pytest.fixture
def vaulted(cast: Cast, ben: Actor) -> Actor:
    """A restricted part ``sec`` with a page below it; its manager."""
    write(cast, ben, {"sec.md": "# Sec\n", "sec/plan.md": SECRET})
    restrict(cast, "sec", "ann", Role.MANAGER)
    return cast.actor("ann")


def moved(actor: Actor, path: str, to: str) -> Page:
    page = at(actor, path)
    return move_page(actor, page, Move(to, page.version)).page


def texts_of(actor: Actor, page_id: str) -> list[bytes]:
    with db.fresh():
        return [version_source(one) for one in versions(actor, page_for(actor, page_id)).items if one.blob]


def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the tables do not follow what is saved."""

    def fails(*_all: object, **_named: object) -> None:
        raise OSError("busy")

    monkeypatch.setattr(saving, "take_in", fails)


def before_the_next_write(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Let somebody else get in between what was checked and what is written, once."""
    real, waiting = saving.write_all, [deed]

    def raced(*args: object, **named: object) -> str | None:
        while waiting:
            waiting.pop()()
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "write_all", raced)


def test_i4_a_page_at_the_old_address_of_a_part_that_moved_away_is_a_new_page(cast: Cast, vaulted: Actor) -> None:
    plan = at(vaulted, "sec/plan")
    delete_page(vaulted, plan, plan.version)
    moved(vaulted, "sec", "vault")
    new = create_page(cast.actor("ben"), cast.handbook, NewPage("sec/plan", body="# Mine\n"))
    assert new.id != plan.id
    assert texts_of(cast.actor("cem"), new.id) == [b"# Mine\n"]
    rebuild(cast.handbook.id)
    assert texts_of(cast.actor("cem"), new.id) == [b"# Mine\n"]


def test_i1_a_move_never_takes_an_older_text_along(cast: Cast, ben: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    write(cast, ben, {"a.md": "# A\n", "a/c.md": "[up](../top.md)\n", "top.md": "# T\n"})
    child, above = at(ben, "a/c"), at(ben, "a")
    with monkeypatch.context() as patch:
        behind(patch)
        save_page(ben, child, Edit("[up](../top.md)\n\nNew words.\n", "", child.version))
        with pytest.raises(ChangedMeanwhile):
            move_page(ben, above, Move("deep/down/b", above.version))
    move_page(ben, above, Move("deep/down/b", above.version))
    assert text(ben, "deep/down/b/c") == "[up](../../../top.md)\n\nNew words.\n"


def test_i1_a_deletion_never_takes_out_a_text_that_nobody_saw(
    cast: Cast, ben: Actor, setup: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        behind(patch)
        save_page(ben, setup, Edit("# New words\n", "", setup.version))
        with pytest.raises(ChangedMeanwhile):
            delete_page(ben, setup, setup.version)
    take_in(cast.handbook.id)
    assert text(ben, "guides/setup") == "# New words\n"


def test_i4_a_page_that_is_created_while_its_part_moves_away_is_not_left_in_the_open(
    cast: Cast, vaulted: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        before_the_next_write(patch, lambda: moved(vaulted, "sec", "vault"))
        page = create_page(vaulted, cast.handbook, NewPage("sec/new", body=SECRET))
    # tried again by what holds now: the old address is open to all, and the writer may write there
    assert page.path == "sec/new"
    assert page.area_id == cast.handbook.area_id


def test_i4_a_page_that_comes_while_its_part_moves_stops_the_move(
    cast: Cast, vaulted: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        before_the_next_write(patch, lambda: create_page(vaulted, cast.handbook, NewPage("sec/new", body=SECRET)))
        with pytest.raises(ChangedMeanwhile):
            moved(vaulted, "sec", "vault")
    moved(vaulted, "sec", "vault")
    assert text(vaulted, "vault/new") == SECRET
    with pytest.raises(NotFound):
        text(cast.actor("cem"), "vault/new")


def test_i4_what_a_move_means_is_remembered_until_it_is_taken_in(
    cast: Cast, vaulted: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        behind(patch)
        moved(vaulted, "sec", "vault")
        later = clock.now() + timedelta(days=3)
        patch.setattr(clock, "now", lambda: later)
        patch.setattr(projection, "take_in", saving.take_in)
        projection.take_in_all()
    take_in(cast.handbook.id)
    assert text(vaulted, "vault/plan") == SECRET
    with pytest.raises(NotFound):
        text(cast.actor("ben"), "vault/plan")


def test_what_was_restricted_does_not_come_back_in_the_open_with_what_stood_around_it(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"x.md": "# X\n", "x/sec.md": SECRET})
    restrict(cast, "x/sec", "ann", Role.MANAGER)
    ann = cast.actor("ann")
    above = at(ann, "x")
    commit = delete_page(ann, above, above.version)
    with pytest.raises(Invalid):
        bring_back(ann, cast.handbook, commit, "y")
    bring_back(ann, cast.handbook, commit)
    with pytest.raises(NotFound):
        text(cast.actor("cem"), "x/sec")


@pytest.mark.parametrize("to", ["y/_files/x", ".hidden/x", "a//b", "-/x", "名" * 300])
def test_a_page_comes_back_only_where_a_page_can_be(cast: Cast, ben: Actor, setup: Page, to: str) -> None:
    commit = delete_page(ben, setup, setup.version)
    with pytest.raises(Invalid) as refused:
        bring_back(ben, cast.handbook, commit, to)
    assert set(refused.value.fields) == {"to"}


def test_the_page_of_the_space_comes_back_elsewhere_as_itself(cast: Cast, ben: Actor) -> None:
    home = create_page(ben, cast.handbook, NewPage("", body="# Home\n"))
    commit = delete_page(ben, home, home.version)
    assert bring_back(ben, cast.handbook, commit, "home").id == home.id


def test_pages_below_land_only_where_the_mover_may_write(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"a.md": "# A\n", "a/x.md": "# AX\n", "b/x/deep.md": "# Hidden\n"})
    restrict(cast, "b/x", "ann", Role.MANAGER)
    with pytest.raises(NotFound):
        moved(cast.actor("ben"), "a", "b")
    assert text(cast.actor("ben"), "a/x") == "# AX\n"


def test_a_page_moves_up_into_the_place_of_its_folder(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"x/a.md": "# A\n", "x/a/a.md": "# AA\n"})
    ids = [at(ben, path).id for path in ("x/a", "x/a/a")]
    moved(ben, "x/a", "x")
    assert [at(ben, path).id for path in ("x", "x/a")] == ids


def test_a_file_in_the_way_is_said_to_be_there(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"guides/setup/_files/p.txt": b"1", "ops/start/_files/p.txt": b"2"})
    with pytest.raises(NameTaken):
        moved(ben, "guides/setup", "ops/start")


def test_the_second_of_two_clashing_names_takes_its_own_files_along(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"Z.md": "# First\n", "z.markdown": "![p](z~2/_files/p.txt)\n", "z~2/_files/p.txt": b"x"})
    assert moved(ben, "z~2", "new").file == "new.markdown"
    assert text(ben, "new") == "![p](new/_files/p.txt)\n"
