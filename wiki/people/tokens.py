"""Tokens for API and Git: made once, shown once, revoked. Who comes in with one is found out in ``bearer``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import get_args

from auth.actions import Action, Verb
from auth.actor import Actor
from auth.tokens import new_token
from wiki import clock, db
from wiki.access.gate import require
from wiki.errors import Invalid
from wiki.events.operations import About, publish
from wiki.language import words as _
from wiki.people.models import ApiToken
from wiki.people.queries import owned

LONGEST = timedelta(days=365)


@dataclass(frozen=True)
class TokenWish:
    """What a token shall be able to do: ``verbs`` of ``auth.actions``, ``space_ids`` None for all, ``days`` to 365."""

    name: str
    verbs: Collection[str]
    days: int
    space_ids: Collection[str] | None = None


@dataclass(frozen=True)
class MadeToken:
    """A token just made; ``text`` is shown now and never again."""

    token: ApiToken
    text: str = field(repr=False)


def create_token(actor: Actor, wish: TokenWish) -> MadeToken:
    """Create a token of one's own. It can do what its owner may do at the time, narrowed by ``wish``."""
    require(actor, Action.TOKEN_CREATE, owned(actor.person_id))
    _check_token(wish)
    made, now = new_token(), clock.now()
    token = ApiToken(
        id=made.id,
        person_id=str(actor.person_id),
        name=wish.name.strip(),
        hash=made.secret_hash,
        verbs=sorted(set(wish.verbs)),
        space_ids=None if wish.space_ids is None else sorted(set(wish.space_ids)),
        created_at=now,
        expires_at=now + timedelta(days=wish.days),
    )
    db.session().add(token)
    publish(actor, "token.created", About(subject=f"token:{made.id}", details={"verbs": ",".join(token.verbs)}))
    return MadeToken(token, made.text)


def revoke_token(actor: Actor, token_id: str) -> None:
    """Revoke one of one's own tokens; NotFound for anybody else's. Revoked once, it stays so."""
    token = db.session().get(ApiToken, token_id)
    require(actor, Action.TOKEN_CREATE, owned(token.person_id if token else None, exists=token is not None))
    if token is not None and token.revoked_at is None:
        token.revoked_at = clock.now()
        publish(actor, "token.revoked", About(subject=f"token:{token.id}"))


def _check_token(wish: TokenWish) -> None:
    wrong = {}
    if not 0 < len(wish.name.strip()) <= 100:
        wrong["name"] = _("Name the program that will use the token.")
    if not wish.verbs or set(wish.verbs) - set(get_args(Verb)):
        wrong["verbs"] = _("Choose what the token may do: read, write, git or admin.")
    if not 1 <= wish.days <= LONGEST.days:
        wrong["days"] = _("A token lives from 1 to 365 days.")
    if wish.space_ids is not None and not wish.space_ids:
        wrong["spaces"] = _("Choose at least one space, or all of them.")
    if wrong:
        raise Invalid(fields=wrong)
