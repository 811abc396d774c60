"""A number that no table can hold is a problem of its page, never of its space."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from wiki import db
from wiki.pages.operations import NewPage, create_page
from wiki.pages.queries import page_at


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "0b" + "1" * 20000, "9" * 4000, "-" + "9" * 19])
def test_a_number_beyond_all_bounds_does_not_stop_the_space(cast: Cast, number: str) -> None:
    ben = cast.actor("ben")
    with db.reading():
        odd = create_page(ben, cast.handbook, NewPage("odd", body=f"---\nx: {number}\n---\ntext\n", origin="api"))
        after = create_page(ben, cast.handbook, NewPage("after", body="text\n", origin="api"))
    with db.fresh():
        assert page_at(ben, "handbook", "odd").id == odd.id
        assert page_at(ben, "handbook", "odd").problem == "front-matter-invalid"
        assert page_at(ben, "handbook", "after").id == after.id
