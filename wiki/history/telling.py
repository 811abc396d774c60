"""What a version says it is. What we wrote into Git ourselves is English; here it is said in the reader's words."""

from __future__ import annotations

import re

from wiki.language import Words
from wiki.language import words as _
from wiki.pages.models import PageVersion
from wiki.pages.paths import own_path, parent_of, rank_as_folder_page

_OURS = re.compile(r"(?P<deed>Create|Edit|Delete|Restore version (?P<number>\d+) of|Move .+ to) (?P<path>.+)")
_SECTION = re.compile(r"Restore section “(?P<title>.+)” of version (?P<number>\d+)")
_DEEDS = {
    "Create": _("Created this page"),
    "Edit": _("Edited this page"),
    "Delete": _("Deleted this page"),
    "Move": _("Moved this page"),
}


def told(version: PageVersion) -> Words | str:
    """The first line that its author wrote, or what was done where the author wrote nothing. "" where nobody did."""
    line = version.summary.partition("\n")[0]
    if section := _SECTION.fullmatch(line):
        return _("Restored section “%(title)s” of version %(number)s", **section.groupdict())
    ours = _OURS.fullmatch(line)
    if ours is None or ours["path"] not in _paths(version.file):
        return line
    if ours["number"]:
        return _("Restored version %(number)s", number=ours["number"])
    return _DEEDS[ours["deed"].split()[0]]


def _paths(file: str) -> set[str]:
    """What the page in ``file`` may be called: the page of a folder has the folder's path."""
    own = own_path(file)
    return {file, own, parent_of(own)} if rank_as_folder_page(file) is not None else {file, own}
