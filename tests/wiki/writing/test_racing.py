"""Eight people save one page from one base at once, half through the browser, half through the API: no word is lost."""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from flask import Flask

from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from tests.wiki.writing.conftest import Desk, Writer
from wiki import db
from wiki.pages.models import PageVersion

PARTS = 8
EDITORS = 8
ROUNDS, MANY_ROUNDS = 20, 1000
SAVED, MERGED, CONFLICT = "saved", "merged", "conflict"
SOURCE = "# Race\n\n" + "".join(f"Paragraph {part} of the page.\n\nBetween.\n\n" for part in range(PARTS))


@dataclass
class Editor:
    """One of the eight: where they write and what came of it."""

    number: int
    save: Callable[[str, str, str], tuple[str, str]]
    part: int = 0
    word: str = ""
    outcome: str = ""
    shown: str = ""

    def run(self, start: Barrier, page: str, base: str) -> None:
        """Change one paragraph and save, at the same moment as the others."""
        words = f"Paragraph {self.part} of the page."
        line = next(one for one in page.split("\n") if one.startswith(words))
        text = page.replace(line, f"{words} {self.word} was written here.", 1)
        start.wait()
        self.outcome, self.shown = self.save(text, base, self.word)


@dataclass
class Race:
    """A page and its editors."""

    desk: Desk
    editors: list[Editor]
    outcomes: Counter[str] = field(default_factory=Counter)

    def round(self, number: int, chance: random.Random) -> None:
        """All save from one base, some of them the same paragraph; then every word is looked for."""
        page, base = self.desk.source().decode(), self.desk.page().version
        before = self.desk.versions()
        start = Barrier(len(self.editors))
        for one in self.editors:
            one.part, one.word = chance.randrange(PARTS), f"w{number}x{one.number}"
        with ThreadPoolExecutor(len(self.editors)) as pool:
            for done in [pool.submit(one.run, start, page, base) for one in self.editors]:
                done.result()
        self._look(before)

    def _look(self, before: int) -> None:
        text = self.desk.source().decode()
        found = Counter(one.outcome for one in self.editors)
        assert found[SAVED] == 1, [(one.number, one.outcome) for one in self.editors]
        assert found.total() == found[SAVED] + found[MERGED] + found[CONFLICT]
        for one in self.editors:
            if one.outcome == CONFLICT:
                assert one.word in one.shown, "the text that was not saved is not on the screen"
                assert one.word not in text
            else:
                assert one.word in text, f"{one.outcome}, but not there"
        assert self.desk.versions() == before + found[SAVED] + found[MERGED]
        self.outcomes += found


def by_form(writer: Writer, desk: Desk) -> Callable[[str, str, str], tuple[str, str]]:
    """Save as a browser does, and read what the next screen says."""
    token = writer.opened(desk.url())["csrf_token"]

    def save(text: str, base: str, word: str) -> tuple[str, str]:
        body = text.removeprefix("# Race\n\n").replace("\n", "\r\n")
        answer = writer.send(
            desk.url(),
            {"csrf_token": token, "title": "Race", "body": body, "base": base, "properties": "", "summary": word},
        )
        if answer.status_code == 409:
            return CONFLICT, html.unescape(answer.text)
        assert answer.status_code == 302, answer.text[:500]
        with writer.client.session_transaction() as session:
            said = str(session.pop("_flashes"))
        assert ("merged with" in said) != said.endswith("is published')]"), said
        return (MERGED if "merged with" in said else SAVED), ""

    return save


def by_program(program: Caller, desk: Desk) -> Callable[[str, str, str], tuple[str, str]]:
    """Save as a program does."""

    def save(text: str, base: str, word: str) -> tuple[str, str]:
        sent = {"body": text, "summary": word}
        answer = program.call("PUT", "/spaces/handbook/pages/race", sent, if_match=f'"{base}"')
        if answer.status_code == 409:
            problem = answer.get_json()
            assert {"base", "ours", "theirs", "merged_with_markers"} <= problem.keys()
            assert word in problem["merged_with_markers"]
            return CONFLICT, problem["ours"]
        assert answer.status_code == 200, answer.text
        return (MERGED if answer.get_json()["merged"] else SAVED), ""

    return save


@pytest.fixture
def race(app: Flask, cast: Cast, writer: Callable[[str], Writer]) -> Race:
    """The page, four browsers and four programs of ann and ben."""
    desk = Desk(cast, "")
    desk.push(SOURCE.encode(), "race.md")
    with db.fresh() as session:
        desk.page_id = session.query(PageVersion.page_id).scalar() or ""
    browsers = [by_form(writer(login), desk) for login in ("ann", "ben") * 2]
    programs = [by_program(caller(app, cast, login), desk) for login in ("ann", "ben") * 2]
    return Race(desk, [Editor(number, save) for number, save in enumerate([*browsers, *programs])])


def test_f12_one_is_saved_and_the_others_are_merged_or_shown_the_conflict(race: Race) -> None:
    run(race, ROUNDS, seed=20)


@pytest.mark.long
def test_f12_a_thousand_rounds_lose_no_word(race: Race) -> None:
    run(race, MANY_ROUNDS, seed=1000)


def run(race: Race, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(rounds):
        race.round(number, chance)
    assert race.outcomes[SAVED] == rounds
    assert race.outcomes[MERGED] > rounds
    assert race.outcomes[CONFLICT] > rounds
