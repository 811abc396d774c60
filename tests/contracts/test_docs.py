"""What the code offers stands in the documents: every setting, command, event and API call."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from wiki.cli import program
from wiki.config import PREFIX, Settings
from wiki.events.kinds import KINDS

ROOT = Path(__file__).parents[2]
ADMIN = (ROOT / "docs" / "admin.md").read_text("utf-8")
DEVELOPER = (ROOT / "docs" / "developer.md").read_text("utf-8")


@pytest.mark.parametrize("name", [one.name for one in fields(Settings)])
def test_a_setting_has_its_line(name: str) -> None:
    assert f"| `{PREFIX}{name.upper()}` |" in ADMIN


def test_no_setting_is_described_that_does_not_exist() -> None:
    described = set(re.findall(r"\| `SLIPBOOK_([A-Z_]+)` \|", ADMIN))
    assert described == {one.name.upper() for one in fields(Settings)}


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_event_has_its_line(kind: str) -> None:
    assert f"| `{kind}` | {KINDS[kind].text} |" in ADMIN


def commands(group: click.Group, above: str = "slipbook") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{above} {name}"
        found += commands(command, path) if isinstance(command, click.Group) else [path]
    return found


@pytest.mark.parametrize("command", commands(program))
def test_a_command_has_its_line(command: str) -> None:
    words = command.split()
    assert any(words[1] in line and words[-1] in line for line in ADMIN.splitlines() if line.startswith("| `slipbook"))


def test_every_api_call_has_its_line(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    shown = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in rules} - {"/api/v1/openapi.json"}
    assert shown
    assert [rule for rule in sorted(shown) if f"{rule}`" not in DEVELOPER] == []
