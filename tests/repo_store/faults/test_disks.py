"""Real disks of a few megabytes: full to the last byte, and read-only."""

import os
import subprocess
from contextlib import suppress

import pytest

from repo_store import Change, CommitRequest, Store, maintenance
from repo_store.errors import DiskFull, StoreError, WriteFailed
from tests.repo_store.faults.watching import ANN, assert_whole, page, save

FREE_BLOCKS = [*range(13), 16, 24, 32, 48, 64]


def mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"disks may not be mounted here: {done.stderr.strip()}")


@pytest.fixture
def root(tmp_path):
    """A folder for spaces on a disk of 4 MiB in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=4m", "none", disk)
    yield disk / "spaces"
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(root, blocks):
    """Leave this many blocks of 4 KiB free."""
    ballast = os.open(root.parent / "ballast", os.O_WRONLY | os.O_CREAT, 0o600)
    size = 0
    with suppress(OSError):
        while True:
            size += os.write(ballast, bytes(4096))
    os.ftruncate(ballast, max(0, size - blocks * 4096))
    os.close(ballast)


def test_f4_a_disk_that_runs_full_loses_nothing_and_recovers_without_a_restart(root, handbook):
    refused = 0
    for blocks in FREE_BLOCKS:
        old, new = page(handbook), f"{blocks} " + os.urandom(6000).hex()
        fill(root, blocks)
        commit = None
        try:
            commit = save(root, new)
        except WriteFailed:
            refused += 1
        assert handbook.head() == commit if commit else page(handbook) == old
        assert page(handbook) == (new if commit else old), "reading goes on"
        (root.parent / "ballast").unlink()
        assert not handbook.is_read_only
        assert_whole(handbook, {old, new})
    assert 5 <= refused < len(FREE_BLOCKS), "the small ones did not fit, the last one did"
    assert save(root, "room again") == handbook.head()


def test_i9_the_reserve_stops_writing_before_the_disk_is_full(root, handbook):
    fill(root, 64)
    careful = Store(root).open("handbook")
    with pytest.raises(DiskFull):
        careful.commit_changes(CommitRequest((Change("b.md", b"b"),), ANN, "b"))
    assert page(careful) == "start"
    assert save(root, "fits") == handbook.head()


def test_f4_a_repository_that_does_not_fit_is_not_there_at_all(root, handbook):
    fill(root, 3)
    with pytest.raises((StoreError, OSError)):
        Store(root).create("second")
    assert Store(root).keys() == ["handbook"]
    (root.parent / "ballast").unlink()
    Store(root).create("second")
    assert Store(root).keys() == ["handbook", "second"]


def test_f6_a_disk_that_became_read_only_is_read_and_works_again_when_writable(root, handbook):
    mount("-o", "remount,ro", root.parent)
    with pytest.raises(WriteFailed, match="Read-only"):
        save(root, "refused")
    assert page(handbook) == "start"
    assert maintenance.check_repository(handbook) == []
    assert maintenance.reclaim_stale_locks(handbook) == []
    mount("-o", "remount,rw", root.parent)
    assert save(root, "accepted") == handbook.head()
    assert not handbook.is_read_only
