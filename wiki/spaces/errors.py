"""What can go wrong with a space, in words for the reader."""

from __future__ import annotations

from wiki.errors import Invalid
from wiki.language import words as _


class SourceUnreadable(Invalid):
    """What should be imported cannot be read as a repository."""

    message = _("There is no Git repository or bundle at this place that could be read.")
    mend = _("Name a folder, a bare repository or a bundle on this machine; nothing is fetched from elsewhere.")


class NobodyLeft(Invalid):
    """The change would leave the space without anybody who may look after it."""

    message = _("Nobody would be left to look after this space.")
    mend = _("Keep at least one Manager, or say that you mean it.")
