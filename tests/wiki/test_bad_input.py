"""Bad input at the doors: a sentence that says what is wrong and what to do, in the reader's language, nothing lost.

What the terminal says of folders, ports and settings stands in test_cli.py, test_config.py and serving/.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from repo_store.types import UNCHECKED, Author, Change, CommitRequest
from tests.cast import Cast
from tests.wiki.callers import Caller, caller
from tests.wiki.people.visitors import signed_in
from tests.wiki.writing.conftest import Writer
from wiki import language
from wiki.app import create_app
from wiki.config import Settings
from wiki.finding.feeding import rebuild_index
from wiki.language import Words
from wiki.pages.projection import take_in
from wiki.spaces.queries import repository_of

LANGUAGES = pytest.mark.parametrize("speaking", ["en", "zh"])
TYPED = "What somebody typed & must not lose 一字不差"
NEW = "/s/handbook/-/new"


@dataclass
class Reader(Writer):
    """ben's browser, set to one language."""

    speaking: str = "en"

    def sees(self, path: str) -> TestResponse:
        return self.get(path, headers={"Accept-Language": self.speaking})

    def sends(self, path: str, form: dict[str, str]) -> TestResponse:
        return self.send(path, form, Accept_Language=self.speaking)

    def is_told(self, answer: TestResponse, *sentences: str) -> bool:
        """Whether every sentence (English, to be said in the reader's language) stands on the screen."""
        said = [language.say(Words(one), self.speaking) for one in sentences]  # type: ignore[arg-type]
        assert self.speaking == "en" or said != list(sentences), "there is no Chinese for this"
        shown = html.unescape(answer.text)
        return f'lang="{language.HTML_LANG[self.speaking]}"' in shown and all(
            one.rstrip("。.") in shown for one in said
        )  # type: ignore[index]


@pytest.fixture
def ben(app: Flask, cast: Cast, speaking: str) -> Reader:
    return Reader(signed_in(app, "ben").client, speaking=speaking)


@pytest.fixture
def program(app: Flask, cast: Cast) -> Caller:
    return caller(app, cast, "ben")


@pytest.fixture
def push(cast: Cast) -> Callable[..., None]:
    """A commit that comes from Git: names and bytes as they are."""

    def commit(**files: bytes) -> None:
        changes = tuple(Change(name.replace("__", "/") + ".md", data, UNCHECKED) for name, data in files.items())
        repository_of(cast.handbook).commit_changes(CommitRequest(changes, Author("X", "x@example.org"), "Push"))
        take_in(cast.handbook.id)

    return commit


def detail(answer: TestResponse) -> str:
    document = answer.get_json()
    return " ".join([document["detail"], *document.get("errors", {}).values()])


SHOWN = [
    (b"---\ntitle: [half\n---\n\nBody", "The front matter of this page is not valid YAML, so it is not used."),
    (b"---\ntitle: half\n\nBody", "The front matter of this page has no end line (---), so it is shown as text."),
    (b"---\njust words\n---\n\nBody", "The front matter of this page is not a list of keys, so it is not used."),
    (
        b"---\ntags: 3\nreview_on: soon\n---\n\nBody",
        "A key in the front matter has a value of the wrong kind and is not used.",
    ),
    (b"# Odd \xff\xfe\n\nBody", "This file is not valid UTF-8; what cannot be read is shown as �."),
    (b"> " * 400 + b"deep\n\nBody", "Some parts of this page are nested too deeply and are shown as plain text."),
]


@LANGUAGES
@pytest.mark.parametrize(("data", "sentence"), SHOWN)
def test_a_page_with_something_wrong_is_shown_and_says_what(
    ben: Reader, push: Callable[..., None], data: bytes, sentence: str
) -> None:
    push(odd=data)
    shown = ben.sees("/s/handbook/odd")
    assert shown.status_code == 200
    assert "Body" in shown.text
    assert ben.is_told(shown, sentence)


@pytest.mark.parametrize("speaking", ["zh"])
@pytest.mark.parametrize(
    "data",
    [
        "\ufeff# Mark\r\n\r\nBody\r\n".encode(),
        b"> " * 50 + b"Body",
        b"".join(b"  " * n + b"- x\n" for n in range(50)) + b"\nBody",
    ],
    ids=["BOM and CRLF", "50 quotes", "50 lists"],
)
def test_what_is_only_unusual_is_shown_without_a_word(ben: Reader, push: Callable[..., None], data: bytes) -> None:
    push(odd=data)
    shown = ben.sees("/s/handbook/odd")
    assert shown.status_code == 200
    assert "Body" in shown.text
    assert "\ufeff" not in shown.text.partition("<main")[2]
    assert not any(ben.is_told(shown, sentence) for _data, sentence in SHOWN)


@LANGUAGES
def test_half_typed_properties_are_refused_at_their_field_with_everything_kept(
    ben: Reader, push: Callable[..., None]
) -> None:
    form = ben.opened(NEW)
    ben.sends(NEW, {**form, "title": "Page", "path": "page", "body": TYPED})
    edit = ben.sees("/s/handbook/page").text.split("/edit", 1)[0].rpartition('href="')[2] + "/edit"
    answer = ben.sends(edit, {**ben.opened(edit), "body": TYPED + "!", "properties": "tags: [half"})
    assert answer.status_code == 400
    shown = html.unescape(answer.text)
    assert TYPED + "!" in shown
    assert "tags: [half" in shown
    assert ("Line " if ben.speaking == "en" else "页面属性第") in shown


@LANGUAGES
def test_a_page_over_the_limit_comes_back_with_its_text(settings: Settings, cast: Cast, speaking: str) -> None:
    small = create_app(replace(settings, page_limit=4096))
    ben = Reader(signed_in(small, "ben").client, speaking=speaking)
    text = TYPED + "x" * 5000
    answer = ben.sends(NEW, {**ben.opened(NEW), "title": "Large", "path": "large", "body": text})
    assert answer.status_code == 413
    assert text in html.unescape(answer.text)
    assert ben.is_told(answer, "Your text is kept as a draft. Split it into several pages.")
    assert ben.opened(NEW)["body"] == text, "the draft has it too"
    headers = {"If_None_Match": "*", "Accept_Language": speaking}
    refused = caller(small, cast, "ben").call("PUT", "/spaces/handbook/pages/large", {"body": text}, **headers)
    assert refused.status_code == 413
    assert "4,096" in detail(refused)
    small.extensions["instance"].close()


@LANGUAGES
def test_fifty_folders_in_each_other_can_be_written_and_read(ben: Reader, program: Caller) -> None:
    path = "/".join(["folder"] * 50 + ["page"])
    made = program.call("PUT", f"/spaces/handbook/pages/{path}", {"body": f"# Deep\n\n{TYPED}"}, If_None_Match="*")
    assert made.status_code == 201, made.text
    shown = ben.sees(f"/s/handbook/{path}")
    assert shown.status_code == 200
    assert TYPED in html.unescape(shown.text)
    assert ben.sees("/s/handbook/-/tree").status_code == 200


@LANGUAGES
def test_an_address_that_is_too_deep_or_too_long_is_refused_with_a_sentence(ben: Reader, program: Caller) -> None:
    for path in ("/".join(["folder"] * 400), "x" * 400, "../up", "a//b", ".git/config", "con\x07trol"):
        answer = ben.sends(NEW, {**ben.opened(NEW), "title": "Page", "path": path, "body": TYPED})
        assert answer.status_code == 400, path
        assert TYPED in html.unescape(answer.text)
        assert 'aria-invalid="true"' in answer.text
        assert f'lang="{language.HTML_LANG[ben.speaking]}"' in answer.text  # type: ignore[index]


@LANGUAGES
def test_a_name_that_differs_in_case_only_names_the_other_page(
    ben: Reader, push: Callable[..., None], program: Caller
) -> None:
    push(guide=b"# The guide\n")
    answer = ben.sends(NEW, {**ben.opened(NEW), "title": "Guide", "path": "GUIDE", "body": TYPED})
    assert answer.status_code == 400
    assert TYPED in html.unescape(answer.text)
    assert "The guide" in answer.text
    assert 'aria-invalid="true"' in answer.text
    headers = {"If_None_Match": "*", "Accept_Language": ben.speaking}
    refused = program.call("PUT", "/spaces/handbook/pages/GUIDE", {"body": TYPED}, **headers)
    assert refused.status_code == 412
    assert detail(refused)
    assert language.say(Words("There is already a page at this address."), ben.speaking).rstrip("。.") in detail(
        refused
    )  # type: ignore[arg-type]


@LANGUAGES
def test_a_page_and_a_folder_of_one_name_are_both_pages(ben: Reader, push: Callable[..., None]) -> None:
    push(guide=b"# Page\n", guide__index=b"# Folder\n", guide__child=b"# Child\n")
    listed = ben.sees("/s/handbook/-/tree").text
    assert all(f">{title}<" in listed for title in ("Page", "Folder", "Child"))
    assert ben.sees("/s/handbook/guide/child").status_code == 200


@LANGUAGES
def test_a_save_without_its_version_is_refused_and_the_text_kept(
    ben: Reader, program: Caller, push: Callable[..., None]
) -> None:
    push(guide=b"# Guide\n\nOld.\n")
    page = program.call("GET", "/spaces/handbook/pages/guide").get_json()
    edit = f"/p/{page['id']}/edit"
    for base in ("", "0" * 40, "HEAD", "nonsense"):
        answer = ben.sends(edit, {**ben.opened(edit), "base": base, "body": TYPED})
        assert answer.status_code == 400
        assert TYPED in html.unescape(answer.text)
        assert ben.is_told(
            answer, "Your text is kept below. Compare it with the page as it is now, then publish again."
        )
    path = "/spaces/handbook/pages/guide"
    bare = program.call("PUT", path, {"body": TYPED}, Accept_Language=ben.speaking)
    assert bare.status_code == 428
    sentence = language.say(Words("The change does not say which version it was made from."), ben.speaking)  # type: ignore[arg-type]
    assert sentence in detail(bare)
    stale = program.call("PUT", path, {"body": TYPED}, If_Match='"nonsense"', Accept_Language=ben.speaking)
    assert stale.status_code in (400, 412)
    assert "Old." in program.call("GET", path).get_json()["body"]


@LANGUAGES
@pytest.mark.parametrize("version", ["0" * 40, "HEAD", "nonsense", "%00", "--help", "1" * 400])
def test_a_version_that_nobody_knows_is_missing_with_a_sentence(
    ben: Reader, program: Caller, push: Callable[..., None], version: str
) -> None:
    push(guide=b"# Guide\n")
    page = program.call("GET", "/spaces/handbook/pages/guide").get_json()
    for address in (f"/s/handbook/guide?version={version}", f"/p/{page['id']}/compare/{version}..{page['version']}"):
        answer = ben.sees(address)
        assert answer.status_code == 404
        assert ben.is_told(answer, "Home") or ben.speaking == "en"
        assert f'lang="{language.HTML_LANG[ben.speaking]}"' in answer.text  # type: ignore[index]
    refused = program.call("GET", f"/pages/{page['id']}/versions/{version}", Accept_Language=ben.speaking)
    assert refused.status_code == 404
    assert detail(refused)


@LANGUAGES
def test_a_question_of_10000_characters_is_cut_and_says_so(ben: Reader) -> None:
    rebuild_index()
    answer = ben.sees("/search?q=" + "word+" * 2000)
    assert answer.status_code == 200
    assert ben.is_told(answer, "The question was very long; only its first 500 characters were searched for.")


@LANGUAGES
@pytest.mark.parametrize("question", ["", "+++", "%20%E3%80%80"])
def test_an_empty_question_says_what_can_be_typed(ben: Reader, question: str) -> None:
    rebuild_index()
    answer = ben.sees(f"/search?q={question}")
    assert answer.status_code == 200
    assert ben.is_told(answer, "What are you looking for?")


@LANGUAGES
@pytest.mark.parametrize("question", ["%22%22", "-", "...", "%F0%9F%98%80", "tag:"])
def test_a_question_without_a_word_in_it_is_answered_too(ben: Reader, question: str) -> None:
    rebuild_index()
    answer = ben.sees(f"/search?q={question}")
    assert answer.status_code == 200
    assert ben.is_told(answer, "Try fewer words, or another word for the same thing.")
