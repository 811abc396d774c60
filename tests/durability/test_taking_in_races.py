"""I3, I2: whoever takes in, however often, in steps of any size: the tables come to one end, and tell of it once."""

from __future__ import annotations

import random
import time
from collections import Counter
from multiprocessing.connection import Connection

import pytest

from auth.actor import SYSTEM
from tests.durability.children import FORK, ask_verify, opened, start_again
from tests.wiki.pages.conftest import Shelf
from tests.wiki.pages.dumps import dump
from tests.wiki.pages.test_projection_holds import history
from wiki import db
from wiki.config import Settings
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.pages import projection
from wiki.pages.projection import rebuild, take_in
from wiki.pages.taking_in import storing
from wiki.spaces.operations import NewSpace, create_space
from wiki.spaces.queries import find_space, repository_of

PROCESSES = 3


@pytest.fixture
def shelf(instance: Instance) -> Shelf:
    return Shelf(create_space(SYSTEM, NewSpace("shelf", "Shelf")))


def taking_in_when_told(settings: Settings, space_id: str, seed: int, wire: Connection) -> None:
    """Wait a moment, take in, answer; again and again."""
    dice = random.Random(seed)
    with opened(settings):
        while wire.recv() == "go":
            time.sleep(dice.choice([0, 0, 0.001, 0.003]))
            wire.send(take_in(space_id).commits)


@pytest.mark.parametrize("rounds", [30, pytest.param(1000, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_i3_three_processes_taking_in_at_once_come_to_one_end(settings: Settings, shelf: Shelf, rounds: int) -> None:
    dice, wires, told, lost = random.Random(rounds), [], 0, 0
    for number in range(PROCESSES):
        ours, theirs = FORK.Pipe()
        FORK.Process(target=taking_in_when_told, args=(settings, shelf.space.id, number, theirs), daemon=True).start()
        wires.append(ours)
    changes = [one for seed in range(rounds) for one in history(seed)]
    for _number in range(rounds):
        for _each in range(dice.randint(1, 3)):
            shelf.commit(changes[told])
            told += 1
        for wire in wires:
            wire.send("go")
        taken = [wire.recv() for wire in wires]
        lost += sum(not one for one in taken)
        with db.fresh():
            space = find_space(shelf.space.id)
            assert space is not None
            assert space.taken_in == repository_of(space).head() == repository_of(space).get_ref()
    for wire in wires:
        wire.send("stop")
    with db.fresh() as session:
        events = Counter((one.kind, one.page_id, one.details["commit"]) for one in session.query(Event) if one.page_id)
    assert set(events.values()) == {1}, "everything is told once"
    was = dump(shelf.space)
    rebuild(shelf.space.id)
    assert dump(shelf.space) == was
    start_again()
    assert ask_verify() == []
    print(f"{rounds} interleavings of {PROCESSES} processes, {told} commits, {lost} found nothing left to do")


@pytest.mark.long
def test_i2_one_big_step_equals_many_small_ones_on_200_histories(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(200):
        dice = random.Random(seed)
        shelf = Shelf(create_space(SYSTEM, NewSpace(f"shelf-{seed}", "Shelf")))
        monkeypatch.setattr(storing, "LARGE", dice.choice([1, 3, 500]))
        for files in history(seed):
            shelf.commit(files)
            if dice.random() < 0.6:
                take_in(shelf.space.id)
        take_in(shelf.space.id)
        small, ids = dump(shelf.space), {page.path: page.id for page in shelf.pages()}
        rebuild(shelf.space.id)
        assert dump(shelf.space) == small, seed
        assert {page.path: page.id for page in shelf.pages()} == ids, seed


def test_i2_a_rebuild_beside_a_writer_ends_and_loses_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for files in history(1):
        shelf.commit(files)
    take_in(shelf.space.id)
    ids = {page.path: page.id for page in shelf.pages()}
    original, seen = projection.write, list[list[str]]()

    def beside(taking: storing.Taking) -> bool:
        if taking.anew and len(seen) < 3:
            shelf.commit({f"written-{len(seen)}.md": "# Meanwhile\n"})
            monkeypatch.setattr(projection, "write", original)
            take_in(shelf.space.id)
            monkeypatch.setattr(projection, "write", beside)
            seen.append(shelf.paths())
        return original(taking)

    monkeypatch.setattr(projection, "write", beside)
    rebuild(shelf.space.id)
    assert [f"written-{number}" in paths for number, paths in enumerate(seen)] == [True] * 3, "readers see on"
    now = {page.path: page.id for page in shelf.pages()}
    assert ids.items() <= now.items()
    assert {f"written-{number}" for number in range(3)} == now.keys() - ids.keys()


def test_i2_two_rebuilds_are_not_made_at_once(shelf: Shelf) -> None:
    shelf.commit({"a.md": "# A\n"})
    take_in(shelf.space.id)
    with storing.alone(shelf.space.id, 0), pytest.raises(projection.BeingRebuilt, match="from the beginning already"):
        rebuild(shelf.space.id)
    rebuild(shelf.space.id)
    assert shelf.paths() == ["a"]
