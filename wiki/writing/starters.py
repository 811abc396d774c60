"""What a new page of each kind begins with: headings worth having and a line on what belongs under each."""

from __future__ import annotations

from collections.abc import Mapping

from wiki.language import Words, say
from wiki.language import words as _

KINDS: Mapping[str, Words] = {"page": _("Page"), "manual": _("Manual"), "retrospective": _("Retrospective")}

_STARTERS: Mapping[str, tuple[tuple[Words, Words], ...]] = {
    "manual": (
        (_("When to use this"), _("Say in one sentence what somebody can do after reading, and who should not do it.")),
        (_("Before you begin"), _("- [ ] The access that is needed, and whom to ask\n- [ ] What should be open")),
        (_("Steps"), _("1. One action in each step\n2. What one sees when it worked\n3. What to do when it did not")),
        (_("Going back"), _("How to undo it, and how long that takes.")),
        (_("Who can help"), _("A team or a channel, not only a name.")),
    ),
    "retrospective": (
        (_("What happened"), _("Three sentences for somebody from another team. Name conditions, not people.")),
        (_("Effect"), _("Who noticed, for how long, and what it cost.")),
        (_("Timeline"), _("| Time | What was seen or done |\n| --- | --- |\n| 00:00 | |")),
        (_("Conditions"), _("What had to be so for this to happen: write each as a condition.")),
        (_("What went well"), _("What should stay as it is.")),
        (_("Actions"), _("- [ ] What, who, until when")),
    ),
}  # fmt: skip


def starter(kind: str) -> str:
    """The text that a new page of ``kind`` begins with, in the reader's language; "" where a blank page is best."""
    return "\n".join(f"## {say(heading)}\n\n{say(hint)}\n" for heading, hint in _STARTERS.get(kind, ()))


def known_kind(asked: str | None) -> str:
    """``asked`` where it is a kind that can be written here, else a plain page."""
    return asked if asked is not None and asked in KINDS else "page"
