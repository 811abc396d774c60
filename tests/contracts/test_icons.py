"""Every icon that a template names is drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
DRAWN = set(re.findall(r"macro (\w+)\(", "".join(file.read_text("utf-8") for file in TEMPLATES.rglob("icon*.html"))))
NAMED = re.compile(r"\b(?:icon|empty)\('(\w+)'")


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_names_only_icons_that_are_drawn(file: Path) -> None:
    assert set(NAMED.findall(file.read_text("utf-8"))) <= DRAWN


def test_there_are_icons_and_templates_that_name_them() -> None:
    assert len(DRAWN) > 20
    assert len([file for file in TEMPLATES.rglob("*.html") if NAMED.search(file.read_text("utf-8"))]) > 10
