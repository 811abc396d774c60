"""Code in the four tones of the design: comment, keyword, string, name. The only module that speaks Pygments."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments.lexer import Lexer, LexerMeta
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Operator, String, Token, _TokenType
from pygments.util import ClassNotFound

from wiki.rendering.budget import Budget

LARGEST_BLOCK = 30_000
# Some lexers look through a whole line again for each character of it: 29,000 characters took one 23 s.
LONGEST_LINE = 400
# Well-trodden languages only: the rarer lexers have had regular expressions that run for minutes.
_LANGUAGES = """
bash bat c cmake common-lisp console cpp csharp css dart diff docker elixir erlang go graphql groovy haskell hcl html
http ini java javascript json jsx julia kotlin less lua make nginx objective-c perl php powershell properties protobuf
python r ruby rust sass scala scss sql swift terraform toml tsx typescript vb.net vim xml yaml zig
"""
_KNOWN = frozenset(_LANGUAGES.split())
# Much that is called JSON has comments or bare names, which only the looser language takes.
_INSTEAD = {"json": "javascript"}
_TONES = {
    Comment: "c",
    Comment.Preproc: "k",
    Keyword: "k",
    Operator.Word: "k",
    Literal.Number: "n",
    String: "s",
    Name.Attribute: "n",
    Name.Builtin: "n",
    Name.Class: "n",
    Name.Decorator: "n",
    Name.Function: "n",
    Name.Tag: "k",
    Generic.Deleted: "n",
    Generic.Heading: "k",
    Generic.Inserted: "s",
    Generic.Subheading: "k",
}


def tones_of(code: str, language: str, budget: Budget) -> list[tuple[str, str]]:
    """``code`` in runs of (tone, text); the tone is "" for plain text. An unknown language is plain text.

    Raises TooSlow where the budget does not suffice.
    """
    small = len(code) <= LARGEST_BLOCK and all(len(line) <= LONGEST_LINE for line in code.split("\n"))
    lexer = _lexer_for(_INSTEAD.get(language.lower(), language.lower())) if small else None
    if lexer is None:
        return [("", code)]
    runs: list[tuple[str, str]] = []
    for token, text in lexer(stripnl=False, ensurenl=False).get_tokens(code):
        budget.check()
        tone = _tone_of(token)
        if runs and (runs[-1][0] == tone or not text.strip()):
            runs[-1] = (runs[-1][0], runs[-1][1] + text)
        else:
            runs.append((tone, text))
    return runs


def plain(code: str) -> str:
    """``code`` as HTML text."""
    return escape(code, quote=False)


@lru_cache(maxsize=512)
def _lexer_for(language: str) -> LexerMeta | type[Lexer] | None:
    try:
        found: type[Lexer] = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    return found if _KNOWN.intersection(found.aliases) else None


@lru_cache(maxsize=1024)
def _tone_of(token: _TokenType) -> str:
    kind: _TokenType | None = token
    while kind is not None and kind is not Token:
        if kind in _TONES:
            return _TONES[kind]
        kind = kind.parent
    return ""
