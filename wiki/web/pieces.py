"""Pieces of screens that look the same for everybody who speaks a language: drawn once per process, then kept.

What is handed to a piece is its key, so nothing here can be out of date. Nothing that belongs to one reader is a piece.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from flask import Flask
from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from wiki import language

MOST = 8192
Handed = str | int | bool | None


class SharedTemplate(Template):
    """A template whose macros are made once, however it is imported.

    The engine looks at every import whether the importer has globals of its own; here all are those of the environment.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class Pieces:
    """What the templates of one application have drawn so far."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._drawn = lru_cache(MOST)(self._draw)
        self._called = lru_cache(MOST)(self._call)
        env.template_class = SharedTemplate
        env.globals.update(kept=self.kept, drawn_icon=self.icon)

    def kept(self, template: str, **handed: Handed) -> Markup:
        """``template`` in the reader's language, with ``handed`` as its only variables."""
        return self._drawn(template, language.speaking(), tuple(handed.items()))

    def icon(self, name: str, cls: str = "") -> Markup:
        """One of our icons; ``cls`` are more classes for it."""
        return self._called("macros/icon.html", "drawn", (name, cls))

    def macro(self, template: str, name: str) -> Callable[..., Markup]:
        """A macro of a template that needs nothing but what is handed to it."""
        return cast("Callable[..., Markup]", getattr(self._env.get_template(template).module, name))

    def line(self, template: str, macro: str, *handed: Handed) -> Markup:
        """What ``macro`` makes of ``handed``, for lines that stand on many screens and hold no words of ours."""
        return self._called(template, macro, handed)

    def _draw(self, template: str, _speaking: str, handed: tuple[tuple[str, Handed], ...]) -> Markup:
        return escape(self._env.get_template(template).make_module(dict(handed)))

    def _call(self, template: str, macro: str, handed: tuple[Handed, ...]) -> Markup:
        return self.macro(template, macro)(*handed)


class Addresses:
    """``url_for`` for templates, without its search for what a template may not ask for: other hosts, anchors."""

    def __init__(self, app: Flask, subpath: str) -> None:
        self._adapter = app.url_map.bind("localhost", script_name=subpath or "/")
        self._plain = lru_cache(MOST)(self._adapter.build)

    def url(self, endpoint: str, **values: object) -> str:
        """The path of an endpoint, with the site's subpath; what is no part of its rule becomes the query."""
        return self._adapter.build(endpoint, values) if values else self._plain(endpoint)
