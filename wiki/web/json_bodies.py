"""Reading a JSON body: whatever was sent becomes a value that can be stored, or a sentence that says why not."""

from __future__ import annotations

import json
from typing import NoReturn

from flask import Request

from wiki.errors import Invalid, NotUnderstood
from wiki.language import words as _


def read_json(asked: Request) -> object:
    """The value of a JSON body; None where nothing was sent. Raises NotUnderstood for another type, Invalid."""
    data = asked.get_data(cache=True)
    if not data:
        return None
    if not asked.is_json:
        raise NotUnderstood
    try:
        value = json.loads(data.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:  # also: numbers of thousands of digits, thousands of brackets
        mend = _("Send one JSON document in UTF-8.")
        raise Invalid(_("What was sent cannot be read as JSON."), mend=mend) from fault
    refuse_half_characters(value)
    return value


def refuse_half_characters(value: object) -> None:
    """Invalid, with the name of the field, for a text with half a character: no file and no table can hold one.

    JSON can write a surrogate by itself (``"\\ud800"``), UTF-8 cannot (RFC 8259, section 8.2).
    """
    waiting: list[tuple[str, object]] = [("json", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, str):
            if not _is_whole(one):
                raise Invalid(fields={name: _("This holds half of a character. Send whole characters.")})
        elif isinstance(one, dict):
            waiting += [("json", key) for key in one]
            waiting += [(key, inner) for key, inner in one.items()]
        elif isinstance(one, list):
            waiting += [(name, inner) for inner in one]


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
