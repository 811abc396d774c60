"""What the durability tests share. They and the faults of the store are marked, for `make test-durability`."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.actor import Actor
from tests.cast import Cast
from tests.repo_store.faults import conftest as faults

strace = faults.strace


FOLDERS = {Path(__file__).parent, Path(faults.__file__).parent}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDERS & set(item.path.parents):
            item.add_marker(pytest.mark.durability)


@pytest.fixture
def ben(cast: Cast) -> Actor:
    """Ben edits the Handbook."""
    return cast.actor("ben")
