"""The web processes: gunicorn with threads; each process builds the application for itself, after the fork."""

from __future__ import annotations

import socket
import struct
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from wiki import config, logs
from wiki.app import create_app
from wiki.language import HTML_LANG, LANGUAGES, say
from wiki.language import words as _
from wiki.serving.parent import end_with_parent

READ_TIMEOUT = 30
"""Seconds (contract HTTP 38)."""


class Lines(Logger):  # type: ignore[misc]
    """What gunicorn itself has to say, as lines of our own log."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Threads(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads; an address that is too long to be read is answered with a sentence of ours."""

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            self.log.warning("the address of a request was too long")
            write_nonblock(client, _too_long())
        else:
            super().handle_error(req, client, addr, exc)


def _too_long() -> bytes:
    """A whole answer, in both languages: what was asked, and by whom, is not known."""
    told = [_("This address is too long to be read."), _("If you were searching: search for fewer words.")]
    gaps = {"en": " ", "zh": ""}
    lines = "".join(
        f'<p lang="{HTML_LANG[one]}">{gaps[one].join(say(words, one) for words in told)}</p>' for one in LANGUAGES
    )
    body = f"<!doctype html><meta charset=utf-8><title>414</title>{lines}".encode()
    head = (
        "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _limit_waiting(arbiter: Arbiter) -> None:
    """Wait no longer than READ_TIMEOUT for the next byte of a request: connections inherit it from the listener."""
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", READ_TIMEOUT, 0))


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by our settings and nothing else."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        logs.set_up(settings.log_level)
        super().__init__(prog="slipbook")

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"{config.in_address(self.settings.host)}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": Threads,
            "timeout": 60,
            "graceful_timeout": 6,
            "when_ready": _limit_waiting,
            "keepalive": 5,
            "limit_request_line": 8190,
            "limit_request_fields": 60,
            "proc_name": "slipbook-web",
            "forwarded_allow_ips": "127.0.0.1",
            "worker_tmp_dir": None,
            "control_socket_disable": True,
            "logger_class": Lines,
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)


if __name__ == "__main__":
    end_with_parent()
    Web(config.load()).run()
