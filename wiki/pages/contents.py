"""The text behind a page: bytes of a blob, and what they render to, kept by the id of the blob."""

from __future__ import annotations

from dataclasses import replace

from repo_store.errors import Damaged, UnknownBlob
from repo_store.repository import Repository
from wiki.config import Settings
from wiki.instance import current
from wiki.rendering.cache import RenderCache
from wiki.rendering.page import render
from wiki.rendering.types import Problem, Rendered


def rendered_blob(repository: Repository, blob: str) -> Rendered:
    """What the blob renders to; a blob that the disk lost is an empty page that says so."""
    try:
        return render_cache().get(blob, lambda: repository.read(blob))
    except (Damaged, UnknownBlob) as fault:
        return replace(render(b""), problems=(Problem("render-failed", detail=str(fault)),))


def render_cache() -> RenderCache:
    """The rendered pages of this instance."""
    return current().part("render cache", _open_cache)


def _open_cache(settings: Settings) -> RenderCache:
    return RenderCache(settings.cache / "rendered")
