"""The outbox: what is written with a change, and how it reaches the reactions, twice if need be."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from auth.actor import SYSTEM
from search.errors import IndexBusy
from wiki import db, work
from wiki.events import delivery, queries
from wiki.events.delivery import Reaction, deliver
from wiki.events.models import Event
from wiki.events.operations import About, advance, publish
from wiki.instance import Instance
from wiki.work import Origin


def happened(*kinds: str) -> list[int]:
    with db.writing():
        events = [publish(SYSTEM, kind, About()) for kind in kinds]
    return [one.id for one in events]


def position(name: str) -> int:
    with db.fresh():
        return queries.position(name)


class Heard:
    """A reaction that remembers what it was given, and fails when told to."""

    def __init__(self, name: str, *kinds: str) -> None:
        self.ids: list[int] = []
        self.fault: Exception | None = None
        self.reaction = Reaction(name, kinds, self._run)

    def _run(self, events: Sequence[Event]) -> None:
        self.ids += [one.id for one in events]
        if self.fault:
            raise self.fault


def test_an_event_says_who_what_where_from_and_when(instance: Instance) -> None:
    token = work.origin.set(Origin("10.0.0.7", "abc123"))
    with db.writing():
        about = About(space_id="s", page_id="p", area_id="a", subject="person:x", details={"n": 1})
        publish(SYSTEM, "page.created", about)
    work.origin.reset(token)
    with db.fresh() as session:
        found = session.query(Event).one()
    assert (found.space_id, found.page_id, found.area_id, found.subject) == ("s", "p", "a", "person:x")
    assert (found.address, found.request_id, found.details) == ("10.0.0.7", "abc123", {"n": 1})
    assert found.actor_id is None
    assert found.at.tzinfo is not None


def test_a_kind_that_is_not_in_the_list_raises_and_writes_nothing(instance: Instance) -> None:
    def write() -> None:
        with db.writing():
            publish(SYSTEM, "page.created", About())
            publish(SYSTEM, "page.painted", About())

    with pytest.raises(KeyError, match=r"page\.painted"):
        write()
    with db.fresh():
        assert queries.newest() == 0


def test_a_reaction_hears_its_kinds_in_order_and_once(instance: Instance) -> None:
    created, moved, changed = happened("page.created", "page.moved", "page.changed")
    heard = Heard("index", "page.created", "page.changed")
    assert deliver([heard.reaction]) == 2
    assert heard.ids == [created, changed]
    assert position("index") == changed
    assert deliver([heard.reaction]) == 0
    later = happened("page.created")
    assert deliver([heard.reaction]) == 1
    assert heard.ids == [created, changed, *later]
    assert moved not in heard.ids


@pytest.mark.parametrize("fault", [IndexBusy("taken"), OSError("disk"), ValueError("odd"), KeyError("gone")], ids=repr)
def test_a_reaction_that_fails_is_tried_again_and_the_others_go_on(
    instance: Instance, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    ids = happened("page.created", "page.changed")
    failing, fine = (Heard(name, "page.created", "page.changed") for name in ("failing", "fine"))
    failing.fault = fault
    with caplog.at_level(logging.ERROR):
        assert deliver([failing.reaction, fine.reaction]) == 2
    assert "the reaction failing failed" in caplog.text
    assert (position("failing"), position("fine")) == (0, ids[-1])
    failing.fault = None
    assert deliver([failing.reaction, fine.reaction]) == 2
    assert failing.ids == ids + ids, "what failed half-way comes again as a whole"
    assert fine.ids == ids


def test_a_mistake_in_the_code_of_one_reaction_is_logged_whole_and_stops_no_other(
    instance: Instance, caplog: pytest.LogCaptureFixture
) -> None:
    happened("page.created")
    broken, other = Heard("broken", "page.created"), Heard("other", "page.created")
    broken.fault = AttributeError("a typo")
    deliver([broken.reaction, other.reaction])
    assert (position("broken"), position("other") > 0) == (0, True)
    assert "AttributeError: a typo" in caplog.text


def test_many_events_come_in_batches(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BATCH", 3)
    ids = happened(*["page.created"] * 7)
    sizes: list[int] = []
    reaction = Reaction("index", ("page.created",), lambda events: sizes.append(len(events)))
    assert deliver([reaction]) == 7
    assert sizes == [3, 3, 1]
    assert position("index") == ids[-1]


def test_a_reaction_may_write_and_sees_what_was_written_before_it(instance: Instance) -> None:
    happened("page.created")
    seen: list[int] = []

    def run(events: Sequence[Event]) -> None:
        with db.writing():
            publish(SYSTEM, "page.changed", About())
        with db.fresh():
            seen.append(queries.newest())

    assert deliver([Reaction("echo", ("page.created",), run)]) == 1
    assert seen == [2]


def test_a_slow_process_does_not_put_a_cursor_back(instance: Instance) -> None:
    with db.writing():
        advance("index", 7)
    with db.writing():
        advance("index", 3)
    assert position("index") == 7
    assert position("nobody") == 0


def test_an_event_rings_the_bell_once_after_the_commit(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []

    def ring() -> None:
        with db.fresh():
            rung.append(queries.newest())

    monkeypatch.setattr("wiki.events.operations.ring", ring)
    happened("page.created", "page.changed")
    assert rung == [2]
