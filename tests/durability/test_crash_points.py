"""I4, F2: the process dies between intent, commit, tables and index; the next start closes what it left, by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from auth.actor import Actor
from search.engine import Window
from search.query import parse
from tests.cast import Cast
from tests.durability.children import KILLED, ask_verify, die, dying_after, page_at_path, run, start_again
from wiki import background, db
from wiki.config import Settings
from wiki.events import delivery
from wiki.events.models import Event
from wiki.finding.index import engine
from wiki.pages import intents, projection, saving
from wiki.pages.deleting import bring_back, delete_page
from wiki.pages.models import Page, PageVersion
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, restore_version, save_page
from wiki.spaces.queries import repository_of

POINTS = ("intent", "commit", "tables")


def dying_at(point: str, act: Callable[[], object]) -> Callable[[], None]:
    """``act``, in a process that dies right after the intent, right after the commit, or right after the tables."""

    def work() -> None:
        if point == "intent":
            intents.note = dying_after(intents.note)  # type: ignore[assignment]
        elif point == "commit":
            saving.take_in_quietly = die
        else:
            projection._follow = die
        act()

    return work


@dataclass
class Stage:
    """The Handbook, Ben in it, and a look at what became of a page."""

    cast: Cast
    ben: Actor
    settings: Settings

    def make(self, path: str, word: str = "before") -> Page:
        return create_page(self.ben, self.cast.handbook, NewPage(path, body=f"# {path}\n\n{word} {path}\n"))

    def crash(self, point: str, act: Callable[[], object]) -> bool:
        """Crash there and start again; whether it happened at all."""
        head = repository_of(self.cast.handbook).head()
        assert run(self.settings, dying_at(point, act)) == KILLED
        start_again()
        assert ask_verify() == []
        return repository_of(self.cast.handbook).head() != head

    def events(self, page: Page) -> list[str]:
        """What was told of a page, oldest first."""
        with db.fresh() as session:
            return [one.kind for one in session.query(Event).filter(Event.page_id == page.id).order_by(Event.id)]


@pytest.fixture
def stage(cast: Cast, ben: Actor, settings: Settings) -> Stage:
    return Stage(cast, ben, settings)


def found(word: str) -> list[str]:
    """The pages that the index finds for a word."""
    with db.fresh() as session:
        ids = [row.id for row in session.query(Page)]
        return [hit.id for hit in engine().find(parse(word), engine().within(ids), Window()).hits]


def test_i4_a_crash_while_creating_leaves_nothing_or_the_page(stage: Stage) -> None:
    for point in POINTS:
        path = f"new-{point}"
        happened = stage.crash(point, lambda path=path, point=point: stage.make(path, f"fresh{point}"))
        page = page_at_path(path)
        assert (page is not None) == happened == (point != "intent")
        if page is not None:
            assert stage.events(page) == ["page.created"]
            assert page.area_id == stage.cast.handbook.area_id
            assert found(f"fresh{point}") == [page.id]


def test_i4_a_crash_while_creating_gives_the_page_the_id_of_its_intent(stage: Stage) -> None:
    stage.crash("commit", lambda: stage.make("fresh"))
    page = page_at_path("fresh")
    assert page is not None
    with db.fresh() as session:
        kept = session.connection().exec_driver_sql("SELECT page_id, commit_id FROM page_intents").all()
    assert kept == [(page.id, page.version)]


def test_f2_a_crash_while_saving_leaves_the_old_text_or_the_new_one(stage: Stage) -> None:
    for point in ("commit", "tables"):
        page = stage.make(f"p-{point}")
        edit = Edit(f"# P\n\nafter{point}\n", "", page.version)
        assert stage.crash(point, lambda page=page, edit=edit: save_page(stage.ben, page, edit))
        now = page_at_path(page.path)
        assert now is not None
        assert (now.id, now.number, now.area_id) == (page.id, 2, page.area_id)
        assert stage.events(page) == ["page.created", "page.changed"]
        assert found(f"after{point}") == [page.id]
        assert save_page(stage.ben, now, Edit("# P\n\nonce more\n", "", now.version)).changed


def test_i4_a_crash_while_moving_keeps_who_every_page_is(stage: Stage) -> None:
    for point in POINTS:
        page, below = stage.make(f"from-{point}"), stage.make(f"from-{point}/below")
        move = Move(f"to/{point}", page.version)
        happened = stage.crash(point, lambda page=page, move=move: move_page(stage.ben, page, move))
        path = move.to if happened else page.path
        assert happened == (point != "intent")
        for was, expected in ((page, path), (below, f"{path}/below")):
            now = page_at_path(expected)
            assert now is not None
            assert (now.id, now.area_id) == (was.id, was.area_id)
            assert stage.events(was)[1:].count("page.moved") == happened


def test_i4_a_crash_while_deleting_leaves_the_page_or_takes_it_out(stage: Stage) -> None:
    for point in POINTS:
        page = stage.make(f"p-{point}", f"gone{point}")
        happened = stage.crash(point, lambda page=page: delete_page(stage.ben, page, page.version))
        assert (page_at_path(page.path) is None) == happened == (point != "intent")
        assert stage.events(page)[1:] == ["page.deleted"] * happened
        assert found(f"gone{point}") == ([] if happened else [page.id])


def test_i4_a_crash_while_bringing_back_gives_the_page_its_own_id(stage: Stage) -> None:
    for point in POINTS:
        page = stage.make(f"p-{point}", f"back{point}")
        commit = delete_page(stage.ben, page, page.version)
        happened = stage.crash(point, lambda commit=commit: bring_back(stage.ben, stage.cast.handbook, commit))
        now = page_at_path(page.path)
        assert (now is not None) == happened == (point != "intent")
        if now is not None:
            assert (now.id, now.area_id) == (page.id, page.area_id)
            assert found(f"back{point}") == [page.id]


def test_i4_a_crash_while_restoring_a_version_leaves_the_old_text_or_the_restored_one(stage: Stage) -> None:
    for point in POINTS:
        page = stage.make(f"p-{point}", f"first{point}")
        later = save_page(stage.ben, page, Edit("# P\n\nsecond\n", "", page.version)).page
        happened = stage.crash(
            point, lambda later=later, page=page: restore_version(stage.ben, later, page.version, later.version)
        )
        assert happened == (point != "intent")
        assert stage.events(page) == ["page.created", "page.changed", *["page.restored"] * happened]
        assert found(f"first{point}") == [page.id] * happened
        with db.fresh() as session:
            assert session.query(PageVersion).filter(PageVersion.page_id == page.id).count() == 2 + happened


def test_f2_a_worker_that_dies_between_index_and_cursor_feeds_the_index_again(stage: Stage) -> None:
    start_again()
    page = stage.make("fed", "nourished")

    def work() -> None:
        delivery.advance = die
        background.at_start()

    assert run(stage.settings, work) == KILLED
    start_again()
    assert found("nourished") == [page.id]
    assert ask_verify() == []


def test_i2_a_rebuild_that_is_killed_leaves_the_old_rows(stage: Stage) -> None:
    page = stage.make("kept")

    def work() -> None:
        projection.write = die
        projection.rebuild(stage.cast.handbook.id)

    assert run(stage.settings, work) == KILLED
    assert page_at_path("kept") is not None
    projection.rebuild(stage.cast.handbook.id)
    now = page_at_path("kept")
    assert now is not None
    assert now.id == page.id
    start_again()
    assert ask_verify() == []
