"""Rendering a template: the words, filters and globals that every screen has, and the shell around it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, current_app, flash, get_flashed_messages, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from wiki import language, paths
from wiki.instance import current
from wiki.language import Words, say
from wiki.web.assets import static
from wiki.web.pieces import Addresses, Handed, Pieces


@dataclass(frozen=True)
class Place:
    """Where a screen stands in the sidebar: the entry that is marked, and the space and page whose tree is open.

    ``folder`` is the path of a folder without a page that is open instead of a page.
    """

    current: str = ""
    space: object | None = None
    page: object | None = None
    folder: str = ""


Shell = Callable[[Place], Mapping[str, object]]
Signposts = Callable[[int, str, Mapping[str, object]], Mapping[str, object]]
TONES = ("info", "done", "attention", "error")
TINTS = ("a", "j", "o", "p")


def show(template: str, place: Place | None = None, **context: Any) -> str:
    """The screen ``template`` with the shell around it."""
    shell: Shell = current_app.extensions["shell"]
    return render_template(template, **{**shell(place or Place()), **context})


def tell(message: Words | str, tone: str = "done") -> None:
    """Show a sentence once, on the next screen."""
    flash(say(message), tone)


def tone_of(text: str) -> str:
    """The tint of a space or a person: one of four, chosen by a hash, so that it stays the same for ever."""
    return TINTS[zlib.crc32(text.encode()) % len(TINTS)]


def signposts(status: int, words: str) -> Mapping[str, object]:
    """Where the reader may go on from an error: ``words`` are the last part of the address."""
    guide: Signposts = current_app.extensions["signposts"]
    return guide(status, words, request.view_args or {})


def headline(text: str) -> str:
    """A sentence as a heading: without the full stop."""
    return text.removesuffix("。").removesuffix(".")


def fragment(template: str, **context: Any) -> str:
    """A piece of a screen without the shell: for script and for pages that must not touch the database."""
    return render_template(template, **context)


def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro that needs nothing but what is handed to it."""
    pieces: Pieces = current_app.extensions["pieces"]
    return pieces.macro(template, name)


def line(template: str, macro: str, *handed: Handed) -> Markup:
    """A line that stands on many screens and holds no words of ours: drawn once, then kept."""
    pieces: Pieces = current_app.extensions["pieces"]
    return pieces.line(template, macro, *handed)


def install(app: Flask) -> None:
    """Set up the template engine of ``app``."""
    app.template_folder = str(paths.TEMPLATES)
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        language.translate, language.translate_counted, newstyle=True
    )
    env.globals.update(
        _=_phrase,
        static=static,
        url=Addresses(app, app.extensions["instance"].settings.subpath).url,
        flashes=_flashes,
        say=say,
    )
    env.filters.update(
        ago=language.ago,
        day=language.day,
        headline=headline,
        moment=language.moment,
        number=language.number,
        tone=tone_of,
        say=say,
    )
    app.extensions["pieces"] = Pieces(env)
    app.context_processor(_reader)


def _phrase(text: str, /, **values: object) -> str:
    """``_`` of templates: the sentence in the reader's language; what goes into it is escaped, and so is the result."""
    said = language.translate(text)
    return escape(said) % values if values else said


def _flashes() -> list[tuple[str, str]]:
    kept = cast(list[tuple[str, str]], get_flashed_messages(with_categories=True))
    return [(tone if tone in TONES else "info", text) for tone, text in kept]


def _reader() -> dict[str, object]:
    settings = current().settings
    speaking = language.speaking()
    return {
        "lang": speaking,
        "html_lang": language.HTML_LANG[speaking],
        "site_name": settings.site_name or language.translate("Slipbook"),
        "request_path": request.path,
        "here": request.script_root + "/" + quote(request.path.lstrip("/")),
        "banner": language.translate("This site is served without encryption.") if _is_bare(settings.url) else None,
    }


def _is_bare(url: str) -> bool:
    return url.startswith("http://") and current().settings.insecure_http
