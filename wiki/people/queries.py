"""Reading people: who signs in, whom one may look at, and the names that screens show. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, func, not_, or_, select

from auth.actions import Action
from auth.actor import Actor, GroupMembership
from auth.directory.login_names import is_possible_login, login_key
from auth.policy import Facts
from wiki import db
from wiki.access.gate import require
from wiki.access.models import AccessEpoch
from wiki.errors import NotFound
from wiki.language import words as _
from wiki.people.models import ACTIVE, LOCAL, ApiToken, Group, Membership, Person, SignInSession

_EPOCH = select(func.coalesce(func.max(AccessEpoch.epoch), 0)).scalar_subquery()
_IS_ACTIVE = and_(Person.status == ACTIVE, Person.gone_at.is_(None))
_SESSION: db.Steady[tuple[SignInSession, Person, int]] = db.Steady(
    select(SignInSession.__table__, Person.__table__, _EPOCH)
    .join(Person, Person.id == SignInSession.person_id)
    .where(SignInSession.id == bindparam("session_id")),
    lambda row: (
        db.loaded(SignInSession, row[: len(SignInSession.__table__.columns)]),
        db.loaded(Person, row[len(SignInSession.__table__.columns) : -1]),
        row[-1],
    ),
)


class NoSuchPerson(NotFound):
    """Nobody here has this login."""

    message = _("Nobody here has this account.")


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session().scalar(select(Person.id).limit(1)) is None


def find_person(person_id: str) -> Person | None:
    """The person with this id."""
    return db.session().get(Person, person_id)


def person_by_login(login: str) -> Person | None:
    """The account with this login, in any case of letters; a local one comes before one of the directory."""
    return next(iter(people_called(login)), None)


def people_called(login: str) -> Sequence[Person]:
    """Every account with this login, the local one first: names are free in each namespace (D6)."""
    if not is_possible_login(login):
        return []
    order = (Person.source != LOCAL, Person.source, Person.id)
    return db.session().scalars(select(Person).where(Person.login_key == login_key(login)).order_by(*order)).all()


def person_for(actor: Actor, login: str) -> Person:
    """The person called ``login``, for their page; NoSuchPerson when there is none."""
    require(actor, Action.PERSON_READ)
    person = person_by_login(login)
    if person is None:
        raise NoSuchPerson
    return person


def account_for(actor: Actor, person_id: str) -> Person:
    """The account with this id, for an Administrator who is about to change it."""
    require(actor, Action.SITE_ADMINISTER)
    person = find_person(person_id)
    if person is None:
        raise NoSuchPerson
    return person


def own_profile(actor: Actor) -> Person:
    """The account of whoever asks."""
    require(actor, Action.PROFILE_CHANGE, owned(actor.person_id))
    person = find_person(str(actor.person_id))
    if person is None:
        raise NoSuchPerson
    return person


def owned(person_id: str | None, *, exists: bool = True) -> Facts:
    """What the gate must know of something that belongs to a person."""
    return Facts(area_id=None, space_id=None, owner_id=person_id, exists=exists)


def list_people(actor: Actor, q: str = "", limit: int = 200, *, is_active: bool | None = None) -> Sequence[Person]:
    """Accounts by name, for an Administrator; ``q`` is part of a name or login, None lists every state."""
    require(actor, Action.SITE_ADMINISTER)
    wanted = select(Person).order_by(Person.name, Person.id).limit(limit)
    if q.strip():
        key = login_key(q)
        wanted = wanted.where(
            or_(Person.login_key.contains(key, autoescape=True), Person.name.contains(q.strip(), autoescape=True))
        )
    if is_active is not None:
        wanted = wanted.where(_IS_ACTIVE if is_active else not_(_IS_ACTIVE))
    return db.session().scalars(wanted).all()


def count_people(actor: Actor) -> tuple[int, int]:
    """How many accounts are active and how many are closed."""
    require(actor, Action.SITE_ADMINISTER)
    everybody = select(func.count()).select_from(Person)
    active = db.session().scalar(everybody.where(_IS_ACTIVE)) or 0
    return active, (db.session().scalar(everybody) or 0) - active


def session_at(session_id: str) -> tuple[SignInSession, Person, int] | None:
    """A browser's session, its person and the access epoch, in one statement: the hot path of every screen."""
    return _SESSION.find(session_id=session_id)


def token_at(token_id: str) -> tuple[ApiToken, Person, int] | None:
    """A token, its owner and the access epoch, in one statement."""
    wanted = (
        select(ApiToken, Person, _EPOCH).join(Person, Person.id == ApiToken.person_id).where(ApiToken.id == token_id)
    )
    return db.session().execute(wanted).first()


def sessions_of(actor: Actor) -> Sequence[SignInSession]:
    """The browsers in which the actor is signed in, the last one seen first."""
    require(actor, Action.SITE_READ)
    own = select(SignInSession).where(SignInSession.person_id == actor.person_id)
    return db.session().scalars(own.order_by(SignInSession.seen_at.desc())).all()


def last_seen(person_ids: Iterable[str]) -> Mapping[str, datetime]:
    """When each of these people was last seen in a browser that is still signed in."""
    wanted = select(SignInSession.person_id, func.max(SignInSession.seen_at)).group_by(SignInSession.person_id)
    rows = db.session().execute(wanted.where(SignInSession.person_id.in_(list(person_ids))))
    return dict(rows.all())


def tokens_of(actor: Actor) -> Sequence[ApiToken]:
    """The actor's tokens that were not revoked, newest first; expired ones are among them."""
    require(actor, Action.SITE_READ)
    own = select(ApiToken).where(ApiToken.person_id == actor.person_id, ApiToken.revoked_at.is_(None))
    return db.session().scalars(own.order_by(ApiToken.created_at.desc(), ApiToken.id)).all()


def groups(actor: Actor) -> Sequence[Group]:
    """Every group of the directory by name, to choose from; those that are gone are left out."""
    require(actor, Action.PEOPLE_LIST)
    return db.session().scalars(select(Group).where(Group.gone_at.is_(None)).order_by(Group.name, Group.id)).all()


def memberships_of(person_id: str) -> tuple[GroupMembership, ...]:
    """The groups that a person is in, directly or through others, with the way there."""
    wanted = select(Group.id, Group.name, Membership.chain).join(Group, Group.id == Membership.group_id)
    rows = db.session().execute(
        wanted.where(Membership.person_id == person_id, Group.gone_at.is_(None)).order_by(Group.id)
    )
    return tuple(GroupMembership(group_id, name, tuple(chain)) for group_id, name, chain in rows)


def names_of(ids: Iterable[str | None]) -> dict[str, str]:
    """Names of people by id, for screens; the caller does not show them to anonymous readers."""
    return _names(select(Person.id, Person.name), Person.id, ids)


def group_names_of(ids: Iterable[str | None]) -> dict[str, str]:
    """Names of groups by id, gone ones too: a grant to one is still shown."""
    return _names(select(Group.id, Group.name), Group.id, ids)


def _names(wanted: Select[str, str], column, ids: Iterable[str | None]) -> dict[str, str]:  # type: ignore[no-untyped-def]
    known = sorted({one for one in ids if one})
    return dict(db.session().execute(wanted.where(column.in_(known))).all()) if known else {}
