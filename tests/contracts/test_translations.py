"""Every sentence that a reader sees exists in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from auth.actions import Action
from wiki import paths
from wiki.language import catalogue

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "words": None, "counted": (1, 2), "gettext": None, "ngettext": (1, 2), "translate": None}
PLACE = re.compile(r"%\((\w+)\)[sd]")
TYPED_GAP = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]")


def messages() -> Iterator[tuple[str, str]]:
    """(message id, file) of every marked sentence in code and templates."""
    for folder, methods in (("wiki", [("**.py", "python")]), ("templates", [("**.html", "jinja2")])):
        options = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
        found = extract_from_dir(ROOT / folder, methods, options, KEYWORDS, comment_tags=())
        for file, _line, message, _comments, _context in found:
            for one in message if isinstance(message, tuple) else (message,):
                if one:
                    yield one, f"{folder}/{file}"
    for action in Action:
        yield action.sentence, "auth/actions.py"


MESSAGES = sorted(set(messages()))


def test_there_are_sentences_to_translate() -> None:
    assert len(MESSAGES) > 100


@pytest.mark.parametrize(("message", "file"), MESSAGES, ids=lambda text: text[:50])
def test_a_sentence_is_said_in_chinese_with_the_same_places(message: str, file: str) -> None:
    chinese = catalogue("zh").gettext(message)
    assert chinese != message or not re.search(r"[a-z]{3}", message), f"{file}: {message!r} has no Chinese"
    assert set(PLACE.findall(chinese)) - {"num"} <= set(PLACE.findall(message)), f"{message!r} -> {chinese!r}"


@pytest.mark.parametrize("file", sorted((paths.TRANSLATIONS / "zh").glob("*.po")), ids=lambda file: file.stem)
def test_chinese_follows_the_microcopy_rules(file: Path) -> None:
    with file.open("rb") as stream:
        said = [str(text) for message in read_po(stream) if message.id for text in _strings(message.string)]
    assert said
    assert [text for text in said if "您" in text or "！" in text] == []
    assert [text for text in said if TYPED_GAP.search(PLACE.sub("", text))] == []


def _strings(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string,)
