"""Why a decision came out as it did, with one English sentence a reason. Who decides is in ``policy``."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from auth.actor import GrantReason
from auth.roles import Role


class BecauseKind(enum.Enum):
    """The reasons there are; the first six allow, the others refuse."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed-in"
    OWN = "own"
    ADMINISTRATOR = "administrator"
    GRANT = "grant"
    NARROWED_GRANT = "narrowed-grant"
    SIGN_IN = "sign-in"
    NOT_YOURS = "not-yours"
    NOT_ADMINISTRATOR = "not-administrator"
    NO_GRANT = "no-grant"
    TOO_LITTLE = "too-little"
    NARROWED = "narrowed"
    UNRESOLVED_AREA = "unresolved-area"
    MISSING = "missing"
    TOKEN_VERB = "token-verb"  # noqa: S105 - a word, not a secret
    TOKEN_SPACE = "token-space"  # noqa: S105 - a word, not a secret


@dataclass(frozen=True)
class Because:
    """The reason of a decision.

    ``role`` is the role that the actor really has there, ``grant`` the grant behind it, ``narrowed_by`` the
    id of the area around it that made it smaller, ``needs`` the key of what the action needs (a role, or a
    token's verb).
    """

    kind: BecauseKind
    role: Role | None = None
    grant: GrantReason | None = None
    area_id: str | None = None
    narrowed_by: str | None = None
    needs: str | None = None


SENTENCES = {
    BecauseKind.ANYBODY: "Anybody may do this.",
    BecauseKind.SIGNED_IN: "Everybody who is signed in may do this.",
    BecauseKind.OWN: "This belongs to the person who asks.",
    BecauseKind.ADMINISTRATOR: "An Administrator may do this.",
    BecauseKind.GRANT: "The role here is %(role)s, granted to %(subject)s.",
    BecauseKind.NARROWED_GRANT: (
        "The role here is %(role)s: %(granted)s is granted to %(subject)s, and an area around this one narrows it."
    ),
    BecauseKind.SIGN_IN: "This needs somebody to be signed in.",
    BecauseKind.NOT_YOURS: "This belongs to somebody else.",
    BecauseKind.NOT_ADMINISTRATOR: "This needs an Administrator.",
    BecauseKind.NO_GRANT: "No grant gives a role here.",
    BecauseKind.TOO_LITTLE: ("This needs the role %(needs)s, and the role here is %(role)s, granted to %(subject)s."),
    BecauseKind.NARROWED: (
        "This needs the role %(needs)s, and the role here is %(role)s: "
        "%(granted)s is granted to %(subject)s, and an area around this one narrows it."
    ),
    BecauseKind.UNRESOLVED_AREA: ("It is not known which area this belongs to, so only Managers of the space see it."),
    BecauseKind.MISSING: "There is nothing here.",
    BecauseKind.TOKEN_VERB: "The scope of this token does not include %(needs)s.",
    BecauseKind.TOKEN_SPACE: "This token is not for this space.",
}


def explain(because: Because) -> tuple[str, dict[str, str]]:
    """An English msgid and its parameters; the wiki translates both.

    ``subject`` is the chain of group names ("a > b"), or the subject kind where no group is involved.
    NO_GRANT and MISSING differ: a door that answers 404 shows neither.
    """
    grant = because.grant
    known = {
        "role": because.role.key if because.role else None,
        "needs": because.needs,
        "granted": grant.role.key if grant else None,
        "subject": (" > ".join(grant.chain) or grant.subject_kind) if grant else None,
    }
    sentence = SENTENCES[because.kind]
    return sentence, {key: value for key, value in known.items() if value is not None and f"%({key})s" in sentence}
