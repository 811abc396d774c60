"""How a stored file is answered: exact types, nothing that runs, safe names, ranges. And the payloads of the world."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from tests.wiki.attachments.conftest import Desk, claims, png, push
from tests.wiki.people.visitors import Visitor
from wiki.attachments import pictures, thumbnails
from wiki.attachments.errors import FilesRefused
from wiki.attachments.jobs import draw_thumbnails
from wiki.attachments.limits import Upload
from wiki.attachments.operations import upload_files
from wiki.background import answer_the_bell
from wiki.instance import Instance
from wiki.language import say
from wiki.pages.paths import name_of
from wiki.spaces.queries import repository_of
from wiki.web.downloads import Download, served
from wiki.web.media_types import media_type_of

Visit = Callable[[str], Visitor]
SVG = b"<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (png(), "x.html", "image/png"),
        (b"\xff\xd8\xff\xe0", "x", "image/jpeg"),
        (b"GIF89a;", "x.js", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x", "image/webp"),
        (b"\0\0\0\x20ftypavif", "x", "image/avif"),
        (b"%PDF-1.7", "x.html", "application/pdf"),
        (SVG, "x.txt", "image/svg+xml"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<SVG>", "x", "image/svg+xml"),
        ("文字\n".encode(), "x.txt", "text/plain; charset=utf-8"),
        (b"a" * 4095 + "字".encode(), "x.log", "text/plain; charset=utf-8"),
        (b"<html><script>alert(1)</script>", "x.html", "application/octet-stream"),
        (b"a\0b", "x.txt", "application/octet-stream"),
        (b"\xff\xfea\0", "x.txt", "application/octet-stream"),
        (b"", "x.png", "application/octet-stream"),
        (b" \x89PNG\r\n\x1a\n", "x.png", "application/octet-stream"),
        (b"<!---->" * 500, "x", "application/octet-stream"),
    ],
)
def test_http_2_the_type_is_told_by_the_bytes_alone(data: bytes, name: str, expected: str) -> None:
    assert media_type_of(data, name) == expected


def test_http_14_and_15_pictures_are_shown_and_everything_else_is_saved_in_a_sandbox(desk: Desk, visit: Visit) -> None:
    page = b"<html><script>alert(1)</script></html>"
    push(
        desk.page.space,
        {
            "guides/setup/_files/p.png": png(),
            "guides/setup/_files/p.svg": SVG,
            "guides/setup/_files/p.html": page,
            "guides/setup/_files/page.png": page,
            "guides/setup/_files/p.pdf": b"%PDF-1.4 x",
            "guides/setup/_files/p.txt": b"text",
        },
    )
    ben = visit("ben")
    ways = {
        "p.png": ("image/png", "inline"),
        "p.svg": ("image/svg+xml", "attachment"),
        "p.html": ("application/octet-stream", "attachment"),
        "page.png": ("application/octet-stream", "attachment"),
        "p.pdf": ("application/pdf", "attachment"),
        "p.txt": ("text/plain; charset=utf-8", "attachment"),
    }
    for name, (media_type, way) in ways.items():
        answer = ben.get(f"/s/handbook/-/file/guides/setup/_files/{name}")
        assert answer.headers["Content-Type"].startswith(media_type), name
        assert answer.headers["Content-Disposition"].split(";")[0] == way, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ('a"b\\c.txt', "a_b_c.txt", "a%22b%5Cc.txt"),
        ("数据 1.csv", "__ 1.csv", "%E6%95%B0%E6%8D%AE%201.csv"),
        ("x\r\nSet-Cookie: a=b", "xSet-Cookie: a=b", "xSet-Cookie%3A%20a%3Db"),
        ("a\u202egnp.exe", "agnp.exe", "agnp.exe"),
        ("100%.txt", "100_.txt", "100%25.txt"),
        ("\u202e", "file", "file"),
    ],
)
def test_http_30_a_name_is_given_to_old_and_new_programs_and_breaks_no_header(
    app: Flask, name: str, plain: str, full: str
) -> None:
    with app.test_request_context("/"):
        said = served(Download(b"x", name, "application/octet-stream", "t")).headers["Content-Disposition"]
    assert said == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"


def test_a_part_of_a_file_can_be_asked_for(desk: Desk, visit: Visit) -> None:
    desk.add({"x.bin": bytes(range(100))})
    at = "/s/handbook/-/file/guides/setup/_files/x.bin"
    ben = visit("ben")
    part = ben.get(at, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (
        206,
        bytes(range(10, 20)),
        "bytes 10-19/100",
    )
    assert ben.get(at, headers={"Range": "bytes=200-"}).status_code == 416
    stale = ben.get(at, headers={"Range": "bytes=10-19", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.data)) == (200, 100)


def test_the_worker_makes_thumbnails_of_what_was_uploaded_and_of_what_was_pushed(
    desk: Desk, instance: Instance
) -> None:
    (file,) = desk.add({"plan.png": png(900, 300)})
    answer_the_bell()
    small = thumbnails.thumbnail_of(file.blob)
    assert small is not None
    assert pictures.size_of(BytesIO(small.read_bytes())) == (320, 107)
    push(desk.page.space, {"guides/setup/_files/new.png": png(400, 800, "blue"), "elsewhere.png": png(4, 4)})
    assert draw_thumbnails() == 1
    assert draw_thumbnails() == 0
    assert len(list((instance.settings.cache / "thumbnails").glob("*/*.webp"))) == 2


@pytest.mark.parametrize("data", [claims(20000, 20000), b"\x89PNG\r\n\x1a\nnothing", b"GIF89a/*"])
def test_http_29_a_picture_that_asks_for_too_much_costs_a_child_and_has_no_thumbnail(
    desk: Desk, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(desk.page.space, {"guides/setup/_files/bomb.png": data})
    repository = repository_of(desk.page.space)
    entry = repository.entry(repository.head() or "", "guides/setup/_files/bomb.png")
    assert entry is not None
    assert not thumbnails.make_thumbnail(repository, entry.blob)
    monkeypatch.setattr(subprocess, "run", None)  # it is not tried a second time
    assert not thumbnails.make_thumbnail(repository, entry.blob)


def test_a_child_that_takes_too_long_is_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = desk.add({"plan.png": png()})
    monkeypatch.setattr(thumbnails, "PATIENCE", 0.001)
    assert not thumbnails.make_thumbnail(repository_of(desk.page.space), file.blob)


def payloads(shared: Path, kind: str) -> list[tuple[str, str]]:
    """(name, text) of the payloads of a kind."""
    lines = (shared / "adversarial" / "dev" / f"{kind}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row.get("filename", f"{row['id']}.txt"), row.get("payload", "")) for row in rows]


@pytest.mark.shared
def test_http_30_every_naughty_filename_is_stored_safely_or_refused_with_a_sentence(
    desk: Desk, visit: Visit, shared: Path
) -> None:
    names = [text for _name, text in payloads(shared, "filename") + payloads(shared, "path-traversal")[:40]]
    ben, stored = visit("ben"), 0
    refused: list[FilesRefused] = []
    for name in names:
        try:
            (file,) = upload_files(desk.actor, desk.now(), [Upload(name, BytesIO(b"x"))])
        except FilesRefused as fault:
            refused.append(fault)
            continue
        stored += 1
        assert file.path == f"guides/setup/_files/{name_of(file.path)}"
        assert ben.get(f"/p/{desk.page.id}/files/{quote(file.name)}").status_code == 200, name
    assert all(say(told).encode() for fault in refused for told in fault.fields.values())
    assert stored + len(refused) == len(names) > 50
    assert min(stored, len(refused)) > 5


@pytest.mark.shared
def test_http_29_and_15_every_hostile_file_is_refused_or_only_ever_saved(
    desk: Desk, visit: Visit, shared: Path, tmp_path: Path
) -> None:
    made = [sys.executable, str(shared / "adversarial" / "make_bombs.py"), str(tmp_path / "bombs")]
    subprocess.run(made, check=True, capture_output=True)
    files = {file.name: file.read_bytes() for file in sorted((tmp_path / "bombs").iterdir())}
    for kind in ("file-svg", "file-active", "file-xxe"):
        files.update({name: text.encode("utf-8", "replace") for name, text in payloads(shared, kind) if text})
    ben, refused = visit("ben"), []
    for name, data in files.items():
        try:
            (file,) = desk.add({name: data})
        except FilesRefused:
            refused.append(name)
            continue
        answer = ben.get(f"/s/handbook/-/file/{file.path}")
        assert answer.headers["Content-Disposition"].startswith("attachment;"), name
        assert "html" not in answer.headers["Content-Type"], name
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert {"html_as.png", "gif_65535x65535.gif", "png_claims_65535x65535_no_data.png"} <= set(refused)
    assert len(files) - len(refused) > 20
