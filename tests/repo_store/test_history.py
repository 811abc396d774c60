"""The log of a path and the origin of its lines."""

import pytest

from repo_store import history, maintenance
from repo_store.errors import UnknownCommit


def test_the_log_of_a_path_is_newest_first_and_only_that_path(repository, write):
    first, _, third = write("a.md", "1"), write("b.md", "1"), write("a.md", "2")
    assert history.log(repository, "a.md", until=repository.head(), limit=10) == [third, first]
    assert history.log(repository, "a.md", until=first.id, limit=10) == [first]


def test_the_log_comes_in_pages(repository, write):
    line = [write("a.md", str(n)) for n in range(5)][::-1]
    head = repository.head()
    pages = [history.log(repository, "a.md", until=head, limit=2, skip=skip) for skip in (0, 2, 4)]
    assert pages == [line[:2], line[2:4], line[4:]]
    assert history.log(repository, "a.md", until=head, limit=0) == []


def test_a_deletion_is_part_of_the_log(repository, write):
    first, gone = write("a.md", "1"), write("a.md", None)
    assert history.log(repository, "a.md", until=gone.id, limit=9) == [gone, first]


@pytest.mark.parametrize("path", ["[a].md", "-h", "--output=x", ":(glob)a.md", "部署 回滚.md", "a'b;c.md"])
def test_a_path_is_taken_literally_and_is_never_an_option(repository, write, git, path):
    # Names with a colon or a star are refused for new files, but histories hold them.
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"1\n").strip()
    tree = git(repository, "mktree", given=f"100644 blob {blob}\t{path}\n100644 blob {blob}\ta.md\n".encode()).strip()
    commit = git(repository, "-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", tree, "-m", "x").strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    write("a.md", "2")
    assert [c.id for c in history.log(repository, path, until=repository.head(), limit=9)] == [commit]
    assert [o.commit_id for o in history.blame(repository, repository.head(), path)] == [commit]


@pytest.mark.parametrize("path", ["", "*", "missing.md", "..", "../../etc/passwd", "a\0.md", "/", "a.md/", "\ud800"])
def test_a_path_that_is_not_there_has_no_log_and_no_lines(repository, write, path):
    commit = write("a.md", "1")
    assert history.blame(repository, commit.id, path) == ()
    assert history.log(repository, path, until=commit.id, limit=9) == []


@pytest.mark.parametrize("until", ["HEAD", "main", "--all", "-h", "f" * 40])
def test_only_ids_of_commits_are_revisions(repository, write, until):
    write("a.md", "1")
    with pytest.raises(UnknownCommit):
        history.log(repository, "a.md", until=until, limit=1)
    with pytest.raises(UnknownCommit):
        history.blame(repository, until, "a.md")


def test_each_line_is_traced_to_the_commit_that_wrote_it(repository, write):
    first = write("页.md", "one\ntwo\nthree\n")
    second = write("页.md", "one\n2\nthree\nfour\n")
    origins = history.blame(repository, second.id, "页.md")
    assert [(o.commit_id, o.old_line, o.line, o.count) for o in origins] == [
        (first.id, 1, 1, 1),
        (second.id, 2, 2, 1),
        (first.id, 3, 3, 1),
        (second.id, 4, 4, 1),
    ]
    assert {o.old_path for o in origins} == {"页.md"}


def test_lines_keep_their_origin_when_the_file_moves(repository, write, write_all):
    text = "".join(f"line {n}\n" for n in range(10))
    first = write("旧.md", text)
    second = write_all({"旧.md": None, "new.md": text + "added\n"})
    origins = history.blame(repository, second.id, "new.md")
    assert [(o.commit_id, o.old_path, o.count) for o in origins] == [(first.id, "旧.md", 10), (second.id, "new.md", 1)]


def test_text_that_looks_like_a_header_is_text(repository, write):
    commit = write("a.md", "0" * 40 + " 1 1 1\nfilename x\n\ttab\n")
    assert [(o.commit_id, o.line, o.count) for o in history.blame(repository, commit.id, "a.md")] == [(commit.id, 1, 3)]


def test_the_log_is_the_same_after_packing(repository, write):
    line = [write("a.md", str(n)) for n in range(3)][::-1]
    maintenance.collect(repository)
    assert history.log(repository, "a.md", until=repository.head(), limit=9) == line
