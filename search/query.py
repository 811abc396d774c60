"""What the reader typed: words, "phrases", -not, tag:, in:, by:, kind:. What matches is decided elsewhere."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 500
"""Characters of a query that count; the rest is cut, and `Query.cut` says so."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟「」『』｢｣", '"'))
_CHUNK = re.compile(
    r"(?P<minus>-)?(?:(?P<field>tag|in|by|kind):)?"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Query:
    """The parts of a query as they were typed. `text` is normalised (NFKC) and at most `LONGEST` characters."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    text: str = ""
    cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was asked."""
        return not (self.words or self.phrases or self.excluded or self.has_filters)

    @property
    def has_filters(self) -> bool:
        """Whether tag:, in:, by: or kind: was used."""
        return bool(self.tags or self.spaces or self.authors or self.kinds)


def parse(text: str) -> Query:
    """Take apart any text; nothing in it is an error. A quote that is never closed is no quote."""
    normal, cut = _normalised(text)
    parts: dict[str, list[str]] = {"": [], "phrase": [], "not": [], "tag": [], "in": [], "by": [], "kind": []}
    for chunk in _CHUNK.finditer(normal):
        place, value = _placed(chunk)
        if value:
            parts[place].append(value)
    return Query(
        words=tuple(parts[""]),
        phrases=tuple(parts["phrase"]),
        excluded=tuple(parts["not"]),
        tags=tuple(parts["tag"]),
        spaces=tuple(parts["in"]),
        authors=tuple(parts["by"]),
        kinds=tuple(parts["kind"]),
        text=normal,
        cut=cut,
    )


def _normalised(text: str) -> tuple[str, bool]:
    # NFKC can make one character eighteen, so the text is cut before as well as after.
    head = " ".join(unicodedata.normalize("NFKC", text[: 4 * LONGEST].translate(_QUOTES)).split())
    head = "".join(character for character in head if unicodedata.category(character) not in ("Cc", "Cs"))
    return head[:LONGEST].rstrip(), len(head) > LONGEST or len(text) > 4 * LONGEST


def _placed(chunk: re.Match[str]) -> tuple[str, str]:
    quoted, field = chunk["quoted"], chunk["field"]
    value = chunk["bare"] if quoted is None else quoted.strip()
    if chunk["minus"]:
        if quoted is None and value.startswith("-"):
            return "", f"-{value}"  # `--force` is a word somebody looks for, not two refusals
        return "not", value if field is None else f"{field}:{value}"
    if field is not None:
        return field.lower(), value
    return ("", value) if quoted is None else ("phrase", value)
