"""The addresses of pages and files, for links inside rendered text and for the API, with the site's subpath."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote as quote_anew

from wiki.instance import current

_SAFE = "/~!$&'()*+,;=:@"
quote = lru_cache(16384)(quote_anew)


def space_address(space_key: str) -> str:
    """``/s/<space>/``."""
    return f"{current().settings.subpath}/s/{quote(space_key)}/"


def page_address(space_key: str, path: str) -> str:
    """``/s/<space>/<path>``; the page of the space itself is the space's own address."""
    return space_address(space_key) + quote(path, safe=_SAFE)


def file_address(space_key: str, path: str) -> str:
    """``/s/<space>/-/file/<path>``."""
    return f"{space_address(space_key)}-/file/{quote(path, safe=_SAFE)}"


def listing_address(space_key: str, path: str) -> str:
    """``/s/<space>/-/tree?under=<path>``: what stands below a folder that has no page of its own."""
    return f"{space_address(space_key)}-/tree?under={quote(path, safe='/')}"


def person_address(login: str) -> str:
    """``/u/<login>``."""
    return f"{current().settings.subpath}/u/{quote(login, safe='')}"
