"""From the kind of an error to its status, its page and its problem document (RFC 9457)."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from wiki import errors
from wiki.language import Words, say
from wiki.language import words as _
from wiki.web.screens import fragment, show, signposts

log = logging.getLogger("slipbook.web")

STATUS: tuple[tuple[type[errors.SlipbookError], int], ...] = (
    (errors.Gone, 410),
    (errors.NotFound, 404),
    (errors.SignInNeeded, 401),
    (errors.NotAllowed, 403),
    (errors.TooLarge, 413),
    (errors.NotUnderstood, 415),
    (errors.PreconditionMissing, 428),
    (errors.PreconditionFailed, 412),
    (errors.Invalid, 400),
    (errors.Conflict, 409),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
)

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
_KINDS = {
    400: errors.Invalid,
    403: errors.NotAllowed,
    404: errors.NotFound,
    410: errors.Gone,
    409: errors.Conflict,
    413: errors.TooLarge,
    415: errors.NotUnderstood,
    503: errors.Unavailable,
}


def status_of(fault: errors.SlipbookError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for kind, status in STATUS if isinstance(fault, kind)), 500)


def install(app: Flask) -> None:
    """Answer every error of ``app`` with a page or a problem document in the reader's language."""
    app.register_error_handler(errors.SlipbookError, answer)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _foreign)
    app.register_error_handler(BlockingIOError, _fallen_silent)
    app.register_error_handler(OSError, _disk_refuses)
    app.register_error_handler(MemoryError, _memory_is_short)
    app.register_error_handler(Exception, _unforeseen)


def is_json_door() -> bool:
    """Whether the caller speaks JSON: the API, or script on a screen."""
    return request.path.startswith("/api/") or request.headers.get("X-Requested-With") == "slipbook"


def answer(fault: errors.SlipbookError, status: int | None = None) -> AnyResponse:
    """The answer to an error of ours; ``status`` where it is not the usual one of its kind."""
    status = status or status_of(fault)
    if is_json_door():
        return problem(fault, status)
    if status in (401, 404) and not g.get("is_signed_in", False) and not g.get("is_open_route", False):
        g.is_turned_away = True
        return redirect(url_for("people.sign_in", next=_here()))
    return _page(fault, status)


def problem(fault: errors.SlipbookError, status: int) -> Response:
    """A problem document; ``errors`` says what is wrong in which field."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(fault),
        "request_id": g.get("request_id"),
    }
    if isinstance(fault, errors.Invalid) and fault.fields:
        body["errors"] = {name: say(message) for name, message in fault.fields.items()}
    body.update(getattr(fault, "extra", {}))
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    _hint(response, fault, status)
    return response


def _page(fault: errors.SlipbookError, status: int) -> Response:
    words, code = asked_words(request.path), g.get("request_id")
    if status >= 500:
        text = fragment("errors/broken.html", status=status, fault=fault, code=code)
    else:
        text = show(
            "errors/error.html", status=status, fault=fault, code=code, words=words, signs=signposts(status, words)
        )
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    _hint(response, fault, status)
    return response


def asked_words(path: str) -> str:
    """The words of an address that led nowhere, to search for: ``/s/handbook/old-setup`` -> ``old setup``."""
    if path.startswith("/p/"):  # an id says nothing
        return ""
    return re.sub(r"[\W_]+", " ", path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".md")).strip()[:100]


def _hint(response: Response, fault: errors.SlipbookError, status: int) -> None:
    if isinstance(fault, errors.TooMany):
        response.headers["Retry-After"] = str(fault.retry_after)
    if status == 503:
        response.headers["Retry-After"] = "5"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"


def _here() -> str | None:
    path = request.full_path.rstrip("?")
    return path if request.method == "GET" and path != "/" else None


def _stale_form(_fault: CSRFError) -> AnyResponse:
    return answer(
        errors.Invalid(
            _("The form was open too long, or came from another place, so it was not carried out."),
            mend=_("Go back, reload the page and send it again; what you typed is still in the form."),
        )
    )


def _foreign(fault: HTTPException) -> AnyResponse:
    status = fault.code or 500
    if status < 400:
        return fault.get_response()
    if status == 429:
        return answer(errors.TooMany(10))
    if isinstance(fault, MethodNotAllowed):
        refused = answer(errors.Invalid(_("This address does not take that method.")), 405)
        refused.headers["Allow"] = ", ".join(sorted(fault.valid_methods or ()))
        return refused
    if status == 422:
        return answer(errors.Invalid(fields=_fields(getattr(fault, "data", {}).get("messages", {}))))
    kind = _KINDS.get(status, errors.Invalid if status < 500 else errors.Unavailable)
    return answer(kind(), status)


def _fields(messages: Mapping[str, object]) -> dict[str, Words]:
    """What marshmallow says of each field, whatever place of the request it stood in."""
    found: dict[str, Words] = {}
    for name, told in messages.items():
        if isinstance(told, Mapping):
            found.update({f"{name}.{inner}": said for inner, said in _fields(told).items()})
        else:
            found[name] = Words(" ".join(str(one) for one in told) if isinstance(told, list) else str(told))
    return found


def _fallen_silent(_fault: BlockingIOError) -> AnyResponse:
    """The rest of a body did not come in time; whoever stopped sending will hardly read."""
    return Response(status=408, headers={"Connection": "close"})


class DiskRefuses(errors.Unavailable):
    """The disk of the data folder takes nothing: full, read-only, or failing."""

    message = _("The disk takes nothing at the moment, so nothing was stored.")
    mend = _("Keep what you have and try again in a while.")


def _disk_refuses(fault: OSError) -> AnyResponse:
    if fault.errno not in _DISK:
        return _unforeseen(fault)
    log.error("the disk refuses to write: %s", str(fault))  # not itself: it holds the frames, and their files
    return answer(DiskRefuses())


def _memory_is_short(fault: MemoryError) -> AnyResponse:
    log.error("there is not enough memory for a request", exc_info=fault)
    return answer(errors.Unavailable())


def _unforeseen(fault: Exception) -> AnyResponse:
    known = {"request_id": g.get("request_id"), "route": str(request.url_rule or "")}
    log.exception("a request failed", exc_info=fault, extra={"line": known})
    broken = errors.SlipbookError(_("Something broke, code %(code)s.", code=g.get("request_id") or "?"))
    return problem(broken, 500) if is_json_door() else _page(broken, 500)
