"""Taking in: whatever changed the text of a space ends here, and the tables follow (durability contract, I3 and I7).

``take_in`` may run at any time, from any process, as often as one likes: it reads how far the tables are, walks the
commits since then, renders the newest text of the pages that changed, and writes everything in one short transaction
that only the one wins who still finds the watermark where it was. Readers see the old state until then, whole. What
touches more than 500 pages goes in several such steps, each of which ends where a commit ends.
A history that was replaced by another is read from the beginning; pages keep their ids by path.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from repo_store.errors import Diverged, LockBusy, StoreError
from repo_store.repository import Repository
from repo_store.types import Commit, PathChange
from wiki import clock, db
from wiki.errors import Unavailable
from wiki.events.delivery import PASSING
from wiki.pages.models import PageIntent
from wiki.pages.paths import is_page_file
from wiki.pages.taking_in import identities, storing
from wiki.pages.taking_in.authors import Authors
from wiki.pages.taking_in.concerned import concerned
from wiki.pages.taking_in.intended import TRAILER, Intended, Intents
from wiki.pages.taking_in.row_writing import parts
from wiki.pages.taking_in.rows import PageRows, rows_for
from wiki.pages.taking_in.storing import Taking, alone, write
from wiki.pages.taking_in.walking import OutOfStep, Walk
from wiki.spaces.models import Space
from wiki.spaces.queries import every_space, find_space, repository_of

log = logging.getLogger("slipbook.pages")
Progress = Callable[[str, int, int], None]
_TRIES = 20
_PATIENCE = 600.0
_FORGET_SECONDS = 86_400


@dataclass(frozen=True)
class TakenIn:
    """What was new: commits walked, and pages whose rows were written."""

    commits: int = 0
    pages: int = 0


@dataclass(frozen=True)
class _Line:
    """The commits of one step, each with the changes that touch pages."""

    commits: Sequence[Commit]
    changes: Sequence[Sequence[PathChange]]


def take_in(space_id: str, progress: Progress | None = None, patience: float = _PATIENCE) -> TakenIn:
    """Bring the tables of a space up to its newest commit; nothing happens where they are there already.

    Raises StoreError when the repository cannot be read, LockBusy when somebody else reads the space for the first
    time and is not done after ``patience`` seconds, Unavailable when others keep writing for too long.
    """
    with db.fresh():
        space = find_space(space_id)
    if space is None or space.taken_in is not None:
        return _repeat(space_id, progress, anew=False)
    with alone(space_id, patience):
        return _repeat(space_id, progress, anew=False)


def rebuild(space_id: str, progress: Progress | None = None) -> TakenIn:
    """Throw away everything about the text of a space but the ids of its pages, and read its history again."""
    with alone(space_id, _PATIENCE):
        return _repeat(space_id, progress, anew=True)


def take_in_all() -> TakenIn:
    """Take in every space; one that fails is logged and the others go on. For the start and for every minute."""
    with db.fresh():
        ids = [space.id for space in every_space()]
    commits = pages = 0
    for space_id in ids:
        try:
            taken = take_in(space_id, patience=0)
        except LockBusy:
            log.info("space %s is being read for the first time elsewhere", space_id)
        except PASSING:
            log.exception("space %s could not be taken in", space_id)
        else:
            commits, pages = commits + taken.commits, pages + taken.pages
    _forget_intents()
    return TakenIn(commits, pages)


def _repeat(space_id: str, progress: Progress | None, *, anew: bool) -> TakenIn:
    """Step by step up to the newest commit; a step that lost the race for the watermark is made again."""
    done, lost = TakenIn(), 0
    while lost < _TRIES:
        with db.fresh():
            taking, commits = _prepare(space_id, progress or _silent, anew=anew)
        if taking is None:
            return done
        if write(taking):
            _follow(space_id, taking.new)
            done, anew = TakenIn(done.commits + commits, done.pages + len(taking.rows)), False
        else:
            lost += 1
    raise Unavailable


def _prepare(space_id: str, progress: Progress, *, anew: bool) -> tuple[Taking | None, int]:
    """Everything slow, on one snapshot of the tables: nothing to do is None."""
    space = find_space(space_id)
    if space is None:
        return None, 0
    repository = repository_of(space)
    head = repository.head()
    if head is None or (head == space.taken_in and not anew):
        return None, 0
    if not anew and space.taken_in is not None:
        try:
            return _onwards(space, repository, head, progress)
        except (Diverged, OutOfStep) as fault:
            log.warning("space %s is read again from the beginning: %s", space_id, fault)
    return _from_the_beginning(space, repository, head, progress)


def _onwards(space: Space, repository: Repository, head: str, progress: Progress) -> tuple[Taking, int]:
    line = _first_part(_line(repository, space.taken_in, head, progress))
    changes = [change for some in line.changes for change in some]
    if all(change.kind == "modified" for change in changes):
        walk = Walk(identities.living(space.id, sorted({change.path for change in changes})), ())
    else:
        intents = _intents(space.id, line.commits)
        walk = Walk(*concerned(space.id, changes, intents), intents)
    _go(walk, line)
    rows = _rows(space.id, repository, walk, progress)
    return Taking(space.id, space.taken_in, line.commits[-1].id, walk, rows), len(line.commits)


def _from_the_beginning(space: Space, repository: Repository, head: str, progress: Progress) -> tuple[Taking, int]:
    line = _line(repository, None, head, progress)
    walk = Walk((), (), _intents(space.id, line.commits))
    _go(walk, line)
    orphans = identities.adopt(walk.touched, identities.stored(space.id))
    rows = _rows(space.id, repository, walk, progress)
    is_first_page = space.taken_in is None and len(walk.happenings) == 1
    told_as = None if is_first_page else "space.rebuilt" if space.taken_in else "space.imported"
    return Taking(space.id, space.taken_in, head, walk, rows, True, orphans, told_as), len(line.commits)


def _line(repository: Repository, after: str | None, head: str, progress: Progress) -> _Line:
    commits = repository.first_parents(after=after, until=head)
    changes = []
    for done, commit in enumerate(commits, 1):
        changes.append([change for change in repository.changes(commit.id) if _touches_a_page(change)])
        progress("commits", done, len(commits))
    return _Line(commits, changes)


def _first_part(line: _Line) -> _Line:
    """The first commits of a long line, as many as touch some 500 pages: a step ends where a commit ends."""
    files: set[str] = set()
    for count, changes in enumerate(line.changes, 1):
        files.update(change.path for change in changes)
        if len(files) >= storing.LARGE:
            return _Line(line.commits[:count], line.changes[:count])
    return line


def _go(walk: Walk, line: _Line) -> None:
    authors = Authors(commit for commit, changes in zip(line.commits, line.changes, strict=True) if changes)
    for commit, changes in zip(line.commits, line.changes, strict=True):
        if changes:
            walk.step(commit, authors.signed(commit), changes)


def _rows(space_id: str, repository: Repository, walk: Walk, progress: Progress) -> list[PageRows]:
    living = [one for one in walk.touched if one.gone_at is None]
    rows = []
    for done, page in enumerate(living, 1):
        rows.append(rows_for(space_id, repository, page))
        progress("pages", done, len(living))
    return rows


def _touches_a_page(change: PathChange) -> bool:
    return is_page_file(change.path) or (change.old_path is not None and is_page_file(change.old_path))


def _intents(space_id: str, commits: Sequence[Commit]) -> Intents:
    columns = (PageIntent.id, PageIntent.kind, PageIntent.page_id, PageIntent.old_path, PageIntent.new_path)
    named = sorted({intent for commit in commits if (intent := commit.trailer(TRAILER))})
    asked = select(*columns, PageIntent.commit_id).where(PageIntent.space_id == space_id)
    # A snapshot of its own: the intent of a commit that was seen a moment ago is older than the commit.
    with db.fresh() as session:
        some = [session.execute(asked.where(PageIntent.id.in_(part))).all() for part in parts(named)]
    return Intents(Intended(*row) for rows in some for row in rows)


def _follow(space_id: str, commit_id: str) -> None:
    """Let the internal ref say how far the tables are; it may lag behind them, so a failure is only noted."""
    space = _find_now(space_id)
    try:
        if space is not None:
            repository_of(space).set_ref(commit_id)
    except StoreError:
        log.warning("the ref of what is taken in did not follow in space %s", space_id, exc_info=True)


def _find_now(space_id: str) -> Space | None:
    """The space as it is at this moment, whatever snapshot is open."""
    with db.fresh():
        return find_space(space_id)


def _forget_intents() -> None:
    with db.fresh() as session:
        open_ones = select(PageIntent.id, PageIntent.at).where(PageIntent.commit_id.is_(None))
        times = session.execute(open_ones).all()
    now = clock.now()
    stale = [intent_id for intent_id, at in times if (now - at).total_seconds() > _FORGET_SECONDS]
    if stale:
        with db.writing() as session:
            session.execute(delete(PageIntent).where(PageIntent.id.in_(stale)))


def _silent(_what: str, _done: int, _total: int) -> None:
    return
