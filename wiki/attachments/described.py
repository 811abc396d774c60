"""Files as the JSON door and the script of the editor are told of them."""

from __future__ import annotations

from wiki.attachments.queries import PageFile
from wiki.attachments.versions import FileVersion
from wiki.pages.addresses import file_address


def brief(file: PageFile) -> dict[str, object]:
    """A file in a list. ``version`` is the id of its bytes; ``markdown`` is what a page writes to show it."""
    return {
        "name": file.name,
        "path": file.path,
        "size": file.size,
        "version": file.blob,
        "url": file_address(file.page.space.key, file.path),
        "markdown": file.markdown,
    }


def version(one: FileVersion) -> dict[str, object]:
    """A version; ``version`` is null where the file was removed."""
    return {
        "number": one.number,
        "commit": one.commit_id,
        "version": one.blob,
        "size": one.size if one.blob else None,
        "at": one.signed.at,
        "by": {"id": one.signed.person_id, "name": one.signed.name},
        "summary": one.summary,
    }
