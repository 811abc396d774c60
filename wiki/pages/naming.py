"""From the path that somebody wants for a new page to the file it will be, or a plain sentence why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from auth.actions import Action
from auth.actor import Actor
from repo_store import paths as store_paths
from repo_store.errors import BadPath
from wiki import db
from wiki.access.gate import may
from wiki.errors import Invalid
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.errors import NameTaken
from wiki.pages.models import Page
from wiki.pages.paths import file_for, is_page_file, own_path, parent_of, path_key, rank_as_folder_page
from wiki.spaces.models import Space

_SENTENCES: Mapping[str, Words] = {
    "empty": _("A part of the address is empty; write something between the slashes."),
    "absolute": _("The address must not begin with a slash or a drive letter."),
    "dot-segment": _("A part of the address must not be “.” or “..”."),
    "dot-git": _("Git keeps this name for itself."),
    "control": _("The address holds a character that cannot be seen, such as a tab or a line end."),
    "backslash": _("The address must not hold a backslash; parts are separated by “/”."),
    "surrogate": _("The address holds half a character."),
    "bidi": _("The address holds a character that turns the direction of text."),
    "invisible": _("The address holds a character without width."),
    "windows-character": _("The address must not hold any of < > : \" | ? *, because Windows cannot store them."),
    "windows-device": _("Windows keeps this name for a device, so nobody there could store the page."),
    "trailing": _("A part of the address must not end in a dot or a space."),
    "segment-too-long": _("A part of the address is too long; at most 255 bytes, that is about 80 Chinese characters."),
    "path-too-long": _("The address is too long; at most 1,024 bytes in all."),
    "reserved": _("Addresses that begin with “-/” are used by Slipbook itself."),
    "clash": _("There is already something here whose name differs in upper and lower case only."),
    "in-the-way": _("There is already a file or folder of this name."),
}  # fmt: skip


def file_to_create(actor: Actor, space: Space, path: str) -> str:
    """The file of a new page at ``path``. Invalid or NameTaken with a sentence for the field ``path``."""
    wanted = path.strip().strip("/")
    file = file_for(path_wanted(wanted, "path") if wanted else "")
    refuse_taken(actor, space.id, {file}, (), "path")
    return file


def path_wanted(text: str, field: str) -> str:
    """The path that somebody typed, checked as a name of a page. Invalid with a sentence for ``field``."""
    wanted = text.strip().strip("/")
    if wanted.lower().endswith((".md", ".markdown")):
        wanted = own_path(wanted)
    try:
        file = store_paths.check(file_for(wanted) if wanted else "")
    except BadPath as fault:
        raise refused(fault, field) from fault
    if not is_page_file(file):
        told = _("Folders that begin with a dot or are called “_files” hold no pages.")
        raise Invalid(fields={field: told})
    return own_path(file)


def refuse_taken(actor: Actor, space_id: str, files: Collection[str], going: Collection[str], field: str) -> None:
    """NameTaken where a page that is not among ``going`` has the name of one of ``files`` already."""
    keys = sorted({path_key(own_path(file)) for file in files} | {_folder_key(file) for file in files})
    for some in db.parts(keys):
        same = select(Page).where(Page.space_id == space_id, or_(Page.path_key.in_(some), Page.file_key.in_(some)))
        for other in db.session().scalars(same):
            if other.id not in going:
                raise taken(other if may(actor, Action.PAGE_READ, other) else None, field)


def refused(fault: BadPath, field: str = "path") -> Invalid:
    """A name that may not enter the repository, as a fault of the field it was typed into."""
    kind = NameTaken if fault.reason in ("clash", "in-the-way") else Invalid
    return kind(fields={field: sentence(fault)})


def sentence(fault: BadPath) -> Words:
    """What is wrong with a name, in words for the reader."""
    return _SENTENCES[fault.reason]


def taken(other: Page | None, field: str = "path") -> NameTaken:
    """There is a page here already; ``other`` is named where the reader may see it."""
    if other is None:
        return NameTaken(fields={field: NameTaken.message})
    told = _("There is already a page at this address: “%(title)s” (%(path)s).", title=other.title, path=other.path)
    return NameTaken(fields={field: told})


def _folder_key(file: str) -> str:
    """The key of the path that the file takes as the page of its folder; its own where it is none."""
    own = own_path(file)
    return path_key(own if rank_as_folder_page(file) is None else parent_of(own))
