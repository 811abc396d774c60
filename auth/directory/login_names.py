"""When two login names are one, and what may be one at all."""

from __future__ import annotations

import unicodedata

LONGEST = 256
_NOT_IN_LOGINS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def login_key(login: str) -> str:
    """The form to compare and to index: two logins with one key are one account (D8, D9). People see the stored one.

    RFC 4518 as far as login names need it: compatibility forms and letters of any case are one, white space
    at the ends counts for nothing and a run of it for one space. Characters that the standard drops (NUL,
    zero-width) are kept: ``is_possible_login`` refuses them, so that nobody looks like somebody else.
    """
    folded = unicodedata.normalize("NFKC", login).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def is_possible_login(login: str) -> bool:
    """Whether anybody can be called this: not blank, at most 256 characters, no control or invisible
    characters."""
    if not login.strip() or len(login) > LONGEST:
        return False
    return all(unicodedata.category(letter) not in _NOT_IN_LOGINS for letter in login)
