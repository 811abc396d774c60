"""A log line is one line of JSON, whatever stands in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from wiki import logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged at info and above; the loggers of the test run come back afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    logs.set_up("info")
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_says_when_how_grave_where_and_what(written: io.StringIO) -> None:
    logging.getLogger("slipbook.example").warning("the %s rang", "bell", extra={"line": {"ms": 3, "person": None}})
    line = json.loads(written.getvalue())
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "warning", "log": "slipbook.example", "message": "the bell rang", "ms": 3, "person": None}


def test_what_is_below_the_level_is_not_written(written: io.StringIO) -> None:
    logging.getLogger("slipbook.example").debug("quiet")
    assert written.getvalue() == ""


@pytest.mark.parametrize(
    "forged",
    [
        'x\n{"level":"info"}',
        "x\r\ny",
        "x\u2028y",
        "x\u0085y",
        "x\x1b[2Jy",
        "x\x9b2Jy",
        "x\u202ey",
        "x\x00y",
        'x"y',
    ],
    ids=ascii,
)
def test_http_46_nobody_forges_a_line_through_a_name(written: io.StringIO, forged: str) -> None:
    logging.getLogger("slipbook.people").warning("refused %s", forged, extra={"line": {"login": forged}})
    text = written.getvalue()
    assert len(text.splitlines()) == 1
    assert text.strip().isprintable()
    assert json.loads(text)["login"] == forged


def test_http_46_half_a_character_does_not_break_the_line() -> None:
    # formatted directly: a runner that passes captured logs between processes cannot carry half a character
    record = logging.LogRecord("slipbook.people", logging.WARNING, __file__, 1, "refused %s", ("x\ud800y",), None)
    text = logs.JsonLines().format(record)
    assert text.isprintable()
    assert json.loads(text)["message"] == "refused x\ud800y"


def test_names_in_chinese_stay_readable(written: io.StringIO) -> None:
    logging.getLogger("slipbook").info("林晓")
    assert "林晓" in written.getvalue()


def test_a_failure_carries_its_trace_on_the_same_line(written: io.StringIO) -> None:
    try:
        raise ValueError("broken\ntwice")
    except ValueError:
        logging.getLogger("slipbook").exception("failed")
    assert len(written.getvalue().splitlines()) == 1
    assert "ValueError: broken\ntwice" in json.loads(written.getvalue())["trace"]


def test_what_json_does_not_know_is_written_as_text(written: io.StringIO) -> None:
    logging.getLogger("slipbook").info("x", extra={"line": {"kind": ValueError}})
    assert json.loads(written.getvalue())["kind"] == "<class 'ValueError'>"
