"""How large a picture is, and a small one of it: the one module that speaks Pillow.

Width and height stand in the header and are read anywhere. Pixels are decoded only where this file is run as a program:
in a child with limits, which takes a picture from its input and writes a small one to its output.
"""

from __future__ import annotations

import resource
import sys
import warnings
from io import BytesIO
from typing import IO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS: Final = ("PNG", "JPEG", "GIF", "WEBP")
MEDIA_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
SIDE: Final = 320
"""The longer side of a thumbnail in pixels."""

MEMORY: Final = 1024 * 1024 * 1024
SECONDS: Final = 20
_BROKEN: Final = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def size_of(file: IO[bytes]) -> tuple[int, int] | None:
    """Width and height as the header says them; None where it cannot be read."""
    Image.MAX_IMAGE_PIXELS = None  # nothing is decoded here, and who asks has a limit of their own
    file.seek(0)
    try:
        width, height = Image.open(file, formats=KINDS).size
    except _BROKEN:
        return None
    return width, height


def thumbnail(data: bytes) -> bytes:
    """A WebP of the first frame, turned upright, without what the camera noted. Raises one of _BROKEN."""
    with Image.open(BytesIO(data), formats=KINDS) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        small = picture.convert("RGBA" if has_holes else "RGB")
        small.thumbnail((SIDE, SIDE))
        made = BytesIO()
        ImageOps.exif_transpose(small).save(made, "WEBP", quality=80, exif=b"")
    return made.getvalue()


def main(most_pixels: int) -> int:
    """Shrink what comes in; the limits are set before the first byte is looked at. 1: it is no picture we can show."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        made = thumbnail(sys.stdin.buffer.read())
    except (*_BROKEN, MemoryError, Image.DecompressionBombWarning):
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
