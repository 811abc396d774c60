"""A door is a blueprint on which every route declares its action and what it loads, or says why it is public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask

from auth.actions import Action

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "slipbook_declared"


@dataclass(frozen=True)
class Declared:
    """What a route says of itself: the action it asks the gate for and the query that loads its object."""

    action: Action | None
    loads: Callable[..., object] | None = None
    public: str | None = None


class UndeclaredRoute(RuntimeError):
    """A route declares nothing; the application refuses to start."""


def declares(action: Action, loads: Callable[..., object] | None = None) -> Callable[[View], View]:
    """Say which action a view asks the gate for; ``loads`` is the query that finds its object."""
    return _marked(Declared(action, loads))


def public(reason: str) -> Callable[[View], View]:
    """Say why anybody may call a view; the reason stands in the reviewed list of open routes."""
    return _marked(Declared(None, public=reason))


def _marked(declared: Declared) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, declared)
        return view

    return mark


class Door(Blueprint):
    """A blueprint whose routes cannot forget to declare themselves."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"wiki.{name}")

    def reads(self, rule: str, action: Action, loads: Callable[..., object] | None = None) -> Callable[[View], View]:
        """A GET route that asks for ``action``."""
        return self._declared(rule, ("GET",), Declared(action, loads))

    def changes(
        self,
        rule: str,
        action: Action,
        loads: Callable[..., object] | None = None,
        methods: tuple[str, ...] = ("POST",),
    ) -> Callable[[View], View]:
        """A POST (PUT, DELETE) route that asks for ``action``."""
        return self._declared(rule, methods, Declared(action, loads))

    def open(self, rule: str, reason: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
        """A route that anybody may call, for a reason that is reviewed."""
        return self._declared(rule, methods, Declared(None, public=reason))

    def _declared(self, rule: str, methods: tuple[str, ...], declared: Declared) -> Callable[[View], View]:
        def add(view: View) -> View:
            setattr(view, _MARK, declared)
            self.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=list(methods))
            return view

        return add


def declaration_of(app: Flask, endpoint: str | None) -> Declared | None:
    """What the view behind ``endpoint`` declared."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, _MARK, None)


def declare_open(app: Flask, endpoint: str, reason: str) -> None:
    """Declare a route that a library brought along, and that anybody may call."""
    brought = app.view_functions[endpoint]

    @wraps(brought)
    def view(*args: Any, **kwargs: Any) -> Any:
        return brought(*args, **kwargs)

    app.view_functions[endpoint] = public(reason)(view)


def refuse_undeclared(app: Flask) -> None:
    """UndeclaredRoute when any route of ``app`` has not declared itself."""
    silent = sorted(rule.rule for rule in app.url_map.iter_rules() if declaration_of(app, rule.endpoint) is None)
    if silent:
        raise UndeclaredRoute(f"these routes declare no action: {', '.join(silent)}")
