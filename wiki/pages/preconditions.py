"""What a call to the API demands of the state of a page before it changes it (RFC 9110, section 13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wiki.errors import PreconditionMissing
from wiki.language import words as _
from wiki.pages.errors import UnknownVersion
from wiki.pages.models import Page
from wiki.pages.queries import find_version


@dataclass(frozen=True)
class Conditions:
    """The entity tags of ``If-Match`` (``any_version`` for ``*``), and whether ``If-None-Match: *`` was sent."""

    tags: Collection[str] = ()
    any_version: bool = False
    must_be_new: bool = False


def base_of(page: Page, conditions: Conditions) -> str:
    """The version that a change was made from. PreconditionMissing without ``If-Match``, or UnknownVersion."""
    if conditions.any_version or page.version in conditions.tags:
        return page.version
    if not conditions.tags:
        raise PreconditionMissing(mend=_("Send If-Match with the version, or If-None-Match: * for a new page."))
    known = (tag for tag in sorted(conditions.tags) if find_version(page.id, tag))
    base = next(known, None)
    if base is None:
        raise UnknownVersion
    return base
