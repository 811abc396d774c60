"""No page raises and none takes long. Times are of this thread's work, so that a busy machine fails nothing."""

from __future__ import annotations

import time

import pytest

from tests.wiki.rendering.shown import faults, shown
from wiki.rendering import MAX_BYTES, fill, render
from wiki.rendering import page as page_module
from wiki.rendering.budget import Budget, TooSlow

SECONDS = 5.0


def test_fifty_quotes_with_a_list_in_each_are_read_as_meant() -> None:
    page = render(("> - " * 50 + "deep").encode())
    html = "".join(str(part) for part in page.parts)
    assert (html.count("<blockquote>"), html.count("<ul>"), page.problems) == (50, 50, ())
    assert page.plain_text == "deep"


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "* > "])
def test_what_is_nested_too_deeply_is_shown_as_text_with_a_word_about_it(mark: str) -> None:
    page = render((mark * 3000 + "deep").encode())
    assert [problem.code for problem in page.problems] == ["too-deep"]
    assert page.plain_text.endswith("deep")


def test_a_file_that_is_too_large_is_not_rendered() -> None:
    page = render(b"a" * (MAX_BYTES + 1))
    assert (page.parts, [problem.code for problem in page.problems]) == ((), ["too-large"])
    assert render(b"a" * MAX_BYTES).problems == ()


@pytest.mark.parametrize(
    "unit",
    ["*a **b ", "[a", "[[a", "[^a", "![", "[](a)", "`", "``a`", "<!--", "<?", '<a "', "<b>x", "</b>", "<table>", "&#x",
     "\\", "@a ", "http://a.b ", "|a|b\n|-|-\n", ":::note\n", "> [!NOTE]\n", "a\n", "- [ ] a\n", "???\n", "# a\n", "a@",
     "<T>\n", "<details>\n\n", "~~~\n"],
)  # fmt: skip
def test_repeating_a_mark_does_not_make_a_page_slow(unit: str) -> None:
    started = time.thread_time()
    html = shown(unit * (30_000 // len(unit)))
    assert time.thread_time() - started < SECONDS
    assert faults(html) == []


@pytest.mark.parametrize("language", ["make", "diff", "scala", "python", "html", "json"])
@pytest.mark.parametrize("unit", ["a", "-", "(", "/*\n", " \n"])
def test_no_code_makes_a_page_slow(language: str, unit: str) -> None:
    started = time.thread_time()
    assert "codebox" in shown(f"```{language}\n{unit * (20_000 // len(unit))}\n```")
    assert time.thread_time() - started < SECONDS / 2


def test_a_budget_ends() -> None:
    budget = Budget(seconds=0.0)
    with pytest.raises(TooSlow):
        list(iter(budget.check, "never"))


def test_a_page_that_cannot_be_rendered_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "Budget", lambda: Budget(seconds=0.0))
    text = "# 标题\n\n<b>x</b> & y\n" * 50
    page = render(text.encode())
    assert [(problem.code, problem.detail) for problem in page.problems] == [("render-failed", "TooSlow")]
    assert page.title == "标题"
    assert page.plain_text == text
    assert faults(fill(page, lambda _: pytest.fail("there are no links"))) == []


@pytest.mark.parametrize("error", [RecursionError, IndexError, KeyError, TypeError, AssertionError, ZeroDivisionError])
def test_no_mistake_of_a_parser_reaches_the_reader(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(page_module, "parse", broken)
    assert [problem.code for problem in render(b"text").problems] == ["render-failed"]
