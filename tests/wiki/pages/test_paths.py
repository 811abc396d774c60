"""Which file is which page, and at what path: the rules of folders, suffixes, clashes and order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.pages.paths import files_folder, is_page_file, link_key, parent_of, path_key, sort_key
from wiki.pages.taking_in.address_book import AddressBook


def paths(*files: str) -> dict[str, str]:
    book = AddressBook(files)
    return {file: book.path_of(file) for file in files}


@pytest.mark.parametrize("file", ["a.md", "a/b.MD", "中文/页面.markdown", ".hidden.md", "a/-/b.md"])
def test_markdown_is_a_page_in_any_case(file: str) -> None:
    assert is_page_file(file)


@pytest.mark.parametrize(
    "file", [".md", "a/.md", "a.txt", ".github/a.md", "a/_files/b.md", "-/a.md", "a.md/b.png", "x" * 1001 + ".md"]
)
def test_folders_with_a_dot_and_folders_of_files_hold_no_pages(file: str) -> None:
    assert not is_page_file(file)


def test_the_page_of_a_folder_is_the_first_of_four_names() -> None:
    assert paths("guides.md", "guides/index.md", "guides/README.md") == {
        "guides.md": "guides", "guides/index.md": "guides/index", "guides/README.md": "guides/README",
    }  # fmt: skip
    assert paths("guides/index.md", "guides/_index.md")["guides/index.md"] == "guides"
    assert paths("guides/_index.md", "guides/readme.md") == {
        "guides/_index.md": "guides", "guides/readme.md": "guides/readme",
    }  # fmt: skip
    assert paths("guides/ReadMe.markdown") == {"guides/ReadMe.markdown": "guides"}


def test_the_page_at_the_top_is_that_of_the_space() -> None:
    assert paths("README.md", "a.md") == {"README.md": "", "a.md": "a"}
    assert paths("README.md", "index.md") == {"README.md": "README", "index.md": ""}


def test_names_that_clash_are_both_pages() -> None:
    assert paths("Setup.md", "setup.md") == {"Setup.md": "Setup", "setup.md": "setup~2"}
    assert paths("a.markdown", "a.md") == {"a.markdown": "a", "a.md": "a~2"}
    assert paths("Setup.md", "setup.md", "setup~2.md")["setup.md"] == "setup~3"
    assert AddressBook(["Setup.md", "setup.md", "x/README.md"]).clashes() == [("setup.md", "setup~2")]


def test_the_two_normal_forms_of_a_name_clash() -> None:
    composed, split = (unicodedata.normalize(form, "café.md") for form in ("NFC", "NFD"))
    assert sorted(paths(composed, split).values()) == ["café", "café~2"]


def test_a_file_beside_its_folder_takes_the_path_over() -> None:
    book = AddressBook(["guides/README.md"])
    assert book.change(["guides.md"], []) == {"guides.md": "guides", "guides/README.md": "guides/README"}
    assert book.change([], ["guides.md"]) == {"guides/README.md": "guides"}


NAMES = st.sampled_from(["a", "A", "index", "README", "readme", "_index", "a~2", "x~2", "x", "X"])
FILES = st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md")


@given(st.lists(st.tuples(st.sets(FILES, max_size=6), st.sets(FILES, max_size=6)), max_size=6))
def test_paths_depend_on_the_files_alone_and_never_repeat(steps: list[tuple[set[str], set[str]]]) -> None:
    book, files, told = AddressBook(), set[str](), dict[str, str]()
    for added, removed in steps:
        told.update(book.change(sorted(added - files), sorted(files & (removed - added))))
        files = (files - removed) | added
    fresh = AddressBook(sorted(files, reverse=True))
    now = {file: book.path_of(file) for file in files}
    assert now == {file: fresh.path_of(file) for file in files}
    assert now == {file: told[file] for file in files}
    assert len({path_key(path) for path in now.values()}) == len(now)


def test_numbers_sort_as_numbers_and_weights_come_first() -> None:
    names = ["10-end", "2-middle", "1-start", "chapter 9", "chapter 10", "第2章", "第10章"]
    shuffled = names[3:] + names[:3]
    assert sorted(shuffled, key=sort_key) == [
        "1-start",
        "2-middle",
        "10-end",
        "chapter 9",
        "chapter 10",
        "第2章",
        "第10章",
    ]
    assert sort_key("z", 2) < sort_key("a", 10) < sort_key("a")
    assert sort_key("z", -1) < sort_key("a", 0)
    assert sort_key("a", True) == sort_key("a", "heavy") == sort_key("a")


def test_what_links_and_attachments_come_down_to() -> None:
    assert link_key("guides/setup.md", "../Other.MD", may_be_page=True) == "other"
    assert link_key("guides/setup.md", "/a/B.html", may_be_page=True) == "a/b"
    assert link_key("guides/setup.md", "../../out.md", may_be_page=True) is None
    assert link_key("a.md", "Bild.PNG", may_be_page=False) == "bild.png"
    assert (files_folder("guides/setup"), files_folder("")) == ("guides/setup/_files", "_files")
    assert (parent_of("a/b/c"), parent_of("a")) == ("a/b", "")
