"""I12 for files: those that came since stand with the page that owns them, and no list names what is held."""

from __future__ import annotations

from io import BytesIO

import pytest

from auth.actor import Actor
from repo_store.types import Change, CommitRequest
from tests.cast import Cast
from tests.wiki.pages.backups import Backup, change, unseen
from tests.wiki.pages.scenes import at
from wiki import db
from wiki.attachments.library import Asked, library_for
from wiki.attachments.limits import Upload
from wiki.attachments.operations import remove_file, upload_files
from wiki.attachments.queries import files_of
from wiki.pages.files import file_at
from wiki.pages.operations import NewPage, create_page
from wiki.pages.projection import rebuild, take_in
from wiki.pages.taking_in.authors import author_of
from wiki.pages.taking_in.holding import accept, held_count
from wiki.serving.verifying.everything import verify
from wiki.spaces.queries import find_space, repository_of


def seen_files(actor: Actor, cast: Cast) -> list[str]:
    """What the library lists, each of which must open; nothing else may."""
    with db.fresh():
        listed = [row.path for row in library_for(actor, Asked()).rows]
        space = find_space(cast.handbook.id)
        assert space is not None
        repository = repository_of(space)
        for entry in repository.entries(repository.head() or ""):
            if entry.path in listed:
                assert file_at(actor, space, entry.path).data
            elif "_files/" in entry.path:
                with unseen():
                    file_at(actor, space, entry.path)
    return sorted(listed)


def add(ben: Actor, path: str, name: str) -> None:
    upload_files(ben, at(ben, path), [Upload(name, BytesIO(b"later"))])


def test_i12_files_of_a_held_page_are_in_no_list(cast: Cast, ben: Actor, backup: Backup) -> None:
    add(ben, "quiet", "known.txt")
    kept = Backup.of(backup.instance, backup.file)
    change(cast, ben)
    add(ben, "new", "secret.txt")
    kept.put_back()
    take_in(cast.handbook.id)
    both = ["new/_files/secret.txt", "quiet/_files/known.txt"]
    assert seen_files(cast.actor("cem"), cast) == both[1:]
    assert seen_files(cast.actor("ann"), cast) == both
    accept(cast.handbook.id)
    assert seen_files(cast.actor("cem"), cast) == both


@pytest.mark.parametrize("verb", ["added", "removed"])
def test_i12_a_page_whose_files_changed_since_is_held_with_them(
    cast: Cast, ben: Actor, backup: Backup, verb: str
) -> None:
    if verb == "removed":
        add(ben, "quiet", "later.txt")
        Backup.of(backup.instance, backup.file)
        with db.fresh():
            (file,) = files_of(ben, at(ben, "quiet"))
        remove_file(ben, file, file.blob)
    else:
        add(ben, "quiet", "later.txt")
    backup.put_back()
    take_in(cast.handbook.id)
    cem, ann = cast.actor("cem"), cast.actor("ann")
    with unseen():
        at(cem, "quiet")
    assert at(cem, "plan").title == "Plan"
    assert at(ann, "quiet").title == "Quiet"
    assert seen_files(cem, cast) == []
    with db.fresh():
        assert held_count(cast.handbook.id) == 1
    assert [one.code for one in verify("handbook", lambda *_args: None)] == ["tables.old"]
    rebuild(cast.handbook.id)
    with unseen():
        at(cast.actor("cem"), "quiet")
    assert accept(cast.handbook.id) == 1
    assert at(cast.actor("cem"), "quiet").title == "Quiet"
    assert verify("handbook", lambda *_args: None) == []


def test_i12_files_of_the_page_of_the_space_are_held_and_the_pages_below_are_not(
    cast: Cast, ben: Actor, backup: Backup
) -> None:
    create_page(ben, cast.handbook, NewPage("", body="# Home\n"))
    Backup.of(backup.instance, backup.file)
    add(ben, "", "later.txt")
    backup.put_back()
    take_in(cast.handbook.id)
    cem = cast.actor("cem")
    assert seen_files(cem, cast) == []
    assert seen_files(cast.actor("ann"), cast) == ["_files/later.txt"]
    with unseen():
        at(cem, "")
    assert at(cem, "quiet").title == "Quiet"


def test_i12_a_file_beside_pages_is_held_with_the_page_above_it(cast: Cast, ben: Actor, backup: Backup) -> None:
    push = CommitRequest((Change("quiet/deep/logo.png", b"later", expected=None),), author_of(ben), "Push")
    repository_of(cast.handbook).commit_changes(push)
    take_in(cast.handbook.id)
    backup.put_back()
    take_in(cast.handbook.id)
    assert seen_files(cast.actor("cem"), cast) == []
    assert seen_files(cast.actor("ann"), cast) == ["quiet/deep/logo.png"]
    with unseen():
        at(cast.actor("cem"), "quiet")
