"""HTML door of spaces: the list of all of them, the administration of spaces, and the settings of one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer

from auth.actions import Action
from wiki import db
from wiki.access.gate import require
from wiki.errors import Invalid
from wiki.language import Words
from wiki.language import words as _
from wiki.people.forms import blame, offer
from wiki.people.session import current_actor
from wiki.spaces import operations
from wiki.spaces.forms import GrantForm, NewSpaceForm, SpaceForm
from wiki.spaces.granting import set_grants
from wiki.spaces.models import Space
from wiki.spaces.queries import list_all_spaces, list_spaces, space_for, stopped_spaces
from wiki.spaces.settings_screen import choices, gather, role_of, subject_asked_for, wanted_list
from wiki.web.doors import Door
from wiki.web.screens import Place, show, tell, tone_of

door = Door("spaces")
_UNKEPT = {"Cache-Control": "no-store"}


@door.reads("/spaces", Action.SITE_READ, loads=list_spaces)
def show_all() -> Answer:
    require(current_actor(), Action.SITE_READ)
    return show("spaces/all.html", spaces=list_spaces(current_actor()), tone_of=tone_of)


@door.reads("/admin/spaces", Action.SITE_ADMINISTER, loads=list_all_spaces)
def admin() -> Answer:
    return _admin_screen(NewSpaceForm())


@door.changes("/admin/spaces", Action.SPACE_CREATE)
def create() -> Answer:
    require(current_actor(), Action.SPACE_CREATE)
    form = _offered(NewSpaceForm(request.form))
    try:
        if not form.validate():
            return _admin_screen(form, status=400)
        space = operations.create_space(current_actor(), form.wish())
    except Invalid as fault:
        return _admin_screen(form, blame(form, fault), 400)
    tell(_("The space %(name)s is there.", name=space.name))
    return redirect(url_for("spaces.settings", space=space.key))


@door.reads("/s/<space>/-/settings", Action.SPACE_GRANT, loads=space_for)
def settings(space: str) -> Answer:
    found = space_for(current_actor(), space, Action.SPACE_GRANT)
    return _settings_screen(found, SpaceForm(obj=found), GrantForm())


@door.changes("/s/<space>/-/settings", Action.SPACE_CHANGE, loads=space_for)
def change(space: str) -> Answer:
    form = SpaceForm(request.form)
    found = space_for(current_actor(), space, Action.SPACE_CHANGE)
    if not form.validate():
        return _settings_screen(found, form, GrantForm(), status=400)
    with db.writing():
        operations.change_space(current_actor(), space_for(current_actor(), space, Action.SPACE_CHANGE), form.change())
    tell(_("The settings are saved."))
    return redirect(url_for("spaces.settings", space=space))


@door.changes("/s/<space>/-/settings/grants", Action.SPACE_GRANT, loads=space_for)
def grant(space: str) -> Answer:
    form = GrantForm(request.form)
    found = space_for(current_actor(), space, Action.SPACE_GRANT)
    try:
        _set_one(found, form)
    except Invalid as fault:
        return _settings_screen(found, SpaceForm(obj=found), form, blame(form, fault), 400)
    tell(_("Who may use this space is saved."))
    return redirect(url_for("spaces.settings", space=space))


@door.changes("/s/<space>/-/settings/archive", Action.SPACE_CHANGE, loads=space_for)
def archive(space: str) -> Answer:
    with db.writing():
        found = space_for(current_actor(), space, Action.SPACE_CHANGE)
        operations.archive_space(current_actor(), found)
    tell(_("The space %(name)s is put away. Nothing was deleted.", name=found.name))
    return redirect(url_for("spaces.show_all"))


def _set_one(space: Space, form: GrantForm) -> None:
    actor = current_actor()
    subject = subject_asked_for(form.subject.data or "", form.login.data or "")
    role = role_of(form.role.data or "")
    with db.writing():
        lines = gather(actor, space).lines
        set_grants(actor, space, wanted_list(lines, subject, role), sure=bool(form.sure.data))


def _offered(form: NewSpaceForm) -> NewSpaceForm:
    """The form with those who can be chosen as Manager."""
    form.manager.choices = offer(*choices(current_actor(), only_me=True))
    return form


def _admin_screen(form: NewSpaceForm, others: Sequence[Words] = (), status: int = 200) -> Answer:
    actor = current_actor()
    shown = {"spaces": list_all_spaces(actor), "stopped": stopped_spaces(actor), "tone_of": tone_of}
    screen = show("spaces/admin.html", Place("admin"), form=_offered(form), others=others, **shown)
    return screen, status, _UNKEPT


def _settings_screen(
    space: Space, form: SpaceForm, grant_form: GrantForm, others: Sequence[Words] = (), status: int = 200
) -> Answer:
    actor = current_actor()
    grant_form.subject.choices = offer(*choices(actor))
    shown = {"form": form, "grant_form": grant_form, "others": others, "screen": gather(actor, space)}
    return show("spaces/settings.html", Place(space=space), space=space, **shown), status, _UNKEPT
