"""What the screens of people accept. Whether it may be done is the operations' business."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    Field,
    Form,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from wiki.errors import Invalid
from wiki.language import Words, words
from wiki.people.models import Person
from wiki.people.operations import NewPerson, Profile
from wiki.people.tokens import TokenWish


def _(text: str, /, **values: object) -> str:
    """Words that WTForms takes for a text; they are said when the form is shown, in the reader's language."""
    return cast(str, words(text, **values))


Check = Callable[[Form, Field], None]

_LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": "256"}
_NEW_PASSWORD = {"autocomplete": "new-password", "maxlength": "128"}


def offer(*choices: tuple[str, str]) -> list[SelectChoice]:
    """Choices to show: what is sent, and what stands beside it."""
    return [SelectChoice(value, label) for value, label in choices]


def at_most(most: int) -> Check:
    """Refuse more than ``most`` characters."""

    def check(_form: Form, asked: Field) -> None:
        if len(asked.data or "") > most:
            raise StopValidation(_("Use at most %(num)s characters.", num=most))

    return check


def needed(sentence: str) -> DataRequired:
    """Refuse an empty field with ``sentence``."""
    return DataRequired(message=sentence)


def typed(sentence: str) -> InputRequired:
    """Refuse a field without any character; spaces may be part of a password."""
    return InputRequired(message=sentence)


class SignInForm(Form):
    """Account and password."""

    login = StringField(_("Account"), [needed(_("Write the name of your account.")), at_most(256)], render_kw=_LOGIN)
    password = PasswordField(
        _("Password"), [typed(_("Write your password."))], render_kw={"autocomplete": "current-password"}
    )


class SetUpToken(Form):
    """The word that proves that one can read the server's log; defined first, so that it is the first field."""

    token = StringField(
        _("Token from the log"),
        [needed(_("Copy the token from the log of the server."))],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "maxlength": "100"},
    )


class NewPersonForm(Form):
    """A local account: its name, who it is, and its first password."""

    login = StringField(_("Account"), [needed(_("Write a name for the account.")), at_most(200)], render_kw=_LOGIN)
    name = StringField(
        _("Name"),
        [needed(_("Write the name that others see.")), at_most(200)],
        render_kw={"autocomplete": "name", "maxlength": "200"},
    )
    password = PasswordField(_("Password"), [typed(_("Write a password."))], render_kw=_NEW_PASSWORD)

    def wish(self) -> NewPerson:
        """What the form asks for."""
        return NewPerson(login=self.login.data or "", name=self.name.data or "", password=self.password.data or "")


class SetUpForm(SetUpToken, NewPersonForm):
    """The first person of an instance."""


class ProfileForm(Form):
    """Name and display settings; empty choices mean "as the site or the browser has it"."""

    name = StringField(_("Name"), [at_most(200)], render_kw={"autocomplete": "name", "maxlength": "200"})
    language = SelectField(
        _("Language"), choices=offer(("", _("As in the browser")), ("zh", "简体中文"), ("en", "English"))
    )
    theme = SelectField(
        _("Theme"), choices=offer(("", _("As in the system")), ("light", _("Light")), ("dark", _("Dark")))
    )
    timezone = SelectField(_("Time zone"), validate_choice=False)
    single_keys = BooleanField(_("Shortcuts of a single key, such as e to edit"))

    def offer_zones(self, usual: str) -> None:
        """Fill the list of time zones; the first one is the site's own."""
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.timezone.choices = offer(("", _("As the site: %(zone)s", zone=usual)), *((zone, zone) for zone in zones))

    def wish(self, person: Person) -> Profile:
        """What the form asks for."""
        return Profile(
            name=(self.name.data or "") if person.is_local else person.name,
            language=self.language.data or None,
            theme=self.theme.data or None,
            timezone=self.timezone.data or None,
            single_keys=bool(self.single_keys.data),
        )


class PasswordForm(Form):
    """The password of today and the next one."""

    old = PasswordField(
        _("Password of today"),
        [typed(_("Write your password of today."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(_("New password"), [typed(_("Write a new password."))], render_kw=_NEW_PASSWORD)


class TokenForm(Form):
    """A token: what for, what it may do, where, and for how long."""

    name = StringField(
        _("What it is for"),
        [needed(_("Name the program that will use the token.")), at_most(100)],
        render_kw={"autocomplete": "off", "maxlength": "100"},
    )
    verbs = SelectMultipleField(
        _("What it may do"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=offer(
            ("read", _("Read pages and search")),
            ("write", _("Write pages")),
            ("admin", _("Look after spaces and the site")),
        ),
    )
    spaces = SelectMultipleField(
        _("Only in these spaces"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    days = IntegerField(_("Days it lives"), default=90, render_kw={"min": "1", "max": "365", "inputmode": "numeric"})

    def wish(self) -> TokenWish:
        """What the form asks for."""
        return TokenWish(
            name=self.name.data or "",
            verbs=self.verbs.data or (),
            days=self.days.data or 0,
            space_ids=self.spaces.data or None,
        )


def blame(form: Form, fault: Invalid) -> list[Words]:
    """Put what an operation found wrong at its fields; returns what belongs to none of them."""
    loose = [] if fault.fields else [fault.message]
    for name, message in fault.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, cast(str, message)]
        else:
            loose.append(message)
    return loose
