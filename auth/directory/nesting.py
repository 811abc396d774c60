"""Groups inside groups, worked out once: which groups a person is in, and how they came to be in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from auth.actor import GroupMembership
from auth.directory.directory import DirectoryGroup

DEEPEST = 20
"""Groups in a chain; what lies deeper grants nothing (D29)."""


def closure(groups: Iterable[DirectoryGroup]) -> dict[str, tuple[GroupMembership, ...]]:
    """For each person id the groups they are in, directly or through others, sorted by group id.

    Breadth-first, so the chain is a shortest one (the first by name among equals); a circle of groups ends
    where it began; subgroups that are not there are ignored.
    """
    known = {group.id: group for group in groups}
    around = _around(known)
    found: dict[str, dict[str, GroupMembership]] = {}
    for group in known.values():
        if not group.members:
            continue
        upwards = _upwards(group.id, known, around)
        for person_id in group.members:
            _keep_shortest(found.setdefault(person_id, {}), upwards)
    return {person: tuple(own[group_id] for group_id in sorted(own)) for person, own in found.items()}


def _around(known: Mapping[str, DirectoryGroup]) -> dict[str, list[str]]:
    around: dict[str, list[str]] = {}
    for outer in sorted(known.values(), key=lambda group: (group.name, group.id)):
        for inner in outer.subgroups:
            around.setdefault(inner, []).append(outer.id)
    return around


def _upwards(
    start: str, known: Mapping[str, DirectoryGroup], around: Mapping[str, list[str]]
) -> dict[str, GroupMembership]:
    first = GroupMembership(start, known[start].name, (known[start].name,))
    found = {start: first}
    waiting = deque([first])
    while waiting:
        inner = waiting.popleft()
        if len(inner.chain) == DEEPEST:
            continue
        for outer in around.get(inner.group_id, ()):
            if outer not in found:
                name = known[outer].name
                found[outer] = GroupMembership(outer, name, (*inner.chain, name))
                waiting.append(found[outer])
    return found


def _keep_shortest(own: dict[str, GroupMembership], others: Mapping[str, GroupMembership]) -> None:
    for group_id, other in others.items():
        kept = own.get(group_id)
        if kept is None or (len(other.chain), other.chain) < (len(kept.chain), kept.chain):
            own[group_id] = other
