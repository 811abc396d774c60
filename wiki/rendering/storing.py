"""A rendered page as bytes for the cache on disk, and back."""

from __future__ import annotations

import json
from dataclasses import astuple

from wiki.rendering.front_matter import read_front_matter
from wiki.rendering.types import Link, OutlineItem, Problem, Rendered, Slot


def to_json(rendered: Rendered) -> bytes:
    """``rendered`` as UTF-8 JSON. Front matter is kept as its author wrote it and read again."""
    record = {
        "parts": [part if isinstance(part, str) else part.index for part in rendered.parts],
        "outline": [astuple(item) for item in rendered.outline],
        "plain_text": rendered.plain_text,
        "headings": rendered.headings,
        "links": [astuple(link) for link in rendered.links],
        "title": rendered.title,
        "front": rendered.front.raw,
        "problems": [astuple(problem) for problem in rendered.problems],
        "word_count": rendered.word_count,
        "language": rendered.language,
        "excerpt": rendered.excerpt,
        "tasks": rendered.tasks,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def from_json(data: bytes) -> Rendered:
    """What ``to_json`` wrote. Raises ValueError where the bytes are something else."""
    try:
        record = json.loads(data.decode("utf-8"))
        links = tuple(Link(*link) for link in record["links"])
        return Rendered(
            parts=tuple(part if isinstance(part, str) else Slot(part, links[part]) for part in record["parts"]),
            outline=tuple(OutlineItem(*item) for item in record["outline"]),
            plain_text=record["plain_text"],
            headings=tuple((text, anchor, offset) for text, anchor, offset in record["headings"]),
            links=links,
            title=record["title"],
            front=read_front_matter(record["front"])[0],
            problems=tuple(Problem(*problem) for problem in record["problems"]),
            word_count=record["word_count"],
            language=record["language"],
            excerpt=record["excerpt"],
            tasks=record["tasks"],
        )
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("not a rendered page") from error
