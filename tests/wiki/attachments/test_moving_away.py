"""Files written while their page moves away with its restriction: none is left in the place that is open then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import pytest

from auth.roles import Role
from repo_store.repository import Repository
from repo_store.types import Change
from tests.cast import Cast
from tests.wiki.attachments.conftest import Desk
from tests.wiki.pages.scenes import restrict
from wiki import db
from wiki.attachments.errors import FileChanged
from wiki.attachments.limits import Upload
from wiki.attachments.operations import remove_file, replace_file, restore_file
from wiki.attachments.versions import versions_of
from wiki.pages import saving
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, save_page
from wiki.pages.saving import Signature
from wiki.spaces.queries import repository_of

OPEN = "guides/setup/_files"


@pytest.fixture
def hidden(desk: Desk, cast: Cast) -> Desk:
    """A page with two files, open to ann alone."""
    desk.add({"plan.txt": b"first", "gone.txt": b"secret"})
    restrict(cast, "guides/setup", "ann", Role.MANAGER)
    return Desk(cast.actor("ann"), desk.now())


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once, after the gate was asked and before the next change is written."""

    def plan(happens: Callable[[], object]) -> None:
        write = saving.write_all

        def late(repository: Repository, changes: Sequence[Change], signature: Signature) -> str | None:
            monkeypatch.setattr(saving, "write_all", write)
            happens()
            return write(repository, changes, signature)

        monkeypatch.setattr(saving, "write_all", late)

    return plan


Meanwhile = Callable[[Callable[[], object]], None]


def move(desk: Desk) -> None:
    move_page(desk.actor, desk.now(), Move("vault", desk.now().version))


def edit(desk: Desk) -> None:
    page = desk.now()
    save_page(desk.actor, page, Edit(f"# Set up\n\nOther words than {page.version}.\n", "", page.version))


def stored(desk: Desk) -> dict[str, bytes]:
    """Every file that is no page."""
    repository = repository_of(desk.page.space)
    entries = repository.entries(repository.head() or "")
    return {one.path: repository.read(one.blob) for one in entries if "/_files/" in one.path}


def test_what_is_uploaded_while_the_page_moves_away_goes_where_the_page_went(
    hidden: Desk, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: move(hidden))
    (file,) = hidden.add({"new.txt": b"secret"})
    assert file.path == "vault/_files/new.txt"
    assert sorted(stored(hidden)) == [f"vault/_files/{name}.txt" for name in ("gone", "new", "plan")]


@pytest.mark.parametrize("verb", ["replace", "restore", "remove"])
def test_a_change_of_one_file_while_its_page_moves_away_is_refused(
    hidden: Desk, meanwhile: Meanwhile, verb: str
) -> None:
    (file,) = hidden.add({"plan.txt": b"second"}, replaces=True)
    with db.fresh():
        first = versions_of(hidden.actor, hidden.now(), "plan.txt")[-1].commit_id
    page = hidden.now()
    verbs: dict[str, Callable[[], object]] = {
        "replace": lambda: replace_file(hidden.actor, file, Upload("plan.txt", BytesIO(b"third")), file.blob),
        "restore": lambda: restore_file(hidden.actor, page, "plan.txt", first),
        "remove": lambda: remove_file(hidden.actor, file, file.blob),
    }
    meanwhile(lambda: move(hidden))
    with pytest.raises(FileChanged):
        verbs[verb]()
    assert stored(hidden) == {"vault/_files/gone.txt": b"secret", "vault/_files/plan.txt": b"second"}


def test_a_removed_file_does_not_come_back_where_its_page_no_longer_stands(hidden: Desk, meanwhile: Meanwhile) -> None:
    (file,) = hidden.add({"gone.txt": b"secret"})
    with db.fresh():
        commit = versions_of(hidden.actor, hidden.now(), "gone.txt")[0].commit_id
    remove_file(hidden.actor, file, file.blob)
    meanwhile(lambda: move(hidden))
    with pytest.raises(FileChanged):
        restore_file(hidden.actor, hidden.now(), "gone.txt", commit)
    assert not [path for path in stored(hidden) if path.startswith(OPEN)]


def test_a_page_whose_text_is_saved_meanwhile_keeps_nobody_from_its_files(hidden: Desk, meanwhile: Meanwhile) -> None:
    (file,) = hidden.add({"plan.txt": b"second"}, replaces=True)
    meanwhile(lambda: edit(hidden))
    replaced = replace_file(hidden.actor, file, Upload("plan.txt", BytesIO(b"third")), file.blob)
    assert replaced.size == 5
    meanwhile(lambda: edit(hidden))
    hidden.add({"new.txt": b"new"})
    assert stored(hidden)[f"{OPEN}/plan.txt"] == b"third"
    assert f"{OPEN}/new.txt" in stored(hidden)
