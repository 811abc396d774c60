"""Everything that anybody can do here, as ``thing:verb``, with one sentence and the least that it needs."""

from __future__ import annotations

import enum
from typing import Literal

from auth.roles import Role

Verb = Literal["read", "write", "git", "admin"]


class Need(enum.Enum):
    """What an action needs that is not a role in an area."""

    ADMINISTRATOR = "administrator"
    SIGNED_IN = "signed-in"
    ANYBODY = "anybody"


ADMINISTRATOR = Need.ADMINISTRATOR
SIGNED_IN = Need.SIGNED_IN
ANYBODY = Need.ANYBODY


class Action(enum.Enum):
    """One thing that can be done.

    ``sentence`` is an English msgid. ``needs`` is the least role in the area of the thing, or one of the
    three needs above. ``verb`` is the part of a token's scope that covers the action; None: no token ever
    does, only a session.
    """

    SITE_READ = ("site:read", "Use the site.", SIGNED_IN, "read")
    SITE_ADMINISTER = ("site:administer", "Look after the whole site.", ADMINISTRATOR, "admin")
    SITE_SET_UP = ("site:set-up", "Set up a new site.", ANYBODY, None)
    PEOPLE_LIST = ("people:list", "See the list of people.", SIGNED_IN, "read")
    PERSON_READ = ("person:read", "See a person's profile.", SIGNED_IN, "read")
    PROFILE_CHANGE = ("profile:change", "Change one's own profile.", SIGNED_IN, None)
    SESSION_END = ("session:end", "End one's own session.", SIGNED_IN, None)
    TOKEN_CREATE = ("token:create", "Create a token of one's own.", SIGNED_IN, None)

    SPACE_READ = ("space:read", "See a space and its pages.", Role.VIEWER, "read")
    SPACE_CREATE = ("space:create", "Create a space.", ADMINISTRATOR, "admin")
    SPACE_CHANGE = ("space:change", "Change the settings of a space.", Role.MANAGER, "admin")
    SPACE_GRANT = ("space:grant", "Decide who may see and change a space.", Role.MANAGER, "admin")
    SPACE_IMPORT = ("space:import", "Import a repository as a space.", ADMINISTRATOR, "admin")

    PAGE_READ = ("page:read", "Read a page.", Role.VIEWER, "read")
    PAGE_RAW = ("page:raw", "Read the source text of a page.", Role.VIEWER, "read")
    PAGE_HISTORY = ("page:history", "See the history of a page.", Role.VIEWER, "read")
    PAGE_CREATE = ("page:create", "Create a page.", Role.EDITOR, "write")
    PAGE_EDIT = ("page:edit", "Edit a page.", Role.EDITOR, "write")
    PAGE_RESTORE = ("page:restore", "Restore an earlier version of a page.", Role.EDITOR, "write")
    PAGE_DELETE = ("page:delete", "Delete a page.", Role.EDITOR, "write")
    PAGE_MOVE = ("page:move", "Move a page.", Role.EDITOR, "write")
    AREA_CROSS = ("area:cross", "Move pages into or out of a restricted part of a space.", Role.MANAGER, "write")
    PAGE_COMMENT = ("page:comment", "Comment on a page.", Role.COMMENTER, "write")
    DRAFT_KEEP = ("draft:keep", "Keep a draft of a page.", Role.EDITOR, "write")
    FILE_READ = ("file:read", "Open a file of a space.", Role.VIEWER, "read")
    FILE_UPLOAD = ("file:upload", "Add a file to a page, or a new version of one.", Role.EDITOR, "write")
    FILE_REMOVE = ("file:remove", "Remove a file from a page.", Role.EDITOR, "write")
    SEARCH_FIND = ("search:find", "Search the site.", SIGNED_IN, "read")

    sentence: str
    needs: Role | Need
    verb: Verb | None

    def __new__(cls, value: str, sentence: str, needs: Role | Need, verb: Verb | None) -> Action:
        """The member's value is ``thing:verb`` alone, so that ``Action("page:read")`` finds it."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence = sentence
        member.needs = needs
        member.verb = verb
        return member

    @property
    def is_own(self) -> bool:
        """Whether one may do this with what belongs to oneself only."""
        return self in (Action.PROFILE_CHANGE, Action.SESSION_END, Action.TOKEN_CREATE)

    @property
    def is_open_to_administrators(self) -> bool:
        """Whether an Administrator may do this without the role that it needs."""
        return self.needs is ADMINISTRATOR or self is Action.SPACE_GRANT
