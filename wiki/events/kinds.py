"""Every kind of event with one sentence; publishing any other name is a mistake that raises."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.language import Words
from wiki.language import words as _

KINDS: Mapping[str, Words] = {
    "page.created": _("A page was created."),
    "page.changed": _("The text of a page changed."),
    "page.moved": _("A page moved to another path."),
    "page.deleted": _("A page was deleted."),
    "page.restored": _("A page went back to an earlier version."),
    "file.uploaded": _("Files were added to a page, or new versions of them."),
    "file.removed": _("A file was removed from a page."),
    "file.restored": _("A file went back to an earlier version."),
    "space.created": _("A space was created."),
    "space.changed": _("The name or the settings of a space changed."),
    "space.archived": _("A space was archived."),
    "space.writable": _("A space whose disk had failed can be written to again."),
    "space.imported": _("A repository was imported as a space."),
    "space.rebuilt": _("The projection of a space was built anew."),
    "grant.given": _("A role was granted."),
    "grant.taken": _("A role was taken away."),
    "person.created": _("An account was created."),
    "person.changed": _("An account changed."),
    "person.disabled": _("An account was disabled."),
    "person.enabled": _("A closed account was opened again."),
    "person.signed_in": _("Somebody signed in."),
    "person.sign_in_failed": _("Somebody failed to sign in."),
    "person.signed_out": _("Somebody signed out."),
    "session.ended": _("A session was ended."),
    "token.created": _("A token was created."),
    "token.revoked": _("A token was revoked."),
    "token.used": _("A token was used, noted at most every ten minutes."),
    "access.refused": _("A request was refused."),
    "site.set_up": _("The instance was set up."),
    "directory.synchronised": _("People and groups were read from the directory."),
}
