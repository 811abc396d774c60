"""Where somebody may go on who came to a page that is not there or not theirs: nothing that they do not see.

Whoever is not signed in is offered nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auth.actions import Action
from auth.actor import Actor
from auth.roles import Role
from wiki.access.gate import may
from wiki.access.queries import grants_in
from wiki.errors import SlipbookError
from wiki.finding.jumping import jump
from wiki.finding.queries import SearchUnavailable
from wiki.pages.addresses import page_address, space_address
from wiki.pages.paths import name_of, parent_of, path_key
from wiki.pages.queries import place_of
from wiki.pages.sights import sight_of
from wiki.pages.tree_shape import TreeNode
from wiki.people.queries import group_names_of, names_of
from wiki.people.session import current_actor
from wiki.spaces.models import Space
from wiki.spaces.queries import facts_of, find_space, space_for

MOST_NEAREST = 5
MOST_KEEPERS = 6
LIKE_ENOUGH = 0.35
"""How much of two names has to agree, counted in pairs of neighbouring characters, from 0 to 1."""

BESIDE = 0.05
"""What it is worth to stand in the folder that was asked for."""

_NO_LETTERS = re.compile(r"[\W_]+")
Pairs = frozenset[str]


@dataclass(frozen=True)
class Sign:
    """A page that may be the one that was meant."""

    title: str
    url: str
    detail: str


def signposts(status: int, words: str, asked: Mapping[str, object]) -> Mapping[str, object]:
    """What the screen of an error offers: ``asked`` are the parts of the address, ``words`` its last part."""
    actor = current_actor()
    space = _space_of(actor, asked) if actor.is_signed_in else None
    is_lost = actor.is_signed_in and status in (404, 410) and words
    return {
        "nearest": _nearest(actor, space, str(asked.get("path", "")), words) if is_lost else (),
        "keepers": keepers_of(space) if status == 403 and space else (),
        "space": space,
        "may_bring_back": status == 410 and space is not None and may(actor, Action.PAGE_RESTORE, facts_of(space)),
    }


def keepers_of(space: Space) -> Sequence[str]:
    """The names of the people and groups that look after a space."""
    managing = [one for one in grants_in(space.area_id) if Role(one.role) is Role.MANAGER][:MOST_KEEPERS]
    people = names_of(one.subject_id for one in managing if one.subject_kind == "person")
    known = {**people, **group_names_of(one.subject_id for one in managing if one.subject_kind == "group")}
    return sorted(known[one.subject_id] for one in managing if one.subject_id in known)


def _space_of(actor: Actor, asked: Mapping[str, object]) -> Space | None:
    """The space of the address, if this actor may know that it is there."""
    key, page_id = asked.get("space"), asked.get("page_id")
    if page_id:
        place = place_of(str(page_id))
        seen = place is not None and may(actor, Action.PAGE_READ, place)
        return find_space(place.space_id) if place and seen and place.space_id else None
    try:
        return space_for(actor, str(key)) if key else None
    except SlipbookError:
        return None


def _nearest(actor: Actor, space: Space | None, path: str, words: str) -> Sequence[Sign]:
    """Pages of the same space whose name or title is like the one asked for, then those of others that hold it."""
    signs = _alike(actor, space, path, words) if space else []
    if len(signs) < MOST_NEAREST:
        try:
            found = jump(actor, words, MOST_NEAREST)
        except SearchUnavailable:
            found = ()
        signs += [_sign(other, page.title, page.path) for page, other in found]
    return list({sign.url: sign for sign in signs}.values())[:MOST_NEAREST]


def _alike(actor: Actor, space: Space, path: str, words: str) -> list[Sign]:
    sight = sight_of(actor, space)
    named = sight.kept("pairs of names", lambda: [_named(node) for node in sight.shape.pages])
    wanted, folder = _pairs(words), parent_of(path_key(path))
    scored = [
        (max(_likeness(wanted, name), _likeness(wanted, title)) + BESIDE * (parent_of(node.key) == folder), node)
        for node, name, title in named
    ]
    best = sorted((-score, node.path, node) for score, node in scored if score >= LIKE_ENOUGH)
    return [_sign(space, node.title, node.path) for _score, _path, node in best[:MOST_NEAREST]]


def _named(node: TreeNode) -> tuple[TreeNode, Pairs, Pairs]:
    return node, _pairs(name_of(node.path)), _pairs(node.title)


def _pairs(text: str) -> Pairs:
    letters = _NO_LETTERS.sub("", text.casefold())[:100]
    return frozenset(letters[at : at + 2] for at in range(max(1, len(letters) - 1)))


def _likeness(one: Pairs, other: Pairs) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _sign(space: Space, title: str, path: str) -> Sign:
    address = page_address(space.key, path) if path else space_address(space.key)
    return Sign(title, address, f"{space.name} / {path}" if path else space.name)
