"""`slipbook demo` as it is typed: filled once, found as it was the second time, loopback only."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from tests.wiki.serving.running import Site

MOST_SECONDS = 20.0  # measured 2 on a quiet machine; the promise of 5 holds there


def contents(folder: Path) -> dict[str, str]:
    """A digest of every file."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_second_start_is_quick_and_changes_nothing(tmp_path: Path) -> None:
    site, took = Site(tmp_path / "data"), []
    for number in range(2):
        began = time.monotonic()
        done = site.run("demo", "--no-serve")
        took.append(time.monotonic() - began)
        assert done.returncode == 0, done.stderr
        assert ("Filling the sample company:" in done.stdout) is (number == 0)
        assert all(part in done.stdout for part in (site.url, "linxiao", "zhoumin", "chenli", "xuan", "slipbook-demo"))
        if number == 0:
            before = contents(site.data)
    print(f"filled in {took[0]:.1f} s, found again in {took[1]:.1f} s")  # noqa: T201
    assert contents(site.data) == before
    assert took[1] < MOST_SECONDS
    assert len(list((site.data / "spaces").glob("*.git"))) == 4


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "listens on 127.0.0.1 only"), ("zh", "演示用的密码是公开的，所以只能监听127.0.0.1")],
)
def test_the_demo_refuses_to_be_seen_from_elsewhere(tmp_path: Path, language: str, sentence: str) -> None:
    refused = Site(tmp_path / "data").run("demo", "--no-serve", HOST="0.0.0.0", LANGUAGE=language)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert not (tmp_path / "data").exists()
