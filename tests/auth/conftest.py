"""What the tests of auth share: one real hash, and the texts of the shared folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from auth.passwords import hash_password

GOOD_PASSWORD = "violet tram at noon"


@pytest.fixture(scope="session")
def good_hash() -> str:
    """The hash of GOOD_PASSWORD, computed once: it takes a seventh of a second."""
    return hash_password(GOOD_PASSWORD)


@pytest.fixture(scope="session")
def payloads() -> Callable[[str], list[str]]:
    """Reads one kind of odd text from the shared folder; skips where the folder is missing."""
    root = Path(os.environ.get("SLIPBOOK_SHARED", "../shared")) / "adversarial" / "dev"

    def read(kind: str) -> list[str]:
        path = root / f"{kind}.jsonl"
        if not path.exists():
            pytest.skip(f"the shared folder with {path.name} is not here")
        return [json.loads(line)["payload"] for line in path.read_text("utf-8").splitlines() if line]

    return read
