"""What a durable commit costs: against the same blob, trees and commit written bare through pygit2 with fsync, on the
same disk, interleaved; and among 10,000 files against among 100.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from repo_store import Author, Change, CommitRequest, Store
from repo_store.repository import Repository

ANN = Author("Ann", "p-1@example.invalid")
TEXT = "# 值班手册\n\n" + "先通知值班经理，再回滚部署，然后复盘。Tell whoever is on call first.\n" * 60
MOST_TIMES_BARE, MOST_TIMES_SMALL = 3.0, 1.3


class Bare:
    """One file below two folders, written with nothing but pygit2."""

    def __init__(self, path: Path) -> None:
        self.git = pygit2.init_repository(str(path), bare=True, initial_head="refs/heads/main")

    def save(self, path: str, data: bytes) -> None:
        parent = self.git.references.get("refs/heads/main")
        parents = [parent.target] if parent else []
        tree = self.git[parents[0]].tree if parents else None
        root = self._with(tree, path.split("/"), self.git.create_blob(data))
        who = pygit2.Signature(ANN.name, ANN.email)
        self.git.create_commit("refs/heads/main", who, who, "edit\n", root, parents)

    def _with(self, tree: pygit2.Tree | None, path: list[str], blob: pygit2.Oid) -> pygit2.Oid:
        builder = self.git.TreeBuilder(tree) if tree is not None else self.git.TreeBuilder()
        if len(path) == 1:
            builder.insert(path[0], blob, FileMode.BLOB)
        else:
            below = tree[path[0]] if tree is not None and path[0] in tree else None
            builder.insert(path[0], self._with(below, path[1:], blob), FileMode.TREE)
        return builder.write()


def path_of(number: int, files: int) -> str:
    """Two folders deep, at most 100 names to a folder."""
    number %= files
    return f"part-{number // 1000}/chapter-{number // 100 % 10}/page-{number}.md"


def fill(save: Callable[[tuple[Change, ...]], object], files: int) -> None:
    save(tuple(Change(path_of(n, files), f"{TEXT}{n}".encode()) for n in range(files)))


def filled(store: Store, key: str, files: int) -> Repository:
    repository = store.create(key)
    fill(lambda changes: repository.commit_changes(CommitRequest(changes, ANN, "fill")), files)
    return repository


def saver(repository: Repository, files: int) -> Callable[[int], None]:
    """Saves a page as the product does: on top of the blob that the editor started from."""

    def save(number: int) -> None:
        path = path_of(number * 7919, files)
        entry = repository.entry(repository.head() or "", path)
        change = Change(path, f"{TEXT}edit {number}".encode(), entry.blob if entry else None)
        repository.commit_changes(CommitRequest((change,), ANN, "edit"))

    return save


def interleaved(rounds: int, savers: dict[str, Callable[[int], None]]) -> dict[str, list[float]]:
    """Milliseconds of each save, one after the other by turns, so that the disk is the same for all."""
    taken: dict[str, list[float]] = {name: [] for name in savers}
    for number in range(rounds):
        for name, save in savers.items():
            started = time.perf_counter()
            save(number)
            taken[name].append((time.perf_counter() - started) * 1000)
    return taken


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def measure(folder: Path, rounds: int) -> bool:
    """Print what was measured; whether it is within the limits."""
    store = Store(folder / "spaces")
    small, large = filled(store, "small", 100), filled(store, "large", 10_000)
    bare = Bare(folder / "bare.git")
    for number in range(100):
        bare.save(path_of(number, 100), f"{TEXT}{number}".encode())
    taken = interleaved(
        rounds,
        {
            "bare": lambda n: bare.save(path_of(n * 7919, 100), f"{TEXT}edit {n}".encode()),
            "100 files": saver(small, 100),
            "10,000 files": saver(large, 10_000),
        },
    )
    for name, values in taken.items():
        print(f"{name:>13}: p50 {percentile(values, 50):6.2f} ms, p99 {percentile(values, 99):6.2f} ms")
    good = True
    for title, (over, under, limit) in {
        "100 files / bare": ("100 files", "bare", MOST_TIMES_BARE),
        "10,000 / 100 files": ("10,000 files", "100 files", MOST_TIMES_SMALL),
    }.items():
        ratios = [percentile(taken[over], share) / percentile(taken[under], share) for share in (50, 99)]
        print(f"{title}: p50 {ratios[0]:.2f} times, p99 {ratios[1]:.2f} times (at most {limit})")
        good = good and all(ratio <= limit for ratio in ratios)
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--dir", help="a folder on the disk to measure; a temporary one otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        if not measure(Path(folder), options.rounds):
            raise SystemExit("slower than it may be")


if __name__ == "__main__":
    main()
