"""Checksums beside an index, so that a damaged file is noticed, never believed. Knows file names, not what is inside.

Each generation (one `.toc` file, written last) has a seal: size and CRC-32 of the `.toc` and of every segment file.
Segment files never change once written, so a file is read once by the process that seals it and once by each reader.
"""

import json
import os
import re
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from search.errors import IndexUnusable

_TOC = re.compile(r"_MAIN_(\d+)\.toc")
_SEGMENT_FILE = re.compile(r"MAIN_[0-9a-z]+\.[\w.]+")
_BLOCK = 1 << 20

Sums = dict[str, tuple[int, int]]
"""Size and CRC-32 by file name."""


def latest_generation(folder: Path) -> int:
    """The number of the newest generation; raises `FileNotFoundError` where there is none."""
    found = [int(match[1]) for name in os.listdir(folder) if (match := _TOC.fullmatch(name))]  # noqa: PTH208
    if not found:
        raise FileNotFoundError(f"The folder {folder} holds no index.")
    return max(found)


def toc_path(folder: Path, generation: int) -> Path:
    """The file that names the segments of a generation."""
    return folder / f"_MAIN_{generation}.toc"


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_durably(path: Path, content: bytes) -> None:
    """Write a small file so that after a crash it is the old or the new one, never half."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def seal(folder: Path, generation: int, toc: Path) -> None:
    """Bring a generation's files to the disk and note their checksums, before its `.toc` gets its name."""
    known = _read_seal(folder, generation - 1) if generation else {}
    sums: Sums = {toc_path(folder, generation).name: _summed(toc, sync=True)}
    for path in folder.iterdir():
        if _SEGMENT_FILE.fullmatch(path.name):
            sums[path.name] = known.get(path.name) or _summed(path, sync=True)
    replace_durably(_seal_path(folder, generation), json.dumps(sums).encode())


def drop_old_seals(folder: Path, generation: int) -> None:
    """Remove the seals of generations that are gone."""
    for path in folder.glob("_MAIN_*.seal"):
        if path != _seal_path(folder, generation):
            path.unlink(missing_ok=True)


@dataclass
class Inspector:
    """Remembers which files were read and found whole, so that looking again costs one `stat` a file."""

    folder: Path
    _whole: dict[str, tuple[int, int]] = field(default_factory=dict)
    _seal: tuple[tuple[int, int, int], Sums] = ((-1, 0, 0), {})

    def check(self, generation: int, segments: set[str] | None = None) -> None:
        """Raise `IndexUnusable` unless the `.toc`, and the files of these segments, are as they were sealed.

        A `FileNotFoundError` means only that a file is gone: a newer generation may have replaced it.
        """
        sums = self._sums(generation)
        toc = toc_path(self.folder, generation).name
        if toc not in sums:
            raise IndexUnusable(f"The seal of {self.folder} does not name its generation.")
        for name, expected in sums.items():
            if name == toc or (segments and name.partition(".")[0] in segments):
                self._check_file(name, expected)

    def _sums(self, generation: int) -> Sums:
        status = _seal_path(self.folder, generation).stat()
        stamp = (generation, status.st_ino, status.st_mtime_ns)
        if self._seal[0] != stamp:
            self._seal = (stamp, _read_seal(self.folder, generation))
        return self._seal[1]

    def _check_file(self, name: str, expected: tuple[int, int]) -> None:
        path = self.folder / name
        status = path.stat()
        stamp = (status.st_size, status.st_mtime_ns)
        if self._whole.get(name) == stamp:
            return
        if status.st_size != expected[0] or _summed(path) != expected:
            raise IndexUnusable(f"The index file {path} is damaged.")
        self._whole[name] = stamp


def _seal_path(folder: Path, generation: int) -> Path:
    return folder / f"_MAIN_{generation}.seal"


def _read_seal(folder: Path, generation: int) -> Sums:
    content = _seal_path(folder, generation).read_bytes()
    try:
        return {str(name): (int(size), int(crc)) for name, (size, crc) in json.loads(content).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise IndexUnusable(f"The seal of the index {folder} is damaged.") from error


def _summed(path: Path, *, sync: bool = False) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            crc = zlib.crc32(block, crc)
        if sync:
            os.fsync(file.fileno())
    return size, crc
