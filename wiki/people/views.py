"""HTML door of people: signing in and out, set-up, one's own settings, people's pages, and the list of accounts."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer
from werkzeug.wrappers import Response as AnyResponse

from auth.actions import Action
from wiki import clock, db, language
from wiki.access.gate import require
from wiki.errors import Invalid, NotFound, SlipbookError, TooMany
from wiki.instance import current
from wiki.language import counted
from wiki.language import words as _
from wiki.people import operations, queries, session, setting_up, signing_in, tokens
from wiki.people.actors import actor_of
from wiki.people.browsers import browser_name
from wiki.people.directory import configured
from wiki.people.errors import WrongCredentials
from wiki.people.forms import NewPersonForm, PasswordForm, ProfileForm, SetUpForm, SignInForm, TokenForm, blame, offer
from wiki.people.own_path import own_path
from wiki.people.session import current_actor, current_person
from wiki.people.space_names import names_of_spaces
from wiki.web.doors import Door
from wiki.web.errors import is_json_door, status_of
from wiki.web.screens import Place, fragment, show, tell

door = Door("people")
LANGUAGE_COOKIE = "language"
YEAR = 365 * 24 * 3600


@door.open("/login", "signing in is how one becomes known", methods=("GET", "POST"))
def sign_in() -> Answer:
    form = SignInForm(request.form)
    if request.method == "GET":
        return _back() if g.is_signed_in else _bare("people/login.html", form=form)
    if not form.validate():
        return _bare("people/login.html", 400, form=form)
    try:
        session.start(signing_in.sign_in(form.login.data or "", form.password.data or "", session.client()))
    except SlipbookError as fault:
        return _refused(form, fault)
    return _back()


@door.changes("/logout", Action.SESSION_END)
def sign_out() -> Answer:
    with db.writing():
        operations.sign_out(current_actor(), session.current_session_id() or "")
    session.stop()
    return redirect(url_for("people.sign_in"))


@door.open("/setup", "nobody has an account yet; the screen is gone once somebody has", methods=("GET", "POST"))
def set_up() -> Answer:
    if not setting_up.is_open():
        raise NotFound
    form = SetUpForm(request.form)
    if request.method == "GET" or not form.validate():
        return _bare("people/setup.html", 400 if form.errors else 200, form=form)
    try:
        session.start(setting_up.set_up(form.token.data or "", form.wish(), session.client()))
    except Invalid as fault:
        return _bare("people/setup.html", 400, form=form, others=blame(form, fault))
    return redirect(f"{request.script_root}/admin/spaces")


@door.open("/me/language", "everybody may read in their language", methods=("POST",))
def set_language() -> Answer:
    chosen = language.parse_language(request.form.get("language"))
    if chosen is None:
        raise Invalid(_("Choose one of the languages of the list."))
    if g.is_signed_in:
        with db.writing():
            operations.choose_language(current_actor(), chosen)
    return _remembered(LANGUAGE_COOKIE, chosen)


@door.open("/me/theme", "everybody may read in light or dark", methods=("POST",))
def set_theme() -> Answer:
    chosen = request.form.get("theme")
    if chosen not in operations.THEMES:
        raise Invalid(_("Choose light, dark or the one of the system."))
    if g.is_signed_in:
        with db.writing():
            operations.choose_theme(current_actor(), chosen)
    return _remembered(session.THEME_COOKIE, chosen)


@door.reads("/me", Action.PROFILE_CHANGE, loads=queries.own_profile)
def profile() -> Answer:
    person = queries.own_profile(current_actor())
    form = ProfileForm(obj=person)
    return _profile(form, PasswordForm())


@door.changes("/me", Action.PROFILE_CHANGE, loads=queries.own_profile)
def change_profile() -> Answer:
    person, form = queries.own_profile(current_actor()), ProfileForm(request.form)
    try:
        with db.writing():
            operations.change_profile(current_actor(), form.wish(person))
    except Invalid as fault:
        return _profile(form, PasswordForm(), blame(form, fault)), 400
    tell(_("Your settings are saved."))
    return redirect(url_for("people.profile"))


@door.changes("/me/password", Action.PROFILE_CHANGE, loads=queries.own_profile)
def change_password() -> Answer:
    person = queries.own_profile(current_actor())
    form, held = PasswordForm(request.form), session.current_session_id()
    if not form.validate():
        return _profile(ProfileForm(obj=person), form), 400
    try:
        operations.change_password(current_actor(), form.old.data or "", form.password.data or "", keep_session=held)
    except Invalid as fault:
        return _profile(ProfileForm(obj=person), form, blame(form, fault)), 400
    tell(_("Your password is changed. Other browsers were signed out."))
    return redirect(url_for("people.profile"))


@door.reads("/me/sessions", Action.SITE_READ, loads=queries.sessions_of)
def sessions() -> Answer:
    own = queries.sessions_of(current_actor())
    return _unkept(show("people/sessions.html", sessions=own, here=session.current_session_id(), name_of=browser_name))


@door.changes("/me/sessions/<public_id>/end", Action.SESSION_END)
def end_session(public_id: str) -> Answer:
    with db.writing():
        operations.end_session(current_actor(), public_id)
    tell(_("That browser is signed out."))
    return redirect(url_for("people.sessions"))


@door.changes("/me/sessions/end", Action.SESSION_END)
def end_all_sessions() -> Answer:
    with db.writing():
        operations.end_all_sessions(current_actor())
    session.stop()
    return redirect(url_for("people.sign_in"))


@door.reads("/me/tokens", Action.SITE_READ, loads=queries.tokens_of)
def list_tokens() -> Answer:
    return _tokens(_token_form())


@door.changes("/me/tokens", Action.TOKEN_CREATE)
def create_token() -> Answer:
    form = _token_form()
    if not form.validate():
        return _tokens(form, status=400)
    try:
        with db.writing():
            made = tokens.create_token(current_actor(), form.wish())
    except Invalid as fault:
        return _tokens(form, others=blame(form, fault), status=400)
    return _tokens(_token_form(fresh=True), made=made, status=201)


@door.changes("/me/tokens/<token_id>/revoke", Action.TOKEN_CREATE)
def revoke_token(token_id: str) -> Answer:
    with db.writing():
        tokens.revoke_token(current_actor(), token_id)
    tell(_("The token is revoked."))
    return redirect(url_for("people.list_tokens"))


@door.reads("/u/<login>", Action.PERSON_READ, loads=queries.person_for)
def person(login: str) -> Answer:
    actor, found = current_actor(), queries.person_for(current_actor(), login)
    may_see_groups = actor.is_administrator or actor.person_id == found.id
    groups = actor_of(found).groups if may_see_groups else None
    return show("people/person.html", person=found, groups=groups)


@door.reads("/admin", Action.SITE_ADMINISTER)
def admin() -> Answer:
    require(current_actor(), Action.SITE_ADMINISTER)
    return redirect(url_for("people.list_people"))


@door.reads("/admin/people", Action.SITE_ADMINISTER, loads=queries.list_people)
def list_people() -> Answer:
    q, state = request.args.get("q", ""), request.args.get("state", "active")
    is_active = {"active": True, "closed": False}.get(state)
    found = queries.list_people(current_actor(), q, is_active=is_active)
    counts, seen = queries.count_people(current_actor()), queries.last_seen(one.id for one in found)
    return _unkept(
        show("people/admin_people.html", Place("admin"), people=found, q=q, state=state, counts=counts, seen=seen)
    )


@door.reads("/admin/people/new", Action.SITE_ADMINISTER)
def new_person() -> Answer:
    require(current_actor(), Action.SITE_ADMINISTER)
    return _unkept(show("people/new_person.html", Place("admin"), form=NewPersonForm()))


@door.changes("/admin/people/new", Action.SITE_ADMINISTER)
def create_person() -> Answer:
    require(current_actor(), Action.SITE_ADMINISTER)
    form = NewPersonForm(request.form)
    if not form.validate():
        return show("people/new_person.html", Place("admin"), form=form), 400
    try:
        made = operations.create_person(current_actor(), form.wish())
    except Invalid as fault:
        return show("people/new_person.html", Place("admin"), form=form, others=blame(form, fault)), 400
    tell(_("%(name)s has an account.", name=made.name))
    return redirect(url_for("people.list_people"))


@door.changes("/admin/people/<person_id>/disable", Action.SITE_ADMINISTER, loads=queries.account_for)
def disable_person(person_id: str) -> Answer:
    with db.writing():
        closed = operations.disable_person(current_actor(), person_id)
    tell(_("The account of %(name)s is closed.", name=closed.name))
    return redirect(url_for("people.list_people", state="closed"))


@door.changes("/admin/people/<person_id>/enable", Action.SITE_ADMINISTER, loads=queries.account_for)
def enable_person(person_id: str) -> Answer:
    with db.writing():
        opened = operations.enable_person(current_actor(), person_id)
    tell(_("The account of %(name)s is open again.", name=opened.name))
    return redirect(url_for("people.list_people"))


@door.changes("/admin/people/<person_id>/sessions/end", Action.SITE_ADMINISTER, loads=queries.account_for)
def end_sessions_of(person_id: str) -> Answer:
    with db.writing():
        ended = operations.end_sessions_of(current_actor(), person_id)
    tell(counted("%(num)s browser was signed out.", "%(num)s browsers were signed out.", ended))
    return redirect(url_for("people.list_people"))


def _bare(template: str, status: int = 200, **context: object) -> tuple[str, int, dict[str, str]]:
    """A screen without the frame; never kept, because it holds what was typed."""
    here = request.full_path.rstrip("?")
    usual = {"theme": session.current_theme(), "here": here, "has_directory": configured() is not None, "others": ()}
    text = fragment(template, **{**usual, **context})
    return text, status, {"Cache-Control": "no-store"}


def _refused(form: SignInForm, fault: SlipbookError) -> Answer:
    text, status, headers = _bare("people/login.html", status_of(fault), form=form, fault=fault)
    if isinstance(fault, WrongCredentials):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(fault, TooMany):
        headers["Retry-After"] = str(fault.retry_after)
    return text, status, headers


def _back() -> AnyResponse:
    return redirect(request.script_root + own_path(request.values.get("next")))


def _remembered(cookie: str, value: str) -> AnyResponse:
    answer = Response(status=204) if is_json_door() else _back()
    is_https = current().settings.is_https
    answer.set_cookie(cookie, value, max_age=YEAR, secure=is_https, httponly=True, samesite="Lax")
    return answer


def _profile(form: ProfileForm, password: PasswordForm, others: object = ()) -> str:
    form.offer_zones(current().settings.timezone)
    return show("people/profile.html", form=form, password=password, person=current_person(), others=others)


def _token_form(*, fresh: bool = False) -> TokenForm:
    form = TokenForm() if fresh or request.method == "GET" else TokenForm(request.form)
    form.spaces.choices = offer(*sorted(names_of_spaces(current_actor()).items(), key=lambda one: one[1]))
    return form


def _tokens(form: TokenForm, *, status: int = 200, made: object = None, others: object = ()) -> Answer:
    with db.fresh():
        own = queries.tokens_of(current_actor())
    names, now = names_of_spaces(current_actor()), clock.now()
    text = show("people/tokens.html", form=form, tokens=own, made=made, others=others, names=names, now=now)
    return text, status, {"Cache-Control": "no-store"}


def _unkept(text: str) -> tuple[str, dict[str, str]]:
    return text, {"Cache-Control": "no-store"}
