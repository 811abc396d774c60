"""What a new password must be: length, and not one that a list or a little thought would guess.

The words and rows are ours: the habits behind common passwords, not a copy of any leaked list.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

SHORTEST = 12
ADVISED = 15
LONGEST = 128
LONGEST_INPUT = 1024

SITE_NAMES = ("slipbook", "简册")
"""Never part of a password here; the wiki adds the name its site was given."""

NEW_ENOUGH = 5
"""Characters that must be left when everything guessable has been taken out."""


class PasswordFault(enum.Enum):
    """What is wrong with a new password; the value is a stable word, ``sentence`` an English msgid."""

    BLANK = ("blank", "A password cannot be empty or only spaces.")
    NOT_TEXT = ("not-text", "This password holds characters that cannot be typed.")
    TOO_SHORT = ("too-short", "Use at least 12 characters; 15 or more are better.")
    TOO_LONG = ("too-long", "Use at most 128 characters.")
    COMMON = ("common", "This password is easy to guess: it is made of common words, years or keyboard rows.")
    REPEATS = ("repeats", "This password repeats the same few characters.")
    SEQUENCE = ("sequence", "This password is a sequence such as 123456 or abcdef.")
    HOLDS_LOGIN = ("holds-login", "Leave your login name out of your password.")
    HOLDS_NAME = ("holds-name", "Leave your name and the name of this site out of your password.")

    sentence: str

    def __new__(cls, value: str, sentence: str) -> PasswordFault:
        """The member's value is the word alone."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence = sentence
        return member


_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()",
    "一二三四五六七八九十",
)

_WORD_LIST = """
password passwort passwd passphrase pass pwd mima woaini wodemima admin administrator root user guest
test testing default login signin welcome hello letmein changeme change secret private system server
master manager company office work computer internet network database windows linux ubuntu debian github
google apple amazon facebook iloveyou loveyou love baby princess prince sunshine flower summer winter
spring autumn monday friday january february october november december dragon monkey tiger panda football
baseball basketball soccer hockey batman superman starwars pokemon naruto freedom whatever trustno
nothing michael jordan jennifer jessica daniel ashley charlie thomas robert matthew shadow killer ninja
hunter ranger diamond golden silver orange banana cookie cheese chocolate coffee pepper ginger purple
yellow beijing shanghai shenzhen guangzhou zhongguo china nihao xiexie zhang wang correct horse battery
staple letmein temp temporary demo sample example wiki docs
密码 我的 管理员 你好 中国 北京 上海 深圳 我爱你 公司 测试 默认 欢迎 用户
"""
_WORDS = tuple(_WORD_LIST.split())

_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/.]?[01]\d[-/.]?[0-3]\d)?")
_SHORT_LATIN, _SHORT_OTHER = 4, 2


def check_new_password(text: str, login: str, names: Iterable[str] = ()) -> list[PasswordFault]:
    """Everything that is wrong with ``text`` as a new password, empty when it is good.

    ``names`` are the person's names and what the site is called. The rules follow ASVS 5.0, 6.2.1 to 6.2.12:
    no demands on kinds of characters, nothing cut off, nothing changed before it is hashed.
    """
    if not text.strip():
        return [PasswordFault.BLANK]
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return [PasswordFault.NOT_TEXT]
    found = []
    if len(text) < SHORTEST:
        found.append(PasswordFault.TOO_SHORT)
    if len(text) > LONGEST or len(text.encode()) > LONGEST_INPUT:
        return [PasswordFault.TOO_LONG]
    own = [login, *names, *SITE_NAMES]
    return found + _named(text, login, own[1:]) + _guessable(text, own)


def _named(text: str, login: str, names: list[str]) -> list[PasswordFault]:
    folded = text.casefold()
    found = []
    if any(part in folded for part in _parts([login])):
        found.append(PasswordFault.HOLDS_LOGIN)
    if any(part in folded for part in _parts(names)):
        found.append(PasswordFault.HOLDS_NAME)
    return found


def _parts(names: list[str]) -> list[str]:
    """The names and their words, folded, without those so short that they stand in honest words by chance."""
    words = {part for name in names for part in (name, *re.split(r"[\W_]+", name))}
    folded = {word.casefold().strip() for word in words}
    return [word for word in folded if len(word) >= (_SHORT_LATIN if word.isascii() else _SHORT_OTHER)]


def _guessable(text: str, own: list[str]) -> list[PasswordFault]:
    folded = text.casefold()
    if len(set(folded)) < NEW_ENOUGH or _is_repeated(folded):
        return [PasswordFault.REPEATS]
    without_rows = _without_rows(folded)
    if len(without_rows) < NEW_ENOUGH:
        return [PasswordFault.SEQUENCE]
    words = sorted({*_WORDS, *(name.casefold() for name in own if len(name) > 1)}, key=len, reverse=True)
    plain = _without_rows(_YEARS.sub("", _without(folded, words)))
    alike = _without_rows(_without(_YEARS.sub("", folded).translate(_LOOKALIKES), words))
    if any(_new_letters(rest) < NEW_ENOUGH for rest in (plain, alike)):
        return [PasswordFault.COMMON]
    return []


def _is_repeated(text: str) -> bool:
    """Whether the whole is one piece, too short to be a password itself, again and again (cut at the end)."""
    sizes = range(1, min(len(text) // 2, SHORTEST - 1) + 1)
    return any((text[:size] * (len(text) // size + 1))[: len(text)] == text for size in sizes)


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return text


def _without_rows(text: str) -> str:
    """``text`` without every run of three or more that walks along a row, forwards or backwards."""
    kept, at = [], 0
    while at < len(text):
        run = _run(text, at)
        if run < 3:
            kept.append(text[at])
            run = 1
        at += run
    return "".join(kept)


def _run(text: str, at: int) -> int:
    longest = 0
    for row in _BOTH_WAYS:
        size = 1
        while at + size <= len(text) and text[at : at + size] in row:
            longest = max(longest, size)
            size += 1
    return longest


_BOTH_WAYS = _ROWS + tuple(row[::-1] for row in _ROWS)


def _new_letters(rest: str) -> int:
    """Characters that say something: each counts once, and up to four digits or signs at the end do not."""
    return len(set(re.sub(r"[\W\d_]{1,4}$", "", rest)) - set(" -_."))
