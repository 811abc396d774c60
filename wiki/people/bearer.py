"""The API door: who asks is said by ``Authorization: Bearer`` and nothing else, so no cookie ever reaches the API."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import cast

from flask import Response, after_this_request, g, request
from sqlalchemy import update

from auth.actions import Verb
from auth.actor import Actor, TokenScope
from auth.tokens import matches, parse
from wiki import clock, db
from wiki.errors import SignInNeeded
from wiki.events.operations import About, publish
from wiki.language import words as _
from wiki.people import actors, queries, sessions
from wiki.people.models import ApiToken, Person
from wiki.people.session import after_the_answer

log = logging.getLogger("slipbook.people")


class TokenRefused(SignInNeeded):
    """The token is not one of ours, or no longer counts; which of them stands in the log only."""

    message = _("This call needs a token that is valid: Authorization: Bearer <token>.")
    mend = _("You make one on the screen Tokens, under your name.")


def api_actor() -> Actor:
    """The owner of the token as they are now, narrowed by its scope; TokenRefused when there is none that counts."""
    if "api_actor" not in g:
        g.api_actor = _actor()
    return cast(Actor, g.api_actor)


def _actor() -> Actor:
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    sent = parse(text.strip()) if kind.lower() == "bearer" else None
    found = queries.token_at(sent[0]) if sent else None
    if sent is None or found is None:
        raise TokenRefused
    token, person, epoch = found
    why = _why_not(token, person, sent[1])
    if why is not None:
        log.warning("a token was refused", extra={"line": {"token": token.id, "reason": why}})
        raise TokenRefused
    g.is_signed_in, g.person_id = True, person.id
    if sessions.is_due(token.used_at):
        _note_used(token, actors.actor_of(person, epoch=epoch))
    return actors.actor_of(person, scope_of(token), epoch)


def scope_of(token: ApiToken) -> TokenScope:
    """What the token leaves of what its owner may do."""
    spaces = None if token.space_ids is None else frozenset(token.space_ids)
    return TokenScope(frozenset(cast("list[Verb]", token.verbs)), spaces)


def _why_not(token: ApiToken, person: Person, secret: str) -> str | None:
    reasons = {
        "wrong secret": not matches(secret, token.hash),
        "revoked": token.revoked_at is not None,
        "expired": clock.now() >= token.expires_at,
        "the owner's account is closed": not person.is_active,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _note_used(token: ApiToken, owner: Actor) -> None:
    token_id, now = token.id, clock.now()

    def write() -> None:
        _mark_used(token_id, owner, now)

    @after_this_request
    def later(answer: Response) -> Response:
        after_the_answer(answer, write)
        return answer


def _mark_used(token_id: str, owner: Actor, now: datetime) -> None:
    db.session().execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))
    publish(owner, "token.used", About(subject=f"token:{token_id}"))
