"""A writer is killed at a system call of one save. The save is whole or absent, and nobody has to repair anything."""

import os
import sys
import time

import pytest

from repo_store import maintenance
from tests.repo_store.faults.watching import assert_whole, page, points, save

SAMPLE = 12


def sweep(watch, handbook, root, limit):
    calls = watch("counted").counted
    chosen = points(calls, limit)
    state = {"before": 0, "after": 0, "killed": 0, "left": 0, "total": sum(calls.values())}
    for name, number in chosen:
        old, new = page(handbook), f"{name} {number}"
        outcome = watch(new, f"trace={name}", f"inject={name}:signal=SIGKILL:when={number}")
        assert_whole(handbook, {old, new})
        if outcome.commit is not None:
            assert page(handbook) == new
        state["killed"] += outcome.killed
        state["after" if page(handbook) == new else "before"] += 1
        state["left"] += any(handbook.path.rglob("*.lock"))
        # The next save works at once: it sees that the last writer died.
        commit = save(root, f"after {new}")
        assert handbook.head() == commit
        assert list(handbook.path.rglob("*.lock")) == []
    assert_whole(handbook, {page(handbook)})
    return state


def test_f1_a_save_killed_at_a_system_call_is_whole_or_absent_and_the_next_one_works(watch, handbook, root):
    state = sweep(watch, handbook, root, SAMPLE)
    assert state["before"] + state["after"] == SAMPLE
    assert state["before"] > 0


@pytest.mark.long
def test_f1_the_same_at_every_system_call(watch, handbook, root, capsys):
    state = sweep(watch, handbook, root, None)
    with capsys.disabled():
        sys.stdout.write(f"\nkilled at each of {state['total']} system calls: {state}\n")
    assert state["before"] > 0
    assert state["after"] > 0
    # Without clearing what the dead leave, some of these would have blocked everybody.
    assert state["left"] > 0
    # What they left half-written takes room and nothing else; it goes when it is a minute old.
    for path in handbook.path.glob("objects/tmp_*"):
        os.utime(path, (time.time() - 90,) * 2)
    assert {finding.kind for finding in maintenance.check_repository(handbook)} == {"leftover"}
    assert maintenance.reclaim_stale_locks(handbook) != []
    assert maintenance.check_repository(handbook) == []
