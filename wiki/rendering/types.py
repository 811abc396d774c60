"""What rendering takes and gives, as frozen records. No behaviour lives here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Scalar = str | int | float | bool | date | None
Value = Scalar | list["Value"] | dict[str, "Value"]

ProblemCode = Literal[
    "front-matter-invalid",
    "front-matter-not-a-mapping",
    "front-matter-unclosed",
    "field-wrong-type",
    "broken-utf8",
    "too-large",
    "too-deep",
    "render-failed",
]
LinkKind = Literal["page", "wiki", "file", "image", "external", "person", "anchor"]
Language = Literal["zh", "en", "mixed"]
Newline = Literal["\n", "\r\n"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the author should know. ``line`` counts from 1 in the whole file; ``detail`` is a technical phrase."""

    code: ProblemCode
    line: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML in front of a page: ``raw`` as written (without fences), ``values`` as read, then the fields we know."""

    raw: str
    values: Mapping[str, Value]
    title: str | None = None
    kind: str = "page"
    tags: tuple[str, ...] = ()
    owner: str | None = None
    review_on: date | None = None
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A page's file, decoded: ``text`` is the body with ``\\n`` line ends and without front matter."""

    text: str
    front: FrontMatter
    problems: tuple[Problem, ...]
    title: str | None
    had_bom: bool
    newline: Newline
    encoding_ok: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image as written. ``target`` is percent-decoded and has no fragment; an external one is left whole."""

    kind: LinkKind
    target: str
    fragment: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in the HTML where the address of one ``<a>`` or ``<img>`` goes; ``fill`` closes it for one reader."""

    index: int
    link: Link


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads for this reader. ``exists`` is False also for what they may not see."""

    url: str
    exists: bool


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One heading of the page: level 1 to 6, its words, and the id to jump to."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as safe HTML with gaps for links, and everything that was learned on the way.

    ``headings`` holds (text, anchor, offset in ``plain_text`` in characters); ``tasks`` counts check boxes;
    ``word_count`` counts Chinese characters and Latin words. ``title`` is "" where the page has none.
    """

    parts: tuple[str | Slot, ...]
    outline: tuple[OutlineItem, ...]
    plain_text: str
    headings: tuple[tuple[str, str, int], ...]
    links: tuple[Link, ...]
    title: str
    front: FrontMatter
    problems: tuple[Problem, ...]
    word_count: int
    language: Language
    excerpt: str
    tasks: int
