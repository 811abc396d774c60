"""From a file to the fields of the editor and back: what nobody touched stays byte for byte."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.errors import Invalid
from wiki.language import say
from wiki.rendering import render
from wiki.writing.composing import composed, fields_of, is_utf8, with_title

FRONT = "---\n# kept for the printer\ntitle:   'Roll back'  # ours\nx-unknown: [1,  2]\ntags:\n  - ops\n---\n"
PAGE = FRONT + "\n# Roll back\n\nStop first.\n\n## Then\n\nLook.\n"

SHAPES = {
    "a heading only": "# Roll back\n\nStop first.\n",
    "a heading with an anchor": "#  Roll back  {#top} ##\n\n\nStop first.\n",
    "an underlined heading": "Roll back\n=========\n\nStop first.\n",
    "front matter only": FRONT + "Stop first.\n",
    "both": PAGE,
    "neither": "Stop first.\n",
    "another heading first": FRONT + "\n# Something else\n\nStop first.\n",
    "no line end at the end": "# Roll back\n\nStop first.",
    "nothing": "",
    "a list under a rule": "- one\n===\n",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_page_that_is_saved_as_it_was_shown_keeps_every_byte(text: str, bom: bytes, newline: str) -> None:
    original = bom + text.replace("\n", newline).encode()
    assert composed(original, fields_of(original, "Name"), "Name") == original


@given(st.text("#= \n-ab:*_{}>`1.\r", max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_file_stays_when_nothing_was_changed(text: str) -> None:
    original = text.encode()
    assert composed(original, fields_of(original, "Name"), "Name") == original


def test_the_text_shown_leaves_out_front_matter_and_the_heading_that_says_the_title() -> None:
    shown = fields_of(PAGE.encode())
    assert shown.title == "Roll back"
    assert shown.body == "Stop first.\n\n## Then\n\nLook.\n"
    assert shown.properties == FRONT.removeprefix("---\n").removesuffix("\n---\n")


def test_a_heading_that_says_something_else_is_part_of_the_text() -> None:
    shown = fields_of(SHAPES["another heading first"].encode())
    assert (shown.title, shown.body) == ("Roll back", "# Something else\n\nStop first.\n")


def test_a_changed_word_changes_one_line() -> None:
    original = b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode()
    shown = fields_of(original)
    after = composed(original, replace(shown, body=shown.body.replace("Look.", "Look twice.")))
    assert after == original.replace(b"Look.", b"Look twice.")


def test_a_new_title_goes_where_the_title_stood_and_nowhere_else() -> None:
    shown = fields_of(PAGE.encode())
    after = composed(PAGE.encode(), replace(shown, title="Undo a release")).decode()
    assert after == PAGE.replace("'Roll back'", "'Undo a release'").replace("# Roll back", "# Undo a release")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("a heading only", "# New: it's *here*\n\nStop first.\n"),
        ("a heading with an anchor", "#  New: it's *here*  {#top} ##\n\n\nStop first.\n"),
        ("an underlined heading", "New: it's *here*\n=========\n\nStop first.\n"),
        ("neither", "# New: it's *here*\n\nStop first.\n"),
    ],
)
def test_a_new_title_in_a_heading_reads_back_as_it_was_typed(shape: str, expected: str) -> None:
    after = composed(
        SHAPES[shape].encode(), replace(fields_of(SHAPES[shape].encode(), "Name"), title="New: it's *here*"), "Name"
    )
    assert render(after).title == fields_of(after).title == "New: it's *here*"
    assert after.decode().replace("\\", "") == expected


def test_a_title_without_signs_is_written_without_backslashes() -> None:
    assert (
        composed(b"text\n", replace(fields_of(b"text\n", "x"), title="发布 v2.1 (beta)"), "x")
        == "# 发布 v2.1 (beta)\n\ntext\n".encode()
    )


def test_a_page_with_properties_and_no_title_gets_its_title_there() -> None:
    original = b"---\r\ntags: [a]\r\n---\r\ntext\r\n"
    assert composed(original, replace(fields_of(original, "name"), title="Named"), "name") == (
        b"---\r\ntags: [a]\r\ntitle: Named\r\n---\r\ntext\r\n"
    )


def test_properties_are_replaced_line_by_line() -> None:
    original = b"---\ntitle: A\nodd: \xff\n---\nbody\n"
    shown = fields_of(original)
    after = composed(original, replace(shown, properties=shown.properties + "\nowner: ben"))
    assert after == b"---\ntitle: A\nodd: \xff\nowner: ben\n---\nbody\n"


def test_the_first_properties_of_a_page_get_its_line_ends() -> None:
    assert composed(
        b"one\r\ntwo\r\n", replace(fields_of(b"one\r\ntwo\r\n", "n"), properties="tags: [a]\nowner: ben"), "n"
    ) == (b"---\r\ntags: [a]\r\nowner: ben\r\n---\r\none\r\ntwo\r\n")


def test_properties_that_are_emptied_go_with_their_fences() -> None:
    original = b"\xef\xbb\xbf---\ntags: [a]\n---\nbody\n"
    assert composed(original, replace(fields_of(original, "n"), properties=" \n"), "n") == b"\xef\xbb\xbfbody\n"


def test_a_title_changed_among_the_properties_takes_the_heading_along() -> None:
    shown = fields_of(PAGE.encode())
    after = composed(PAGE.encode(), replace(shown, properties=shown.properties.replace("Roll back", "Undo")))
    assert after.decode() == PAGE.replace("Roll back", "Undo")


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ("title: A\ntags: [a", "Line 2"),
        ("title: A\n---\nowner: b", "hyphens"),
        ("just words", "name: value"),
        ("a: &x 1\nb: *x", "cannot be read"),
    ],
)
def test_properties_that_cannot_be_read_are_refused_at_their_field(properties: str, said: str) -> None:
    with pytest.raises(Invalid) as fault:
        composed(PAGE.encode(), replace(fields_of(PAGE.encode()), properties=properties))
    assert said in say(fault.value.fields["properties"])


def test_a_page_whose_properties_were_broken_before_can_still_be_edited() -> None:
    original = b"---\ntitle: [half\n---\n# Half\n\nbody\n"
    shown = fields_of(original)
    assert composed(original, replace(shown, body=shown.body + "more\n")) == original + b"more\n"
    mended = composed(original, replace(shown, properties="title: Half"))
    assert mended == b"---\ntitle: Half\n---\n# Half\n\nbody\n"


def test_a_title_that_stands_in_unreadable_properties_is_refused_with_the_way_out() -> None:
    original = b"---\ntags: [half\n---\nbody\n"
    with pytest.raises(Invalid) as fault:
        composed(original, replace(fields_of(original, "n"), title="New"), "n")
    assert "first" in say(fault.value.fields["title"])


def test_lines_that_are_not_utf8_stay_where_they_were_not_touched() -> None:
    original = b"# A\n\ncaf\xe9\n\nend\n"
    shown = fields_of(original)
    assert not is_utf8(original)
    assert is_utf8(b"# A\n")
    assert composed(original, replace(shown, body=shown.body.replace("end", "END"))) == b"# A\n\ncaf\xe9\n\nEND\n"


def test_a_preview_hides_the_heading_that_says_the_title() -> None:
    assert "C\\#" not in with_title("plain", "text")
    assert render(with_title("C# & *x*", "# Second\n\ntext").encode()).title == "C# & *x*"
    assert with_title("  ", "text") == "text"


HOSTILE = {
    "spaces": "#" + " " * 1_000_000 + "\nx",
    "hashes": "# a" + "#" * 1_000_000 + "b",
    "lines": "\n" * 1_000_000 + "x",
    "underlines": "a\n" + "=" * 1_000_000 + "x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_first_line_takes_long(text: str) -> None:
    began = time.process_time()
    assert composed(text.encode(), fields_of(text.encode(), "n"), "n") == text.encode()
    assert time.process_time() - began < 4
