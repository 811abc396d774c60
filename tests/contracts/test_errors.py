"""Every kind of error says what is wrong and how to go on, in both languages and at both doors, and nothing else."""

from __future__ import annotations

import html
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import wiki
from tests.cast import Cast
from tests.wiki.callers import caller
from tests.wiki.people.visitors import signed_in
from wiki import errors, language
from wiki.attachments.errors import FilesRefused, FilesTooLarge
from wiki.errors import TooLarge
from wiki.language import Words, say
from wiki.pages.errors import EditConflict
from wiki.people.errors import TooManySignIns, WrongCredentials
from wiki.web.errors import STATUS, status_of
from wiki.writing.errors import AddressTaken, PageTooLarge, TooManyDrafts

ROOT = Path(__file__).parents[2]
Make = Callable[[], errors.SlipbookError]
SAMPLES: dict[type[errors.SlipbookError], Make] = {  # those that need to be told something
    errors.TooMany: lambda: errors.TooMany(7),
    EditConflict: lambda: EditConflict(base="a", ours="b", theirs="c", merged_with_markers="d"),
    WrongCredentials: lambda: WrongCredentials(3, timedelta(minutes=15)),
    TooManySignIns: lambda: TooManySignIns(timedelta(minutes=15)),
    PageTooLarge: lambda: PageTooLarge(3_000_000, 2_000_000),
    TooManyDrafts: lambda: TooManyDrafts(50),
    AddressTaken: lambda: AddressTaken({}, None),
    FilesRefused: lambda: FilesRefused({0: TooLarge.message}),
    FilesTooLarge: lambda: FilesTooLarge({0: TooLarge.message}),
}
OWN_SAMPLE_ELSEWHERE = ("WrongSetting",)
LEAKS = ("Traceback", "site-packages", str(ROOT), 'File "', ".py", "sqlite", "hunter2")


def kinds(parent: type[errors.SlipbookError] = errors.SlipbookError) -> Iterator[type[errors.SlipbookError]]:
    """Every error of every room, whichever module it stands in."""
    yield parent
    for child in parent.__subclasses__():
        yield from kinds(child)


def _all() -> list[type[errors.SlipbookError]]:
    for module in pkgutil.walk_packages(wiki.__path__, "wiki."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = dict.fromkeys(one for one in kinds() if one.__module__.startswith("wiki."))
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


KINDS = [one for one in _all() if one.__name__ not in OWN_SAMPLE_ELSEWHERE]
EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)


def sample(kind: type[errors.SlipbookError]) -> errors.SlipbookError:
    return SAMPLES.get(kind, kind)()


def said(words: Words, speaking: language.Language) -> str:
    return say(words, speaking)


def test_every_status_of_the_contract_has_a_kind() -> None:
    statuses = {status_of(sample(kind)) for kind in KINDS}
    assert {400, 401, 403, 404, 409, 410, 412, 413, 415, 428, 429, 500, 503} <= statuses
    assert {kind for kind, _status in STATUS} <= set(KINDS)
    assert len(KINDS) > 30


@EVERY
def test_an_error_has_a_sentence_and_a_mend_in_both_languages(kind: type[errors.SlipbookError]) -> None:
    fault = sample(kind)
    assert fault.mend is not None
    for words in (fault.message, fault.mend):
        english, chinese = said(words, "en"), said(words, "zh")
        assert english.rstrip()[-1] in ".?:>", english
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese), chinese
        assert "%(" not in english + chinese


@pytest.fixture
def doors(app: Flask, cast: Cast) -> Callable[[errors.SlipbookError | Exception, str], tuple[TestResponse, ...]]:
    """What a browser and a program are answered when a view raises."""
    app.testing = False
    ann, program = signed_in(app, "ann"), caller(app, cast, "ann")

    def answers(fault: Exception, speaking: str) -> tuple[TestResponse, ...]:
        def broken() -> None:
            raise fault

        app.view_functions["home.show"] = app.view_functions["people_api.me"] = broken
        shown = ann.client.get("/", headers={"Accept-Language": speaking})
        return shown, program.call("GET", "/me", Accept_Language=speaking)

    return answers


@pytest.mark.parametrize("speaking", ["en", "zh"])
def test_an_error_is_a_screen_and_a_problem_document_with_one_status(
    doors: Callable[[Exception, str], tuple[TestResponse, TestResponse]], speaking: language.Language
) -> None:
    for kind in KINDS:
        fault = sample(kind)
        shown, told = doors(fault, speaking)
        status = status_of(fault)
        assert (shown.status_code, told.status_code) == (status, status), kind
        assert (shown.mimetype, told.mimetype) == ("text/html", "application/problem+json"), kind
        problem = told.get_json()
        assert {"type", "title", "status", "detail"} <= problem.keys(), kind
        assert problem["status"] == status
        screen = html.unescape(shown.text)
        assert f'lang="{language.HTML_LANG[speaking]}"' in screen
        for words in filter(None, (fault.message, fault.mend)):
            assert said(words, speaking).rstrip(".。") in screen, kind  # a heading has no full stop
            assert said(words, speaking) in problem["detail"], kind
        for leak in LEAKS:
            assert leak not in shown.text + told.text, (kind, leak)
        assert ("Retry-After" in shown.headers) == ("Retry-After" in told.headers) == (status in (429, 503)), kind


def test_what_nobody_foresaw_is_told_without_a_trace_or_a_path(
    doors: Callable[[Exception, str], tuple[TestResponse, TestResponse]],
) -> None:
    shown, told = doors(RuntimeError(f"hunter2 in {ROOT}/slipbook.db"), "en")
    assert (shown.status_code, told.status_code) == (500, 500)
    assert told.get_json()["title"] == "Internal Server Error"
    assert told.get_json()["request_id"] in told.get_json()["detail"]
    assert not [leak for leak in LEAKS if leak in shown.text + told.text]
