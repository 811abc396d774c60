"""Bodies with files: how large they may be, and where they wait while they arrive (contract HTTP 29, 38)."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request

from wiki.errors import TooLarge
from wiki.instance import current
from wiki.language import number
from wiki.language import words as _

View = TypeVar("View")
AT_ONCE = 2
"""How many files of the largest size one upload may carry."""
_FORM = 256 * 1024
_IN_MEMORY = 512 * 1024
_MARK = "slipbook_takes_files"


class UploadTooLarge(TooLarge):
    """More was sent than one upload may carry; nothing of it was kept."""

    mend = _("Send fewer or smaller files at once; nothing of this upload was stored.")


class FilesRequest(Request):
    """A request whose files wait in the data folder: larger ones on disk, without a name, gone with the request."""

    streams: tuple[SpooledTemporaryFile[bytes], ...] = ()

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        folder = current().settings.cache / "uploads"
        folder.mkdir(parents=True, exist_ok=True)
        stream = SpooledTemporaryFile(_IN_MEMORY, "w+b", dir=str(folder))  # noqa: SIM115 closed below
        self.streams = (*self.streams, stream)
        return cast(IO[bytes], stream)


def takes_files(view: View) -> View:
    """Let a view take bodies as large as uploads may be; all others keep to the size of a page."""
    setattr(view, _MARK, True)
    return view


def install(app: Flask) -> None:
    """Raise the limit for the views that take files, before anything reads the body."""
    app.request_class = FilesRequest

    @app.teardown_request
    def let_go(_fault: BaseException | None) -> None:
        for stream in getattr(request, "streams", ()):  # also those of a body that broke off
            stream.close()

    @app.before_request
    def widen() -> None:
        view: Any = current_app.view_functions.get(request.endpoint or "")
        # The API asks who calls before it reads; a form is read for its token first, so it must know who sends it.
        is_known = request.path.startswith("/api/") or g.get("is_signed_in", False)
        if not getattr(view, _MARK, False) or not is_known:
            return
        largest = AT_ONCE * current().settings.file_limit
        if (request.content_length or 0) > largest + _FORM:
            sentence = _("One upload may hold %(most)s bytes; this one has %(size)s.",
                         most=number(largest), size=number(request.content_length or 0))  # fmt: skip
            raise UploadTooLarge(sentence)
        request.max_content_length = largest + _FORM
