"""The budgets of the house style, held for every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("wiki", "search", "repo_store", "auth")
MOST_LINES, MOST_FUNCTION, MOST_PARAMETERS, MOST_TEMPLATE, MOST_ASSET = 300, 40, 5, 100, 150
FORBIDDEN_NAMES = re.compile(r"(Manager|Helper|Service|Handler|Processor|Info|Util|Misc|Common)$")
FORBIDDEN_FILES = {"utils.py", "helpers.py", "common.py", "misc.py", "base.py", "services.py", "managers.py"}


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


CODE = python_files(*PACKAGES)
EVERYTHING = python_files(*PACKAGES, "tests", "bench")


def test_there_is_code_to_hold_to_the_budgets() -> None:
    assert len(CODE) > 50


@pytest.mark.parametrize("file", EVERYTHING, ids=named)
def test_a_file_stays_under_300_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("file", CODE, ids=named)
def test_a_function_stays_under_40_lines_and_5_parameters(file: Path) -> None:
    too_long = [
        f"{one.name}: {one.end_lineno - one.lineno + 1} lines"
        for one in functions(file)
        if one.end_lineno and one.end_lineno - one.lineno + 1 > MOST_FUNCTION
    ]
    too_wide = [one.name for one in functions(file) if _parameters(one) > MOST_PARAMETERS]
    assert (too_long, too_wide) == ([], [])


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    asked = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len([one for one in asked if one.arg not in ("self", "cls")])


@pytest.mark.parametrize("file", CODE, ids=named)
def test_nothing_is_imported_inside_a_function(file: Path) -> None:
    inside = [
        one.name for one in functions(file) for node in ast.walk(one) if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert inside == []


@pytest.mark.parametrize("file", CODE, ids=named)
def test_names_say_what_a_thing_is(file: Path) -> None:
    classes = [node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if FORBIDDEN_NAMES.search(name)] == []
    assert file.name not in FORBIDDEN_FILES


@pytest.mark.parametrize("file", CODE, ids=named)
def test_a_module_begins_by_saying_what_lives_in_it(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.html")), ids=named)
def test_a_template_stays_under_100_lines_and_lets_nothing_through_unescaped(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_TEMPLATE
    assert not re.search(r"\|\s*safe\b|\sstyle=\"|\son[a-z]+=\"|autoescape false", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)


ASSETS = [file for kind in ("css", "js") for file in sorted((ROOT / "static").rglob(f"*.{kind}"))]


@pytest.mark.parametrize("file", ASSETS, ids=named)
def test_a_stylesheet_or_script_stays_under_150_lines(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= MOST_ASSET


@pytest.mark.parametrize("file", CODE, ids=named)
def test_no_markup_is_trusted_but_what_rendering_made(file: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup"
    ]
    assert calls == [] or named(file) in {"wiki/pages/text.py"}
