"""The power is cut after a save was acknowledged: it is there afterwards, and Git finds nothing to complain about."""

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from repo_store import Change, CommitRequest, maintenance
from tests.repo_store.faults.watching import ANN, unreserved

ACKNOWLEDGED = 30
# EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one number; flag 2 means: without writing the log.
GO_DOWN = 0x8004587D
WITHOUT_LOG = 2
MAKE = {"ext4": ["mkfs.ext4", "-q", "-F"], "xfs": ["mkfs.xfs", "-q", "-f"]}

pytestmark = pytest.mark.long


@pytest.fixture(params=sorted(MAKE))
def image(request, tmp_path):
    """A file that holds an empty file system, where this machine may mount one."""
    make = MAKE[request.param]
    found = shutil.which(make[0], path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{make[0]} is not installed")
    file = tmp_path / "image"
    with file.open("wb") as empty:
        empty.truncate(400 << 20)
    subprocess.run([found, *make[1:], file], check=True, capture_output=True)
    return file


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    disk = image.with_name("disk")
    disk.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop", image, disk], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"file systems may not be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def cut_power(disk: Path) -> None:
    handle = os.open(disk, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.ioctl(handle, GO_DOWN, struct.pack("I", WITHOUT_LOG))
    finally:
        os.close(handle)


def change(number: int) -> Change:
    return Change(f"guides/{number % 7}/page-{number}.md", f"text {number}\n".encode() * (1 + number * 37 % 900))


def assert_all_there(disk: Path, acknowledged: list[str]) -> None:
    repository = unreserved(disk / "spaces").open("handbook")
    line = [commit.id for commit in repository.first_parents(after=None, until=repository.head())]
    assert line == acknowledged
    for number, commit in enumerate(acknowledged):
        entry = repository.entry(commit, change(number).path)
        assert repository.read(entry.blob) == change(number).data
    assert [finding for finding in maintenance.check_repository(repository) if finding.kind == "damage"] == []


def test_f3_every_acknowledged_save_survives_a_power_cut_right_after_it(image):
    with mounted(image) as disk:
        unreserved(disk / "spaces").create("handbook")
        subprocess.run(["sync", "-f", disk], check=True)
    acknowledged: list[str] = []
    for number in range(ACKNOWLEDGED):
        with mounted(image) as disk:
            repository = unreserved(disk / "spaces").open("handbook")
            acknowledged.append(repository.commit_changes(CommitRequest((change(number),), ANN, str(number))).id)
            cut_power(disk)
        with mounted(image) as disk:
            assert_all_there(disk, acknowledged)


def test_f3_a_repository_that_was_just_made_survives_a_power_cut(image):
    with mounted(image) as disk:
        unreserved(disk / "spaces").create("handbook")
        cut_power(disk)
    with mounted(image) as disk:
        repository = unreserved(disk / "spaces").open("handbook")
        commit = repository.commit_changes(CommitRequest((change(0),), ANN, "0")).id
        cut_power(disk)
    with mounted(image) as disk:
        assert_all_there(disk, [commit])
