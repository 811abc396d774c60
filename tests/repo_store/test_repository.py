"""Reading: heads, trees, one file at one version, what a commit changed."""

import threading

import pytest

from repo_store import PathChange, objects
from repo_store.errors import BadPath, Damaged, Diverged, UnknownBlob, UnknownCommit


def kinds(changes):
    return [(change.kind, change.old_path, change.path) for change in changes]


def test_an_empty_repository_has_no_head(repository):
    assert repository.head() is None
    assert repository.get_ref() is None


def test_entries_come_in_byte_order_of_the_whole_path(repository, write_all, git):
    commit = write_all(dict.fromkeys(["b.md", "a/c.md", "a.md", "a-b.md", "中文/页.md", "Z.md", "a/b/c.md"], "x"))
    listed = [entry.path for entry in repository.entries(commit.id)]
    assert listed == sorted(listed, key=str.encode)
    assert listed == git(repository, "ls-tree", "-r", "--name-only", commit.id).splitlines()


def test_entries_under_a_folder_have_their_whole_path(repository, write_all):
    commit = write_all({"a/b/c.md": "1", "a/d.md": "2", "ab/e.md": "3"})
    assert [e.path for e in repository.entries(commit.id, "a")] == ["a/b/c.md", "a/d.md"]
    assert [e.path for e in repository.entries(commit.id, "a/b")] == ["a/b/c.md"]
    for nothing in ["x", "a/d.md", "a/", "/", "..", "a\0"]:
        assert repository.entries(commit.id, nothing) == []


def test_an_entry_is_found_by_its_exact_path_only(repository, write):
    commit = write("guides/部署.md", "text")
    assert repository.entry(commit.id, "guides/部署.md").size == 4
    for path in [
        "guides",
        "Guides/部署.md",
        "guides//部署.md",
        "/guides/部署.md",
        "",
        "../x",
        "a\0",
        "\udcff",
        "\ud800",
        "guides/\ud800",
        "guides/部署.md/",
    ]:
        assert repository.entry(commit.id, path) is None


def test_a_file_can_be_read_as_it_was(repository, write):
    first, second = write("a.md", "1"), write("a.md", "2")
    texts = [repository.read(repository.entry(c.id, "a.md").blob) for c in (first, second)]
    assert texts == [b"1", b"2"]


def test_names_that_are_not_utf8_are_left_out(repository, git):
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"x").strip()
    listing = b"100644 blob %s\t\xb2\xbf\xca\xf0.md\n100644 blob %s\tb.md\n" % (blob.encode(), blob.encode())
    tree = git(repository, "mktree", given=listing).strip()
    commit = git(repository, "-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", tree, "-m", "x").strip()
    assert [e.path for e in repository.entries(commit)] == ["b.md"]
    assert [c.path for c in repository.changes(commit)] == ["b.md"]


@pytest.mark.shared
def test_no_argument_attack_is_a_commit_or_a_blob(repository, write, payloads):
    commit = write("a.md", "1")
    for attack in [
        *payloads("git-arg"),
        "HEAD",
        "main",
        commit.id[:12],
        commit.id.upper(),
        commit.id + "\n",
        "",
        "0" * 40,
    ]:
        with pytest.raises(UnknownCommit):
            repository.resolve(attack)
        with pytest.raises(UnknownBlob):
            repository.read(attack)
    assert repository.resolve(commit.id) == commit.id


def test_a_blob_is_no_commit_and_a_commit_is_no_blob(repository, write):
    commit = write("a.md", "1")
    with pytest.raises(UnknownCommit):
        repository.commit(repository.entry(commit.id, "a.md").blob)
    with pytest.raises(UnknownBlob):
        repository.read(commit.id)


def test_first_parents_are_oldest_first_and_leave_out_where_they_start(repository, write):
    line = [write("a.md", str(n)) for n in range(4)]
    assert repository.first_parents(after=None, until=line[3].id) == line
    assert repository.first_parents(after=line[1].id, until=line[3].id) == line[2:]
    assert repository.first_parents(after=line[3].id, until=line[3].id) == []


def test_a_commit_that_is_not_on_the_line_is_diverged(repository, write):
    old, new = write("a.md", "1"), write("a.md", "2")
    with pytest.raises(Diverged):
        repository.first_parents(after=new.id, until=old.id)
    with pytest.raises(UnknownCommit):
        repository.first_parents(after=None, until="f" * 40)


def test_a_merge_is_compared_with_its_first_parent(repository, write, git):
    base, side_tree = write("a.md", "1"), write("side.md", "2").tree
    identity = ("-c", "user.name=x", "-c", "user.email=x@y", "commit-tree")
    side = git(repository, *identity, side_tree, "-p", base.id, "-m", "side").strip()
    merge = git(repository, *identity, side_tree, "-p", base.id, "-p", side, "-m", "merge").strip()
    assert kinds(repository.changes(merge)) == [("added", None, "side.md")]
    assert [c.id for c in repository.first_parents(after=None, until=merge)] == [base.id, merge]


def test_changes_say_what_happened_to_each_file(repository, write_all):
    first = write_all({"keep.md": "k", "edit.md": "1", "gone.md": "some text\n"})
    second = write_all({"edit.md": "2", "gone.md": None, "new.md": "other words\n"})
    assert kinds(repository.changes(first.id)) == [("added", None, p) for p in ("edit.md", "gone.md", "keep.md")]
    assert kinds(repository.changes(second.id)) == [
        ("modified", "edit.md", "edit.md"),
        ("deleted", "gone.md", "gone.md"),
        ("added", None, "new.md"),
    ]


def test_a_change_carries_both_blobs(repository, write_all):
    first = write_all({"a.md": "1\n"})
    second = write_all({"a.md": None, "b.md": "1\n"})
    blob = repository.entry(first.id, "a.md").blob
    assert repository.changes(second.id) == [PathChange("renamed", "b.md", blob, "a.md", blob)]
    assert repository.changes_between(second.id, first.id) == [PathChange("renamed", "a.md", blob, "b.md", blob)]


def test_any_two_commits_can_be_compared(repository, write):
    line = [write(f"{n}.md", f"text of {n}") for n in range(3)]
    assert kinds(repository.changes_between(line[0].id, line[2].id)) == [
        ("added", None, "1.md"),
        ("added", None, "2.md"),
    ]
    assert len(repository.changes_between(None, line[2].id)) == 3
    assert repository.changes_between(line[1].id, line[1].id) == []


def test_a_file_that_becomes_a_link_is_deleted_and_comes_back_as_added(repository, write, git):
    write("a.md", "target")
    blob = repository.entry(repository.head(), "a.md").blob
    identity = ("-c", "user.name=x", "-c", "user.email=x@y", "commit-tree")
    link_tree = git(repository, "mktree", given=f"120000 blob {blob}\ta.md\n".encode()).strip()
    link = git(repository, *identity, link_tree, "-p", repository.head(), "-m", "link").strip()
    back = git(repository, *identity, repository.commit(repository.head()).tree, "-p", link, "-m", "back").strip()
    assert kinds(repository.changes(link)) == [("deleted", "a.md", "a.md")]
    assert kinds(repository.changes(back)) == [("added", None, "a.md")]
    assert repository.entry(link, "a.md") is None


def test_a_change_of_the_executable_bit_is_a_change_with_equal_blobs(repository, write, git):
    write("run.sh", "x")
    blob = repository.entry(repository.head(), "run.sh").blob
    tree = git(repository, "mktree", given=f"100755 blob {blob}\trun.sh\n".encode()).strip()
    identity = ("-c", "user.name=x", "-c", "user.email=x@y", "commit-tree")
    commit = git(repository, *identity, tree, "-p", repository.head(), "-m", "x").strip()
    assert repository.changes(commit) == [PathChange("modified", "run.sh", blob, "run.sh", blob)]


def test_commits_of_other_encodings_and_impossible_dates_can_be_read(repository, write, git):
    tree = write("a.md", "1").tree
    text = f"tree {tree}\nauthor 安 <a@b> 99999999999999 +0800\ncommitter 安 <a@b> 0 +0000\nencoding gbk\n\n部署回滚\n"
    commit = git(repository, "hash-object", "-t", "commit", "-w", "--stdin", given=text.encode("gbk")).strip()
    read = repository.commit(commit)
    assert (read.author.name, read.message) == ("安", "部署回滚\n")
    assert (read.authored_at.year, read.committed_at.year) == (9998, 1970)


def test_i12_the_ref_of_what_was_taken_in_follows_and_is_hidden(repository, write, git):
    first, second = write("a.md", "1"), write("a.md", "2")
    repository.set_ref(first.id)
    repository.set_ref(second.id)
    assert repository.get_ref() == repository.get_ref("refs/internal/taken-in") == second.id
    assert "refs/internal" not in git(repository, "ls-remote", ".")
    assert "refs/heads/main" in git(repository, "ls-remote", ".")


@pytest.mark.parametrize("name", ["refs/heads/main", "refs/internal/../heads/main", "refs/internal/", "HEAD"])
def test_only_our_own_refs_can_be_set(repository, write, name):
    commit = write("a.md", "1")
    with pytest.raises(BadPath):
        repository.set_ref(commit.id, name)
    with pytest.raises(UnknownCommit):
        repository.set_ref("f" * 40)


def test_f5_a_damaged_blob_spoils_only_itself(repository, write_all):
    commit = write_all({"a.md": "text of a", "b.md": "text of b"})
    a, b = (repository.entry(commit.id, path).blob for path in ("a.md", "b.md"))
    path = repository.path / "objects" / a[:2] / a[2:]
    path.chmod(0o644)
    path.write_bytes(b"rubbish")
    with pytest.raises(Damaged):
        repository.read(a)
    assert repository.read(b) == b"text of b"


def test_one_repository_object_serves_many_threads(repository, write):
    commits = [write("a.md", str(n)) for n in range(5)]
    wrong = []

    def read_everything():
        for n, commit in enumerate(commits * 20):
            if repository.read(repository.entry(commit.id, "a.md").blob) != str(n % 5).encode():
                wrong.append(commit.id)

    threads = [threading.Thread(target=read_everything) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert repository.read(repository.entry(commits[4].id, "a.md").blob) == b"4"


def test_f5_a_lost_folder_is_reported_and_the_rest_can_be_read(repository, write_all, git):
    commit = write_all({"a/x.md": "x", "b.md": "b"})
    later = write_all({"a/x.md": "y"})
    folder = git(repository, "rev-parse", f"{commit.id}:a").strip()
    (repository.path / "objects" / folder[:2] / folder[2:]).unlink()
    objects._handles.opened.clear()  # what libgit2 remembers would hide the loss
    with pytest.raises(Damaged):
        repository.entries(commit.id)
    with pytest.raises(Damaged):
        repository.changes(later.id)
    assert repository.entry(commit.id, "b.md").size == 1
    assert [e.path for e in repository.entries(later.id)] == ["a/x.md", "b.md"]


def test_what_is_no_repository_is_damaged_not_a_crash(store, repository):
    (repository.path / "HEAD").write_text("rubbish")
    (repository.path / "objects").rename(repository.path / "gone")
    with pytest.raises(Damaged):
        store.open("handbook").head()
