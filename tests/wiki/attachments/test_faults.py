"""Files while others write and while the disk fails: nothing is lost, nothing is half done, and there is a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BytesIO

import pytest
from sqlalchemy.exc import OperationalError

from repo_store.errors import Damaged
from repo_store.repository import Repository
from tests.wiki.attachments.conftest import Desk, png, push, send_files
from tests.wiki.people.visitors import Visitor
from wiki import db
from wiki.attachments import jobs, operations
from wiki.attachments.errors import FileChanged, NameStands
from wiki.attachments.limits import Upload
from wiki.attachments.operations import replace_file
from wiki.attachments.queries import files_of
from wiki.attachments.thumbnails import thumbnail_of
from wiki.events.models import Event
from wiki.pages import saving
from wiki.spaces.queries import repository_of

Visit = Callable[[str], Visitor]


def sizes(desk: Desk) -> list[int]:
    with db.fresh():
        return sorted(one.size for one in files_of(desk.actor, desk.now()))


def test_people_who_upload_one_name_at_the_same_moment_all_keep_their_file(desk: Desk) -> None:
    def add(number: int) -> str:
        return desk.add({"plan.txt": b"x" * number})[0].name

    with ThreadPoolExecutor(4) as pool:
        stored = [pool.submit(copy_context().run, add, number) for number in range(1, 9)]
    assert len({one.result() for one in stored}) == 8
    assert sizes(desk) == list(range(1, 9))


def test_of_two_who_replace_one_state_of_a_file_the_second_is_told(desk: Desk) -> None:
    (file,) = desk.add({"plan.txt": b"first"})
    sent = [Upload("plan.txt", BytesIO(text)) for text in (b"mine", b"theirs")]
    replace_file(desk.actor, file, sent[0], file.blob)
    with pytest.raises(FileChanged):
        replace_file(desk.actor, file, sent[1], file.blob)
    assert sizes(desk) == [4]


def test_a_full_disk_stores_nothing_and_says_so(desk: Desk, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add({"before.txt": b"before"})
    ben = visit("ben")
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    refused = send_files(ben, f"/p/{desk.page.id}/files", {"plan.png": png(), "b.txt": b"b"})
    assert refused.status_code == 503
    assert "There is too little room left on the disk" in refused.text
    monkeypatch.undo()
    assert sizes(desk) == [6]


def test_tables_that_cannot_be_written_to_make_no_failure_of_a_stored_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_space_id: str, patience: float = 0) -> None:
        raise TimeoutError(patience)

    monkeypatch.setattr(saving, "take_in", fail)
    (file,) = desk.add({"plan.txt": b"first"})
    assert file.size == 5
    assert sizes(desk) == []
    monkeypatch.undo()
    desk.add({"other.txt": b"more"})
    assert sizes(desk) == [4, 5]


@pytest.mark.parametrize("fault", [db.DatabaseBusy(), OperationalError("BEGIN IMMEDIATE", None, OSError("locked"))])
def test_a_database_that_is_busy_makes_no_failure_of_a_stored_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def busy() -> None:
        raise fault

    monkeypatch.setattr(db, "writing", busy)
    monkeypatch.setattr(saving, "take_in_quietly", lambda _space_id: None)
    (file,) = desk.add({"plan.txt": b"first"})
    monkeypatch.undo()
    desk.add({"other.txt": b"more"})
    assert (file.size, sizes(desk)) == (5, [4, 5])


def test_a_picture_that_git_cannot_read_keeps_no_other_from_its_thumbnail(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = desk.add({"a.png": png(), "b.png": png(5, 5)})
    read = Repository.read

    def torn(self: Repository, blob: str) -> bytes:
        if blob == bad.blob:
            raise Damaged(blob, "torn")
        return read(self, blob)

    monkeypatch.setattr(Repository, "read", torn)
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    assert jobs.draw_thumbnails() == 1
    assert thumbnail_of(good.blob) is not None
    monkeypatch.undo()
    jobs.draw_uploaded([Event(page_id=desk.page.id)])
    assert thumbnail_of(bad.blob) is not None, "it was left for another time"


def test_a_repository_that_is_gone_keeps_no_event_waiting(desk: Desk) -> None:
    desk.add({"a.png": png()})
    path = repository_of(desk.page.space).path
    path.rename(path.with_name("elsewhere.git"))
    jobs.draw_uploaded([Event(page_id=desk.page.id)])
    assert jobs.draw_thumbnails() == 0


def test_something_else_of_the_name_is_never_overwritten(desk: Desk) -> None:
    push(desk.page.space, {"guides/setup/_FILES/old.txt": b"old"})
    with pytest.raises(NameStands):
        desk.add({"new.txt": b"new"})
    repository = repository_of(desk.page.space)
    assert repository.entry(repository.head() or "", "guides/setup/_FILES/old.txt") is not None


def test_a_page_that_goes_while_files_arrive_takes_none(desk: Desk) -> None:
    push(desk.page.space, {"guides/setup.md": None})
    with pytest.raises(saving.DeletedMeanwhile):
        operations.upload_files(desk.actor, desk.page, [Upload("x.txt", BytesIO(b"x"))])
