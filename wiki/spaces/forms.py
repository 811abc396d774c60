"""What the screens of spaces accept. Whether it may be done is the operations' business."""

from __future__ import annotations

from typing import cast

from wtforms import BooleanField, Form, SelectField, StringField, TextAreaField

from auth.actor import SubjectKind
from auth.roles import Role
from wiki.access.operations import Subject
from wiki.errors import Invalid
from wiki.language import words
from wiki.people.forms import at_most, needed, offer
from wiki.spaces.granting import SUBJECT_KINDS
from wiki.spaces.operations import NewSpace, SpaceChange


def _(text: str) -> str:
    """Words that WTForms takes for a text; they are said when the form is shown, in the reader's language."""
    return cast(str, words(text))


_NAME = _("Name of the space")
_DESCRIPTION = _("What it is for")
_ROLES = {
    Role.VIEWER: _("Viewer"),
    Role.COMMENTER: _("Commenter"),
    Role.EDITOR: _("Editor"),
    Role.MANAGER: _("Manager"),
}


class SpaceForm(Form):
    """The name of a space and one sentence about it."""

    name = StringField(_NAME, [needed(_("Write a name for the space.")), at_most(200)])
    description = TextAreaField(_DESCRIPTION, [at_most(2000)], render_kw={"rows": "2"})

    def change(self) -> SpaceChange:
        """What the form asks for."""
        return SpaceChange(self.name.data or "", self.description.data or "")


class NewSpaceForm(SpaceForm):
    """A space to be, with who looks after it first."""

    key = StringField(
        _("Short name in addresses"),
        [needed(_("Write a short name for the address."))],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "maxlength": "60"},
    )
    manager = SelectField(_("Who looks after it"), choices=())

    def wish(self) -> NewSpace:
        """What the form asks for."""
        manager = subject_of(self.manager.data) if self.manager.data else None
        return NewSpace(self.key.data or "", self.name.data or "", self.description.data or "", manager)


class GrantForm(Form):
    """One line of the list of grants: given anew, changed, or (role "none") taken away."""

    subject = SelectField(_("Group"), choices=())
    login = StringField(_("Or one person, by account"), render_kw={"autocomplete": "off", "maxlength": "200"})
    role = SelectField(_("May do"), choices=offer(*((role.key, name) for role, name in _ROLES.items())))
    sure = BooleanField(_("I know that nobody will be left to look after this space"))


def subject_of(text: str) -> Subject:
    """The subject that ``kind:id`` names."""
    kind, _colon, subject_id = text.partition(":")
    if kind not in SUBJECT_KINDS or (subject_id == "") != (kind in ("everybody", "anybody")):
        raise Invalid(fields={"subject": words("Choose from the list.")})
    return Subject(cast(SubjectKind, kind), subject_id)
