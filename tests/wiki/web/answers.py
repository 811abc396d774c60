"""Every address of the site with something in its places, and what a browser makes of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

PLACES = {
    "space": "handbook",
    "path": "nothing",
    "page_id": "0123456789",
    "commit": "0" * 40,
    "old": "0" * 40,
    "new": "1" * 40,
    "login": "ann",
    "person_id": "p-ben",
    "digest": "0" * 12,
}


def addresses(app: Flask, method: str = "GET") -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every route that takes ``method``."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            places = {name: PLACES.get(name, "0123456789") for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, places, method)


@dataclass(frozen=True)
class Tag:
    """An element as it was opened."""

    name: str
    attributes: dict[str, str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))


def tags_of(text: str) -> list[Tag]:
    """Every element of a screen, in order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.tags


ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href")


def links_of(shown: TestResponse) -> list[str]:
    """Everything that a screen points to."""
    return [tag.attributes[name] for tag in tags_of(shown.text) for name in ADDRESSES if name in tag.attributes]
