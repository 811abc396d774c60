"""The disk is full, or fails, at each system call of one save that writes."""

import pytest

from tests.repo_store.faults.watching import assert_whole, page, points, save

WRITING = ("openat", "write", "pwrite64", "fsync", "link", "rename", "mkdir", "unlink", "ftruncate")
SAMPLE = 12


def sweep(watch, handbook, root, error, limit):
    """Answers what each failing call led to."""
    counted = watch("counted").counted
    chosen = points({name: counted[name] for name in WRITING if counted[name]}, limit)
    seen = {}
    for name, number in chosen:
        old, new = page(handbook), f"{name} {number}"
        outcome = watch(new, f"trace={name}", f"inject={name}:error={error}:when={number}")
        assert not outcome.killed
        assert_whole(handbook, {old, new})
        if outcome.commit is not None:
            assert page(handbook) == new
        seen[name, number] = outcome.error, handbook.is_read_only
        handbook.lift_read_only()
        save(root, f"after {new}")
    return seen


@pytest.mark.parametrize("limit", [SAMPLE, pytest.param(None, marks=pytest.mark.long)])
def test_f4_a_disk_that_is_full_at_a_system_call_loses_nothing_and_works_again_with_room(watch, handbook, root, limit):
    seen = sweep(watch, handbook, root, "ENOSPC", limit)
    refused = {error for (name, _), (error, _) in seen.items() if name in ("write", "link") and error}
    assert refused <= {"DiskFull", "WriteFailed"}
    # Only a file or folder that cannot be flushed makes a space read-only: earlier writes may be lost with it.
    assert not any(read_only for (name, _), (_, read_only) in seen.items() if name not in ("fsync", "openat"))


@pytest.mark.parametrize("limit", [SAMPLE, pytest.param(None, marks=pytest.mark.long)])
def test_f5_a_disk_with_errors_at_a_system_call_loses_nothing(watch, handbook, root, limit):
    seen = sweep(watch, handbook, root, "EIO", limit)
    assert {error for error, _ in seen.values()} <= {None, "WriteFailed", "LockBusy", "Damaged"}


def test_f5_every_flush_that_fails_makes_the_repository_read_only(watch, handbook, root):
    flushes = watch("counted", "trace=fsync").counted["fsync"]
    for number in range(1, flushes + 1):
        old, new = page(handbook), f"flush {number}"
        outcome = watch(new, "trace=fsync", f"inject=fsync:error=EIO:when={number}")
        assert (outcome.error, outcome.commit) == ("WriteFailed", None), outcome.calls
        assert "fsync" in handbook.why_read_only()
        assert watch("refused", "trace=fsync").error == "ReadOnly"
        assert_whole(handbook, {old, new})
        handbook.lift_read_only()
        save(root, f"after {new}")


def test_i8_no_file_is_flushed_again_after_its_flush_failed(watch, handbook):
    outcome = watch("text", "trace=fsync,openat,link,rename", "inject=fsync:error=EIO:when=3")
    failed = next(at for at, call in enumerate(outcome.calls) if "INJECTED" in call)
    later = [call for call in outcome.calls[failed + 1 :] if call.startswith("fsync")]
    assert later, "the mark itself is flushed"
    assert all("handbook.readonly" in call or call.count("spaces>") for call in later)
