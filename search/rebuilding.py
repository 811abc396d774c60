"""Making an index anew beside the old one, and swapping them in one step, so that readers never find an empty one."""

import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from search.document import Document
from search.engine import TextSource
from search.engines.pointer import FOLDERS, current_folder, point_to, writing
from search.engines.seals import sync_folder
from search.engines.whoosh import WhooshEngine, add, create, writer_in
from search.errors import IndexUnusable

Progress = Callable[[int], None]
"""Told how many documents are in the new index so far."""


def open_engine(root: Path, texts: TextSource) -> WhooshEngine:
    """The engine on the current index below `root`, also after later swaps; raises `IndexUnusable`."""
    return WhooshEngine(root, texts)


def rebuild(
    root: Path, documents: Iterable[Document], texts: TextSource, progress: Progress | None = None
) -> WhooshEngine:
    """Index all documents (one at a time, the last of an id counts), swap, and open the new index.

    Writers meet `IndexBusy` meanwhile and come back afterwards; readers go on with the old index. A crash at any moment
    leaves the old or the new one. What an earlier crash left is removed.
    """
    root.mkdir(parents=True, exist_ok=True)
    with writing(root, alone=True):
        old = _current_or_none(root)
        _remove_all_but(root, old)
        folder = root / f"index.new-{secrets.token_hex(6)}"
        folder.mkdir()
        create(folder)
        _fill(folder, documents, progress)
        built = folder.rename(root / folder.name.replace(".new", ""))
        sync_folder(root)
        point_to(root, built)
        _remove_all_but(root, built)
    return open_engine(root, texts)


def _fill(folder: Path, documents: Iterable[Document], progress: Progress | None) -> None:
    again: dict[str, Document] = {}
    numbers: dict[str, int] = {}
    with writer_in(folder) as writer:
        for document in documents:
            if document.id in numbers:
                again[document.id] = document
                continue
            numbers[document.id] = len(numbers)
            add(writer, document)
            if progress:
                progress(len(numbers))
    if again:
        with writer_in(folder) as writer:
            for id_, document in again.items():
                writer.delete_document(numbers[id_])
                add(writer, document)


def _current_or_none(root: Path) -> Path | None:
    try:
        return current_folder(root)
    except IndexUnusable:
        return None


def _remove_all_but(root: Path, kept: Path | None) -> None:
    for folder in root.glob(FOLDERS):
        if folder != kept:
            shutil.rmtree(folder)
