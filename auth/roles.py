"""The four roles that a grant can give in an area, and how they compare. Administrator is not one of them:
it is a grant on the site and gives no role in any area."""

from __future__ import annotations

import enum


class Role(enum.IntEnum):
    """What a grant gives; a greater role may do everything that a lesser one may."""

    VIEWER = 1
    COMMENTER = 2
    EDITOR = 3
    MANAGER = 4

    @property
    def key(self) -> str:
        """The word for this role in addresses, the API and settings: ``viewer`` to ``manager``."""
        return self.name.lower()

    @classmethod
    def parse(cls, key: str) -> Role:
        """The role called ``key``; ValueError, naming the four, for any other word."""
        for role in cls:
            if role.key == key:
                return role
        raise ValueError(f"{key!r} is not a role; the roles are {', '.join(role.key for role in cls)}")


def lesser(a: Role, b: Role) -> Role:
    """The weaker of two roles: what is left where both must agree."""
    return min(a, b)
