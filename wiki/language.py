"""Words for readers in their language: marks in code, gettext catalogues, dates and numbers through Babel.

A room says ``_("%(name)s is gone", name=...)`` and gets a ``Words`` value; a door, a mail or a command says it aloud.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages.pofile import read_po

from wiki import clock, paths

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANG: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
_BABEL: Mapping[Language, str] = {"zh": "zh_Hans_CN", "en": "en_GB"}

_DAYS: Mapping[Language, tuple[str, str]] = {"zh": ("M月d日", "y年M月d日"), "en": ("d MMMM", "d MMMM y")}
_UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))

_speaking: ContextVar[Language] = ContextVar("speaking", default="en")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=ZoneInfo("UTC"))


@dataclass(frozen=True)
class Words:
    """A sentence not yet said: the English message id and what goes into it."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 0

    def __str__(self) -> str:
        return say(self)


def words(text: str, /, **values: object) -> Words:
    """Mark ``text`` for translation and keep ``values`` for ``%(name)s`` places in it."""
    return Words(text, values)


def counted(singular: str, plural: str, count: int, /, **values: object) -> Words:
    """Mark a sentence that changes with ``count`` (also available as ``%(num)s``)."""
    return Words(singular, {"num": count, **values}, plural, count)


class _Catalogue(gettext.NullTranslations):
    """All ``.po`` files of one language, read at first use; a room has a file of its own."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._single: dict[str, str] = {}
        for file in sorted((paths.TRANSLATIONS / language).glob("*.po")):
            with file.open("rb") as stream:
                for message in read_po(stream, locale=_BABEL[language]):
                    if message.id and message.string:
                        self._add(message.id, message.string)

    def _add(self, key: object, said: object) -> None:
        ids = key if isinstance(key, (tuple, list)) else (key,)
        text = said[0] if isinstance(said, (tuple, list)) else said
        for one in ids:
            self._single[str(one)] = str(text)

    def gettext(self, message: str) -> str:
        return self._single.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._single.get(msgid1, msgid1 if n == 1 else msgid2)


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The translations of ``language``; English is its own message ids."""
    return _Catalogue(language)


def speaking() -> Language:
    """The language of the reader served at the moment."""
    return _speaking.get()


def zone() -> ZoneInfo:
    """The time zone of the reader served at the moment."""
    return _zone.get()


@contextmanager
def spoken(language: Language, time_zone: ZoneInfo | None = None) -> Iterator[None]:
    """Serve a reader of ``language`` inside the block."""
    token, zone_token = _speaking.set(language), _zone.set(time_zone or _zone.get())
    try:
        yield
    finally:
        _speaking.reset(token)
        _zone.reset(zone_token)


def say(message: Words | str, language: Language | None = None) -> str:
    """The sentence in ``language`` (the reader's when none is given)."""
    if isinstance(message, str):
        return message
    said = catalogue(language or speaking())
    text = said.ngettext(message.text, message.plural, message.count) if message.plural else said.gettext(message.text)
    values = {
        name: say(value, language) if isinstance(value, Words) else value for name, value in message.values.items()
    }
    return text % values if values else text


def translate(text: str) -> str:
    """``gettext`` for templates."""
    return catalogue(speaking()).gettext(text)


def translate_counted(singular: str, plural: str, count: int) -> str:
    """``ngettext`` for templates."""
    return catalogue(speaking()).ngettext(singular, plural, count)


def parse_language(text: str | None) -> Language | None:
    """``zh-CN`` -> ``zh``; anything that is not ours -> None."""
    head = (text or "").replace("_", "-").split("-")[0].lower()
    return head if head in LANGUAGES else None


def day(when: date | datetime, *, year: bool | None = None) -> str:
    """``6月12日`` or ``12 June``; with the year where it is not this one."""
    local = when.astimezone(zone()) if isinstance(when, datetime) else when
    with_year = local.year != clock.now().astimezone(zone()).year if year is None else year
    return _written_day(local.year, local.month, local.day, with_year, speaking())


@lru_cache(4096)
def _written_day(year: int, month: int, day_of_month: int, with_year: bool, language: Language) -> str:
    pattern = _DAYS[language][with_year]
    return dates.format_date(date(year, month, day_of_month), pattern, locale=_BABEL[language])


def moment(when: datetime) -> str:
    """``2026年6月12日 14:06`` or ``12 June 2026 14:06`` in the reader's zone."""
    local = when.astimezone(zone())
    return f"{day(local, year=True)} {local:%H:%M}"


def ago(when: datetime) -> str:
    """Relative up to six days, the date after that."""
    passed = clock.now() - when
    if passed.days > 6 or passed.total_seconds() < -60:
        return day(when)
    if passed.total_seconds() < 60:
        return translate("just now")
    unit = next(unit for unit in _UNITS if passed >= unit)
    passed = passed // unit * unit  # whole units, as people count: never "60 minutes ago"
    return _written_past(passed, speaking())


@lru_cache(512)
def _written_past(passed: timedelta, language: Language) -> str:
    said = dates.format_timedelta(-passed, add_direction=True, locale=_BABEL[language], threshold=1)
    return said.replace("\xa0", " ")


def number(value: float) -> str:
    """``3,216`` in both languages."""
    return numbers.format_decimal(value, locale=_BABEL[speaking()])


def set_for_process(language: str) -> None:
    """Speak ``language`` in a command or a worker, where nobody is served."""
    _speaking.set(parse_language(language) or "en")
