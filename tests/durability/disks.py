"""Disks of a test's own: in memory, or in a file whose power can be cut. Skips where nothing may be mounted."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_GO_DOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN."""
_WITHOUT_LOG = 2
MAKE = {"ext4": ("mkfs.ext4", "-q", "-F"), "xfs": ("mkfs.xfs", "-q", "-f")}


def mount(*words: object) -> None:
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"disks may not be mounted here: {done.stderr.strip()}")


@contextmanager
def in_memory(folder: Path, size: str) -> Iterator[Path]:
    """A disk of this size in memory."""
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={size}", "none", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def image(kind: str, file: Path, megabytes: int) -> Path:
    """A file with an empty file system of this kind."""
    name, *options = MAKE[kind]
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    with file.open("wb") as empty:
        empty.truncate(megabytes << 20)
    subprocess.run([found, *options, file], check=True, capture_output=True)
    return file


@contextmanager
def mounted(file: Path, folder: Path) -> Iterator[Path]:
    """The file system of ``file``, inside the block."""
    folder.mkdir(exist_ok=True)
    mount("-o", "loop", file, folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def cut_power(folder: Path) -> None:
    """From now on nothing reaches the disk, not even what the file system had noted in its log."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.ioctl(handle, _GO_DOWN, struct.pack("I", _WITHOUT_LOG))
    finally:
        os.close(handle)


def fill(folder: Path, blocks: int) -> Path:
    """Leave this many blocks of 4 KiB free; the file that takes the rest."""
    ballast = folder / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT, 0o600)
    size = 0
    for step in (1 << 20, 4096):
        with suppress(OSError):
            while True:
                size += os.write(handle, bytes(step))
    os.ftruncate(handle, max(0, size - blocks * 4096))
    os.close(handle)
    return ballast
