"""Markdown in, safe HTML out. This room knows no space and no reader: links leave it as slots, ``fill`` closes them."""

from wiki.rendering.cache import RenderCache
from wiki.rendering.editing import FrontMatterUnreadable, replace_body, with_front_matter
from wiki.rendering.filling import fill
from wiki.rendering.headings import slugify_heading
from wiki.rendering.links import resolve_path
from wiki.rendering.page import RENDERER_VERSION, render
from wiki.rendering.source import MAX_BYTES, parse_page, split_front_matter
from wiki.rendering.storing import from_json, to_json
from wiki.rendering.types import (
    FrontMatter,
    Link,
    OutlineItem,
    Problem,
    Rendered,
    Slot,
    Source,
    Target,
)

__all__ = [
    "MAX_BYTES",
    "RENDERER_VERSION",
    "FrontMatter",
    "FrontMatterUnreadable",
    "Link",
    "OutlineItem",
    "Problem",
    "RenderCache",
    "Rendered",
    "Slot",
    "Source",
    "Target",
    "fill",
    "from_json",
    "parse_page",
    "render",
    "replace_body",
    "resolve_path",
    "slugify_heading",
    "split_front_matter",
    "to_json",
    "with_front_matter",
]
