"""From the files of a repository to the paths of its pages, kept up to date commit by commit.

One file wins the path of its folder (the file beside the folder first, then index, _index, README); names that clash
are all pages, in byte order, from the second on with ``~2``, ``~3`` … A path depends on the set of files alone, never
on the order in which they came.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from wiki.pages.paths import file_key, own_path, parent_of, path_key, rank_as_folder_page

_NUMBERED = re.compile(r"~[0-9]+$")


class AddressBook:
    """The page files of one space and the path of each."""

    def __init__(self, files: Iterable[str] = (), known: Mapping[str, str] | None = None) -> None:
        """``known``: files whose paths were worked out before, with these paths."""
        self._beside: dict[str, set[str]] = defaultdict(set)
        self._inside: dict[str, set[str]] = defaultdict(set)
        self._paths: dict[str, str] = dict(known or {})
        for file in self._paths:
            self._enter(file)
        self.change(files, ())

    def path_of(self, file: str) -> str:
        """The path of the page in ``file``; a KeyError when the file is not in the book."""
        return self._paths[file]

    def change(self, added: Iterable[str], removed: Iterable[str]) -> dict[str, str]:
        """Take files in and out; answers every file that has a new path now, those added among them."""
        touched: set[str] = set()
        for file in removed:
            touched |= self._family(file)
            self._beside[file_key(file)].discard(file)
            self._inside_of(file).discard(file)
            self._paths.pop(file, None)
        for file in added:
            self._enter(file)
            touched |= self._family(file)
        return self._settle(touched)

    def clashes(self) -> list[tuple[str, str]]:
        """Files whose path carries a number because of a name that clashes, with that path."""
        named = ((file, path, own_path(file)) for file, path in self._paths.items())
        return sorted((file, path) for file, path, own in named if path not in (own, parent_of(own)))

    def _enter(self, file: str) -> None:
        self._beside[file_key(file)].add(file)
        self._inside_of(file).add(file)

    def _settle(self, keys: set[str]) -> dict[str, str]:
        files = {file for key in keys for file in self._beside.get(key, ())}
        now = {file: self._work_out(file) for file in files}
        new = {file: path for file, path in now.items() if self._paths.get(file) != path}
        self._paths.update(new)
        return new

    def _inside_of(self, file: str) -> set[str]:
        if rank_as_folder_page(file) is None:
            return set()
        return self._inside[_folder_key(file)]

    def _family(self, file: str) -> set[str]:
        """The keys of all files whose path may depend on ``file`` being there."""
        keys = {file_key(file)}
        if rank_as_folder_page(file) is not None:
            keys.add(_folder_key(file))
        keys |= {_NUMBERED.sub("", key) for key in keys}
        return keys | {file_key(one) for key in keys for one in self._inside.get(key, ())}

    def _work_out(self, file: str) -> str:
        if self._is_folder_page(file):
            return parent_of(own_path(file))
        key, path = file_key(file), own_path(file)
        rivals = sorted((one for one in self._beside[key] if not self._is_folder_page(one)), key=_in_bytes)
        place = rivals.index(file)
        return path if place == 0 else f"{path}~{self._free_number(key, place)}"

    def _is_folder_page(self, file: str) -> bool:
        rank = rank_as_folder_page(file)
        if rank is None or self._beside.get(_folder_key(file)):
            return False
        rivals = self._inside[_folder_key(file)]
        return file == min(rivals, key=lambda one: (rank_as_folder_page(one) or 0, _in_bytes(one)))

    def _free_number(self, key: str, place: int) -> int:
        """The ``place``-th number from 2 on that no other file or folder page has by its own name."""
        number = 1
        for _ in range(place):
            number += 1
            while self._beside.get(f"{key}~{number}") or self._inside.get(f"{key}~{number}"):
                number += 1
        return number


def _folder_key(file: str) -> str:
    return path_key(parent_of(own_path(file)))


def _in_bytes(file: str) -> bytes:
    return file.encode("utf-8", "surrogateescape")
