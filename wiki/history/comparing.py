"""Two versions of a page beside each other: their texts, what differs, and what differs that nobody would see."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.history.difference import Difference, differ
from wiki.history.lines import decoded
from wiki.language import Words, counted, number
from wiki.pages.models import PageVersion
from wiki.pages.text import version_source
from wiki.rendering.source import MAX_BYTES


@dataclass(frozen=True)
class Compared:
    """A comparison of two versions; the first version of a page is compared with nothing (``old`` is None).

    ``difference`` is None where a text is too large to be compared. ``only_unseen`` says that the two are different
    files of the same text: other line ends, a byte order mark.
    """

    old: PageVersion | None
    new: PageVersion
    difference: Difference | None
    only_unseen: bool = False

    @property
    def earlier(self) -> PageVersion | None:
        """The version with the lower number."""
        return min(self.old, self.new, key=lambda one: one.number) if self.old else None

    def shows(self, version: PageVersion) -> bool:
        """Whether ``version`` is one of the two."""
        return version.number in (self.new.number, self.old.number if self.old else 0)

    @property
    def summary(self) -> Words | None:
        """How much differs, in one sentence; None where nothing does or nobody counted."""
        found = self.difference
        if found is None or not found.places:
            return None
        values = {"added": number(found.added), "removed": number(found.removed)}
        if found.added == 1:
            return counted(
                "%(added)s character added, %(removed)s removed, %(num)s place",
                "%(added)s character added, %(removed)s removed, %(num)s places",
                found.places,
                **values,
            )
        return counted(
            "%(added)s characters added, %(removed)s removed, %(num)s place",
            "%(added)s characters added, %(removed)s removed, %(num)s places",
            found.places,
            **values,
        )


def compare_versions(old: PageVersion | None, new: PageVersion) -> Compared:
    """Compare what two versions of one page left in its file. Whoever asks has been to the gate."""
    before, after = _source(old), _source(new)
    if max(len(before), len(after)) > MAX_BYTES:
        return Compared(old, new, None)
    difference = differ(decoded(before), decoded(after))
    return Compared(old, new, difference, only_unseen=not difference.places and before != after)


def _source(version: PageVersion | None) -> bytes:
    """A version that deleted the page left nothing."""
    return version_source(version) if version is not None and version.blob is not None else b""
