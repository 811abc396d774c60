"""D14: how often a password may be tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auth.throttling import Policy, verdict

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOON - timedelta(minutes=one) for one in minutes]


def test_d14_four_failures_in_thirty_minutes_close_an_account() -> None:
    assert verdict(NOON, ago(1, 2, 3), []).allowed
    closed = verdict(NOON, ago(1, 2, 3, 10), [])
    assert not closed.allowed
    assert closed.limit == "account"
    assert closed.retry_after == timedelta(minutes=20)


def test_d14_a_failure_counts_until_it_is_thirty_minutes_old() -> None:
    assert not verdict(NOON, ago(1, 2, 3, 29.99), []).allowed
    assert verdict(NOON, ago(1, 2, 3, 30), []).allowed


def test_d14_the_door_opens_again_when_it_says() -> None:
    failures = ago(25, 3, 9, 1, 17)
    closed = verdict(NOON, failures, [])
    assert closed.retry_after == timedelta(minutes=13)
    assert verdict(NOON + closed.retry_after, failures, []).allowed
    assert not verdict(NOON + closed.retry_after - timedelta(seconds=1), failures, []).allowed


def test_d14_twenty_failures_close_an_address_whatever_the_accounts() -> None:
    assert verdict(NOON, [], ago(*[5] * 19)).allowed
    closed = verdict(NOON, [], ago(*[5] * 20))
    assert (closed.allowed, closed.limit, closed.retry_after) == (False, "address", timedelta(minutes=25))


def test_d14_the_longer_wait_is_told() -> None:
    both = verdict(NOON, ago(29, 29, 29, 29), ago(*[1] * 20))
    assert (both.limit, both.retry_after) == ("address", timedelta(minutes=29))


def test_d14_a_clock_that_was_turned_back_closes_no_door_for_longer_than_the_window() -> None:
    ahead = [NOON + timedelta(days=400)] * 4
    closed = verdict(NOON, ahead, [])
    assert not closed.allowed
    assert closed.retry_after == timedelta(minutes=30)


def test_d14_the_numbers_can_be_set() -> None:
    strict = Policy(failures=1, window=timedelta(hours=2), address_failures=2)
    assert not verdict(NOON, ago(100), [], strict).allowed
    assert verdict(NOON, [], ago(100), strict).allowed
    assert not verdict(NOON, [], ago(100, 100), strict).allowed


@given(st.lists(st.integers(0, 4 * 3600), max_size=60))
def test_d14_no_thirty_minutes_ever_hold_more_than_four_failures(offsets: list[int]) -> None:
    failures: list[datetime] = []
    for at in sorted(NOON + timedelta(seconds=one) for one in offsets):
        if verdict(at, failures, []).allowed:
            failures.append(at)
    for at in failures:
        assert sum(at <= one < at + timedelta(minutes=30) for one in failures) <= 4
