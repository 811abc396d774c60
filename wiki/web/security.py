"""Headers of every answer, the origin check of every change, who counts as the client. Source: the HTTP contract."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from wiki.config import Settings, is_loopback
from wiki.errors import NotAllowed
from wiki.language import words as _

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
StartResponse = Callable[..., Any]
Environ = dict[str, Any]


class Front:
    """WSGI layer: strips the subpath, takes host and scheme from SLIPBOOK_URL, believes only configured proxies."""

    def __init__(self, app: Callable[[Environ, StartResponse], Iterable[bytes]], settings: Settings) -> None:
        self.app = app
        self.url = urlsplit(settings.url)
        self.subpath = settings.subpath
        self.proxies = [ipaddress.ip_network(one, strict=False) for one in settings.trusted_proxies]

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = self._client(environ)
        if not (is_loopback(self.url.hostname or "") and _is_loopback_address(environ.get("HTTP_HOST", ""))):
            environ["HTTP_HOST"] = self.url.netloc
        environ["wsgi.url_scheme"] = self.url.scheme
        path = environ.get("PATH_INFO", "")
        if self.subpath and (path == self.subpath or path.startswith(self.subpath + "/")):
            environ["PATH_INFO"] = path[len(self.subpath) :] or "/"
        environ["SCRIPT_NAME"] = self.subpath
        return self.app(environ, start)

    def _client(self, environ: Environ) -> str:
        address = str(environ.get("REMOTE_ADDR") or "")
        hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
        while hops and self._trusted(address) and _is_address(hops[-1]):
            address = hops.pop()
        return address

    def _trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.proxies)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback_address(host: str) -> bool:
    """Whether ``host`` (of the header Host) is a name of this machine with or without a port, and nothing else."""
    found = re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?", host)
    return found is not None and is_loopback(found[1].strip("[]"))


@lru_cache(256)
def policy_for(origin: str, subpath: str) -> str:
    """The Content-Security-Policy: own static files only, nothing inline, no frames, trusted types."""
    static = f"{origin}{subpath}/static/"
    return (
        f"default-src 'none'; script-src {static}; style-src {static}; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; frame-src 'none'; base-uri 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types slipbook"
    )


def install(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer and the origin check to every change."""

    @app.before_request
    def same_origin() -> None:
        if request.method not in SAFE and "Authorization" not in request.headers:
            check_origin(request)

    @app.after_request
    def headers(answer: Response) -> Response:
        answer.headers.setdefault(
            "Content-Security-Policy", policy_for(f"{request.scheme}://{request.host}", settings.subpath)
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        if settings.is_https:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return answer


def check_origin(asked: Request) -> None:
    """NotAllowed when a change comes from another site (Sec-Fetch-Site, else Origin)."""
    site = asked.headers.get("Sec-Fetch-Site")
    origin = asked.headers.get("Origin")
    foreign = site not in (None, "same-origin", "none") or (
        site is None and origin is not None and origin != asked.host_url.rstrip("/")
    )
    if foreign:
        mend = _("Open this site itself and do it there.")
        raise NotAllowed(_("This request came from another site, so it was not carried out."), mend=mend)
