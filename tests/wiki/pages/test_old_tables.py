"""I12: a database that is older than Git shows what came since to the Managers of the space only, until it is accepted.

The grants of such a database may be wider than those that the text was written under.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.wiki.pages.backups import Backup, change, unseen
from tests.wiki.pages.dumps import dump
from tests.wiki.pages.scenes import at, text
from wiki import db
from wiki.errors import NotAllowed, NotFound
from wiki.instance import Instance
from wiki.pages import projection
from wiki.pages.deleting import delete_page, deletions
from wiki.pages.files import file_at
from wiki.pages.models import Page
from wiki.pages.moving import Move, move_page
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.projection import rebuild, take_in, take_in_all
from wiki.pages.taking_in import storing
from wiki.pages.taking_in.holding import accept, held_count, held_since
from wiki.serving.verifying.everything import verify
from wiki.spaces.queries import find_space, repository_of


def test_i12_what_came_since_is_shown_to_managers_only_until_it_is_accepted(
    cast: Cast, ben: Actor, backup: Backup
) -> None:
    change(cast, ben)
    backup.put_back()
    take_in_all()
    ann, ben, cem = (cast.actor(login) for login in ("ann", "ben", "cem"))
    assert "secret" in text(ann, "plan")
    for actor in (ben, cem):
        for path in ("plan", "new"):
            with unseen():
                at(actor, path)
        assert at(actor, "quiet").title == "Quiet", "what did not change is shown as ever"
    with db.fresh():
        assert held_count(cast.handbook.id) == 2
    assert [one.code for one in verify("handbook", lambda *_args: None)] == ["tables.old"]
    assert accept(cast.handbook.id) == 2
    assert "secret" in text(cast.actor("cem"), "plan")
    assert at(cast.actor("ben"), "new").title == "New"
    assert verify("handbook", lambda *_args: None) == []
    assert accept(cast.handbook.id) == 0


def test_i12_what_is_held_stays_so_through_saves_moves_deletions_and_a_rebuild(
    cast: Cast, ben: Actor, backup: Backup
) -> None:
    change(cast, ben)
    backup.put_back()
    take_in(cast.handbook.id)
    ann, ben = cast.actor("ann"), cast.actor("ben")
    plan = at(ann, "plan")
    save_page(ann, plan, Edit("# Plan\n\nmore words\n", "", plan.version))
    with unseen():
        at(ben, "plan")
    rebuild(cast.handbook.id)
    with unseen():
        at(cast.actor("ben"), "plan")
    new = at(ann, "new")
    delete_page(ann, new, new.version)
    with db.fresh():
        space = find_space(cast.handbook.id)
        assert space is not None
        assert deletions(cast.actor("ben"), space) == []
        assert [one.path for one in deletions(cast.actor("ann"), space)] == ["new"]
    quiet = at(ben, "quiet")
    save_page(ben, quiet, Edit("# Quiet\n\nmore\n", "", quiet.version))
    assert "more" in text(cast.actor("cem"), "quiet"), "the others go on as ever"
    with pytest.raises((NotAllowed, NotFound)):
        move_page(ben, at(ann, "plan"), Move("elsewhere", at(ann, "plan").version))


def test_i12_files_below_a_held_page_are_held_with_it(cast: Cast, ben: Actor, backup: Backup) -> None:
    change(cast, ben)
    backup.put_back()
    take_in(cast.handbook.id)
    with db.fresh():
        space = find_space(cast.handbook.id)
        assert space is not None
        assert file_at(cast.actor("ann"), space, "plan.md").data
        with unseen():
            file_at(cast.actor("ben"), space, "plan.md")


def test_i12_a_crash_while_catching_up_in_steps_holds_the_rest_as_well(
    cast: Cast, ben: Actor, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(cast, ben)
    backup.put_back()
    original, steps = projection.write, list[int]()

    def once(taking: storing.Taking) -> bool:
        steps.append(1)
        if len(steps) == 2:
            raise OSError("the power went")
        return original(taking)

    with monkeypatch.context() as patch:
        patch.setattr(storing, "LARGE", 1)
        patch.setattr(projection, "write", once)
        with pytest.raises(OSError, match="power"):
            take_in(cast.handbook.id)
    take_in(cast.handbook.id)
    for path in ("plan", "new"):
        with unseen():
            at(cast.actor("ben"), path)
    repository = repository_of(cast.handbook)
    assert repository.get_ref() == repository.head()


def test_i12_a_database_from_before_the_first_page_holds_all_of_them(
    instance: Instance, cast: Cast, ben: Actor, tmp_path: Path
) -> None:
    backup = Backup.of(instance, tmp_path / "empty.db")
    create_page(ben, cast.handbook, NewPage("plan", body="# Plan\n"))
    backup.put_back()
    take_in(cast.handbook.id)
    with unseen():
        at(cast.actor("cem"), "plan")
    assert at(cast.actor("ann"), "plan").title == "Plan"
    with db.fresh():
        assert held_since(cast.handbook.id) == ""


def test_i12_a_crash_between_tables_and_mark_holds_nothing(
    cast: Cast, ben: Actor, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(projection, "_follow", lambda *_args: None)
        change(cast, ben)
    take_in(cast.handbook.id)
    page = at(ben, "plan")
    save_page(ben, page, Edit("# Plan\n\nagain\n", "", page.version))
    assert "again" in text(cast.actor("cem"), "plan")
    with db.fresh():
        assert held_since(cast.handbook.id) is None


def test_i12_nothing_but_who_sees_it_differs_from_a_database_that_was_never_old(
    cast: Cast, ben: Actor, backup: Backup
) -> None:
    change(cast, ben)
    wanted = dump(cast.handbook)
    backup.put_back()
    take_in(cast.handbook.id)
    assert dump(cast.handbook) == wanted
    assert {page.area_id for page in _pages(cast)} != {cast.handbook.area_id}
    accept(cast.handbook.id)
    assert {page.area_id for page in _pages(cast)} == {cast.handbook.area_id}


def _pages(cast: Cast) -> list[Page]:
    with db.fresh() as session:
        return session.query(Page).filter(Page.space_id == cast.handbook.id).all()
