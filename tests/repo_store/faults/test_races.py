"""Many processes that save at once: history is one line, and nobody's words are overwritten."""

import multiprocessing
import threading

from repo_store import Change, CommitRequest, maintenance
from repo_store.errors import Overtaken
from tests.repo_store.faults.watching import ANN, unreserved

RACERS, ROUNDS = 8, 15


def race(root, number, answers):
    repository = unreserved(root).open("handbook")
    answers.put([add_line(repository, f"{number}.{step}") for step in range(ROUNDS)])


def add_line(repository, line):
    """One more line at the end of what is there; somebody who was quicker is built upon."""
    while True:
        entry = repository.entry(repository.head(), "list.md")
        before = repository.read(entry.blob) if entry else b""
        change = Change("list.md", before + f"{line}\n".encode(), entry.blob if entry else None)
        try:
            return repository.commit_changes(CommitRequest((change,), ANN, line)).id
        except Overtaken:
            continue


def test_f12_eight_processes_racing_lose_no_commit_and_overwrite_nobody(handbook, root):
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    racers = [context.Process(target=race, args=(root, number, answers)) for number in range(RACERS)]
    collected = []
    reader = threading.Thread(target=lambda: collected.extend(answers.get() for _ in range(RACERS)))
    reader.start()
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    reader.join(10)
    acknowledged = [commit for commits in collected for commit in commits]
    line = [commit.id for commit in handbook.first_parents(after=None, until=handbook.head())]
    assert len(acknowledged) == RACERS * ROUNDS
    assert sorted(line[1:]) == sorted(acknowledged)
    # Everybody adds one line to the same file, each on top of what was there: none is missing.
    lines = handbook.read(handbook.entry(handbook.head(), "list.md").blob).decode().split()
    assert sorted(lines) == sorted(f"{racer}.{step}" for racer in range(RACERS) for step in range(ROUNDS))
    assert maintenance.check_repository(handbook) == []
