"""What an engine answers: which documents, in which order, and how they are spread. Texts and snippets are not here."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hit:
    """A document that was found. Scores compare only within one answer; higher is better."""

    id: str
    score: float


@dataclass(frozen=True)
class Facets:
    """How many of the found documents stand in each space, kind and tag."""

    spaces: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One window of hits. `total`, `facets` and `did_you_mean` speak of every found document, not only the window.

    `is_loose`: none of them has everything that was asked for, they have some of it.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    did_you_mean: str | None
    is_loose: bool = False


NOTHING = Results(total=0, hits=(), facets=Facets(), did_you_mean=None)
