"""The shape of a tree: from rows to branches, with headings for folders that have no page. Nothing is loaded here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wiki.pages.paths import name_of, parent_of, sort_key


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A page as the tree needs it."""

    id: str
    path: str
    path_key: str
    title: str
    kind: str
    sort_key: str
    area_id: str


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A line of the tree; ``id`` and ``kind`` are None for a folder without a page. Depth begins at 0."""

    path: str
    key: str
    title: str
    depth: int
    has_children: bool
    id: str | None = None
    kind: str | None = None

    @property
    def is_heading(self) -> bool:
        """Whether there is no page here, only what lies below."""
        return self.id is None


class TreeShape:
    """The tree of some pages. The page of the space itself (path "") is no line of it, but is the first to read."""

    def __init__(self, rows: Iterable[TreeRow]) -> None:
        self._pages = {row.path_key: row for row in rows}
        self._names: dict[str, str] = {}
        self._order: dict[str, str] = {}
        self._keys_below: dict[str, list[str]] = defaultdict(list)
        for row in self._pages.values():
            self._place(row)
        self._nodes: dict[str, TreeNode] = {}
        self._below: dict[str, tuple[TreeNode, ...]] = {}
        self._places: dict[str, int] = {}
        for keys in self._keys_below.values():
            keys.sort(key=lambda key: (self._order[key], key))
        first = [self._node("")] if "" in self._pages else []
        self.pages = [*first, *(node for node in self.walk() if not node.is_heading)]
        self._position = {node.key: place for place, node in enumerate(self.pages)}

    def below(self, key: str) -> tuple[TreeNode, ...]:
        """The lines directly below the path with this key, in order."""
        if key not in self._below:
            self._below[key] = tuple(self._node(one) for one in self._keys_below.get(key, ()))
            self._places.update((node.key, place) for place, node in enumerate(self._below[key]))
        return self._below[key]

    def place_of(self, key: str) -> int | None:
        """Where the line with this key stands among those that ``below`` gives for the path above it."""
        self.below(parent_of(key))
        return self._places.get(key)

    def walk(self, key: str = "", depth: int | None = None) -> Iterator[TreeNode]:
        """Everything below a key from top to bottom, at most ``depth`` levels of it."""
        waiting = [(node, 1) for node in reversed(self.below(key))]
        while waiting:
            node, level = waiting.pop()
            yield node
            if depth is None or level < depth:
                waiting += [(one, level + 1) for one in reversed(self.below(node.key))]

    def find(self, key: str) -> TreeNode | None:
        """The line with this key, a heading among them."""
        return self._node(key) if key in self._pages or key in self._names else None

    def beside(self, key: str) -> tuple[TreeNode | None, TreeNode | None]:
        """The pages read before and after the one with this key."""
        place = self._position.get(key)
        if place is None:
            return None, None
        before = self.pages[place - 1] if place else None
        return before, self.pages[place + 1] if place + 1 < len(self.pages) else None

    def _place(self, row: TreeRow) -> None:
        """Hang a page below its parent, and its parent below its own, as far as that has not been done."""
        key, path = row.path_key, row.path
        self._order[key] = row.sort_key
        while key:
            above = parent_of(key)
            self._keys_below[above].append(key)
            key, path = above, parent_of(path)
            if key in self._pages or key in self._names or not key:
                return
            self._names[key], self._order[key] = path, sort_key(name_of(path))

    def _node(self, key: str) -> TreeNode:
        if key not in self._nodes:
            self._nodes[key] = self._new_node(key)
        return self._nodes[key]

    def _new_node(self, key: str) -> TreeNode:
        page = self._pages.get(key)
        path = page.path if page else self._names[key]
        title = page.title if page else name_of(path)
        has_children = key in self._keys_below
        if page is None:
            return TreeNode(path, key, title, path.count("/"), has_children)
        return TreeNode(path, key, title, path.count("/"), has_children, page.id, page.kind)
