"""Two versions compared: inline, side by side, and what may not be compared."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.wiki.history.story import FIRST, Story
from tests.wiki.people.visitors import Visitor

VIEWS = ("inline", "side")
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</ins></p></div><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    '<!--<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
)


def test_chinese_is_compared_by_words(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("词", "错误率超过百分之一时发出提醒，由发布人决定是否停止。\n")
    told.write("错误率超过百分之一时自动停住，由发布人决定是否停止。\n")
    for view in VIEWS:
        text = cem.get(told.compare(1, 2, view)).text
        assert '<del><span class="vh">removed: </span>发出提醒</del>' in text
        assert '<ins><span class="vh">added: </span>自动停住</ins>' in text


def test_words_that_came_and_went_are_also_said(cem: Visitor, story: Story) -> None:
    text = cem.get(story.compare(1, 2)).text
    assert '<del><span class="vh">removed: </span>1</del><ins><span class="vh">added: </span>0.5</ins>' in text
    assert "3 characters added, 1 removed, 1 place" in text


def test_one_character_is_counted_as_one(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("one", "It is 1 thing.\n")
    told.write("It is 2 thing.\n")
    assert "1 character added, 1 removed, 1 place" in cem.get(told.compare(1, 2)).text


def test_every_change_can_be_reached_by_an_address_and_a_key(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    old = [f"Paragraph {number} as it was." for number in range(30)]
    told = start("long", "\n\n".join(old) + "\n")
    told.write(
        "\n\n".join("Wholly different words here." if at in (2, 15, 28) else one for at, one in enumerate(old)) + "\n"
    )
    for view in VIEWS:
        text = cem.get(told.compare(1, 2, view)).text
        assert re.findall(r'id="(change-\d+)"', text) == ["change-1", "change-2", "change-3"]
        assert set(re.findall(r'href="#(change-\d)"', text)) == {"change-1", "change-2", "change-3"}
        assert 'data-change="next"' in text
        assert 'data-change="previous"' in text
        assert "0 / 3" in text


def test_unchanged_runs_are_details_that_open_without_script(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    lines = [f"Paragraph {number}." for number in range(30)]
    told = start("long", "# Title\n\n" + "\n\n".join(lines) + "\n")
    told.write("# Title\n\n" + "\n\n".join(lines[:-1]) + "\n\nThe end.\n")
    for view in VIEWS:
        text = cem.get(told.compare(1, 2, view)).text
        run = text.split('<details class="same">', 1)[1].split("</details>", 1)[0]
        assert re.search(r"<summary class=\"fold\">Show \d+ unchanged lines</summary>", run)
        assert "Paragraph 3." in run


def test_the_heading_above_a_change_is_shown(cem: Visitor, story: Story) -> None:
    assert "<h2>Rolling back</h2>" in cem.get(story.compare(2, 3)).text


def test_side_by_side_says_which_version_a_line_is_from_and_where_there_is_none(cem: Visitor, story: Story) -> None:
    story.write(FIRST + "\nAn added paragraph.\n")
    text = cem.get(story.compare(1, 4, "side")).text
    assert '<p class="l nil xs mut">Not in v1</p>' in text
    assert '<span class="vh">v4: </span><ins><span class="vh">added: </span>An added paragraph.</ins>' in text
    gone = cem.get(story.compare(4, 1, "side")).text
    assert '<p class="r nil xs mut">Not in v1</p>' in gone
    assert 'aria-current="true">Side by side</a>' in gone


def test_two_versions_of_the_same_text_say_so(cem: Visitor, story: Story) -> None:
    story.write(FIRST)
    for view in VIEWS:
        text = cem.get(story.compare(1, 4, view)).text
        assert "Both versions have the same text." in text
        assert "data-change=" not in text
    assert "Both versions have the same text." in cem.get(story.compare(2, 2)).text


def test_versions_that_differ_in_line_ends_only_say_so(cem: Visitor, story: Story) -> None:
    story.push({"ops/deploy.md": FIRST.replace("\n", "\r\n").encode()})
    assert "only line ends" in cem.get(story.compare(1, 4)).text


def test_a_text_over_the_limit_is_not_compared(cem: Visitor, story: Story) -> None:
    story.push({"ops/deploy.md": b"word " * 600_000})
    answer = cem.get(story.compare(1, 4))
    assert answer.status_code == 200
    assert "too large to be compared" in answer.text


def test_a_very_long_comparison_is_cut_and_says_so(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    told = start("long", "short\n")
    told.write("\n".join(f"entry {number}" for number in range(3_000)) + "\n")
    for view in VIEWS:
        text = cem.get(told.compare(1, 2, view)).text
        assert "only its first 2,000 lines are shown" in text
        assert "entry 1990" in text
        assert "entry 2999" not in text


def test_hostile_text_stays_text(cem: Visitor, start: Callable[[str, str], Story]) -> None:
    """In a heading, in lines that stayed, changed, came and went, in code, in a fold and in the summary."""
    told = start("page", _hostile("before", "old"))
    told.write(_hostile("after", "new") + "".join(f"{payload}\n\n" for payload in PAYLOADS), " ".join(PAYLOADS))
    for address in (told.compare(1, 2), told.compare(1, 2, "side"), told.compare(2, 1), told.url()):
        text = cem.get(address).text
        main = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in main
        assert "{{ 7*7 }}" in main
        for forbidden in ("<script", "<img", "<svg onload", "<!--", 'onerror=alert(1)>"', "</ins></p></div><"):
            assert forbidden not in main
        assert 'title="</noscript>' not in text


def _hostile(word: str, other: str) -> str:
    quiet = "quiet\n\n" * 8
    parts = [f"# {one}\n\n{one}\n\n{quiet}{word} {one}\n\n```\n{other} {one}\n```\n\n" for one in PAYLOADS]
    return "".join(parts)


def test_a_version_of_another_page_is_missing_here(
    cem: Visitor, start: Callable[[str, str], Story], story: Story
) -> None:
    other = start("other", "Another page that cem may read.\n")
    mine, theirs = story.commits()[0], other.commits()[0]
    for pair in (f"{mine}..{theirs}", f"{theirs}..{mine}", f"{theirs}..{theirs}?view=side"):
        answer = cem.get(story.url(f"compare/{pair}"))
        assert answer.status_code == 404
        assert "Another page" not in answer.text


def test_what_is_no_version_is_missing(cem: Visitor, story: Story, foreign: Story) -> None:
    mine = story.commits()[0]
    for other in ("0" * 40, mine[:10], "HEAD", "1", foreign.commits()[0], mine.upper(), "%00", "...", "é"):
        assert cem.get(story.url(f"compare/{mine}..{other}")).status_code == 404
    assert cem.get(story.url(f"compare/{mine}..{mine}")).status_code == 200


def test_an_unknown_view_is_the_inline_one(cem: Visitor, story: Story) -> None:
    assert '<div class="diff">' in cem.get(story.compare(1, 2, "sideways")).text


def test_a_hidden_page_is_not_compared(client: FlaskClient, cem: Visitor, dora: Visitor, story: Story) -> None:
    address = story.compare(1, 2)
    assert dora.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert cem.get(address).status_code == 200
    story.hide()
    assert cem.get(address).status_code == 404


def test_the_earlier_version_can_be_restored_whichever_way_round_they_are_compared(ben: Visitor, story: Story) -> None:
    assert "Restore v1" in ben.get(story.compare(1, 3)).text
    assert "Restore v1" in ben.get(story.compare(3, 1, "side")).text
