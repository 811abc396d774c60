"""What the editor sends, as a form or as JSON from its script; line ends are evened out here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import cast

from wtforms import Form, HiddenField, StringField, TextAreaField

from wiki.errors import Invalid, SlipbookError
from wiki.language import Words, say
from wiki.language import words as _
from wiki.writing.arranging import PICKS, Pick
from wiki.writing.starters import known_kind
from wiki.writing.typed import Typed, unix

_NAMES = tuple(one.name for one in fields(Typed))
_PLAIN = {"autocomplete": "off"}
_SOURCE = {"spellcheck": "false", "autocomplete": "off"}
MOST_PICKS = 10_000


def _label(text: Words) -> str:
    """Words that WTForms takes for a text; they are said when the form is shown, in the reader's language."""
    return cast(str, text)


class EditorForm(Form):
    """The fields of the editor. Nothing is checked here: what may be published is the operations' business."""

    title = StringField(_label(_("Title")), render_kw={**_PLAIN, "maxlength": "300"})
    path = StringField(_label(_("Address")), render_kw={**_PLAIN, "spellcheck": "false", "maxlength": "1000"})
    body = TextAreaField(_label(_("Text (Markdown)")), render_kw=_SOURCE)
    properties = TextAreaField(_label(_("Page properties (YAML)")), render_kw={**_SOURCE, "rows": "6"})
    summary = StringField(_label(_("What changed")), render_kw={**_PLAIN, "maxlength": "500"})
    base = HiddenField()
    kind = HiddenField()

    def typed(self) -> Typed:
        """What was typed."""
        return _evened({name: self[name].data or "" for name in _NAMES})


def form_of(typed: Typed) -> EditorForm:
    """The form that shows ``typed``."""
    return EditorForm(data=asdict(typed))


def typed_from_json(sent: object, so_far: Typed) -> Typed:
    """What the script sends; a field that it leaves out stays as it was. Invalid for anything but texts."""
    if not isinstance(sent, dict) or not all(isinstance(one, str) for one in sent.values()):
        raise Invalid(_("A draft is a JSON object whose values are texts."))
    unknown = sorted(sent.keys() - set(_NAMES))
    if unknown:
        raise Invalid(_("A draft has no field %(name)s.", name=unknown[0][:40]))
    return _evened({**asdict(so_far), **sent})


def preview_from(args: Mapping[str, str], sent: object) -> tuple[str, str, Typed]:
    """Space, path and text of a preview; the first two stand in the address or in what is sent."""
    if not isinstance(sent, dict):
        raise Invalid(_("A draft is a JSON object whose values are texts."))
    text = {name: value for name, value in sent.items() if name not in ("space", "path", "csrf_token")}
    space, path = (str(args.get(name) or sent.get(name, "")) for name in ("space", "path"))
    return space, path, typed_from_json(text, Typed())


def picks_from(sent: Mapping[str, str]) -> dict[int, Pick]:
    """What was chosen at each place of a conflict: ``choice-0=theirs``; anything else is no choice."""
    picks: dict[int, Pick] = {}
    for name, value in sent.items():
        number = name.removeprefix("choice-")
        pick = next((one for one in PICKS if one == value), None)
        if name != number and number.isdecimal() and int(number[:6]) < MOST_PICKS and pick:
            picks[int(number[:6])] = pick
    return picks


def _evened(sent: Mapping[str, str]) -> Typed:
    texts = {name: unix(value) for name, value in sent.items()}
    one_line = {name: " ".join(texts.get(name, "").split()) for name in ("title", "summary")}
    kept = {name: texts.get(name, "").strip() for name in ("path", "base")}
    return Typed(**{**texts, **one_line, **kept, "kind": known_kind(texts.get("kind"))})


def blame(form: EditorForm, fault: SlipbookError) -> list[str]:
    """Put what is wrong at its fields; what belongs to none of them, each thing with what mends it."""
    fields = fault.fields if isinstance(fault, Invalid) else {}
    for name, message in fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, _label(message)]
    loose = [say(message) for name, message in fields.items() if name not in form]
    return loose if fields else [str(fault)]
