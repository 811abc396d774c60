"""Rendered pages by the content they were rendered from: the newest in memory, all of them in files."""

from __future__ import annotations

import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from wiki.rendering.page import RENDERER_VERSION, render
from wiki.rendering.storing import from_json, to_json
from wiki.rendering.types import Rendered

_BLOB = re.compile(r"[0-9a-f]{40,64}")


class RenderCache:
    """What a blob renders to never changes, so nothing here is ever out of date; threads and processes may share it."""

    def __init__(self, folder: Path, capacity: int = 24_000_000) -> None:
        """``folder`` is made when the first page is kept; ``capacity`` counts the characters held in memory."""
        self._folder = folder
        self._capacity, self._held = capacity, 0
        self._newest: OrderedDict[str, Rendered] = OrderedDict()
        self._lock = Lock()

    def get(self, blob_id: str, load: Callable[[], bytes]) -> Rendered:
        """The rendered page for a blob; ``load`` is called only where it was not rendered before.

        Raises ValueError for a blob id that is not 40 to 64 hexadecimal digits.
        """
        if not _BLOB.fullmatch(blob_id):
            raise ValueError(f"not a blob id: {blob_id!r}")
        with self._lock:
            if found := self._newest.get(blob_id):
                self._newest.move_to_end(blob_id)
                return found
        rendered = self._read(blob_id) or self._render(blob_id, load)
        with self._lock:
            self._hold(blob_id, rendered)
        return rendered

    def prune(self, max_bytes: int) -> int:
        """Remove files of other renderer versions, then the longest unused over ``max_bytes``; returns how many."""
        kept, removed, size = [], 0, 0
        for path in self._folder.glob("??/*.json"):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            if path.stem.endswith(f"-{RENDERER_VERSION}"):
                kept.append((stat.st_mtime_ns, stat.st_size, path))
            else:
                path.unlink(missing_ok=True)
                removed += 1
        for _, length, path in sorted(kept, reverse=True):
            size += length
            if size > max_bytes:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _hold(self, blob_id: str, rendered: Rendered) -> None:
        if blob_id not in self._newest:
            self._newest[blob_id] = rendered
            self._held += _size(rendered)
        while self._held > self._capacity:
            self._held -= _size(self._newest.popitem(last=False)[1])

    def _path(self, blob_id: str) -> Path:
        return self._folder / blob_id[:2] / f"{blob_id}-{RENDERER_VERSION}.json"

    def _read(self, blob_id: str) -> Rendered | None:
        """The page from its file; a damaged file is as good as none."""
        path = self._path(blob_id)
        try:
            rendered = from_json(path.read_bytes())
            os.utime(path)
        except (OSError, ValueError):
            return None
        return rendered

    def _render(self, blob_id: str, load: Callable[[], bytes]) -> Rendered:
        """Render and keep. A failure is not kept in a file: the next start may do better."""
        rendered = render(load())
        if not any(problem.code == "render-failed" for problem in rendered.problems):
            self._write(self._path(blob_id), to_json(rendered))
        return rendered

    def _write(self, path: Path, data: bytes) -> None:
        """Put the file in place whole or not at all. A full disk must not keep anybody from reading."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(data)
            Path(file.name).replace(path)
        except OSError:
            return


def _size(rendered: Rendered) -> int:
    return len(rendered.plain_text) + sum(len(part) for part in rendered.parts if isinstance(part, str))
