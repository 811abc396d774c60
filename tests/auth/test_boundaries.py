"""What auth may not know: the web, the database, and the two other libraries."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from auth import errors

ROOT = Path(errors.__file__).parent
ALLOWED = {"auth", "argon2"}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_auth_needs_nothing_but_python_and_argon2() -> None:
    import_names = {path: imported(path) for path in ROOT.rglob("*.py")}
    assert len(import_names) > 15
    foreign = set().union(*import_names.values()) - ALLOWED
    assert not foreign & {"flask", "sqlalchemy", "wiki", "search", "repo_store", "ldap3", "werkzeug"}
    assert [path.name for path, names in import_names.items() if "argon2" in names] == ["passwords.py"]
    assert foreign <= set(sys.stdlib_module_names)


def test_every_error_belongs_to_the_family() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(kinds) == 5
    assert all(issubclass(one, errors.AuthError) for one in kinds)
