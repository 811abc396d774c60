"""What must hold of the tables whatever happens: whole or not at all, one winner, and the same end by every way."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.wiki.pages.conftest import Shelf
from tests.wiki.pages.dumps import dump
from wiki.instance import Instance
from wiki.pages import projection
from wiki.pages.projection import TakenIn, rebuild, take_in, take_in_all
from wiki.pages.taking_in import storing


def test_i7_a_step_that_fails_leaves_the_old_state_whole(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.commit({"a.md": "# A\n"})
    take_in(shelf.space.id)
    before = dump(shelf.space)
    shelf.commit({"a.md": "# B\n", "b.md": "# B\n"})
    with monkeypatch.context() as patch:
        patch.setattr(storing, "tell", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_in(shelf.space.id)
    assert dump(shelf.space) == before
    take_in(shelf.space.id)
    assert shelf.paths() == ["a", "b"]


def test_i3_whoever_loses_the_race_for_the_watermark_starts_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.commit({"a.md": "# A\n"})
    take_in(shelf.space.id)
    shelf.commit({"a.md": "# A2\n"})
    original, raced = projection.write, list[int]()

    def late(taking: storing.Taking) -> bool:
        if not raced:
            raced.append(1)
            shelf.commit({"b.md": "# B\n"})
            assert take_in(shelf.space.id) == TakenIn(2, 2)
        return original(taking)

    monkeypatch.setattr(projection, "write", late)
    assert take_in(shelf.space.id) == TakenIn(0, 0)
    assert shelf.paths() == ["a", "b"]


def test_i3_many_processes_taking_in_at_once_come_to_one_end(instance: Instance, shelf: Shelf) -> None:
    def work(number: int) -> int:
        with instance.bound():
            shelf.commit({f"p{number % 4}.md": f"# {number}\n", f"only{number}.md": "x"})
            return take_in(shelf.space.id).commits

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(work, range(24)))
    assert sum(taken) == 24
    once = dump(shelf.space)
    rebuild(shelf.space.id)
    assert dump(shelf.space) == once


def test_a_large_first_take_in_is_seen_whole_or_not_at_all(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.commit({f"{number}.md": "[x](0.md)" for number in range(10)})
    shelf.commit({"0.md": "# Changed", "1.md": None, "r/2.md": "[x](0.md)", "2.md": None})
    monkeypatch.setattr(storing, "LARGE", 3)
    with monkeypatch.context() as patch:
        patch.setattr(storing, "tell_as", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_in(shelf.space.id)
    assert {page.area_id for page in shelf.pages()} == {""}
    take_in(shelf.space.id)
    parts = dump(shelf.space)
    assert {page.area_id for page in shelf.pages()} == {shelf.space.area_id}
    monkeypatch.setattr(storing, "LARGE", 500)
    rebuild(shelf.space.id)
    assert dump(shelf.space) == parts


def test_whoever_reads_a_space_first_is_alone(shelf: Shelf) -> None:
    shelf.commit({"a.md": "x"})
    with storing.alone(shelf.space.id, 0):
        assert take_in_all() == TakenIn(0, 0)
    assert take_in_all() == TakenIn(1, 1)


def history(seed: int) -> list[dict[str, str | None]]:
    """Commits that write, change, delete, rename and swap files, some of them at clashing names."""
    chance = random.Random(seed)
    names = ["a.md", "A.md", "g.md", "g/index.md", "g/README.md", "g/x.md", "README.md", "n/x.md", "pic.png"]
    files: dict[str, str] = {}
    commits = []
    for _number in range(25):
        change: dict[str, str | None] = {}
        for _each in range(chance.randint(1, 3)):
            name = chance.choice(names)
            if name in files and chance.random() < 0.5:
                target = chance.choice(names)
                if target not in files and chance.random() < 0.7:
                    change[target] = files[name]
                change[name] = None
            else:
                change[name] = f"# {name} {chance.random()}\n" + f"line of {name}\n" * chance.randint(1, 30)
        change = {name: text for name, text in change.items() if text is not None or name in files}
        for name, text in change.items():
            files[name] = text or files.get(name, "")
            if text is None:
                del files[name]
        if change:
            commits.append(change)
    return commits


@pytest.mark.parametrize("seed", range(6))
def test_i2_one_big_step_and_many_small_ones_give_the_same_rows(
    shelf: Shelf, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(storing, "LARGE", chance.choice([1, 3, 500]))
    for files in history(seed):
        shelf.commit(files)
        if chance.random() < 0.6:
            take_in(shelf.space.id)
    take_in(shelf.space.id)
    small = dump(shelf.space)
    ids = {page.path: page.id for page in shelf.pages()}
    rebuild(shelf.space.id)
    assert dump(shelf.space) == small
    assert {page.path: page.id for page in shelf.pages()} == ids
