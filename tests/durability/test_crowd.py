"""Many people, processes and kills: what was acknowledged is there as it was sent, and nobody repairs anything."""

from __future__ import annotations

import os
import random
import re
import selectors
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from repo_store.maintenance import check
from repo_store.repository import Repository
from repo_store.types import Commit
from tests.cast import Cast
from tests.durability.children import FORK, ask_verify, start_again
from tests.durability.crowd import journal, visit
from tests.repo_store.faults.watching import SEED
from tests.wiki.pages.dumps import dump
from wiki.config import Settings
from wiki.pages.projection import rebuild
from wiki.pages.taking_in.walking import RESTORES
from wiki.spaces.queries import repository_of

PROCESSES = 3
TOKEN = re.compile(rb"line ([0-9a-f]{32})")


@dataclass
class Office:
    """The processes at work, the pipes they tell, and everything that was told."""

    settings: Settings
    cast: Cast
    file: Path
    kills: int = 0
    told: list[dict[str, str]] = field(default_factory=list)
    _working: dict[int, tuple[BaseProcess, bytes]] = field(default_factory=dict)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def hire(self) -> None:
        reading, writing = os.pipe()
        process = FORK.Process(
            target=visit, args=(self.settings, self.cast, SEED + self.kills + len(self._working) * 1000, writing)
        )
        process.start()
        os.close(writing)
        self._working[reading] = process, b""
        self._selector.register(reading, selectors.EVENT_READ)

    def work(self, changes: int, kills: int) -> None:
        """Until so many changes were answered, killing so many workers on the way; then everybody is killed."""
        dice = random.Random(SEED)
        due = sorted(dice.sample(range(changes // 20, changes), kills), reverse=True)
        with self.file.open("w") as file:
            for _number in range(PROCESSES):
                self.hire()
            while len(self.told) < changes:
                ready = self._selector.select(60)
                assert ready, "nobody did anything for a minute"
                for key, _mask in ready:
                    self._hear(key.fd, file)
                if due and len(self.told) >= due[-1]:
                    due.pop()
                    self._kill(dice.choice(sorted(self._working)), file)
                    self.hire()
            for pipe in list(self._working):
                self._kill(pipe, file)

    def _hear(self, pipe: int, file: object) -> bool:
        process, rest = self._working[pipe]
        data = os.read(pipe, 1 << 16)
        *lines, rest = (rest + data).split(b"\n")
        self._working[pipe] = process, rest
        self.told += [journal(file, line) for line in lines]  # type: ignore[arg-type]
        return bool(data)

    def _kill(self, pipe: int, file: object) -> None:
        process, _rest = self._working[pipe]
        process.kill()
        process.join()
        self.kills += 1
        while self._hear(pipe, file):
            pass
        self._selector.unregister(pipe)
        os.close(pipe)
        del self._working[pipe]


def history(repository: Repository) -> list[Commit]:
    head = repository.head()
    assert head is not None
    return repository.first_parents(after=None, until=head)


def texts(repository: Repository, commit: Commit) -> Iterator[tuple[bytes, bytes]]:
    """Before and after, of every page that a commit changed."""
    for change in repository.changes(commit.id):
        yield tuple(repository.read(blob) if blob else b"" for blob in (change.old_blob, change.blob))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "kills"), [(300, 6), pytest.param(10_000, 200, marks=pytest.mark.long)], ids=["sample", "whole"]
)
def test_f1_f14_what_a_killed_crowd_was_told_is_saved_is_saved(
    settings: Settings, cast: Cast, tmp_path: Path, changes: int, kills: int
) -> None:
    office, began = Office(settings, cast, tmp_path / "journal"), time.monotonic()
    office.work(changes, kills)
    took = time.monotonic() - began
    assert [one for one in office.told if "fault" in one] == []
    start_again()
    repository = repository_of(cast.handbook)
    line = history(repository)
    by_token = {commit.message.split("\n", 1)[0]: commit for commit in line}
    assert len({commit.id for commit in line}) == len(line)
    assert all(len(commit.parents) == 1 for commit in line[1:]), "the history is one line"
    acknowledged = [one for one in office.told if "token" in one]
    nameless = [one for one in acknowledged if one["kind"] in ("return", "restore")]
    assert len(nameless) <= sum(commit.trailer(RESTORES) is not None for commit in line)
    for one in acknowledged:
        if one["kind"] in ("return", "restore"):
            continue
        commit = by_token[one["token"]]
        assert commit.author.name == one["by"]
        assert any(one["text"].encode() in after for _before, after in texts(repository, commit))
    for commit in line:
        if commit.trailer(RESTORES) is None:
            for before, after in texts(repository, commit):
                assert not after or set(TOKEN.findall(before)) <= set(TOKEN.findall(after)), "somebody's line went"
    assert check(repository) == []
    assert ask_verify() == []
    was = dump(cast.handbook)
    rebuild(cast.handbook.id)
    assert dump(cast.handbook) == was
    refused = Counter(one["refused"] for one in office.told if "refused" in one)
    print(f"{len(office.told)} answers in {took:.0f} s, {office.kills} kills, {len(line)} commits")
    print(f"acknowledged {dict(Counter(one['kind'] for one in acknowledged))}, refused {dict(refused)}")
