"""Links into another space by its address lead there for whoever may see it, and look missing to everybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.roles import Role
from tests.wiki.people.visitors import Visitor
from tests.wiki.reading.conftest import Shelf
from wiki import db
from wiki.access.models import Area
from wiki.access.operations import Subject, grant

Visit = Callable[[str], Visitor]
TEXT = (
    b"[home](/s/vault/) [page](/s/vault/payroll) [file](/s/vault/Payroll.md#x) [gone](/s/vault/nothing) "
    b"[nowhere](/s/nowhere/payroll) [own](/s/handbook/guides)\n"
)


def classes(text: str) -> dict[str, bool]:
    """The words of each link, and whether it is marked as missing."""
    body = text.split('<div class="prose">', 1)[1].split("</div>", 1)[0]
    links = [one.split("</a>")[0] for one in body.split("<a ")[1:]]
    return {one.rsplit(">", 1)[1]: 'class="missing"' in one for one in links}


@pytest.fixture
def linking(shelf: Shelf) -> Shelf:
    shelf.write({"linking.md": TEXT})
    return shelf


def test_without_a_role_there_all_look_missing(visit: Visit, linking: Shelf) -> None:
    shown = classes(visit("cem").get("/s/handbook/linking").text)
    assert shown == {"home": True, "page": True, "file": True, "gone": True, "nowhere": True, "own": False}


def test_with_a_role_there_what_exists_is_a_link(visit: Visit, linking: Shelf) -> None:
    with db.writing() as session:
        area = session.get_one(Area, linking.vault.area_id)
        grant(linking.cast.actor("root"), area, Subject("group", "g-cem"), Role.VIEWER)
    text = visit("cem").get("/s/handbook/linking").text
    assert classes(text) == {"home": False, "page": False, "file": False, "gone": True, "nowhere": True, "own": False}
    assert 'href="/s/vault/payroll#h-x"' in text
