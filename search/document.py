"""What is handed to an engine: plain text and the facts it can be filtered by. Where it comes from is unknown here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Heading:
    """A heading inside a document; `offset` counts characters of `Document.body`."""

    text: str
    anchor: str
    offset: int


@dataclass(frozen=True)
class Document:
    """One thing to be found. `body` is plain text, `updated_at` is aware and in UTC."""

    id: str
    space: str
    path: str
    title: str
    kind: str
    tags: tuple[str, ...]
    author: str
    updated_at: datetime
    headings: tuple[Heading, ...]
    body: str

    @property
    def text(self) -> str:
        """What phrases are looked up in: the title, a line break, the body (as a `TextSource` gives it)."""
        return f"{self.title}\n{self.body}"
