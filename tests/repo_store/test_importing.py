"""A store of repositories: create, open, list, remove, and bring others in."""

import re
import subprocess

import pygit2
import pytest

from repo_store import Author, Change, CommitRequest, Store, maintenance
from repo_store.errors import BadKey, RepositoryExists, RepositoryMissing, SourceUnreadable
from repo_store.store import CONFIG

BUNDLES = ["postmortem-templates", "thoughtbot-guides"]


@pytest.fixture
def checkout(tmp_path):
    """An ordinary repository with a work tree, on branch trunk, with another branch and a tag."""
    folder = tmp_path / "somebody's notes"

    def git(*arguments):
        identity = ["-c", "user.name=x", "-c", "user.email=x@y"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    folder.mkdir()
    git("init", "-b", "trunk")
    (folder / "README.md").write_text("hello")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "draft")
    git("commit", "--allow-empty", "-m", "unfinished")
    git("tag", "v1")
    git("checkout", "trunk")
    return folder


def test_a_new_repository_is_bare_and_carries_our_settings(repository, git):
    settings = dict(line.split("=", 1) for line in git(repository, "config", "--local", "--list").splitlines())
    assert settings["core.bare"] == "true"
    assert {name: settings[name.lower()] for name in CONFIG} == CONFIG
    assert (repository.path / "HEAD").read_text() == "ref: refs/heads/main\n"


def test_i1_opening_a_store_makes_every_write_of_the_process_flush(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(pygit2.Settings, "enable_fsync_gitdir", staticmethod(lambda value=True: asked.append(value)))
    Store(tmp_path / "spaces")
    assert asked == [True]


def test_repositories_are_listed_and_opened_by_key(store, tmp_path):
    store.create("b")
    store.create("a")
    (store.root / "x.txt").touch()
    assert store.keys() == ["a", "b"]
    assert store.open("a").path == store.root / "a.git"
    assert Store(store.root).open("b").head() is None


@pytest.mark.parametrize("key", ["", "..", "../a", "a/b", "-a", ".a", "a.git", "a\n", "a" * 65, "简"])
def test_a_key_that_is_no_plain_name_is_refused(store, key):
    with pytest.raises(BadKey):
        store.create(key)
    with pytest.raises(RepositoryMissing):
        store.open(key)
    assert list(store.root.iterdir()) == []


def test_a_key_is_given_once(store, write):
    head = write("a.md", "1")
    with pytest.raises(RepositoryExists):
        store.create("handbook")
    assert store.open("handbook").head() == head.id
    assert [p.name for p in store.root.iterdir() if p.name.startswith(".")] == []


def test_a_removed_repository_is_gone_and_its_key_is_free(store, repository, write):
    write("a.md", "1")
    store.remove("handbook")
    assert store.keys() == []
    assert [path.name for path in store.root.iterdir()] == ["handbook.lock"]
    for call in (repository.head, lambda: write("a.md", "2"), lambda: store.remove("handbook")):
        with pytest.raises(RepositoryMissing):
            call()
    assert store.create("handbook").head() is None


@pytest.mark.shared
@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_comes_in_with_every_commit(store, shared, git, name):
    manifest = (shared / "corpus" / "MANIFEST.md").read_text()
    commits = re.search(rf"^\| {name} \| .*?\| (\d+) \(\d+\)", manifest, re.MULTILINE)[1]
    head = re.search(rf"^\| {name} \| .*\| `([0-9a-f]{{40}})` \|$", manifest, re.MULTILINE)[1]
    seen = []
    repository = store.import_from(name, shared / "corpus" / f"{name}.bundle", lambda *said: seen.append(said))
    assert git(repository, "rev-list", "--count", "main").strip() == commits
    assert repository.head() == head
    assert maintenance.check(repository) == []
    assert {stage for stage, _, _ in seen} == {"receiving", "resolving"} or name == "postmortem-templates"


@pytest.mark.shared
@pytest.mark.parametrize("name", BUNDLES)
def test_commits_and_changes_agree_with_git(store, shared, git, name):
    repository = store.import_from(name, shared / "corpus" / f"{name}.bundle")
    log = ("log", "--first-parent", "-m", "--reverse", "--format=@%H", "--name-status", "--no-renames", "main")
    expected = {}
    for line in git(repository, *log).splitlines():
        if line.startswith("@"):
            expected[line[1:]] = touched = set()
        elif line:
            touched.add(tuple(line.split("\t")))
    line = repository.first_parents(after=None, until=repository.head())
    assert [commit.id for commit in line] == list(expected)
    for commit in line:
        seen = set()
        for change in repository.changes(commit.id):
            if change.kind in {"deleted", "renamed"}:
                seen.add(("D", change.old_path))
            if change.kind != "deleted":
                seen.add(("M" if change.kind == "modified" else "A", change.path))
        assert seen == expected[commit.id]


@pytest.mark.shared
def test_renames_agree_with_git_wherever_git_is_sure(store, shared, git):
    repository = store.import_from("guides", shared / "corpus" / "thoughtbot-guides.bundle")
    log = ("log", "--first-parent", "-m", "--format=@%H", "--name-status", "-M50%", "--diff-filter=R", "main")
    agreed = told = 0
    commit = ""
    for line in git(repository, *log).splitlines():
        if line.startswith("@"):
            commit = line[1:]
        elif line:
            score, old, new = line.split("\t")
            told += 1
            renamed = {(c.old_path, c.path) for c in repository.changes(commit) if c.kind == "renamed"}
            agreed += (old, new) in renamed
            assert (old, new) in renamed or int(score[1:]) < 60, (commit, line)
    assert told > 10
    assert agreed >= told * 0.95


def test_the_branch_that_head_names_becomes_main_and_nothing_else_comes(store, checkout, git):
    repository = store.import_from("notes", checkout)
    assert [e.path for e in repository.entries(repository.head())] == ["README.md"]
    assert git(repository, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]
    assert git(repository, "rev-list", "--count", "--all").strip() == "1"


def test_a_bare_repository_and_our_own_come_in_as_well(store, checkout, tmp_path):
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(checkout), str(bare)], check=True)
    first = store.import_from("one", str(bare))
    assert store.import_from("two", first.path).head() == first.head()


def test_an_imported_repository_is_written_to_like_any_other(store, checkout, git):
    repository = store.import_from("notes", checkout)
    change = Change("new.md", b"x", None)
    commit = repository.commit_changes(CommitRequest((change,), Author("Ann", "a@b"), "on top"))
    assert len(commit.parents) == 1
    assert git(repository, "config", "core.fsync").strip() == "all"


@pytest.mark.parametrize(
    "source",
    [
        "https://example.com/a.git",
        "ssh://host/a",
        "git@host:a.git",
        "ext::sh -c id",
        "--upload-pack=id",
        "-h",
        "",
        "a\0b",
    ],
)
def test_what_is_not_a_path_on_this_disk_is_refused(store, source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceUnreadable):
        store.import_from("x", source)
    assert store.keys() == []


def test_what_git_cannot_read_leaves_nothing_behind(store, tmp_path, shared):
    folder = tmp_path / "folder"
    folder.mkdir()
    text = tmp_path / "notes.txt"
    text.write_text("no bundle")
    torn = tmp_path / "torn.bundle"
    torn.write_bytes((shared / "corpus" / "postmortem-templates.bundle").read_bytes()[:9000])
    for source in (folder, text, torn, tmp_path / "missing"):
        with pytest.raises(SourceUnreadable):
            store.import_from("x", source)
    assert store.keys() == []
    assert list(store.root.glob(".new-*")) == []


def test_a_source_without_commits_is_refused(store, tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path / "fresh")], check=True)
    with pytest.raises(SourceUnreadable, match="no commit"):
        store.import_from("x", tmp_path / "fresh")


def test_a_tree_that_holds_git_itself_is_refused(store, checkout):
    def git(*arguments, given=None):
        command = ["git", "-C", str(checkout), "-c", "user.name=x", "-c", "user.email=x@y", *arguments]
        return subprocess.run(command, input=given, check=True, capture_output=True).stdout.decode().strip()

    blob = git("hash-object", "-w", "--stdin", given=b"[core]")
    inner = git("mktree", given=f"100644 blob {blob}\tconfig\n".encode())
    tree = git("mktree", given=f"040000 tree {inner}\t.git\n".encode())
    git("update-ref", "refs/heads/trunk", git("commit-tree", tree, "-m", "evil"))
    with pytest.raises(SourceUnreadable):
        store.import_from("x", checkout)
    assert store.keys() == []
