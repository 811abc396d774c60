"""Saving a page: one commit, merged with what others saved, and nothing is lost where that cannot be done."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from auth.actor import Actor
from tests.cast import Cast
from wiki import db
from wiki.errors import Gone, NotAllowed, NotFound, TooLarge
from wiki.events.models import Event
from wiki.instance import Instance
from wiki.pages import saving
from wiki.pages.deleting import delete_page
from wiki.pages.errors import ChangedMeanwhile, DeletedMeanwhile, EditConflict, NameTaken, UnknownVersion
from wiki.pages.models import Page, PageIntent, PageVersion
from wiki.pages.operations import Edit, NewPage, create_page, restore_version, save_page
from wiki.pages.projection import take_in
from wiki.pages.queries import page_at, page_for
from wiki.pages.text import source_of
from wiki.spaces.queries import repository_of

BODY = "# Set up\n\nFirst step.\n\nSecond step.\n\nThird step.\n"


def kinds(page_id: str) -> list[str]:
    with db.fresh() as session:
        return [one.kind for one in session.query(Event).filter(Event.page_id == page_id).order_by(Event.id)]


def test_a_page_is_created_with_its_author_and_an_event(cast: Cast, ben: Actor, setup: Page) -> None:
    assert (setup.path, setup.file, setup.title, setup.number) == ("guides/setup", "guides/setup.md", "Set up", 1)
    assert (setup.author_id, setup.author_name) == ("p-ben", "Ben")
    assert source_of(setup) == BODY.encode()
    commit = repository_of(cast.handbook).commit(setup.version)
    assert commit.author.email.startswith("p-p-ben@")
    assert "example.com" not in commit.author.email
    assert commit.message.startswith("Create guides/setup")
    assert kinds(setup.id) == ["page.created"]


def test_a_title_that_the_text_does_not_say_goes_into_the_front_matter(cast: Cast, ben: Actor) -> None:
    page = create_page(ben, cast.handbook, NewPage("plan", title="The plan", body="Text.\n", kind="manual"))
    assert source_of(page) == b"---\ntitle: The plan\nkind: manual\n---\n\nText.\n"
    assert (page.title, page.kind) == ("The plan", "manual")


def test_a_change_makes_the_next_version(ben: Actor, setup: Page) -> None:
    saved = save_page(ben, setup, Edit(BODY.replace("First", "1st"), "Number it", setup.version))
    assert (saved.page.number, saved.merged, saved.changed) == (2, False, True)
    assert b"1st step" in source_of(saved.page)
    with db.fresh() as session:
        newest = session.query(PageVersion).filter_by(page_id=setup.id, number=2).one()
    assert (newest.summary, newest.author_id, newest.change) == ("Number it", "p-ben", "changed")
    assert kinds(setup.id) == ["page.created", "page.changed"]


def test_the_same_text_again_is_no_version(ben: Actor, setup: Page) -> None:
    saved = save_page(ben, setup, Edit(BODY, "Nothing", setup.version))
    assert (saved.changed, saved.page.number) == (False, 1)


def test_two_edits_in_different_places_are_merged(cast: Cast, ben: Actor, setup: Page) -> None:
    save_page(cast.actor("ann"), setup, Edit(BODY.replace("First", "Very first"), "", setup.version))
    saved = save_page(ben, setup, Edit(BODY.replace("Third", "Last"), "", setup.version))
    assert (saved.merged, saved.page.number) == (True, 3)
    assert source_of(saved.page) == b"# Set up\n\nVery first step.\n\nSecond step.\n\nLast step.\n"


def test_two_edits_of_one_line_give_all_texts_back(cast: Cast, ben: Actor, setup: Page) -> None:
    theirs, ours = BODY.replace("First", "Ann's"), BODY.replace("First", "Ben's")
    save_page(cast.actor("ann"), setup, Edit(theirs, "", setup.version))
    with pytest.raises(EditConflict) as caught:
        save_page(ben, setup, Edit(ours, "", setup.version))
    conflict = caught.value
    assert (conflict.base, conflict.ours, conflict.theirs) == (BODY, ours, theirs)
    assert "<<<<<<<" in conflict.merged_with_markers
    assert set(conflict.extra) == {"base", "ours", "theirs", "merged_with_markers"}
    with db.fresh():
        assert source_of(page_for(ben, setup.id)) == theirs.encode()


def test_a_page_with_dos_line_ends_keeps_them(cast: Cast, ben: Actor) -> None:
    text = "\ufeff# One\r\n\r\nTwo\r\n"
    page = create_page(ben, cast.handbook, NewPage("dos", body=text, origin="api"))
    saved = save_page(ben, page, Edit("# One\r\n\r\nThree\r\n", "", page.version))
    assert source_of(saved.page) == "\ufeff# One\r\n\r\nThree\r\n".encode()
    exact = save_page(ben, saved.page, Edit("# One\n", "", saved.page.version, origin="api"))
    assert source_of(exact.page) == b"# One\n"


def test_a_version_the_page_never_had_is_refused(cast: Cast, ben: Actor, setup: Page) -> None:
    other = create_page(ben, cast.handbook, NewPage("other", body="x"))
    for base in ("0" * 40, "nonsense", other.version):
        with pytest.raises(UnknownVersion):
            save_page(ben, setup, Edit("x", "", base))


def test_a_text_over_the_limit_is_told_with_both_sizes(cast: Cast, ben: Actor, setup: Page) -> None:
    with pytest.raises(TooLarge, match=r"2,097,153 bytes; the limit is 2,097,152"):
        save_page(ben, setup, Edit("x" * (2 * 1024 * 1024 + 1), "", setup.version))


def test_who_may_not_write(cast: Cast, setup: Page) -> None:
    edit = Edit("x", "", setup.version)
    with pytest.raises(NotAllowed):
        save_page(cast.actor("cem"), setup, edit)
    with pytest.raises(NotFound):
        save_page(cast.actor("dora"), setup, edit)
    with pytest.raises(NotAllowed):
        create_page(cast.actor("cem"), cast.handbook, NewPage("new"))
    with pytest.raises(NotFound):
        create_page(cast.actor("dora"), cast.handbook, NewPage("new"))
    with pytest.raises(NotAllowed):
        delete_page(cast.actor("cem"), setup, setup.version)


def test_an_edit_of_a_deleted_page_says_so(cast: Cast, ben: Actor, setup: Page) -> None:
    delete_page(cast.actor("ann"), setup, setup.version)
    with pytest.raises(DeletedMeanwhile):
        save_page(ben, setup, Edit("x", "", setup.version))


def test_an_earlier_version_is_restored_as_a_new_one(ben: Actor, setup: Page) -> None:
    changed = save_page(ben, setup, Edit("# Gone wrong\n", "", setup.version)).page
    restored = restore_version(ben, changed, setup.version, changed.version)
    assert (source_of(restored.page), restored.page.number) == (BODY.encode(), 3)
    assert kinds(setup.id)[-1] == "page.restored"
    again = restore_version(ben, restored.page, setup.version, restored.page.version)
    assert not again.changed


def test_a_restore_from_a_stale_screen_is_refused(cast: Cast, ben: Actor, setup: Page) -> None:
    second = save_page(ben, setup, Edit("# Two\n", "", setup.version)).page
    save_page(cast.actor("ann"), second, Edit("# Three\n", "", second.version))
    with pytest.raises(ChangedMeanwhile):
        restore_version(ben, second, setup.version, second.version)


def test_a_deleted_page_is_gone_for_readers_and_missing_for_others(cast: Cast, ben: Actor, setup: Page) -> None:
    delete_page(ben, setup, setup.version)
    for who in ("ann", "cem"):
        with db.fresh(), pytest.raises(Gone):
            page_for(cast.actor(who), setup.id)
        with db.fresh(), pytest.raises(Gone):
            page_at(cast.actor(who), "handbook", "guides/setup")
    with db.fresh(), pytest.raises(NotFound) as missing:
        page_for(cast.actor("dora"), setup.id)
    assert not isinstance(missing.value, Gone)


def test_a_page_written_again_at_its_path_is_the_same_page(cast: Cast, ben: Actor, setup: Page) -> None:
    delete_page(ben, setup, setup.version)
    again = create_page(ben, cast.handbook, NewPage("guides/setup", body="New\n"))
    assert (again.id, again.number) == (setup.id, 3)


def test_names_that_are_taken_or_differ_in_case_only_name_the_other_page(cast: Cast, ben: Actor, setup: Page) -> None:
    for path in ("guides/setup", "Guides/Setup", "guides/setup.md", "/guides/SETUP/"):
        with pytest.raises(NameTaken) as caught:
            create_page(ben, cast.handbook, NewPage(path))
        assert "Set up" in str(caught.value.fields["path"])


def test_i1_after_the_ref_has_moved_the_answer_is_success(
    cast: Cast, ben: Actor, setup: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_space_id: str, patience: float) -> None:
        raise OperationalError("x", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(saving, "take_in", broken)
        created = create_page(ben, cast.handbook, NewPage("safe", title="Safe", body="In Git.\n"))
        saved = save_page(ben, setup, Edit(BODY + "More.\n", "", setup.version))
    assert (saved.changed, saved.page.number, created.path, created.title) == (True, 2, "safe", "Safe")
    taken = take_in(cast.handbook.id)
    assert taken.commits == 2
    with db.fresh():
        assert page_for(ben, created.id).path == "safe"
        assert page_for(ben, setup.id).number == 2


def test_i4_the_id_promised_before_the_commit_is_the_one_the_page_gets(
    cast: Cast, ben: Actor, instance: Instance
) -> None:
    page = create_page(ben, cast.handbook, NewPage("first"))
    with db.fresh() as session:
        assert session.query(PageIntent).one().commit_id == page.version
        assert page_at(ben, "handbook", "first").id == page.id


def test_i1_what_is_safe_in_git_is_answered_while_the_tables_are_behind(
    cast: Cast, ben: Actor, setup: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(saving, "take_in", lambda *_args, **_named: 1 / 0)
        patch.setattr(saving, "PASSING", (ZeroDivisionError,))
        saved = save_page(ben, setup, Edit("# New\n", "", setup.version))
    assert (saved.changed, saved.page.number, source_of(saved.page)) == (True, 2, b"# New\n")
    assert saved.page.version == repository_of(cast.handbook).head()
    take_in(cast.handbook.id)
    with db.fresh():
        assert page_for(ben, setup.id).version == saved.page.version
