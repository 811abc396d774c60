"""One instance: parts built once a process, nothing across a fork, and a key that all processes agree on."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from wiki import instance as instances
from wiki.config import Settings
from wiki.instance import Instance, current, instance_id, secret_key


class Closing:
    """A part that notes that it was closed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_a_part_is_built_once_and_closed_with_the_instance(settings: Settings) -> None:
    made = Instance(settings)
    part = made.part("part", Closing)
    assert made.part("part", Closing) is part
    assert made.part("other", Closing) is not part
    assert part.settings is settings
    made.close()
    assert part.is_closed
    assert made.part("part", Closing) is not part
    made.close()


def test_threads_that_ask_at_once_get_one_part(instance: Instance) -> None:
    built, start = [], threading.Barrier(8)

    def ask() -> None:
        start.wait()
        instance.part("slow", lambda settings: built.append(settings) or object())  # type: ignore[func-returns-value]

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(built) == 1


def test_a_part_does_not_cross_a_fork(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    instance.part("before", Closing)
    parent = os.getpid()
    monkeypatch.setattr(instances.os, "getpid", lambda: parent + 1)
    with pytest.raises(RuntimeError, match="before the fork"):
        instance.part("before", Closing)


def test_the_instance_of_the_work_is_the_one_that_is_bound(settings: Settings) -> None:
    with pytest.raises(RuntimeError, match="no instance"):
        current()
    made = Instance(settings)
    with made.bound():
        assert current() is made
    with pytest.raises(RuntimeError, match="no instance"):
        current()
    made.close()


def test_the_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    made = Instance(Settings(data=tmp_path / "data"))
    made.close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_key_that_is_set_is_the_key(settings: Settings) -> None:
    assert secret_key(Settings(data=settings.data, secret_key="k" * 40)) == "k" * 40
    assert not (settings.data / "secret-key").exists()


def test_a_key_is_made_once_for_its_owner_alone(settings: Settings) -> None:
    made = secret_key(settings)
    assert len(bytes.fromhex(made)) == 32
    assert secret_key(settings) == made
    file = settings.data / "secret-key"
    assert file.read_text() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert instance_id(settings) != made
    assert sorted(one.name for one in settings.data.iterdir()) == ["instance-id", "secret-key", "slipbook.db"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with ProcessPoolExecutor(4, mp_context=get_context("forkserver")) as pool:
        keys = set(pool.map(secret_key, [settings] * 16))
    assert len(keys) == 1
    assert keys == {(tmp_path / "data" / "secret-key").read_text()}
    assert [one.name for one in settings.data.iterdir()] == ["secret-key"]
