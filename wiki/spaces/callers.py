"""Who calls comes before what they sent: a caller we do not know learns nothing about what a call takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from wiki.people.bearer import api_actor

View = TypeVar("View", bound=Callable[..., Any])


def known(view: View) -> View:
    """Ask for the token before the arguments of the call are looked at; stands outside of ``arguments``."""

    @wraps(view)
    def called(*args: object, **kwargs: object) -> object:
        api_actor()
        return view(*args, **kwargs)

    return called  # type: ignore[return-value]
