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
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, select

from repo_store.errors import Diverged, LockBusy, StoreError
from repo_store.repository import Repository
from repo_store.types import Commit, PathChange
from wiki import clock, db
from wiki.errors import Conflict, Unavailable
from wiki.events.delivery import PASSING
from wiki.language import words as _
from wiki.pages.models import PageIntent
from wiki.pages.paths import is_page_file
from wiki.pages.taking_in import holding, identities, storing
from wiki.pages.taking_in.authors import Authors
from wiki.pages.taking_in.concerned import concerned
from wiki.pages.taking_in.intended import TRAILER, Intended, Intents
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
_FOLLOWS_WITHIN = 0.5


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


class BeingRebuilt(Conflict):
    """Somebody else reads the whole space at this moment."""

    message = _("This space is being read from the beginning already.")
    mend = _("Wait until that is done.")


def rebuild(space_id: str, progress: Progress | None = None) -> TakenIn:
    """Throw away everything about the text of a space but the ids of its pages, and read its history again.

    Readers see the old rows until the new ones stand, writers go on writing. Raises BeingRebuilt, and what
    ``take_in`` raises.
    """
    try:
        with alone(space_id, 0):
            _repeat(space_id, progress, anew=False)
            return _repeat(space_id, progress, anew=True)
    except LockBusy as fault:
        raise BeingRebuilt from fault


def read_anew(space_id: str, progress: Progress | None = None) -> None:
    """The same for tables that nobody else uses, up to the commit that they say: nothing but they is touched."""
    with db.fresh():
        space = find_space(space_id)
        if space is None or space.taken_in is None:
            return
        reading = _Reading(progress or _silent)
        taking, _count = _from_the_beginning(space, repository_of(space), space.taken_in, reading)
    write(taking)


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
            _forget_intents(space_id)
    return TakenIn(commits, pages)


@dataclass
class _Reading:
    """What one call has read and rendered so far: a step that is made again does not do so twice."""

    progress: Progress
    changes: dict[str, list[PathChange]] = field(default_factory=dict)
    rows: dict[tuple[object, ...], PageRows] = field(default_factory=dict)


def _repeat(space_id: str, progress: Progress | None, *, anew: bool) -> TakenIn:
    """Step by step up to the newest commit; a step that lost the race for the watermark is made again."""
    done, lost, reading = TakenIn(), 0, _Reading(progress or _silent)
    while lost < _TRIES:
        mark = holding.marked(space_id)
        with db.fresh():
            taking, commits = _prepare(space_id, mark, reading, anew=anew)
        if taking is None:
            return done
        if write(taking):
            _follow(taking, mark)
            done, anew = TakenIn(done.commits + commits, done.pages + len(taking.rows)), False
        else:
            lost += 1
    raise Unavailable


def _prepare(space_id: str, mark: str | None, reading: _Reading, *, anew: bool) -> tuple[Taking | None, int]:
    """Everything slow, on one snapshot of the tables: nothing to do is None."""
    space = find_space(space_id)
    if space is None:
        return None, 0
    repository = repository_of(space)
    head = repository.head()
    if head is None or (head == space.taken_in and not anew):
        return None, 0
    taking, commits = _taking(space, repository, head, reading, anew=anew)
    return replace(taking, is_behind=holding.is_behind(repository, space.taken_in, mark)), commits


def _taking(space: Space, repository: Repository, head: str, reading: _Reading, *, anew: bool) -> tuple[Taking, int]:
    if not anew and space.taken_in is not None:
        try:
            return _onwards(space, repository, head, reading)
        except (Diverged, OutOfStep) as fault:
            log.warning("space %s is read again from the beginning: %s", space.id, fault)
    return _from_the_beginning(space, repository, head, reading)


def _onwards(space: Space, repository: Repository, head: str, reading: _Reading) -> tuple[Taking, int]:
    line = _first_part(_line(repository, space.taken_in, head, reading))
    changes = [change for some in line.changes for change in some]
    if all(change.kind == "modified" for change in changes):
        walk = Walk(identities.living(space.id, sorted({change.path for change in changes})), ())
    else:
        intents = _intents(space.id, line.commits)
        walk = Walk(*concerned(space.id, changes, intents), intents)
    _go(walk, line)
    rows = _rows(space.id, repository, walk, reading)
    return Taking(space.id, space.taken_in, line.commits[-1].id, walk, rows), len(line.commits)


def _from_the_beginning(space: Space, repository: Repository, head: str, reading: _Reading) -> tuple[Taking, int]:
    line = _line(repository, None, head, reading)
    walk = Walk((), (), _intents(space.id, line.commits))
    _go(walk, line)
    orphans = identities.adopt(walk.touched, identities.stored(space.id))
    rows = _rows(space.id, repository, walk, reading)
    is_first_page = space.taken_in is None and len(walk.happenings) == 1
    told_as = None if is_first_page else "space.rebuilt" if space.taken_in else "space.imported"
    return Taking(space.id, space.taken_in, head, walk, rows, True, orphans, told_as), len(line.commits)


def _line(repository: Repository, after: str | None, head: str, reading: _Reading) -> _Line:
    commits = repository.first_parents(after=after, until=head)
    for done, commit in enumerate(commits, 1):
        if commit.id not in reading.changes:
            reading.changes[commit.id] = [one for one in repository.changes(commit.id) if _touches_a_page(one)]
        reading.progress("commits", done, len(commits))
    return _Line(commits, [reading.changes[commit.id] for commit in commits])


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


def _rows(space_id: str, repository: Repository, walk: Walk, reading: _Reading) -> list[PageRows]:
    living = [one for one in walk.touched if one.gone_at is None]
    rows = []
    for done, page in enumerate(living, 1):
        key = (page.id, page.path, page.file, page.blob, page.last_commit, page.number, page.created_at)
        if key not in reading.rows:
            reading.rows[key] = rows_for(space_id, repository, page)
        rows.append(reading.rows[key])
        reading.progress("pages", done, len(living))
    return rows


def _touches_a_page(change: PathChange) -> bool:
    return is_page_file(change.path) or (change.old_path is not None and is_page_file(change.old_path))


def _intents(space_id: str, commits: Sequence[Commit]) -> Intents:
    columns = (PageIntent.id, PageIntent.kind, PageIntent.page_id, PageIntent.old_path, PageIntent.new_path)
    named = sorted({intent for commit in commits if (intent := commit.trailer(TRAILER))})
    asked = select(*columns, PageIntent.commit_id).where(PageIntent.space_id == space_id)
    # A snapshot of its own: the intent of a commit that was seen a moment ago is older than the commit.
    with db.fresh() as session:
        some = [session.execute(asked.where(PageIntent.id.in_(part))).all() for part in db.parts(named)]
    return Intents(Intended(*row) for rows in some for row in rows)


def _follow(taking: Taking, mark: str | None) -> None:
    """Let the internal ref say how far the tables are; it may lag behind them, so a failure is only noted.

    It never goes back: as long as it leads, the tables are known to be older than Git.
    """
    space = _find_now(taking.space_id)
    try:
        if space is not None:
            repository = repository_of(space)
            if not (taking.is_behind and holding.is_behind(repository, taking.new, mark)):
                repository.set_ref(taking.new, wait=_FOLLOWS_WITHIN)
    except LockBusy:
        log.info("the ref of what is taken in waits for the next step in space %s", taking.space_id)
    except StoreError:
        log.warning("the ref of what is taken in did not follow in space %s", taking.space_id, exc_info=True)


def _find_now(space_id: str) -> Space | None:
    """The space as it is at this moment, whatever snapshot is open."""
    with db.fresh():
        return find_space(space_id)


def _forget_intents(space_id: str) -> None:
    """Forget what was meant long ago and never came to a commit; only where all commits are taken in."""
    with db.fresh() as session:
        open_ones = select(PageIntent.id, PageIntent.at).where(PageIntent.commit_id.is_(None))
        times = session.execute(open_ones.where(PageIntent.space_id == space_id)).all()
    now = clock.now()
    stale = [intent_id for intent_id, at in times if (now - at).total_seconds() > _FORGET_SECONDS]
    if stale:
        with db.writing() as session:
            session.execute(delete(PageIntent).where(PageIntent.id.in_(stale)))


def _silent(_what: str, _done: int, _total: int) -> None:
    return
