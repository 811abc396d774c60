"""The lock of a data folder, the settings that children are given, and how long a child waits for its next start."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest

from wiki import config, language
from wiki.config import Settings
from wiki.errors import Conflict, Unavailable
from wiki.serving.lock import is_serving, serving
from wiki.serving.run import environment
from wiki.serving.supervisor import Child, Supervisor
from wiki.serving.web import Web


def test_one_server_holds_a_folder_and_is_named(tmp_path: Path) -> None:
    assert not is_serving(tmp_path)
    with serving(tmp_path):
        assert is_serving(tmp_path)
        with pytest.raises(Conflict) as caught, serving(tmp_path):
            pass
        assert f"process {os.getpid()}" in str(caught.value)
        with language.spoken("zh"):
            assert f"进程{os.getpid()}" in str(caught.value)
    assert not is_serving(tmp_path)


def test_a_lock_left_behind_by_a_crash_blocks_nobody(tmp_path: Path) -> None:
    (tmp_path / "serve.lock").write_text("4711")
    assert not is_serving(tmp_path)
    with serving(tmp_path):
        assert (tmp_path / "serve.lock").read_text() == str(os.getpid())


def test_children_see_exactly_what_the_parent_saw(tmp_path: Path) -> None:
    parent = Settings(
        data=tmp_path,
        url="http://127.0.0.1:8000",
        trusted_proxies=("10.0.0.0/8", "fd00::/8"),
        insecure_http=True,
        site_name="手册, 第一册",
        secret_key="k" * 40,
    )
    given = {**environment(parent), "SLIPBOOK_CONFIG": ""}
    assert config.load(given) == replace(parent, secret_key="")
    assert not [name for name in given if "SECRET" in name], "secrets are read again, not handed on"
    assert len(given) == len(fields(Settings)) - 2 + 1


def test_a_file_does_not_overrule_what_the_parent_decided(tmp_path: Path) -> None:
    file = tmp_path / "slipbook.toml"
    file.write_text('url = "https://wiki.example.org"')
    parent = replace(config.load({}, file), url="http://127.0.0.1:8000", demo=True)
    assert config.load(environment(parent), file) == parent


def test_a_child_that_dies_again_and_again_waits_longer_each_time() -> None:
    child = Child("wiki.serving.web", started=time.monotonic())
    waits = [child.wait_before_restart() for _ in range(8)]
    assert waits == [0.5, 1.5, 3.5, 7.5, 15.5, 30.0, 30.0, 30.0]
    child.started = time.monotonic() - 61
    assert child.wait_before_restart() == 0.0


def test_a_port_in_use_is_said_before_anything_starts(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable) as caught:
            Supervisor(replace(settings, port=port)).run()
    assert f"Port {port} on 127.0.0.1" in str(caught.value)
    with language.spoken("zh"):
        assert f"端口{port}不能用" in str(caught.value)


@pytest.mark.parametrize("host", ["203.0.113.77", "no-such-name.invalid"])
def test_an_address_that_is_not_ours_is_said(settings: Settings, host: str) -> None:
    with pytest.raises(Unavailable) as caught:
        Supervisor(replace(settings, host=host)).run()
    assert host in str(caught.value)


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8123"), ("::1", "[::1]:8123")])
def test_the_server_is_told_by_our_settings(settings: Settings, host: str, bound: str) -> None:
    chosen = Web(replace(settings, host=host, port=8123, workers=3, threads=5)).cfg
    assert (chosen.bind, chosen.workers, chosen.threads) == ([bound], 3, 5)
    assert chosen.graceful_timeout < 10
    assert not chosen.accesslog
