"""F12, F10: writers who begin at one version, and clocks that are wrong: no text is lost, one order."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.durability.children import ask_verify, page_at_path, run, start_again
from wiki import clock, db
from wiki.config import Settings
from wiki.instance import Instance
from wiki.pages.errors import EditConflict
from wiki.pages.models import PageVersion
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.text import source_of
from wiki.spaces.queries import repository_of

EDITORS = 8


@pytest.mark.parametrize("rounds", [5, pytest.param(1000, marks=pytest.mark.long)], ids=["sample", "whole"])
def test_f12_eight_editors_from_one_base_one_saves_and_the_others_merge_or_are_told(
    instance: Instance, cast: Cast, ben: Actor, rounds: int
) -> None:
    """Half of them through forms, half through the API; every second one at a paragraph of their own."""
    body = "# Shared\n\n" + "".join(f"paragraph {number}\n\n" for number in range(EDITORS))
    create_page(ben, cast.handbook, NewPage("shared", body=body))
    seen = {"saved": 0, "merged": 0, "told": 0}
    with ThreadPoolExecutor(EDITORS) as pool:
        for number in range(rounds):
            together = Barrier(EDITORS)
            page = page_at_path("shared")
            assert page is not None
            with db.fresh():
                base = source_of(page).decode()

            def edit(who: int, page=page, base=base, number=number, together=together) -> str:  # type: ignore[no-untyped-def]
                place = who if who % 2 else 0
                old = next(line for line in base.splitlines() if line.startswith(f"paragraph {place}"))
                text = base.replace(f"{old}\n", f"paragraph {place} by {who} in round {number}\n")
                origin = "api" if who % 4 < 2 else "browser"
                with instance.bound():
                    together.wait()
                    try:
                        saved = save_page(ben, page, Edit(text, f"{number} {who}", page.version, origin))
                    except EditConflict as conflict:
                        return "told" if f"by {who} in round {number}" in conflict.ours else "lost"
                    return "merged" if saved.merged else "saved"

            outcomes = list(pool.map(edit, range(EDITORS)))
            assert outcomes.count("saved") == 1, outcomes
            page = page_at_path("shared")
            assert page is not None
            with db.fresh():
                text = source_of(page).decode()
            kept = [who for who in range(EDITORS) if f" by {who} in round {number}\n" in text]
            assert kept == [who for who, outcome in enumerate(outcomes) if outcome != "told"], "no word was lost"
            for outcome in outcomes:
                seen[outcome] += 1
    start_again()
    assert ask_verify() == []
    print(f"{rounds} rounds of {EDITORS} editors: {seen}")


@pytest.mark.parametrize("years", [2, -2])
def test_f10_a_clock_that_is_two_years_off_changes_no_order(
    cast: Cast, ben: Actor, settings: Settings, years: int
) -> None:
    page = create_page(ben, cast.handbook, NewPage("timely", body="# Timely\n\nnow\n"))

    def work() -> None:
        true_time, moved = time.time, timedelta(days=365 * years)
        time.time = lambda: true_time() + moved.total_seconds()
        with clock.stopped_at(clock.now() + moved):
            save_page(ben, page, Edit("# Timely\n\nin another time\n", "", page.version))

    assert run(settings, work) == 0
    start_again()
    now = page_at_path("timely")
    assert now is not None
    save_page(ben, now, Edit("# Timely\n\nback again\n", "", now.version))
    with db.fresh() as session:
        rows = session.query(PageVersion).filter(PageVersion.page_id == page.id).order_by(PageVersion.number)
        commits = [row.commit_id for row in rows]
    repository = repository_of(cast.handbook)
    line = repository.first_parents(after=None, until=repository.head() or "")
    assert [commit.id for commit in line if commit.id in commits] == commits
    times = [commit.committed_at for commit in line]
    assert times == sorted(times), "a commit is never dated before its parent"
    start_again()
    assert ask_verify() == []
