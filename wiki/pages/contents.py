"""The text behind a page: bytes of a blob, and what they render to, kept by the id of the blob."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from repo_store.errors import Damaged, UnknownBlob
from wiki.config import Settings
from wiki.instance import current
from wiki.rendering.cache import RenderCache
from wiki.rendering.page import render
from wiki.rendering.types import Problem, Rendered


def rendered_blob(load: Callable[[str], bytes], blob: str) -> Rendered:
    """What the blob renders to; a blob that the disk lost is an empty page that says so."""
    try:
        return render_cache().get(blob, lambda: load(blob))
    except (Damaged, UnknownBlob) as fault:
        return replace(render(b""), problems=(Problem("render-failed", detail=str(fault)),))


def render_cache() -> RenderCache:
    """The rendered pages of this instance."""
    return current().part("render cache", _open_cache)


def _open_cache(settings: Settings) -> RenderCache:
    return RenderCache(settings.cache / "rendered")


def prune_rendered() -> int:
    """Remove the rendered pages that were used longest ago, down to the limit of the settings; how many files went."""
    return render_cache().prune(current().settings.render_cache)
