"""Moving a page: what lies below it goes along, links lead to the same places, restrictions follow, ids stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.actor import Actor
from auth.roles import Role
from repo_store.types import Change, CommitRequest
from tests.cast import Cast
from tests.wiki.pages.dumps import dump
from tests.wiki.pages.scenes import at, restrict, text, write
from wiki import db
from wiki.access.models import Area
from wiki.errors import Invalid, NotAllowed, NotFound
from wiki.events.models import Event
from wiki.pages import saving
from wiki.pages.errors import ChangedMeanwhile, Moved, NameTaken
from wiki.pages.models import Page, PageIntent
from wiki.pages.moving import Move, Moving, move_page, plan_move
from wiki.pages.operations import Edit, NewPage, create_page, save_page
from wiki.pages.projection import rebuild, take_in
from wiki.pages.queries import page_at, page_for
from wiki.pages.rebasing import Rebase
from wiki.pages.taking_in.authors import author_of
from wiki.pages.text import body_html
from wiki.spaces.queries import repository_of

LINKING = (
    "# Links\n\n[one](guides/setup.md) [two](guides/setup#first) [[guides/setup]] [[Set up]] "
    "![p](guides/setup/_files/a.png)\n"
)


def move(actor: Actor, path: str, to: str, *, rewrite_links: bool = True) -> Moving:
    page = at(actor, path)
    return move_page(actor, page, Move(to, page.version, rewrite_links=rewrite_links))


def test_i4_a_page_moves_with_what_lies_below_it_in_one_commit(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"guides/setup/linux.md": "# Linux\n", "guides/setup/_files/a.png": b"x", "guides/x.md": "x"})
    before, linux = repository_of(cast.handbook).head(), at(ben, "guides/setup/linux")
    done = move(ben, "guides/setup", "ops/start")
    assert (done.page.path, done.page.id, done.pages) == ("ops/start", setup.id, 2)
    assert at(ben, "ops/start/linux").id == linux.id
    repository = repository_of(cast.handbook)
    head = repository.head()
    assert head is not None
    assert repository.commit(head).parents == (before,)
    files = {one.path for one in repository.entries(head)}
    assert files == {"ops/start.md", "ops/start/linux.md", "ops/start/_files/a.png", "guides/x.md"}
    with pytest.raises(Moved), db.fresh():
        page_at(ben, "handbook", "guides/setup/linux")
    with db.fresh() as session:
        kinds = session.query(Event.kind, Event.page_id).filter(Event.kind == "page.moved").all()
        assert {row.page_id for row in kinds} == {setup.id, linux.id}


def test_links_to_what_moves_are_made_right_in_the_same_commit(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"links.md": LINKING, "guides/setup/_files/a.png": b"x"})
    done = move(ben, "guides/setup", "ops/start")
    assert (done.rewritten, done.left) == (1, 0)
    assert text(ben, "links") == (
        "# Links\n\n[one](ops/start.md) [two](ops/start#first) [[ops/start]] [[Set up]] ![p](ops/start/_files/a.png)\n"
    )
    assert at(ben, "links").version == at(ben, "ops/start").version


def test_the_links_of_the_page_that_moves_lead_to_the_same_places(cast: Cast, ben: Actor) -> None:
    write(
        cast,
        ben,
        {
            "guides/a.md": "[b](b.md) [child](a/c.md) ![p](a/_files/p.png) [up](../top.md) [root](/top.md) [web](https://e.org)",
            "guides/a/c.md": "[a](../a.md) [b](../b.md)",
            "guides/a/_files/p.png": b"x",
            "guides/b.md": "b",
            "top.md": "t",
        },
    )  # fmt: skip
    move(ben, "guides/a", "deep/down/a")
    assert text(ben, "deep/down/a") == (
        "[b](../../guides/b.md) [child](a/c.md) ![p](a/_files/p.png) [up](../../top.md) [root](/top.md) [web](https://e.org)"
    )
    assert text(ben, "deep/down/a/c") == "[a](../a.md) [b](../../../guides/b.md)"


def test_a_move_that_leaves_links_alone_changes_no_other_page(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"links.md": LINKING})
    done = move(ben, "guides/setup", "ops/start", rewrite_links=False)
    assert (done.rewritten, done.left, text(ben, "links")) == (0, 1, LINKING)


def test_links_inside_what_moves_are_made_right_even_when_those_elsewhere_are_left(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"a/b.md": "[q](../q.md)", "q.md": "[b](a/b.md)"})
    done = move(ben, "a/b", "b", rewrite_links=False)
    assert (done.rewritten, done.left) == (1, 1)
    assert (text(ben, "b"), text(ben, "q")) == ("[q](q.md)", "[b](a/b.md)")


def test_a_link_that_was_left_still_leads_to_the_page(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"links.md": "[one](guides/setup.md)"})
    move(ben, "guides/setup", "ops/start", rewrite_links=False)
    with db.fresh():
        html = str(body_html(ben, page_at(ben, "handbook", "links")))
    assert 'href="/s/handbook/ops/start"' in html


def test_a_page_that_the_mover_may_not_edit_keeps_its_links(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"links.md": LINKING, "locked.md": LINKING})
    restrict(cast, "locked", "ben", Role.VIEWER)
    done = move(cast.actor("ben"), "guides/setup", "ops/start")
    assert (done.rewritten, done.left) == (1, 1)
    assert text(cast.actor("ben"), "locked") == LINKING


def test_i4_a_rewritten_page_keeps_its_id_where_no_comparison_would_find_it(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"a/b.md": "[x](../q.md)", "a/c.md": "[x](../q.md)", "q.md": "q"})
    ids = {path: at(ben, path).id for path in ("a/b", "a/c")}
    move(ben, "a/b", "z/z/b")
    assert at(ben, "z/z/b").id == ids["a/b"]
    assert at(ben, "a/c").id == ids["a/c"]


def test_i2_a_rebuild_comes_to_the_same_rows_after_moves(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"guides/setup/tiny.md": "[x](../x.md)", "guides/x.md": "x", "links.md": LINKING})
    move(ben, "guides/setup", "ops/start")
    move(ben, "ops/start", "guides/setup")
    move(ben, "guides/setup/tiny", "tiny")
    once, ids = dump(cast.handbook), {path: at(ben, path).id for path in ("guides/setup", "tiny", "links")}
    rebuild(cast.handbook.id)
    assert dump(cast.handbook) == once
    assert {path: at(ben, path).id for path in ids} == ids


def test_i4_a_crash_between_commit_and_tables_keeps_the_identity(
    cast: Cast, ben: Actor, setup: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(saving, "take_in_quietly", lambda _space_id: None)
        page = at(ben, "guides/setup")
        move_page(ben, page, Move("ops/start", page.version))
    assert at(ben, "guides/setup").id == setup.id
    take_in(cast.handbook.id)
    assert at(ben, "ops/start").id == setup.id
    with db.fresh() as session:
        assert session.query(PageIntent).filter_by(kind="move").one().commit_id == at(ben, "ops/start").version


def test_i4_the_id_of_an_intent_in_another_commit_means_nothing(cast: Cast, ben: Actor, setup: Page) -> None:
    move(ben, "guides/setup", "ops/start")
    with db.fresh() as session:
        intent = session.query(PageIntent).filter_by(kind="move").one().id
    repository = repository_of(cast.handbook)
    changes = (Change("ops/start.md", None), Change("guides/setup.md", b"# Quite another text\n"))
    trailers = (("Slipbook-Intent", intent),)
    repository.commit_changes(CommitRequest(changes, author_of(ben), "Copied", trailers))
    take_in(cast.handbook.id)
    assert at(ben, "guides/setup").id != setup.id


def test_i4_restrictions_move_with_the_page(cast: Cast, setup: Page) -> None:
    write(cast, cast.actor("ann"), {"guides/setup/secret.md": "# Secret\n"})
    area_id = restrict(cast, "guides/setup", "ann", Role.MANAGER)
    ann = cast.actor("ann")
    page = at(ann, "guides/setup")
    move_page(ann, page, Move("ops/start", page.version))
    with db.fresh() as session:
        assert session.get_one(Area, area_id).root_path == "ops/start"
        assert {one.area_id for one in session.query(Page).filter(Page.path.startswith("ops/start"))} == {area_id}
    with pytest.raises(NotFound), db.fresh():
        page_at(cast.actor("ben"), "handbook", "ops/start/secret")


def test_a_part_that_is_kept_from_the_mover_stops_the_move(cast: Cast, setup: Page) -> None:
    write(cast, cast.actor("ann"), {"guides/setup/secret.md": "# Secret\n"})
    restrict(cast, "guides/setup/secret", "ann", Role.MANAGER)
    ben, head = cast.actor("ben"), repository_of(cast.handbook).head()
    page = at(ben, "guides/setup")
    with pytest.raises(NotAllowed) as refused:
        move_page(ben, page, Move("ops/start", page.version))
    assert "secret" not in str(refused.value.mend).lower()
    assert repository_of(cast.handbook).head() == head


def test_who_may_not_move(cast: Cast, setup: Page) -> None:
    with pytest.raises(NotAllowed):
        move_page(cast.actor("cem"), setup, Move("x", setup.version))
    with pytest.raises(NotFound):
        move_page(cast.actor("dora"), setup, Move("x", setup.version))


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("guides/setup", "already"),
        ("guides/setup/below", "below itself"),
        ("GUIDES/SETUP/below", "below itself"),
        ("", "empty"),
        ("a/../b", "“.” or “..”"),
        (".git/x", "Git keeps"),
        ("-/settings", "Slipbook itself"),
        ("名" * 300, "too long"),
        ("a\tb", "cannot be seen"),
        ("_files/x", "hold no pages"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_sentence(setup: Page, ben: Actor, to: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        move_page(ben, setup, Move(to, setup.version))
    assert said in str(refused.value.fields["to"])


def test_a_move_onto_a_page_is_refused_and_names_it_only_where_it_may_be_seen(cast: Cast, setup: Page) -> None:
    write(cast, cast.actor("ann"), {"ops/start.md": "# Open\n", "ops/hush.md": "# Hushed\n"})
    restrict(cast, "ops/hush", "ann", Role.MANAGER)
    ben = cast.actor("ben")
    with pytest.raises(NameTaken) as seen:
        move_page(ben, setup, Move("Ops/Start", setup.version))
    assert "Open" in str(seen.value.fields["to"])
    restrict(cast, "ops/quiet", "ann", Role.MANAGER)
    for hidden_or_missing in ("ops/hush", "ops/hush/below", "ops/quiet"):
        with pytest.raises(NotFound):
            move_page(ben, setup, Move(hidden_or_missing, setup.version))


def test_a_name_may_change_in_case_only(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"guides/setup/linux.md": "# Linux\n"})
    assert move(ben, "guides/setup", "guides/SetUp").page.path == "guides/SetUp"
    assert at(ben, "guides/SetUp/linux").title == "Linux"


def test_a_page_inside_its_folder_takes_the_folder_along(cast: Cast, ben: Actor) -> None:
    write(cast, ben, {"tools/README.md": "[x](x.md)", "tools/x.md": "[up](README.md)", "tools/data.csv": "1"})
    assert move(ben, "tools", "shed/tools").page.file == "shed/tools/README.md"
    assert (text(ben, "shed/tools"), text(ben, "shed/tools/x")) == ("[x](x.md)", "[up](README.md)")


def test_a_change_that_nobody_saw_stops_the_move(cast: Cast, ben: Actor, setup: Page) -> None:
    save_page(cast.actor("ann"), setup, Edit("# New\n", "", setup.version))
    with pytest.raises(ChangedMeanwhile):
        move_page(ben, setup, Move("x", setup.version))


def test_a_plan_tells_what_goes_along_and_what_links_here(cast: Cast, ben: Actor, setup: Page) -> None:
    write(cast, ben, {"guides/setup/linux.md": "# Linux\n", "links.md": LINKING})
    with db.fresh():
        plan = plan_move(ben, page_for(ben, setup.id), "ops/start")
    assert [one.path for one in plan.subtree.pages] == ["guides/setup", "guides/setup/linux"]
    assert [one.path for one in plan.linking] == ["links"]
    assert not plan.changes_area


def test_a_move_out_of_a_restricted_part_says_so_and_needs_its_manager(cast: Cast, setup: Page) -> None:
    restrict(cast, "guides", "ann", Role.MANAGER)
    ann = cast.actor("ann")
    with db.fresh():
        assert plan_move(ann, page_for(ann, setup.id), "ops/start").changes_area
    create_page(ann, cast.handbook, NewPage("loose"))


NAMES = st.sampled_from(["a", "b", "页", "A"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(PATHS, PATHS, PATHS)
def test_paths_that_go_along_come_back(old: str, new: str, below: str) -> None:
    there = Rebase(old, new, f"{old}.md")
    back = Rebase(new, old, f"{new}.md")
    path = f"{old}/{below}"
    assert there.path_after(path) == f"{new}/{below}"
    assert back.path_after(there.path_after(path)) == path
    assert there.file_after(f"{old}.md") == f"{new}.md"
