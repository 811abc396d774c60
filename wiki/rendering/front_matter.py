"""Reading the YAML in front of a page. It never raises: what cannot be read becomes a Problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

import yaml

from wiki.rendering.types import FrontMatter, Problem, Value

KINDS = ("page", "manual", "retrospective", "announcement", "path")
LONGEST = 64 * 1024
_DEEPEST = 20
_MOST_EVENTS = 5000
_T = TypeVar("_T")


_LARGEST = 10**18


class _Refused(ValueError):
    """YAML that is well formed but built to hurt: references, or far too much of it."""


def read_front_matter(raw: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """What the author wrote between the fences; line numbers count the opening fence as line 1."""
    try:
        values = _load(raw)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else None
        return FrontMatter(raw, {}), (Problem("front-matter-invalid", line, error.problem or ""),)
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        return FrontMatter(raw, {}), (Problem("front-matter-invalid", None, str(error)),)
    if values is None:
        return FrontMatter(raw, {}), ()
    if not isinstance(values, dict):
        return FrontMatter(raw, {}), (Problem("front-matter-not-a-mapping", 2),)
    return _fields(raw, values)


def _load(raw: str) -> Value:
    """Safe values, after a look at the events: references could make a kilobyte into gigabytes."""
    if len(raw) > LONGEST:
        raise _Refused("longer than 64 KiB")
    depth = 0
    for count, event in enumerate(yaml.parse(raw, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("references (*name) are not read")
        if depth > _DEEPEST or count > _MOST_EVENTS:
            raise _Refused("too deep or too long")
    return _plain(yaml.load(raw, Loader=yaml.CSafeLoader))


def _plain(value: object) -> Value:
    """Only scalars, lists and mappings with text keys, whatever YAML tags were used."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise _Refused("a number of more than 18 digits")
    if value is None or isinstance(value, str | int | float | bool | date):
        return value
    return str(value)


def _fields(raw: str, values: Mapping[str, Value]) -> tuple[FrontMatter, tuple[Problem, ...]]:
    problems: list[Problem] = []

    def field(name: str, read: Callable[[Value], _T], otherwise: _T) -> _T:
        if values.get(name) is None:
            return otherwise
        try:
            return read(values[name])
        except ValueError:
            problems.append(Problem("field-wrong-type", _line_of(raw, name), name))
            return otherwise

    front = FrontMatter(
        raw,
        values,
        title=field("title", _text, None),
        kind=field("kind", _kind, "page"),
        tags=field("tags", _texts, ()),
        owner=field("owner", _login, None),
        review_on=field("review_on", _day, None),
        depends_on=field("depends_on", _texts, ()),
    )
    return front, tuple(problems)


def _line_of(raw: str, name: str) -> int | None:
    found = re.search(rf"""^["']?{re.escape(name)}["']?\s*:""", raw, re.M)
    return raw.count("\n", 0, found.start()) + 2 if found else None


def _text(value: Value) -> str | None:
    if isinstance(value, list | dict) or value is None:
        raise ValueError(value)
    return str(value).strip() or None


def _kind(value: Value) -> str:
    if value not in KINDS:
        raise ValueError(value)
    return str(value)


def _texts(value: Value) -> tuple[str, ...]:
    items = re.split(r"[,，、]", value) if isinstance(value, str) else value
    if not isinstance(items, list):
        raise ValueError(value)
    return tuple(dict.fromkeys(text for item in items if (text := _text(item))))


def _login(value: Value) -> str | None:
    text = _text(value)
    return text.removeprefix("@") if text else None


def _day(value: Value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value.strip())
    raise ValueError(value)
