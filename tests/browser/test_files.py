"""Files of a page in a real browser: the form without script, paste and drop with it, and that nothing stored runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Visit
from tests.browser.reading import publish, source
from tests.browser.sites import Site

pytestmark = pytest.mark.browser

PICTURE = Path(__file__).parents[2] / "wiki" / "demo" / "content" / "handbook" / "release" / "canary" / "_files"
SHOUT = "document.title = 'it ran'; alert('it ran')"
HOSTILE: dict[str, bytes] = {
    "drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{SHOUT}"><script>{SHOUT}</script></svg>'.encode(),
    "page.html": f"<!doctype html><title>quiet</title><script>{SHOUT}</script>".encode(),
    "both.txt": f"<script>{SHOUT}</script>".encode(),
}
# Puts a file on the clipboard of the event, or under the pointer, as the system does.
HAND_OVER = """([kind, name, type, bytes]) => {
  const area = document.querySelector("textarea[name=body]");
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const how = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...how, clipboardData: transfer })
    : new DragEvent("drop", { ...how, dataTransfer: transfer });
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  area.dispatchEvent(event);
}"""


def picture() -> bytes:
    return (PICTURE / "flow.png").read_bytes()


def sent(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def upload(page: Page, files: dict[str, bytes]) -> None:
    """Choose files in the form of the page's files and send it."""
    page.locator("input[type=file]").set_input_files([sent(name, data) for name, data in files.items()])
    page.locator("main form[enctype] button[type=submit]").first.click()
    page.wait_for_url("**/files?added=*")


def test_without_script_files_are_added_shown_replaced_removed_and_restored(visit: Visit, site: Site) -> None:
    page_id = site.page_id("handbook", "services/logs")
    page = visit("zhoumin", language="en", script=False)
    page.goto(f"/p/{page_id}")
    page.locator("details.drop summary").click()
    page.locator("details.drop").get_by_role("link", name="Files", exact=True).click()
    upload(page, {"flow.png": picture(), "计划.txt": "先停，再回滚。\n".encode()})
    expect(page.locator(".files > li.on")).to_have_count(2)
    expect(page.get_by_label("Markdown for flow.png")).to_have_value("![flow](logs/_files/flow.png)")
    page.get_by_role("link", name="计划.txt").click()
    page.locator("input[type=file]").set_input_files([sent("other.txt", b"Stop, then roll back.\n")])
    page.get_by_role("button", name="Upload a new version").click()
    expect(page.locator(".vers li")).to_have_count(2)
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("This file was removed")).to_be_visible()
    page.get_by_role("button", name="Restore v1").click()
    expect(page.locator(".vers li.on")).to_contain_text("v4")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_stands_in_the_text_and_in_the_page(
    visit: Visit, site: Site, kind: str
) -> None:
    page_id = site.page_id("handbook", "oncall/alerts")
    page = visit("zhoumin", language="en")
    page.goto(f"/p/{page_id}/edit")
    page.wait_for_load_state("networkidle")
    page.evaluate(HAND_OVER, [kind, f"{kind} 1.png", "image/png", list(picture())])
    expect(source(page)).to_have_value(_ends_with(f"![{kind} 1](alerts/_files/{kind}%201.png)"))
    publish(page)
    shown = page.locator(f".prose img[src$='{kind}%201.png']")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def _ends_with(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + r"\s*$")


def test_what_cannot_be_stored_leaves_the_text_as_it_was_and_says_why(visit: Visit, site: Site) -> None:
    page = visit("zhoumin", language="en")
    page.goto(f"/p/{site.page_id('handbook', 'glossary')}/edit")
    page.wait_for_load_state("networkidle")
    before = source(page).input_value()
    page.evaluate(HAND_OVER, ["drop", "none.png", "image/png", []])
    expect(page.get_by_role("alert").filter(has_text="none.png was not stored: “none.png” is empty")).to_be_visible()
    expect(source(page)).to_have_value(before)


def test_http_14_and_15_stored_files_with_script_in_them_run_nowhere(visit: Visit, site: Site) -> None:
    page_id = site.page_id("handbook", "services/timeouts")
    page = visit("zhoumin", language="en")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(f"/p/{page_id}/files")
    upload(page, HOSTILE)
    for name in HOSTILE:
        address = f"/s/handbook/-/file/services/timeouts/_files/{name}"
        with page.expect_download() as saved:
            page.evaluate("address => { location.href = address; }", address)
        assert saved.value.suggested_filename == name
        ways = page.evaluate(
            """async (address) => {
              const image = new Image();
              const loaded = await new Promise((done) => {
                image.onload = () => done("drawn");
                image.onerror = () => done("not drawn");
                image.src = address;
                document.querySelector("main").append(image);
              });
              return [loaded, document.title];
            }""",
            address,
        )
        assert ways[0] == ("drawn" if name.endswith(".svg") else "not drawn")
        assert "it ran" not in ways[1]
        page.goto(f"/p/{page_id}/files/{name}")
        assert "it ran" not in page.title()
    assert said == []
