"""Real repositories as spaces: every Markdown file is a page that renders, with the history that Git tells of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from auth.actor import SYSTEM
from tests.wiki.pages.conftest import Shelf
from wiki import db
from wiki.errors import NotAllowed
from wiki.instance import Instance
from wiki.pages.commands import import_, rebuild_
from wiki.pages.import_report import report_on
from wiki.pages.models import Page, PageVersion
from wiki.pages.projection import take_in
from wiki.pages.text import rendered
from wiki.spaces.errors import SourceUnreadable
from wiki.spaces.models import Space
from wiki.spaces.operations import NewSpace, import_space
from wiki.spaces.queries import repository_of

pytestmark = pytest.mark.usefixtures("instance")


def git(space: Space, *arguments: str) -> list[str]:
    command = ["git", "-C", str(repository_of(space).path), "-c", "core.quotepath=off", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["postmortem-templates", "thoughtbot-guides"])
def test_a_repository_is_a_space_as_it_is(shared: Path, name: str) -> None:
    space = import_space(SYSTEM, NewSpace(name), shared / "corpus" / f"{name}.bundle")
    taken = take_in(space.id)
    files = [file for file in git(space, "ls-tree", "-r", "--name-only", "main") if file.lower().endswith(".md")]
    with db.fresh() as session:
        pages = {page.file: page for page in session.scalars(select(Page).where(Page.space_id == space.id))}
        assert set(pages) == set(files)
        assert len({page.path for page in pages.values()}) == len(files) == taken.pages
        assert all(rendered(page).parts and not page.problem for page in pages.values())
        stored = session.scalar(select(Space).where(Space.id == space.id))
        assert stored is not None
        report = report_on(stored)
    assert (report.pages, report.raised, report.clashes) == (len(files), [], [])
    assert taken.commits == len(git(space, "rev-list", "--first-parent", "main"))


@pytest.mark.shared
def test_versions_agree_with_the_log_of_git(shared: Path) -> None:
    space = import_space(SYSTEM, NewSpace("guides"), shared / "corpus" / "thoughtbot-guides.bundle")
    take_in(space.id)
    compared = 0
    with db.fresh() as session:
        for page in session.scalars(select(Page).where(Page.space_id == space.id)):
            rows = select(PageVersion).where(PageVersion.page_id == page.id).order_by(PageVersion.number.desc())
            versions = session.scalars(rows).all()
            if {one.file for one in versions} != {page.file}:
                continue  # it was renamed on the way: the log of a path begins at the rename
            log = git(space, "log", "--first-parent", "--format=%H", "main", "--", page.file)
            assert [one.commit_id for one in versions] == log, page.file
            compared += 1
    assert compared > 20


def test_the_command_brings_in_a_folder_and_reports(shelf: Shelf, tmp_path: Path) -> None:
    shelf.commit({"README.md": "# A\n[b](b.md) [c](c.md) ![p](p.png)\n", "b.md": "x", "B.md": "x", "p.png": b"p"})
    outcome = CliRunner().invoke(
        import_, [str(repository_of(shelf.space).path), "--space", "copy", "--name", "The copy"]
    )
    assert outcome.exit_code == 0, outcome.output
    for line in (
        "1 commits and 3 pages",
        "Links that resolve: 1 of 2",
        "Images that show: 1 of 1",
        "Pages that raised: 0",
    ):
        assert line in outcome.output
    assert "b.md is at b~2" in outcome.output
    again = CliRunner().invoke(rebuild_, ["--space", "copy"])
    assert "copy: 1 commits, 3 pages." in again.output
    assert CliRunner().invoke(rebuild_, ["--space", "none"]).exit_code == 1


@pytest.mark.parametrize(
    "source", ["https://example.com/x.git", "git@host:x", "ext::sh -c id", "-x", "", "/nowhere", "/etc/passwd"]
)
def test_what_is_no_repository_on_this_machine_is_refused(source: str, instance: Instance) -> None:
    with pytest.raises(SourceUnreadable):
        import_space(SYSTEM, NewSpace("copy"), source)
    assert list(instance.settings.spaces.glob("*.git")) == []


def test_only_administrators_import(cast: object, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_space(cast.actor("ann"), NewSpace("copy"), tmp_path)  # type: ignore[attr-defined]
