"""Real pages: what the corpora in the shared folder hold can be rendered, and keeps its links and headings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.wiki.rendering.shown import faults, found
from wiki.rendering import fill, render


@pytest.fixture(scope="module")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The Markdown files of the smaller repositories."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("postmortem-templates", "thoughtbot-guides"):
        bundle = shared / "corpus" / f"{name}.bundle"
        subprocess.run(["git", "clone", "-q", "-b", "main", bundle, folder / name], check=True)
    return sorted(folder.rglob("*.md"))


@pytest.mark.shared
def test_every_real_page_renders_without_a_problem(pages: list[Path]) -> None:
    assert len(pages) > 50
    for path in pages:
        page = render(path.read_bytes())
        assert [problem.code for problem in page.problems] == [], path
        assert faults(fill(page, found)) == [], path
        assert page.plain_text, path
    assert sum(len(render(path.read_bytes()).links) for path in pages) > 300
