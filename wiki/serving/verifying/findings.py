"""What a check has found, as a sentence with its mend."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.language import Words


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. ``code`` is for machines, ``space`` the key of the space it is about.

    ``heals``: a running server mends it by itself, so that nobody has to do anything.
    """

    code: str
    told: Words
    mend: Words
    space: str | None = None
    heals: bool = False
