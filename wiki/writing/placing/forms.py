"""What the screens of moving, deleting and bringing back send."""

from __future__ import annotations

from typing import cast

from wtforms import BooleanField, Form, HiddenField, StringField

from wiki.errors import Invalid, PreconditionMissing
from wiki.language import Words
from wiki.language import words as _
from wiki.pages.models import Page
from wiki.pages.moving import Move
from wiki.pages.paths import name_of, parent_of, path_key

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_LONGEST = 1024


def _label(text: Words) -> str:
    """Words that WTForms takes for a text; they are said when the form is shown, in the reader's language."""
    return cast(str, text)


class MoveForm(Form):
    """Where a page is to go: the path of the page above it ("" for the top of the space), and its own part."""

    under = StringField(_label(_("Below which page")), render_kw={**_PLAIN, "maxlength": "1000", "list": "places"})
    name = StringField(_label(_("Name in the address")), render_kw={**_PLAIN, "maxlength": "255"})
    rewrite = BooleanField(_label(_("Make the links in other pages right, in the same commit")))
    base = HiddenField()

    def wish(self) -> Move:
        """The move that is asked for. PreconditionMissing when it does not say what the mover saw, Invalid."""
        if not self.base.data:
            raise PreconditionMissing
        if not (self.name.data or "").strip(" /"):
            raise Invalid(fields={"to": _("Write a name; it is the last part of the address.")})
        return Move(self.to, self.base.data[:40], rewrite_links=bool(self.rewrite.data))

    @property
    def to(self) -> str:
        """The new address, as it was typed."""
        above, own = ((one.data or "").strip().strip("/") for one in (self.under, self.name))
        return f"{above}/{own}"[:_LONGEST] if above else own[:_LONGEST]

    def blame(self, message: Words, page: Page) -> None:
        """Put what is wrong with the address at the part that it is about."""
        above = path_key((self.under.data or "").strip().strip("/"))
        is_above = f"{above}/".startswith(f"{page.path_key}/")
        (self.under if is_above else self.name).errors = [_label(message)]


class BaseForm(Form):
    """A deed that needs only the version that the person saw."""

    base = HiddenField()

    def seen(self) -> str:
        """That version. PreconditionMissing where the form does not say."""
        if not self.base.data:
            raise PreconditionMissing
        return self.base.data[:40]


class ReturnForm(Form):
    """Bringing back, at another address where the old one is taken."""

    to = StringField(_label(_("Another address")), render_kw={**_PLAIN, "maxlength": str(_LONGEST)})


def form_of(page: Page) -> MoveForm:
    """The form as it is before anybody typed."""
    return MoveForm(
        data={"under": parent_of(page.path), "name": name_of(page.path), "rewrite": True, "base": page.version}
    )
