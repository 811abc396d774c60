"""strace sees every flush of a save, in the order in which a power cut cannot tear it."""

import re


def flushed(calls):
    """What was flushed or renamed, as "fsync path" and "rename old new" without the folder of the repository."""
    seen = []
    for call in calls:
        if found := re.search(r"(?:fsync|fdatasync)\(\d+<([^>]+)>\)\s+= 0", call):
            seen.append(("fsync", found[1].split(".git/")[-1]))
        elif found := re.search(r'rename\("([^"]+)", "([^"]+)"\)\s+= 0', call):
            seen.append(("rename", found[2].split(".git/")[-1]))
        elif found := re.search(r'link\("([^"]+)", "([^"]+)"\)\s+= 0', call):
            seen.append(("link", found[2].split(".git/")[-1]))
    return seen


def test_i1_every_object_is_flushed_with_its_folder_before_the_ref_moves_and_the_ref_after(watch, handbook):
    outcome = watch("watched", "trace=fsync,fdatasync,link,rename")
    seen = flushed(outcome.calls)
    ref_moved = seen.index(("rename", "refs/heads/main"))
    objects = [path for kind, path in seen if kind == "link" and path.startswith("objects/")]
    assert len(objects) == 5, "a blob, three trees and a commit"
    for path in objects:
        linked = seen.index(("link", path))
        assert seen[linked - 1][0] == "fsync"
        assert seen[linked - 1][1].startswith("objects/tmp_")
        assert ("fsync", path.rpartition("/")[0]) in seen[linked:ref_moved]
    assert ("fsync", "objects") in seen[:ref_moved]
    assert seen[ref_moved - 1] == ("fsync", "refs/heads/main.lock")
    assert ("fsync", "refs/heads") in seen[ref_moved:]
    assert outcome.commit == handbook.head()


def test_i1_objects_that_a_dead_writer_may_not_have_flushed_are_flushed_by_the_next(watch, handbook):
    killed = watch("again", "inject=rename:signal=SIGKILL:when=1")
    assert killed.killed
    outcome = watch("again", "trace=fsync,fdatasync,link,rename")
    seen = flushed(outcome.calls)
    # Blob and trees lie there already; whether they reached the disk nobody knows.
    before = seen[: seen.index(("rename", "refs/heads/main"))]
    again = [path for kind, path in before if kind == "fsync" and re.fullmatch(r"objects/../.{38}", path)]
    assert len(again) >= 4
    assert outcome.commit == handbook.head()
