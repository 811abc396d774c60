"""What a repository says about itself, and what is put right without anybody's hand."""

import os
import time

import pytest

from repo_store import Author, Change, CommitRequest, Store, maintenance
from repo_store.committing import commit_changes
from repo_store.errors import LockBusy, ReadOnly
from repo_store.maintenance import Finding

ANN = Author("Ann", "p-1@example.invalid")
HALF_WRITTEN = [
    "objects/tmp_object_git2_0123456789abcdef",
    "objects/ab/tmp_obj_x1",
    "objects/pack/tmp_pack_x1",
    "objects/pack/.tmp-123-pack-x.idx",
    "objects/info/commit-graph.tmp",
]


def aged(path, seconds):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def kinds(repository):
    return [finding.kind for finding in maintenance.check_repository(repository)]


@pytest.mark.parametrize("name", HALF_WRITTEN)
def test_f9_half_written_files_are_found_and_reclaimed_once_they_are_old(repository, write, name):
    write("a.md", "1")
    path = aged(repository.path / name, 30)
    assert (kinds(repository), maintenance.reclaim_stale_locks(repository)) == ([], [])
    aged(path, 90)
    assert maintenance.check_repository(repository) == [Finding("leftover", name)]
    assert maintenance.reclaim_stale_locks(repository) == [name]
    assert maintenance.check_repository(repository) == []


def test_f15_what_a_push_put_aside_goes_after_a_day(repository):
    folder = repository.path / "objects/tmp_objdir-incoming-x1"
    aged(folder / "ab" / "cdef", 100)
    os.utime(folder, (time.time() - 3600,) * 2)
    assert maintenance.reclaim_stale_locks(repository) == []
    os.utime(folder, (time.time() - 90_000,) * 2)
    assert maintenance.reclaim_stale_locks(repository) == ["objects/tmp_objdir-incoming-x1"]
    assert not folder.exists()


def test_f9_a_stale_lock_is_reclaimed_at_start_up(repository, write):
    write("a.md", "1")
    aged(repository.path / "refs/heads/main.lock", 90)
    assert maintenance.reclaim_stale_locks(repository) == ["refs/heads/main.lock"]


def test_f9_nothing_is_reclaimed_while_somebody_writes(repository):
    path = aged(repository.path / "HEAD.lock", 90)
    with repository.hold():
        assert maintenance.reclaim_stale_locks(repository) == []
    assert path.exists()


def test_f9_an_old_lock_file_that_a_live_process_has_open_is_never_stolen(repository, write):
    head = write("a.md", "1")
    path = aged(repository.path / "refs/heads/main.lock", 7200)
    with path.open("w"):
        os.utime(path, (time.time() - 7200,) * 2)
        assert maintenance.reclaim_stale_locks(repository) == []
        with pytest.raises(LockBusy):
            commit_changes(repository.location, CommitRequest((Change("a.md", b"2"),), ANN, "x"), wait=0.2)
        assert path.exists()
    assert repository.head() == head.id
    assert write("a.md", "2").parents == (head.id,)


def test_f9_a_young_lock_of_a_writer_who_died_does_not_keep_the_next_one_waiting(repository, write):
    head = write("a.md", "1")
    aged(repository.path / "refs/heads/main.lock", 1)
    repository.location.lock.write_text("12345\n")
    assert write("a.md", "2").parents == (head.id,)
    assert repository.location.lock.read_text() == ""


def test_i8_the_mark_says_why_and_outlives_a_restart_until_it_is_lifted(store, repository, write):
    head = write("a.md", "1")
    repository.location.read_only.write_text("2026-11-22 10:00:00 UTC could not fsync x\n")
    again = Store(store.root).open("handbook")
    assert again.why_read_only() == "2026-11-22 10:00:00 UTC could not fsync x"
    assert maintenance.check_repository(again) == [Finding("read-only", "2026-11-22 10:00:00 UTC could not fsync x")]
    with pytest.raises(ReadOnly, match="could not fsync x"):
        write("a.md", "2")
    again.lift_read_only()
    again.lift_read_only()
    assert again.why_read_only() is None
    assert write("a.md", "2").parents == (head.id,)


def test_damage_names_the_object(repository, write):
    commit = write("a.md", "1")
    blob = repository.entry(commit.id, "a.md").blob
    (repository.path / "objects" / blob[:2] / blob[2:]).unlink()
    for whole in (True, False):
        found = maintenance.check_repository(repository, whole=whole)
        assert blob in {finding.object_id for finding in found if finding.kind == "damage"}


def test_a_setting_that_somebody_changed_is_found_and_put_back(repository, git):
    git(repository, "config", "receive.denyNonFastForwards", "false")
    git(repository, "config", "--unset", "core.fsync")
    assert maintenance.check_repository(repository) == [
        Finding("setting", "core.fsync"),
        Finding("setting", "receive.denyNonFastForwards"),
    ]
    assert maintenance.bring_up_to_date(repository) == ["core.fsync", "receive.denyNonFastForwards"]
    assert git(repository, "config", "core.fsync").strip() == "all"
    assert maintenance.check_repository(repository) == []


def test_a_damaged_object_is_mended_when_somebody_saves_the_same_text_again(store, repository, write):
    first = write("a.md", "precious")
    blob = repository.entry(first.id, "a.md").blob
    write("a.md", "other")
    file = repository.path / "objects" / blob[:2] / blob[2:]
    file.chmod(0o600)
    file.write_bytes(b"")
    assert "damage" in kinds(repository)
    commit = write("a.md", "precious")
    assert repository.read(repository.entry(commit.id, "a.md").blob) == b"precious"
    assert maintenance.check_repository(repository) == []


def test_drafts_of_imports_and_removals_that_died_are_cleared(store, repository):
    young, old, removed = (store.root / name for name in (".new-1", ".new-2", ".removed-3"))
    for folder in (young, old, removed):
        (folder / "objects").mkdir(parents=True)
    os.utime(old, (time.time() - 90_000,) * 2)
    assert sorted(store.clear_drafts()) == [".new-2", ".removed-3"]
    assert young.exists()
    assert store.keys() == ["handbook"]
