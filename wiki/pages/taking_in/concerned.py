"""Which known pages a few commits can touch: so that one new page costs the same in a small space and in a large one.

The path of a page follows from the files of its own name and of the folder pages around it. Those are looked up by
key. Where names clash, numbers are handed out among all of them, and the whole space is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from repo_store.types import PathChange
from wiki.pages.paths import (
    FOLDER_PAGES,
    file_key,
    is_page_file,
    own_path,
    parent_of,
    path_key,
    rank_as_folder_page,
)
from wiki.pages.taking_in import identities
from wiki.pages.taking_in.identities import Identity
from wiki.pages.taking_in.intended import Intended

_NUMBERED = re.compile(r"~[0-9]+$")
_FEW = 200
Pages = tuple[list[Identity], list[Identity]]


def concerned(space_id: str, changes: Collection[PathChange], intents: Iterable[Intended]) -> Pages:
    """The living and the deleted pages of a space that these changes may touch; all of them where that is not clear."""
    changed = {file for one in changes for file in (one.path, one.old_path) if file and is_page_file(file)}
    if len(changed) > _FEW:
        return _everything(space_id)
    keys = {key for file in changed for key in _family(file)}
    beside = {f"{key}/{name}".lstrip("/") for key in keys for name in FOLDER_PAGES}
    living = identities.living_by_key(space_id, sorted(keys | beside))
    if _is_clash(living, changed, keys):
        return _everything(space_id)
    return living, identities.gone(space_id, _places(changed, intents))


def _everything(space_id: str) -> Pages:
    return identities.living(space_id, None), identities.gone(space_id)


def _family(file: str) -> set[str]:
    """The keys of the names that the path of ``file`` depends on."""
    keys = {file_key(file)}
    if rank_as_folder_page(file) is not None:
        keys.add(path_key(parent_of(own_path(file))))
    return keys


def _is_clash(living: Sequence[Identity], changed: Collection[str], keys: Collection[str]) -> bool:
    """Whether two files come to one key, or a number stands in a path already."""
    files = {one.file for one in living if one.file is not None} | set(changed)
    if len({file_key(file) for file in files}) < len(files) or any(_NUMBERED.search(key) for key in keys):
        return True
    return any(one.path not in _own_places(one.file or "") for one in living)


def _places(changed: Iterable[str], intents: Iterable[Intended]) -> list[str]:
    """The paths that a deleted page may come back at or from."""
    here = {path for file in changed for path in _own_places(file)}
    origins = {origin for one in intents for path in here if (origin := one.origin_of(path)) is not None}
    return sorted(here | origins)


def _own_places(file: str) -> tuple[str, ...]:
    own = own_path(file)
    return (own,) if rank_as_folder_page(file) is None else (own, parent_of(own))
