"""The HTML door of files: the list, uploading without script, one file, replacing, restoring, removing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from tests.wiki.attachments.conftest import Desk, claims, png, send_files
from tests.wiki.people.visitors import Visitor, csrf_of, signed_in
from tests.wiki.web.answers import links_of, tags_of
from wiki.app import create_app
from wiki.attachments.thumbnails import make_thumbnail
from wiki.config import Settings
from wiki.instance import Instance
from wiki.spaces.queries import repository_of

Visit = Callable[[str], Visitor]


def files(desk: Desk) -> str:
    return f"/p/{desk.page.id}/files"


def test_files_are_uploaded_by_a_form_and_the_list_says_what_to_write(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    empty = ben.get(files(desk))
    assert "No files yet" in empty.text
    assert files(desk) in links_of(ben.get("/s/handbook/guides/setup"))
    answer = send_files(ben, files(desk), {"plan.png": png(), "数据.csv": b"a,b\n"})
    assert answer.status_code == 303
    shown = ben.get(answer.headers["Location"])
    assert "Just added" in shown.text
    values = [tag.attributes.get("value") for tag in tags_of(shown.text) if "readonly" in tag.attributes]
    assert values == ["![plan](setup/_files/plan.png)", "[数据.csv](setup/_files/数据.csv)"]


def test_a_second_file_of_a_name_is_kept_unless_the_box_is_ticked(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    for form in ({}, {}, {"replaces": "y"}):
        colour = "blue" if form else "red"
        send_files(ben, files(desk), {"plan.png": png(len(form) + 3, 3, colour)}, **form)
    assert ben.get(f"{files(desk)}/plan.png").text.count("Download<span") == 2
    send_files(ben, files(desk), {"plan.png": png(9, 9)})
    assert ben.get(f"{files(desk)}/plan (2).png").status_code == 200


def test_what_is_refused_is_listed_in_the_readers_language_and_nothing_is_stored(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    ben.client.set_cookie("language", "zh")
    sent = {"good.txt": b"x", "empty.txt": b"", "字" * 300 + ".txt": b"x"}
    refused = send_files(ben, files(desk), sent, replaces="y")
    assert refused.status_code == 400
    assert "“empty.txt”是空文件（0字节）。" in refused.text
    assert "名字太长" in refused.text
    assert "都没有保存" in refused.text
    ticked = [tag.attributes for tag in tags_of(refused.text) if tag.attributes.get("name") == "replaces"]
    assert "checked" in ticked[0]
    assert "good.txt" not in ben.get(files(desk)).text
    assert send_files(ben, files(desk), {"bomb.png": claims(65535, 65535)}).status_code == 413
    assert send_files(ben, files(desk), {}).status_code == 400


def test_http_38_three_gigabytes_are_refused_before_they_are_read(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    token = csrf_of(ben.get("/me"))
    read: list[int] = []

    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            read.append(size or 0)
            return b"x" * min(size or 0, 1 << 16)

    answer = ben.client.post(
        files(desk),
        input_stream=Endless(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(3 * 1024**3)},
        headers={"X-CSRF-Token": token},
    )
    assert answer.status_code == 413
    assert "One upload may hold 52,428,800 bytes; this one has 3,221,225,472" in answer.text
    assert read == []


def test_http_38_only_the_doors_of_files_take_large_bodies(desk: Desk, settings: Settings) -> None:
    ben = signed_in(create_app(replace(settings, page_limit=1000, file_limit=400_000)), "ben")
    large = {"plan.bin": b"x" * 350_000}
    nobody = Visitor(ben.client.application.test_client())
    token = {"csrf_token": csrf_of(nobody.get("/login"))}
    sent = {**token, "files": (BytesIO(large["plan.bin"]), "plan.bin")}
    assert nobody.client.post(files(desk), data=sent).status_code == 413
    assert send_files(ben, "/me", large).status_code == 413
    assert send_files(ben, files(desk), large).status_code == 303


def test_a_file_is_shown_replaced_restored_and_removed(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    (file,) = desk.add({"plan.png": png()})
    at = f"{files(desk)}/plan.png"
    screen = ben.get(at)
    assert "/s/handbook/-/file/guides/setup/_files/plan.png" in links_of(screen)
    assert send_files(ben, at, {"any name.png": png(8, 8)}, blob=file.blob).headers["Location"] == at
    stale = send_files(ben, at, {"plan.png": png(9, 9)}, blob=file.blob)
    assert stale.status_code == 412
    assert "Somebody else has replaced or removed this file meanwhile." in stale.text
    first = next(link for link in links_of(ben.get(at)) if "file-version" in link and link.endswith("plan.png"))
    versions = sorted({link for link in links_of(ben.get(at)) if "/file-version/" in link})
    assert len(versions) == 2
    assert first in versions
    old = next(link for link in versions if ben.get(link).data == png())
    commit = old.split("/")[4]
    removed = ben.post(f"/p/{desk.page.id}/file-removal/plan.png", {"blob": _blob(ben, at)}, shown_at="/me")
    assert removed.status_code == 303
    assert "This file was removed" in ben.get(at).text
    assert ben.get("/s/handbook/-/file/guides/setup/_files/plan.png").status_code == 404
    back = ben.post(f"/p/{desk.page.id}/file-restoration/plan.png", {"version": commit}, shown_at="/me")
    assert back.status_code == 303
    assert ben.get("/s/handbook/-/file/guides/setup/_files/plan.png").data == png()
    assert ben.post(f"/p/{desk.page.id}/file-removal/plan.png", {}, shown_at="/me").status_code == 428


def _blob(visitor: Visitor, at: str) -> str:
    """The state of a file that its screen was made from."""
    hidden = [tag.attributes for tag in tags_of(visitor.get(at).text) if tag.attributes.get("name") == "blob"]
    return hidden[0]["value"]


@pytest.mark.parametrize("path", ["", "/plan.png"])
def test_who_may_not_edit_sees_files_but_no_forms_and_who_may_not_read_sees_nothing(
    desk: Desk, visit: Visit, path: str
) -> None:
    desk.add({"plan.png": png()})
    cem, dora = visit("cem"), visit("dora")
    shown = cem.get(files(desk) + path)
    assert (shown.status_code, "multipart/form-data" in shown.text) == (200, False)
    assert send_files(cem, files(desk) + path, {"x.txt": b"x"}, blob="0" * 40).status_code == 403
    assert dora.get(files(desk) + path).status_code == 404
    assert send_files(dora, files(desk) + path, {"x.txt": b"x"}, blob="0" * 40).status_code == 404


@pytest.mark.parametrize("name", ["nothing.png", "..%2fsetup.md", "%00", "a/b/c", "_files"])
def test_a_file_that_is_not_there_is_missing_for_everybody(desk: Desk, visit: Visit, name: str) -> None:
    desk.add({"plan.png": png()})
    ben = visit("ben")
    assert ben.get(f"{files(desk)}/{name}").status_code == 404
    assert ben.get(f"/p/{desk.page.id}/thumbnail/{name}").status_code == 404
    assert ben.get(f"/p/{desk.page.id}/file-version/{desk.page.version}/{name}").status_code == 404


def test_a_thumbnail_is_shown_where_one_was_made_and_only_through_the_gate(
    desk: Desk, visit: Visit, instance: Instance
) -> None:
    (file,) = desk.add({"plan.png": png(900, 300)})
    ben, at = visit("ben"), f"/p/{desk.page.id}/thumbnail/plan.png"
    assert at not in links_of(ben.get(files(desk)))
    assert ben.get(at).status_code == 404
    assert make_thumbnail(repository_of(desk.page.space), file.blob)
    assert at in links_of(ben.get(files(desk)))
    small = ben.get(at)
    assert (small.status_code, small.mimetype, small.data[8:12]) == (200, "image/webp", b"WEBP")
    assert ben.get(at, headers={"If-None-Match": small.headers["ETag"]}).status_code == 304
    assert visit("dora").get(at).status_code == 404


def test_a_replaced_picture_makes_the_page_and_the_picture_fresh(desk: Desk, visit: Visit) -> None:
    (file,) = desk.add({"plan.png": png()})
    ben, page = visit("ben"), "/s/handbook/guides/setup"
    picture = "/s/handbook/-/file/guides/setup/_files/plan.png"
    seen = {path: ben.get(path).headers["ETag"] for path in (page, picture)}
    assert [ben.get(path, headers={"If-None-Match": tag}).status_code for path, tag in seen.items()] == [304, 304]
    desk.add({"plan.png": png(20, 20)}, replaces=True)
    assert [ben.get(path, headers={"If-None-Match": tag}).status_code for path, tag in seen.items()] == [200, 200]
    assert file.blob not in seen[page]


def test_the_script_of_the_editor_gets_what_to_write_or_a_sentence(desk: Desk, visit: Visit) -> None:
    ben = visit("ben")
    assert f'data-upload-url="{files(desk)}"' in ben.get(f"/p/{desk.page.id}/edit").text
    headers = {"X-CSRF-Token": csrf_of(ben.get("/me")), "X-Requested-With": "slipbook"}
    sent = {"files": [(BytesIO(png()), "image.png")]}
    answer = ben.client.post(files(desk), data=sent, headers=headers)
    assert answer.get_json()["items"][0]["markdown"] == "![image](setup/_files/image.png)"
    refused = ben.client.post(files(desk), data={"files": [(BytesIO(b""), "none.png")]}, headers=headers)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert refused.get_json()["detail"] == "“none.png” is empty (0 bytes). Nothing of this upload was stored."
