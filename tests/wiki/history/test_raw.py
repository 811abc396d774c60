"""The source of a page, served so that no browser ever renders it."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.wiki.history.story import FIRST, THIRD, Story
from tests.wiki.people.visitors import Visitor


def test_the_source_is_plain_text_byte_for_byte(cem: Visitor, story: Story) -> None:
    answer = cem.get(story.url("raw"))
    assert answer.status_code == 200
    assert answer.data == THIRD.encode()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_markup_and_broken_bytes_are_served_as_they_are(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("raw", "text\n")
    source = b"\xef\xbb\xbf<script>alert(1)</script>\r\n\xff\xfe\r\n"
    told.push({"raw.md": source})
    answer = cem.get(told.url("raw"))
    assert answer.data == source
    assert answer.mimetype == "text/plain"


def test_an_earlier_version_can_be_read(cem: Visitor, story: Story) -> None:
    first = story.commits()[0]
    assert cem.get(story.url(f"raw?version={first}")).data == FIRST.encode()
    assert cem.get(story.url("raw?version=")).data == THIRD.encode()


def test_a_version_of_another_page_is_missing_here(
    cem: Visitor, story: Story, foreign: Story, start: Callable[[str, str], Story]
) -> None:
    other = start("other", "Another page.\n")
    for commit in (foreign.commits()[0], other.commits()[0], "0" * 40, "HEAD", "main", "%00"):
        answer = cem.get(story.url(f"raw?version={commit}"))
        assert answer.status_code == 404
        assert b"canary" not in answer.data
        assert b"Another page" not in answer.data


def test_a_version_that_deleted_the_page_has_no_source(cem: Visitor, story: Story) -> None:
    story.push({"ops/deploy.md": None})
    story.push({"ops/deploy.md": b"again\n"})
    assert cem.get(story.url(f"raw?version={story.commits()[3]}")).status_code == 410
    assert cem.get(story.url(f"raw?version={story.commits()[4]}")).data == b"again\n"


def test_a_page_that_is_hidden_has_no_source(client: FlaskClient, cem: Visitor, dora: Visitor, story: Story) -> None:
    assert dora.get(story.url("raw")).status_code == 404
    assert dora.get("/p/nothinghere/raw").status_code == 404
    assert client.get(story.url("raw")).status_code == 302
    story.hide()
    assert cem.get(story.url("raw")).status_code == 404
