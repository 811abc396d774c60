"""Words in the language of the reader: places, plurals, dates, numbers, and how long ago."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wiki import clock, language
from wiki.language import Language, Words, counted, say, words

NOW = datetime(2026, 6, 12, 6, 6, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_sentence_is_said_in_the_language_of_the_reader() -> None:
    sentence = words("There is no such page, or it has moved.")
    assert str(sentence) == "There is no such page, or it has moved."
    with language.spoken("zh"):
        assert str(sentence) == "这里没有页面，可能搬走了。"
        assert say(sentence, "en") == "There is no such page, or it has moved."
    assert language.speaking() == "en"


def test_a_sentence_inside_a_sentence_is_said_in_the_same_language() -> None:
    inner = words("Sign in to go on.")
    outer = words("There is no space %(key)s.", key=inner)
    assert say(outer, "zh") == "没有空间登录后才能继续。。"
    assert say(outer) == "There is no space Sign in to go on.."


def test_what_goes_into_a_sentence_is_not_read_as_places() -> None:
    assert say(words("There is no space %(key)s.", key="100%(x)s %d")) == "There is no space 100%(x)s %d."
    assert say(words("50 % off")) == "50 % off"


def test_a_text_without_translation_stays_as_it_is() -> None:
    assert say(words("No catalogue knows this."), "zh") == "No catalogue knows this."
    assert say("plain text", "zh") == "plain text"


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (0, "0 browsers were signed out.", "0"),
        (1, "1 browser was signed out.", "1"),
        (2, "2 browsers were signed out.", "2"),
    ],
)
def test_counted_sentences_have_a_plural_in_english_only(count: int, english: str, chinese: str) -> None:
    sentence = counted("%(num)s browser was signed out.", "%(num)s browsers were signed out.", count)
    assert say(sentence) == english
    assert chinese in say(sentence, "zh")
    assert "browser" not in say(sentence, "zh")
    with language.spoken("zh"):
        assert language.translate_counted("%(num)s browser was signed out.", "%(num)s browsers were signed out.", count)


@pytest.mark.parametrize(
    ("speaking", "day", "last_year", "moment"),
    [
        ("zh", "6月12日", "2025年6月12日", "2026年6月12日 14:06"),
        ("en", "12 June", "12 June 2025", "12 June 2026 14:06"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    speaking: Language, day: str, last_year: str, moment: str
) -> None:
    with clock.stopped_at(NOW), language.spoken(speaking, SHANGHAI):
        assert language.day(NOW) == day
        assert language.day(date(2025, 6, 12)) == last_year
        assert language.day(NOW, year=True).replace(" 2026", "").replace("2026年", "") == day
        assert language.moment(NOW) == moment


def test_a_day_is_the_day_of_the_reader() -> None:
    late = datetime(2026, 6, 12, 20, 0, tzinfo=UTC)
    with clock.stopped_at(late), language.spoken("en", SHANGHAI):
        assert language.day(late) == "13 June"
        assert language.zone() == SHANGHAI
    with clock.stopped_at(late), language.spoken("en"):
        assert language.day(late) == "12 June"


AGO = [
    (timedelta(seconds=0), "just now", "刚刚"),
    (timedelta(seconds=59), "just now", "刚刚"),
    (timedelta(seconds=-59), "just now", "刚刚"),
    (timedelta(seconds=60), "1 minute ago", "1分钟前"),
    (timedelta(minutes=59, seconds=59), "59 minutes ago", "59分钟前"),
    (timedelta(hours=1), "1 hour ago", "1小时前"),
    (timedelta(hours=23, minutes=59), "23 hours ago", "23小时前"),
    (timedelta(days=1), "1 day ago", "1天前"),
    (timedelta(days=6, hours=23), "6 days ago", "6天前"),
    (timedelta(days=7), "5 June", "6月5日"),
    (timedelta(days=400), "8 May 2025", "2025年5月8日"),
    (timedelta(days=-2), "14 June", "6月14日"),
]


@pytest.mark.parametrize(("passed", "english", "chinese"), AGO, ids=str)
def test_how_long_ago_is_said_up_to_six_days_then_the_date(passed: timedelta, english: str, chinese: str) -> None:
    with clock.stopped_at(NOW):
        assert language.ago(NOW - passed) == english
        with language.spoken("zh"):
            assert language.ago(NOW - passed).replace(" ", "") == chinese


def test_numbers_have_their_thousands_apart() -> None:
    for speaking in language.LANGUAGES:
        with language.spoken(speaking):
            assert language.number(3216) == "3,216"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("ZH_tw", "zh"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("fr", None),
        ("zhx", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_known_by_its_first_part(text: str | None, found: str | None) -> None:
    assert language.parse_language(text) == found


def test_words_are_values() -> None:
    assert words("%(a)s", a=1) == Words("%(a)s", {"a": 1})


def test_a_command_speaks_the_language_of_its_setting() -> None:
    with language.spoken("en"):
        language.set_for_process("zh")
        assert language.speaking() == "zh"
        language.set_for_process("tlh")
        assert language.speaking() == "en"
