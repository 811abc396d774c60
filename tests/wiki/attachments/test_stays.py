"""The versions of a file are those of the page that owned it: whoever else stood in its place keeps theirs."""

from __future__ import annotations

import pytest

from auth.actor import Actor
from auth.roles import Role
from tests.cast import Cast
from tests.wiki.attachments.conftest import push
from tests.wiki.pages.scenes import at, restrict, write
from wiki import db
from wiki.attachments.errors import NoSuchFile
from wiki.attachments.versions import version_for, versions_of
from wiki.pages.deleting import delete_page
from wiki.pages.moving import Move, move_page
from wiki.spaces.queries import repository_of


@pytest.fixture
def ben(cast: Cast) -> Actor:
    return cast.actor("ben")


def texts(actor: Actor, path: str, name: str) -> list[bytes | None]:
    """What the versions of a file hold, newest first, as a reader gets them; None where it was removed."""
    page = at(actor, path)
    with db.fresh():
        found = versions_of(actor, page, name)
        assert [one.number for one in found] == list(range(len(found), 0, -1))
        return [version_for(actor, page.id, one.commit_id, name).data if one.blob else None for one in found]


def move(actor: Actor, old: str, new: str) -> None:
    page = at(actor, old)
    move_page(actor, page, Move(new, page.version))


def test_what_came_between_a_deletion_and_a_return_is_not_told(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"x.md": "# X\n", "x/_files/s.txt": b"mine", "sec.md": "# S\n", "sec/_files/s.txt": b"SECRET"})
    page = at(ben, "x")
    delete_page(ben, page, page.version)
    restrict(cast, "sec", "ann", Role.MANAGER)
    ann = cast.actor("ann")
    move(ann, "sec", "x")
    commit = repository_of(cast.handbook).head() or ""
    move(ann, "x", "vault")
    push(cast.handbook, {"x.md": b"# X again\n"})
    cem = cast.actor("cem")
    assert at(cem, "x").id == page.id, "it is the same page again"
    assert texts(cem, "x", "s.txt") == [None, b"mine"]
    with db.fresh(), pytest.raises(NoSuchFile):
        version_for(cem, page.id, commit, "s.txt")
    assert texts(ann, "vault", "s.txt") == [b"SECRET"]


def test_a_page_that_comes_back_keeps_the_versions_of_its_files(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"x.md": "# X\n", "x/_files/s.txt": b"one"})
    page = at(ben, "x")
    delete_page(ben, page, page.version)
    push(cast.handbook, {"x.md": b"# X\n", "x/_files/s.txt": b"two"})
    assert texts(ben, "x", "s.txt") == [b"two", None, b"one"]


@pytest.mark.parametrize("name", ["README.md", "index.md", "_index.md"])
def test_a_folder_page_never_owned_the_files_of_the_page_beside_its_folder(cast: Cast, ben: Actor, name: str) -> None:
    write(cast, ben, {"g.md": "# G\n", f"g/{name}": "# R\n", "g/_files/s.txt": b"SECRET"})
    restrict(cast, "g", "ann", Role.MANAGER)
    ann, inner = cast.actor("ann"), f"g/{name.removesuffix('.md')}"
    move(ann, inner, "pub")
    assert texts(cast.actor("cem"), "pub", "s.txt") == []
    assert texts(ann, "g", "s.txt") == [b"SECRET"]


def test_a_folder_page_that_takes_the_path_of_the_page_beside_it_takes_no_history(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"g.md": "# G\n", "g/README.md": "# R\n", "g/_files/s.txt": b"SECRET"})
    push(cast.handbook, {"h.md": b"# G\n", "h/_files/s.txt": b"SECRET", "g.md": None, "g/_files/s.txt": None})
    assert at(ben, "g").file == "g/README.md"
    assert texts(ben, "g", "s.txt") == []
    push(cast.handbook, {"g/_files/s.txt": b"mine"})
    assert texts(ben, "g", "s.txt") == [b"mine"]


def test_a_folder_page_keeps_its_versions_through_moves_and_through_rivals(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"g/README.md": "# R\n", "g/_files/s.txt": b"one"})
    push(cast.handbook, {"g/_files/s.txt": b"two"})
    assert texts(ben, "g", "s.txt") == [b"two", b"one"]
    push(cast.handbook, {"g/index.md": b"# Index\n", "g/_files/s.txt": None, "g/README/_files/s.txt": b"three"})
    assert at(ben, "g/README").file == "g/README.md"
    assert texts(ben, "g/README", "s.txt") == [b"three", b"two", b"one"]
    assert texts(ben, "g", "s.txt") == []
    move(ben, "g/README", "pub")
    assert texts(ben, "pub", "s.txt") == [b"three", b"two", b"one"]


def test_names_that_clash_keep_their_files_apart(cast: Cast, ben: Actor) -> None:
    write(
        cast, ben, {"Z.md": "# Z\n", "Z/_files/s.txt": b"first", "z.markdown": "# z\n", "z~2/_files/s.txt": b"second"}
    )
    assert at(ben, "z~2").file == "z.markdown"
    assert texts(ben, "Z", "s.txt") == [b"first"]
    assert texts(ben, "z~2", "s.txt") == [b"second"]


def test_the_page_of_the_space_has_files_with_versions(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"README.md": "# Home\n", "_files/s.txt": b"one"})
    push(cast.handbook, {"_files/s.txt": b"two"})
    assert texts(ben, "", "s.txt") == [b"two", b"one"]
