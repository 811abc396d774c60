"""Messages of ours are said in the reader's language; what a person wrote stays as it is."""

from __future__ import annotations

import pytest

from wiki.history.telling import told
from wiki.language import say
from wiki.pages.models import PageVersion


def said(summary: str, file: str = "ops/deploy.md") -> str:
    return say(told(PageVersion(summary=summary, file=file)), "zh")


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("Create ops/deploy", "新建了这一页"),
        ("Edit ops/deploy", "改了这一页"),
        ("Delete ops/deploy", "删除了这一页"),
        ("Move old/place to ops/deploy", "移动了这一页"),
        ("Restore version 12 of ops/deploy", "恢复了第12版"),
    ],
)
def test_what_we_wrote_ourselves_is_translated(summary: str, expected: str) -> None:
    assert said(summary) == expected


@pytest.mark.parametrize("summary", ["Edit the deploy page", "Create ops/other", "Restore version x of ops/deploy", ""])
def test_what_a_person_wrote_is_left_alone(summary: str) -> None:
    assert said(summary) == summary


def test_only_the_first_line_is_shown() -> None:
    assert said("Tighter threshold\nand more") == "Tighter threshold"


def test_the_page_of_a_folder_is_called_by_the_folder() -> None:
    assert said("Edit ops", "ops/index.md") == "改了这一页"
    assert said("Edit README.md", "README.md") == "改了这一页"
