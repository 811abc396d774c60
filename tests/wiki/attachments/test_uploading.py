"""Storing files with a page: one commit for all, names that are taken, what is refused, nothing half done."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from repo_store.history import log
from tests.cast import Cast
from tests.wiki.attachments.conftest import Desk, claims, png, push
from wiki import db
from wiki.attachments.errors import FileChanged, FilesRefused, FilesTooLarge
from wiki.attachments.limits import Upload
from wiki.attachments.operations import remove_file, replace_file, restore_file, upload_files
from wiki.attachments.queries import PageFile, file_for, files_of, pages_using
from wiki.attachments.versions import FileVersion, versions_of
from wiki.errors import Invalid, NotAllowed, NotFound
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.language import say
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.queries import versions as page_versions
from wiki.spaces.queries import repository_of


def names(desk: Desk) -> list[str]:
    with db.fresh():
        return [one.name for one in files_of(desk.actor, desk.now())]


def versions(desk: Desk, name: str) -> list[FileVersion]:
    with db.fresh():
        return versions_of(desk.actor, desk.now(), name)


def file_now(desk: Desk, name: str) -> PageFile:
    with db.fresh():
        return file_for(desk.actor, desk.page.id, name)


def commits(desk: Desk) -> int:
    repository = repository_of(desk.page.space)
    return len(repository.first_parents(after=None, until=repository.head() or ""))


def test_files_are_stored_beside_the_page_in_one_commit_that_names_them(desk: Desk) -> None:
    before = commits(desk)
    stored = desk.add({"plan.png": png(), "数据.csv": b"a,b\n1,2\n"})
    assert commits(desk) == before + 1
    assert [one.path for one in stored] == ["guides/setup/_files/plan.png", "guides/setup/_files/数据.csv"]
    repository = repository_of(desk.page.space)
    commit = repository.commit(repository.head() or "")
    assert commit.message.startswith("Add plan.png, 数据.csv to guides/setup")
    assert commit.author.name == "Ben"
    assert names(desk) == ["plan.png", "数据.csv"]
    assert desk.now().space.taken_in == repository.head()


def test_what_to_write_is_relative_to_the_file_of_the_page(desk: Desk, cast: Cast) -> None:
    (stored,) = desk.add({"a (1) 图.png": png()})
    assert stored.markdown == "![a (1) 图](setup/_files/a%20%281%29%20图.png)"
    home = create_page(desk.actor, cast.handbook, NewPage("", body="# Home\n", origin="api"))
    (top,) = Desk(desk.actor, home).add({"[x].pdf": b"%PDF-1.4 x"})
    assert (top.path, top.markdown) == ("_files/[x].pdf", r"[\[x\].pdf](_files/%5Bx%5D.pdf)")


def test_a_name_that_is_taken_gets_a_number_unless_the_file_shall_be_replaced(desk: Desk) -> None:
    desk.add({"plan.png": png()})
    (second,) = desk.add({"PLAN.png": png(5, 5)})
    assert second.name == "PLAN (2).png"
    (newer,) = desk.add({"Plan.png": png(7, 7)}, replaces=True)
    assert newer.name == "plan.png"
    assert names(desk) == ["PLAN (2).png", "plan.png"]
    assert [one.number for one in versions(desk, "plan.png")] == [2, 1]


def test_two_files_of_one_name_in_one_upload_are_both_kept(desk: Desk) -> None:
    sent = [Upload("x.txt", BytesIO(text)) for text in (b"one", b"two")]
    assert [one.name for one in upload_files(desk.actor, desk.page, sent)] == ["x.txt", "x (2).txt"]


def test_the_same_bytes_under_the_same_name_are_not_stored_twice(desk: Desk) -> None:
    desk.add({"plan.png": png()})
    before = commits(desk)
    (again,) = desk.add({"plan.png": png()})
    assert (again.name, commits(desk), names(desk)) == ("plan.png", before, ["plan.png"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("字" * 300 + ".txt", "too long"),
        (".htaccess", "begin with a dot"),
        ("a\u202egnp.exe", "turns the direction"),
        ("a\tb.txt", "cannot be seen"),
        ("CON.txt", "device"),
        ("a?.txt", "Windows cannot store"),
        ("x.", "end in a dot"),
        ("git~1", "Git keeps"),
        ("/", "without a name"),
        ("a\u200bb.txt", "without width"),
        ("half\ud800.txt", "half a character"),
    ],
)
def test_http_30_a_name_that_cannot_be_stored_gets_a_sentence_and_nothing_is_stored(
    desk: Desk, name: str, said: str
) -> None:
    before = commits(desk)
    with pytest.raises(FilesRefused) as refused:
        desk.add({"good.txt": b"good", name: b"bad"})
    assert list(refused.value.fields) == ["files.1"]
    assert said in say(refused.value.fields["files.1"])
    say(refused.value.fields["files.1"]).encode()
    assert (commits(desk), names(desk)) == (before, [])


def test_a_path_before_the_name_is_left_out_and_the_name_is_normal(desk: Desk) -> None:
    stored = desk.add({"C:\\Users\\me\\cafe\u0301.txt": b"x", "../../etc/passwd": b"y"})
    assert [one.name for one in stored] == ["café.txt", "passwd"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "is empty (0 bytes)"),
        ("large.bin", b"x" * 2001, "has 2,001 bytes; the limit is 2,000"),
        ("bomb.png", claims(65535, 65535), "65,535 × 65,535 pixels"),
        ("page.png", b"<html><script>alert(1)</script>", "is no PNG file"),
        ("plan.pdf", b"MZ\x90\x00", "is no PDF file"),
        ("broken.gif", b"GIF89a/*", "cannot be read as a picture"),
    ],
)
def test_http_29_what_is_empty_too_large_or_not_what_it_says_is_refused_with_all_complaints(
    desk: Desk, instance: Instance, name: str, data: bytes, said: str
) -> None:
    object.__setattr__(instance.settings, "file_limit", 2000)
    with pytest.raises(FilesRefused) as refused:
        desk.add({"good.txt": b"good", name: data, "none.txt": b""})
    assert list(refused.value.fields) == ["files.1", "files.2"]
    assert said in say(refused.value.fields["files.1"])
    assert names(desk) == []


def test_http_29_a_file_that_is_only_too_large_is_told_apart(desk: Desk) -> None:
    with pytest.raises(FilesTooLarge):
        desk.add({"bomb.png": claims(65535, 65535)})


def test_http_29_at_most_so_many_files_at_once(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.add({f"{number}.txt": b"x" for number in range(21)})
    with pytest.raises(Invalid):
        desk.add({})
    assert names(desk) == []


def test_only_who_may_edit_the_page_adds_to_it(desk: Desk, cast: Cast) -> None:
    for login, error in (("cem", NotAllowed), ("dora", NotFound)):
        with pytest.raises(error):
            Desk(cast.actor(login), desk.page).add({"x.txt": b"x"})
    assert names(Desk(cast.actor("cem"), desk.page)) == []


def test_a_file_is_replaced_restored_removed_and_brought_back(desk: Desk) -> None:
    (file,) = desk.add({"plan.txt": b"first"})
    replace_file(desk.actor, file, Upload("other name.txt", BytesIO(b"second")), file.blob)
    with pytest.raises(FileChanged):
        replace_file(desk.actor, file, Upload("plan.txt", BytesIO(b"third")), file.blob)
    with pytest.raises(FileChanged):
        remove_file(desk.actor, file, file.blob)
    now = file_now(desk, "plan.txt")
    remove_file(desk.actor, now, now.blob)
    assert names(desk) == []
    gone, second, first = versions(desk, "plan.txt")
    assert (gone.blob, second.size, first.size) == (None, 6, 5)
    assert first.signed.person_id == "p-ben"
    restore_file(desk.actor, desk.now(), "plan.txt", first.commit_id)
    assert file_now(desk, "plan.txt").blob == file.blob
    with pytest.raises(NotFound):
        restore_file(desk.actor, desk.now(), "plan.txt", desk.page.version)
    with db.fresh() as session:
        kinds = list(session.scalars(select(Event.kind).where(Event.kind.startswith("file.")).order_by(Event.id)))
        told = session.scalars(select(Event).where(Event.kind == "file.removed")).one()
    assert kinds == ["file.uploaded", "file.uploaded", "file.removed", "file.restored"]
    assert (told.actor_id, told.page_id, told.details["count"]) == ("p-ben", desk.page.id, 1)


def test_files_change_no_version_of_the_page_and_no_page_changes_a_file(desk: Desk) -> None:
    desk.add({"plan.txt": b"first"})
    page = desk.now()
    save_page(desk.actor, page, Edit("# New\n", "", page.version, origin="api"))
    with db.fresh():
        assert len(page_versions(desk.actor, desk.now()).items) == 2
        assert len(versions_of(desk.actor, desk.now(), "plan.txt")) == 1


def test_where_a_file_is_used_names_only_pages_that_the_reader_may_see(desk: Desk, cast: Cast) -> None:
    (file,) = desk.add({"图 1.png": png()})
    create_page(desk.actor, cast.handbook, NewPage("guides/other", body=f"![]({file.markdown.split('(')[1]}\n"))
    create_page(desk.actor, cast.handbook, NewPage("third", body="No link.\n"))
    with db.fresh():
        assert [one.path for one in pages_using(cast.actor("cem"), file)] == ["guides/other"]
        assert list(pages_using(cast.actor("dora"), file)) == []


def test_what_lay_at_the_same_path_before_the_page_is_not_told(desk: Desk) -> None:
    space = desk.page.space
    repository = repository_of(space)
    push(space, {"notes.md": b"# Secret\n", "notes/_files/pay.csv": b"secret\n"})
    moved = {"away.md": b"# Secret\n", "away/_files/pay.csv": b"secret\n"}
    push(space, {"notes.md": None, "notes/_files/pay.csv": None, **moved})
    page = create_page(desk.actor, space, NewPage("notes", body="# Another page\n"))
    new = Desk(desk.actor, page)
    assert versions(new, "pay.csv") == []
    new.add({"pay.csv": b"mine\n"})
    known = versions(new, "pay.csv")
    assert [(one.number, one.size) for one in known] == [(1, 5)]
    assert len(log(repository, "notes/_files/pay.csv", until=repository.head() or "", limit=9)) == 3


def test_a_file_that_moves_with_its_page_keeps_its_versions(desk: Desk) -> None:
    desk.add({"plan.txt": b"first"})
    desk.add({"plan.txt": b"second"}, replaces=True)
    move_page(desk.actor, desk.now(), Move("guides/begin", desk.now().version))
    moved = Desk(desk.actor, desk.now())
    assert names(moved) == ["plan.txt"]
    assert [(one.number, one.size) for one in versions(moved, "plan.txt")] == [(2, 6), (1, 5)]
    restore_file(moved.actor, moved.now(), "plan.txt", versions(moved, "plan.txt")[1].commit_id)
    assert file_now(moved, "plan.txt").size == 5
    assert [one.number for one in versions(moved, "plan.txt")] == [3, 2, 1]


def test_a_file_that_was_pushed_before_its_page_has_one_version(desk: Desk) -> None:
    push(desk.page.space, {"late/_files/early.txt": b"early"})
    page = create_page(desk.actor, desk.page.space, NewPage("late", body="# Late\n"))
    assert [one.number for one in versions(Desk(desk.actor, page), "early.txt")] == [1]
