"""Changing the files of a page: upload, replace, restore, remove. Each is one commit; none touches what others have.

Like the saving of pages these write Git first and take in afterwards: no door opens a transaction for them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from auth.actions import Action
from auth.actor import Actor
from repo_store.errors import BadPath, Overtaken
from repo_store.paths import folded
from repo_store.repository import Repository
from repo_store.types import Change, Entry
from wiki import db
from wiki.access.gate import require
from wiki.attachments.errors import FileChanged, FilesRefused, FilesTooLarge, NameStands, NoSuchFile
from wiki.attachments.limits import MOST_FILES, Fault, Upload, fault_of
from wiki.attachments.names import NameRefused, free_name, stored_name, told_of
from wiki.attachments.queries import PageFile, described, entry_of, facts_of, path_of
from wiki.attachments.versions import version_for
from wiki.errors import Invalid, Unavailable
from wiki.events.operations import About, publish
from wiki.language import words as _
from wiki.pages import saving
from wiki.pages.models import Page
from wiki.pages.paths import files_folder
from wiki.pages.saving import Signature
from wiki.spaces.queries import store

log = logging.getLogger("slipbook.attachments")
_TRIES = 8
_NAMED = 5


@dataclass(frozen=True)
class _Named:
    """A file that passed every check, with the name that it wants."""

    name: str
    data: bytes


def upload_files(actor: Actor, page: Page, uploads: Sequence[Upload], *, replaces: bool = False) -> list[PageFile]:
    """Store files with a page, all in one commit; where one is refused, none is stored.

    A name that is taken gets a number (``plan (2).png``); with ``replaces`` the file becomes the new version of the one
    that has the name. The same bytes under the same name are not stored twice. FilesRefused says what is wrong.
    """
    _allow(actor, Action.FILE_UPLOAD, page)
    named = _checked(page, uploads)

    def plan(entries: Sequence[Entry], page: Page) -> list[Change]:
        return _changes(entries, page, named, replaces=replaces)

    return _stored(actor, page, plan, "file.uploaded", f"Add {_listed([one.name for one in named])} to {_title(page)}")


def replace_file(actor: Actor, file: PageFile, upload: Upload, blob: str) -> PageFile:
    """Make what was sent the new version of a file. FileChanged when ``blob`` is not what stands there now."""
    _allow(actor, Action.FILE_UPLOAD, file.page)
    renamed = Upload(file.name.rpartition("/")[2], upload.stream)
    fault = fault_of(renamed)
    if fault:
        raise _refusal({0: fault})
    return _put(actor, file, renamed.read(), blob, ("file.uploaded", f"Replace {file.name} of {_title(file.page)}"))


def restore_file(actor: Actor, page: Page, name: str, commit: str) -> PageFile:
    """Make an earlier version of a file the newest one, even of a file that was removed. NoSuchFile, FileChanged."""
    _allow(actor, Action.FILE_UPLOAD, page)
    with db.fresh():
        data = version_for(actor, page.id, commit, name).data
        now = entry_of(page, name)
    file = PageFile(page, name, path_of(page, name), now.blob if now else "", len(data))
    return _put(actor, file, data, now.blob if now else None, ("file.restored", f"Restore {name} of {_title(page)}"))


def remove_file(actor: Actor, file: PageFile, blob: str) -> None:
    """Take a file away from its page; its versions stay. FileChanged when ``blob`` is not what stands now."""
    _allow(actor, Action.FILE_REMOVE, file.page)
    signature = Signature(actor, "", f"Remove {file.name} from {_title(file.page)}")
    commit = _written(Action.FILE_REMOVE, file.page, Change(file.path, None, expected=blob), signature)
    if commit is None:
        raise NoSuchFile
    _tell(actor, file.page, "file.removed", commit, 1)


def _allow(actor: Actor, action: Action, page: Page) -> None:
    """Ask the gate about the place of the page's files, as the areas are at this moment."""
    with db.fresh():
        require(actor, action, facts_of(page))


def _checked(page: Page, uploads: Sequence[Upload]) -> list[_Named]:
    if not uploads:
        raise Invalid(fields={"files": _("Choose at least one file.")})
    if len(uploads) > MOST_FILES:
        raise Invalid(fields={"files": _("At most %(most)s files at once.", most=MOST_FILES)})
    faults: dict[int, Fault] = {}
    names: list[str] = []
    for place, upload in enumerate(uploads):
        try:
            names.append(stored_name(upload.name, files_folder(page.path)))
        except NameRefused as refused:
            faults[place] = Fault(refused.told)
        else:
            fault = fault_of(upload)
            faults.update({place: fault} if fault else {})
    if faults:
        raise _refusal(faults)
    return [_Named(name, upload.read()) for name, upload in zip(names, uploads, strict=True)]


def _refusal(faults: dict[int, Fault]) -> FilesRefused:
    kind = FilesTooLarge if all(one.is_size for one in faults.values()) else FilesRefused
    return kind({place: fault.told for place, fault in faults.items()})


def _changes(entries: Sequence[Entry], page: Page, named: Sequence[_Named], *, replaces: bool) -> list[Change]:
    """What to write beside ``entries``; every path is expected to be as it is here."""
    folder = f"{files_folder(page.path)}/"
    there = {folded(entry.path.removeprefix(folder)): entry for entry in entries}
    taken = {name.partition("/")[0] for name in there}
    changes: dict[str, Change] = {}
    for one in named:
        old = there.get(folded(one.name))
        is_same = old is not None and old.size == len(one.data) and _repository(page).read(old.blob) == one.data
        name = one.name
        if old is not None and (replaces or is_same) and old.path not in changes:
            name = old.path.removeprefix(folder)
        else:
            old, name = None, free_name(one.name, taken)
        taken.add(folded(name))
        changes[folder + name] = Change(folder + name, one.data, expected=old.blob if old else None)
    return list(changes.values())


def _stored(
    actor: Actor, page: Page, plan: Callable[[Sequence[Entry], Page], list[Change]], kind: str, message: str
) -> list[PageFile]:
    """Write what ``plan`` makes of the newest state, again when somebody was faster."""
    repository = _repository(page)
    for _attempt in range(_TRIES):
        head = repository.head()
        page = saving.up_to_date(page)
        _allow(actor, Action.FILE_UPLOAD, page)
        changes = plan(repository.entries(head, files_folder(page.path)) if head else [], page)
        try:
            stays = _staying(repository, page, head)
            commit = saving.write_all(repository, [stays, *changes], Signature(actor, "", message))
        except Overtaken:
            continue
        except BadPath as fault:
            raise _refused_path(fault) from fault
        if commit:
            _tell(actor, page, kind, commit, len(changes))
        at = commit or head or ""
        return [described(page, entry) for one in changes if (entry := repository.entry(at, one.path))]
    raise Unavailable


def _put(actor: Actor, file: PageFile, data: bytes, expected: str | None, told: tuple[str, str]) -> PageFile:
    """Write one file over what is expected there; ``told`` is the kind of the event and the line of the commit."""
    repository, change = _repository(file.page), Change(file.path, data, expected=expected)
    try:
        commit = _written(Action.FILE_UPLOAD, file.page, change, Signature(actor, "", told[1]))
    except BadPath as fault:
        raise _refused_path(fault) from fault
    if commit:
        _tell(actor, file.page, told[0], commit, 1)
    entry = repository.entry(commit or repository.head() or "", file.path)
    if entry is None:
        raise FileChanged
    return described(file.page, entry)


def _written(action: Action, page: Page, change: Change, signature: Signature) -> str | None:
    """Commit a change of one file; again when only the text of its page changed. FileChanged for anything else."""
    repository, place = _repository(page), page.path
    for _attempt in range(_TRIES):
        head = repository.head()
        _allow(signature.actor, action, page)
        try:
            return saving.write_all(repository, [_staying(repository, page, head), change], signature)
        except Overtaken as fault:
            is_text = fault.path == page.file
            page = saving.up_to_date(page)
            if not is_text or page.path != place:
                raise FileChanged from fault
    raise Unavailable


def _staying(repository: Repository, page: Page, head: str | None) -> Change:
    """The condition that the page stands where it stood in ``head``, which was read before the gate was asked.

    Without it a file could land where a restricted page was until it moved away, open to whoever may read that place.
    """
    entry = repository.entry(head, page.file) if head else None
    if entry is None:
        raise Overtaken(page.file, page.blob, None)
    return Change(page.file, None, expected=entry.blob, blob=entry.blob)


def _refused_path(fault: BadPath) -> Exception:
    if fault.reason in ("clash", "in-the-way"):
        return NameStands()
    return FilesRefused({0: told_of(fault.reason, fault.path.rpartition("/")[2])})


def _tell(actor: Actor, page: Page, kind: str, commit: str, count: int) -> None:
    """Record it. The files are safe in Git, so a table that cannot be written to makes no failure of it."""
    about = About(page.space_id, page.id, page.area_id, details={"commit": commit, "count": count})
    try:
        with db.writing():
            publish(actor, kind, about)
    except (SQLAlchemyError, db.DatabaseBusy):
        log.exception("%s of page %s was not recorded", kind, page.id)


def _repository(page: Page) -> Repository:
    return store().open(page.space_id)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _title(page: Page) -> str:
    return page.path or page.file
