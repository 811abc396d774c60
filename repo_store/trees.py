"""Edits of a tree: which folders on the way change, and whether a new name fits beside those that are there.

Only the folders on the path of an edit are read and written, so the cost does not grow with the repository.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from repo_store.errors import BadPath
from repo_store.items import FOLDER, Item
from repo_store.objects import Objects
from repo_store.paths import folded


@dataclass
class _Wish:
    """What is wanted of one name in a folder: for a file of this name, and for what lies below it."""

    is_for_file: bool = False
    file: Item | None = None
    below: dict[str, Item | None] = field(default_factory=dict)


def locate(objects: Objects, tree: str | None, path: str) -> tuple[str, Item | None]:
    """The path as the tree spells it, and the file there, or None.

    Each segment is looked for as it is and then in normal form C; segments that are new are in that form.
    Raises BadPath ("in-the-way") for a symbolic link or a submodule: neither is ours to replace.
    """
    spelled: list[str] = []
    here = Item(tree, FOLDER) if tree else None
    for segment in path.split("/"):
        name, inside = segment, here
        here = _child(objects, inside, name)
        if here is None:
            name = unicodedata.normalize("NFC", segment)
            here = _child(objects, inside, name)
        spelled.append(name)
    if here is not None and not here.is_file and not here.is_folder:
        raise BadPath("in-the-way", path)
    return "/".join(spelled), here if here is not None and here.is_file else None


def write(objects: Objects, base: str | None, edits: Mapping[str, Item | None], prefix: str = "") -> str | None:
    """The tree like `base` with files set or (None) removed; None when no file is left.

    Removing what is not there changes nothing. Raises BadPath: "in-the-way" when a file and a folder would
    share a name, "clash" when a new name differs from a neighbour only in case or normal form.
    """
    wishes: dict[str, _Wish] = {}
    for path, item in edits.items():
        name, slash, rest = path.partition("/")
        wish = wishes.setdefault(name, _Wish())
        if slash:
            wish.below[rest] = item
        else:
            wish.is_for_file, wish.file = True, item
    result: dict[str, Item | None] = {}
    new: list[str] = []
    for name, wish in wishes.items():
        existing = objects.item(base, name) if base else None
        outcome = _outcome(objects, existing, wish, prefix + name)
        if outcome != existing:
            result[name] = outcome
            new += [name] if existing is None else []
    _refuse_clashes(objects, base, result, [(prefix, name) for name in new])
    return objects.write_tree(base, result) if result else base


def _outcome(objects: Objects, existing: Item | None, wish: _Wish, path: str) -> Item | None:
    is_folder = existing is not None and existing.is_folder
    found = wish.file if wish.is_for_file and not is_folder else existing
    if wish.below:
        found = _with_below(objects, found, wish, path)
    if is_folder and wish.file is not None:
        if found is not None:
            raise BadPath("in-the-way", path)
        found = wish.file
    return found


def _with_below(objects: Objects, found: Item | None, wish: _Wish, path: str) -> Item | None:
    if found is not None and not found.is_folder:
        if any(wish.below.values()):
            raise BadPath("in-the-way", path)
        return found
    tree = write(objects, found.id if found else None, wish.below, path + "/")
    return Item(tree, FOLDER) if tree else None


def _refuse_clashes(
    objects: Objects, base: str | None, result: Mapping[str, Item | None], new: list[tuple[str, str]]
) -> None:
    if not new:
        return
    neighbours = objects.names(base) if base else iter(())
    taken = {folded(name) for name in neighbours if name not in result or result[name] is not None}
    for prefix, name in new:
        if folded(name) in taken:
            raise BadPath("clash", prefix + name)
        taken.add(folded(name))


def _child(objects: Objects, folder: Item | None, name: str) -> Item | None:
    return objects.item(folder.id, name) if folder is not None and folder.is_folder else None
