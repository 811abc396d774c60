"""May one more password be tried? A pure decision over failures that somebody else has recorded (D14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True)
class Policy:
    """How many failures fit into ``window``.

    ``failures`` an account: below the directory's own limit (one less than pwdMaxFailure), in a window at
    least as long as the directory's, so that nobody can be locked out from here. ``address_failures``: one
    network address, over all accounts.
    """

    failures: int = 4
    window: timedelta = timedelta(minutes=30)
    address_failures: int = 20


@dataclass(frozen=True)
class Verdict:
    """Whether to look at the password; if not, how long to wait and which of the two limits was reached."""

    allowed: bool
    retry_after: timedelta = timedelta(0)
    limit: Literal["account", "address"] | None = None


def verdict(
    now: datetime,
    account_failures: Sequence[datetime],
    address_failures: Sequence[datetime],
    policy: Policy = Policy(),
) -> Verdict:
    """Decide about one more attempt at ``now``.

    So that attempts at the same moment cannot all pass, write the attempt down as a failure first, ask with
    what was there before it, and take it back after a success. An attempt that was not allowed is no failure:
    writing it down would keep the door shut for ever.
    """
    waits = {
        "account": _wait(now, account_failures, policy.failures, policy.window),
        "address": _wait(now, address_failures, policy.address_failures, policy.window),
    }
    if waits["account"] == waits["address"] == timedelta(0):
        return Verdict(allowed=True)
    limit: Literal["account", "address"] = "account" if waits["account"] >= waits["address"] else "address"
    return Verdict(allowed=False, retry_after=waits[limit], limit=limit)


def _wait(now: datetime, failures: Sequence[datetime], most: int, window: timedelta) -> timedelta:
    """Until fewer than ``most`` failures are inside the window. A failure from the future (a clock that was
    turned back) counts as one from now."""
    recent = sorted(min(at, now) for at in failures if at > now - window)
    if len(recent) < most:
        return timedelta(0)
    return recent[-most] + window - now
