"""Which names may enter a tree."""

import posixpath
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_store import paths
from repo_store.errors import BadPath


def reason_of(path):
    try:
        paths.check(path)
    except BadPath as error:
        return error.reason if error.path == path and error.reason in paths.REASONS else f"unknown: {error}"
    return None


@pytest.mark.parametrize(
    ("reason", "refused"),
    [
        ("empty", ["", "a//b", "a/", "x.md/"]),
        ("absolute", ["/", "/etc/passwd", "//host/share", "C:/boot.ini", "c:\\boot.ini"]),
        ("dot-segment", [".", "..", "../a", "a/../b", "a/./b", "a/.."]),
        ("dot-git", [".git", ".git/config", "a/.GIT/config", ".Git", ".git.", ".git ", ".git . .", "git~1/x"]),
        ("dot-git", [".g\u200cit/config", "\ufeff.git", ".gi\u206at", ".git\u200f/x", "GIT~1", "git~2"]),
        ("dot-git", [".git::$INDEX_ALLOCATION/x", ".git:stream", ".git\\config", "a\\.git\\x", ".git \\config"]),
        ("dot-git", [".gitmodules", ".GITMODULES", "gitmod~1", "GI7EBA~1", ".gitmodules::$DATA", ".gitmod\u200dules"]),
        ("control", ["a\0", "a\nb", "a\tb", "a\rb", "a\x7f", "a\u0085b", "a\u2028b"]),
        ("backslash", ["a\\b", "..\\a"]),
        ("surrogate", ["a\ud800", "\udcffb"]),
        ("bidi", ["a\u202etxt.exe", "\u2066a", "a\u061c"]),
        ("invisible", ["a\u200bb", "a\u00adb", "a\u2060"]),
        ("windows-character", ["a:b", "*.md", 'a"b', "a|b", "what?", "<b>"]),
        ("windows-device", ["aux", "a/CON.md", "nul.tar.gz", "Com1", "lpt9.txt", "COM¹.md", "CLOCK$", "prn "]),
        ("trailing", ["a.", "a ", "a./b", "...", "a\u0020/b"]),
        ("segment-too-long", ["a" * 256, "简" * 86, "b/" + "é" * 128]),
        ("path-too-long", ["/".join(["a" * 100] * 11), "a/" * 600 + "b"]),
        ("reserved", ["-/settings"]),
    ],
)
def test_a_name_is_refused_with_its_reason(reason, refused):
    assert {path: reason_of(path) for path in refused} == dict.fromkeys(refused, reason)


@pytest.mark.parametrize(
    "path",
    [
        "guides/setup.md",
        "新人/入职第一天？.md",
        "a b/c d.md",
        ".gitignore",
        ".github/x.md",
        "git.md",
        "legit~1.md",
        "..a/b..c",
        "-x.md",
        "--output=x",
        "console.md",
        "com10.md",
        "x';y.png",
        "`id`",
        "👩\u200d🔧.md",
        "a" * 255,
        "简" * 85,
        "/".join(["a" * 92] * 11),
        "a/-/b",
    ],
)
def test_an_ordinary_name_is_kept_as_it_is(path):
    assert paths.check(path) == path


def test_a_name_comes_back_in_normal_form_c():
    assert paths.check("e\u0301.md") == "\u00e9.md"


def test_names_that_differ_in_case_or_form_are_the_same():
    assert paths.same_name("Straße.md", "STRASSE.MD")
    assert paths.same_name("e\u0301.md", "É.md")
    assert paths.same_name("\ufb01.md", "fi.md")
    assert not paths.same_name("a.md", "b.md")
    assert not paths.same_name("\u0131.md", "i.md")


def is_harmless(path):
    """Said without the code under test: nothing that leaves the tree or opens Git's own folder."""
    segments = path.split("/")
    return (
        posixpath.normpath(posixpath.join("/root", path)) == f"/root/{path}"
        and "\\" not in path
        and not path.startswith("/")
        and all(s.strip(". ") and s.casefold() not in {".git", "git~1"} for s in segments)
        and all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in path)
        and path.encode()
    )


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["path-traversal", "filename", "git-tree", "git-arg"])
def test_no_attack_gets_through_however_often_it_is_decoded(payloads, kind):
    tried = refused = 0
    for payload in payloads(kind):
        for path in {payload, unquote(payload), unquote(unquote(payload))}:
            tried += 1
            try:
                allowed = paths.check(path)
            except BadPath:
                refused += 1
            else:
                assert is_harmless(allowed), ascii(path)
    assert tried > 10
    assert refused


@pytest.mark.shared
def test_every_file_name_attack_has_the_verdict_we_chose(payloads):
    allowed = sorted(path for path in payloads("filename") if reason_of(path) is None)
    assert allowed == sorted(
        [
            ",.{EXT}",
            ";index.html",
            "x.png.svg",
            "x';y.png",
            "--output=x",
            "-x.md",
            "`id`",
            "e\u0301.md",
            "\u0131",
            "\ufb01",
        ]
    )


@given(st.text(max_size=30))
def test_whatever_is_allowed_is_harmless_and_stays_allowed(path):
    try:
        allowed = paths.check(path)
    except BadPath:
        return
    assert is_harmless(allowed)
    assert paths.check(allowed) == allowed
