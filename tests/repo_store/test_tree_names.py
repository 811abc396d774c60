"""Which names fit beside those that are in the tree already."""

import unicodedata

import pytest

from repo_store.errors import BadPath, Overtaken

E_ACUTE = "\u00e9"
E_AND_ACCENT = "e\u0301"


def reason_of(call, *arguments, **named):
    with pytest.raises(BadPath) as caught:
        call(*arguments, **named)
    return caught.value.reason


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("page.md", "PAGE.md"),
        ("guides/setup.md", "Guides/other.md"),
        ("straße.md", "STRASSE.md"),
        ("a/b/c.md", "a/B/d.md"),
    ],
)
def test_a_new_name_that_differs_only_in_case_is_refused(write, there, new):
    write(there, "1")
    assert reason_of(write, new, "2") == "clash"
    assert write("elsewhere/" + new, "2").parents


def test_two_new_names_of_one_request_may_not_clash_either(write_all):
    assert reason_of(write_all, {"a/Page.md": "1", "a/page.md": "2"}) == "clash"


def test_a_change_of_case_is_a_move_and_allowed(repository, write, write_all):
    write("Page.md", "1")
    commit = write_all({"Page.md": None, "page.md": "1"})
    assert [e.path for e in repository.entries(commit.id)] == ["page.md"]


def test_new_names_are_stored_in_normal_form_c(repository, write):
    commit = write(f"caf{E_AND_ACCENT}/{E_AND_ACCENT}.md", "1")
    assert [e.path for e in repository.entries(commit.id)] == [f"caf{E_ACUTE}/{E_ACUTE}.md"]


def test_both_normal_forms_lead_to_the_same_file(repository, write):
    write(f"{E_ACUTE}.md", "1")
    with pytest.raises(Overtaken):
        write(f"{E_AND_ACCENT}.md", "2", expected=None)
    commit = write(f"{E_AND_ACCENT}.md", "2")
    assert [e.path for e in repository.entries(commit.id)] == [f"{E_ACUTE}.md"]


def import_tree(repository, git, lines):
    """A commit that our own checks would not let in, as an import brings it."""
    tree = git(repository, "mktree", "--missing", given="".join(lines).encode()).strip()
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    commit = git(repository, *identity, "commit-tree", tree, "-m", "imported").strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    return commit


@pytest.fixture
def blob(repository, git):
    return git(repository, "hash-object", "-w", "--stdin", given=b"imported").strip()


def test_a_page_in_a_folder_that_came_in_another_form_can_be_made(repository, write, git, blob):
    folder = unicodedata.normalize("NFD", "caf\u00e9")
    inner = git(repository, "mktree", given=f"100644 blob {blob}\told.md\n".encode()).strip()
    import_tree(repository, git, [f"040000 tree {inner}\t{folder}\n"])
    commit = write(f"{folder}/new.md", "1")
    assert [e.path for e in repository.entries(commit.id)] == [f"{folder}/new.md", f"{folder}/old.md"]


def test_an_imported_file_with_a_bad_name_can_be_edited_and_deleted(repository, write, git, blob):
    import_tree(repository, git, [f"100644 blob {blob}\taux.md\n"])
    commit = write("aux.md", "better", expected=blob)
    assert repository.read(repository.entry(commit.id, "aux.md").blob) == b"better"
    write("aux.md", None)
    assert reason_of(write, "aux.md", "again") == "windows-device"


def test_imported_names_that_clash_do_not_hinder_edits(repository, write, git, blob):
    import_tree(repository, git, [f"100644 blob {blob}\tPage.md\n", f"100644 blob {blob}\tpage.md\n"])
    commit = write("page.md", "2")
    assert [e.path for e in repository.entries(commit.id)] == ["Page.md", "page.md"]


@pytest.mark.parametrize("path", ["link", "link/below.md", "module"])
def test_links_and_submodules_are_never_replaced(repository, write, git, blob, path):
    lines = [f"120000 blob {blob}\tlink\n", f"160000 commit {'1' * 40}\tmodule\n"]
    head = import_tree(repository, git, lines)
    assert reason_of(write, path, "1") == "in-the-way"
    assert repository.head() == head
    assert repository.entries(head) == []


def test_a_file_is_not_overwritten_by_a_folder_nor_the_other_way_round(repository, write):
    write("guides.md", "1")
    head = write("guides/a.md", "1")
    assert reason_of(write, "guides", "1") == "in-the-way"
    assert reason_of(write, "guides.md/a.md", "1") == "in-the-way"
    assert repository.head() == head.id


def test_a_folder_may_become_a_file_in_one_request(repository, write, write_all):
    write("a/b.md", "1")
    commit = write_all({"a/b.md": None, "a": "2"})
    assert [e.path for e in repository.entries(commit.id)] == ["a"]
    commit = write_all({"a": None, "a/c.md": "3"})
    assert [e.path for e in repository.entries(commit.id)] == ["a/c.md"]
