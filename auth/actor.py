"""Who is asking: a person, nobody, or the program itself, with all that a decision needs to know about them.

An actor is a snapshot made once per request; nothing here loads or caches one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from auth.actions import Verb
from auth.roles import Role

SubjectKind = Literal["person", "group", "everybody", "anybody"]


@dataclass(frozen=True)
class GroupMembership:
    """A group that a person is in; ``chain`` has the names from the person's own group up to this one."""

    group_id: str
    name: str
    chain: tuple[str, ...]


@dataclass(frozen=True)
class GrantReason:
    """The grant behind a standing: who it is for, how they came by it, and the area around it that narrowed
    it."""

    area_id: str
    subject_kind: SubjectKind
    subject_id: str | None
    role: Role
    chain: tuple[str, ...] = ()
    granted_by: str | None = None
    granted_at: datetime | None = None
    narrowed_by: str | None = None


@dataclass(frozen=True)
class Standing:
    """The role that somebody really has in an area. ``because.role`` may be greater: an area around it
    narrows."""

    role: Role
    because: GrantReason
    space_id: str | None = None


@dataclass(frozen=True)
class TokenScope:
    """What a token leaves of what its owner may do. ``spaces`` None: all of them. ``write`` includes
    ``read``, because a change starts from a version that was read; ``git`` opens the Git door only."""

    verbs: frozenset[Verb]
    spaces: frozenset[str] | None = None

    def covers(self, verb: Verb | None) -> bool:
        """Whether an action with this verb is inside the scope; None never is."""
        return verb in self.verbs or (verb == "read" and "write" in self.verbs)

    def reaches(self, space_id: str | None) -> bool:
        """Whether things of this space are inside the scope; where the space is not known, only an open scope
        is."""
        return self.spaces is None or space_id in self.spaces


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. ``standings`` is keyed by area id; ``epoch`` is the access epoch it was worked out
    at."""

    person_id: str | None
    login: str
    name: str
    groups: tuple[GroupMembership, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict, hash=False)
    is_administrator: bool = False
    scope: TokenScope | None = None
    epoch: int = 0

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person whom we know, by session or token."""
        return self.person_id is not None

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself, not a person."""
        return self.person_id is None and self.is_administrator

    @cached_property
    def visible_areas(self) -> frozenset[str]:
        """Ids of the areas where the actor may read now, inside the scope of the token. Filter with nothing
        else."""
        if self.scope is not None and not self.scope.covers("read"):
            return frozenset()
        return frozenset(area_id for area_id in self.standings if self.role_in(area_id) is not None)

    def role_in(self, area_id: str) -> Role | None:
        """The role in this area, or None where there is none or the token does not reach the space."""
        standing = self.standings.get(area_id)
        if standing is None or (self.scope is not None and not self.scope.reaches(standing.space_id)):
            return None
        return standing.role

    def standing_in_space(self, space_id: str) -> Standing | None:
        """The standing in the space itself: the greatest in it, as no inner area is wider than the space."""
        inside = [one for one in self.standings.values() if one.space_id == space_id]
        return max(inside, key=lambda one: one.role, default=None)


def anonymous(standings: Mapping[str, Standing] | None = None, epoch: int = 0) -> Actor:
    """Nobody signed in; ``standings`` holds the public areas, if there are any."""
    return Actor(person_id=None, login="", name="", standings=standings or MappingProxyType({}), epoch=epoch)


ANONYMOUS = anonymous()
"""Nobody signed in, on a site without public spaces."""

SYSTEM = Actor(person_id=None, login="", name="Slipbook", standings=MappingProxyType({}), is_administrator=True)
"""The program itself, in jobs and at the terminal of whoever owns the machine. It may do what an
Administrator may (set up, create and import spaces, grant) and has no role in any area: text is taken in and
indexed below the gate, and a job that works for a person loads that person's actor."""
