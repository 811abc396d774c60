"""Every screen: its name, who looks at it and how one comes to it. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.reading import publish, source
from tests.browser.sites import PAGE_LIMIT, Site

ROLLBACK = ("handbook", "release/rollback")
NEWEST_FIRST = ("handbook", "release/canary")
DAMAGED = ("product", "words")
BROKEN = ("product", "research/interviews")
Reach = Callable[[Page, Site], None]


@dataclass(frozen=True)
class Screen:
    """A screen of the product: how ``reach`` comes to it, what it answers, and the widest window that has it."""

    name: str
    who: str | None
    reach: Reach
    status: int = 200
    is_before_set_up: bool = False
    widest: int = 1440


def at(path: str) -> Reach:
    """Come by an address; ``{rollback}``, ``{old}`` and ``{new}`` stand for ids that every site makes anew."""

    def reach(page: Page, site: Site) -> None:
        page.goto(path.format(**_ids(site)) if "{" in path else path)

    return reach


def _ids(site: Site) -> dict[str, str]:
    rollback, canary = site.page_id(*ROLLBACK), site.page_id(*NEWEST_FIRST)
    commits = site.versions(canary)
    return {"rollback": rollback, "canary": canary, "old": commits[0], "new": commits[-1]}


def _after(path: str, act: Callable[[Page], None]) -> Reach:
    """Come to ``path`` and do something there."""

    def reach(page: Page, site: Site) -> None:
        at(path)(page, site)
        act(page)

    return reach


def _open_switcher(page: Page) -> None:
    page.locator("body").press("Control+k")
    page.locator("#quick input").press_sequentially("发布")
    expect(page.locator("#quick [role=option]").first).to_be_visible()


def _open_keys(page: Page) -> None:
    page.locator("body").press("?")
    expect(page.locator("#keys")).to_be_visible()


def _opened(target: str) -> Callable[[Page], None]:
    """Open what a narrow window keeps folded away."""

    def open_it(page: Page) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(f"[popovertarget={target}]").click()
        expect(page.locator(f"#{target}")).to_be_visible()

    return open_it


def _with_properties(page: Page) -> None:
    page.locator("form#editor details summary").click()
    expect(page.locator("textarea[name=properties]")).to_be_visible()


def _wrong_password(page: Page, login: str = "nobody-of-that-name") -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("not the password")
    page.locator("button.pri[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _without_a_title(page: Page) -> None:
    page.locator("form#editor").evaluate("form => { form.noValidate = true; }")
    page.locator("input[name=title]").fill("")
    page.locator("button[name=publish]").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _publishing(size: int) -> Callable[[Page], None]:
    """Publish a text of ``size`` bytes."""

    def publish_long(page: Page) -> None:
        page.locator("input[name=title]").fill("一页太长的文字")
        page.locator("textarea[name=body]").evaluate("(area, text) => { area.value = text; }", "long " * (size // 5))
        publish(page)

    return publish_long


def _new_token(page: Page) -> None:
    page.locator("input[name=name]").fill("夜间备份 / nightly backup")
    page.locator("input[name=verbs]").first.check()
    page.locator("form[action$='/me/tokens'] button[type=submit].pri").click()
    expect(page.locator("#made")).to_be_visible()


def _send_nothing(page: Page) -> None:
    page.locator("main form").last.evaluate("form => { form.noValidate = true; }")
    page.locator("main form button[type=submit].pri").last.click()
    expect(page.get_by_role("alert")).to_be_visible()


def _conflict(page: Page, site: Site) -> None:
    """Publish another wording of a line that somebody has changed since."""
    canary = site.page_id(*NEWEST_FIRST)
    page.goto(f"/p/{canary}/edit")
    text = source(page).input_value()  # a draft of it, after the first time
    source(page).fill(text.replace("，提前15分钟，不是发布的同时", "，至少提前半小时"))
    page.locator("input[name=base]").evaluate("(field, old) => { field.value = old; }", site.versions(canary)[-2])
    publish(page)


def _signed_out(page: Page, site: Site) -> None:
    at("/p/{rollback}/edit")(page, site)
    page.locator("textarea[name=body]").fill("还没有发布的字。\n")
    page.context.clear_cookies(name="sid")
    page.locator("button[name=publish]").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _damaged(page: Page, site: Site) -> None:
    """The disk has lost the text of one page."""
    page_id = site.page_id(*DAMAGED)
    ((blob, space),) = site.ask("SELECT blob, space_id FROM pages WHERE id = ?", page_id)
    (site.settings.spaces / f"{space}.git" / "objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)
    page.goto(f"/p/{page_id}/raw")


def _deleted(page: Page, site: Site) -> None:
    page.goto(f"/s/handbook/{site.deleted_page()}")


def _broken(page: Page, site: Site) -> None:
    """The database holds nonsense where the headings of one page should be."""
    site.ask("UPDATE page_texts SET headings = '{' WHERE page_id = ?", site.page_id(*BROKEN))
    page.goto(f"/search?q=in:{BROKEN[0]} {site.title(*BROKEN)}")


def _too_often(page: Page) -> None:
    """Try passwords until no more are taken."""
    for _try in range(6):
        _wrong_password(page, "nobody-who-waits")


def _upload_nothing(page: Page) -> None:
    page.locator("main form[enctype]").evaluate("form => { form.noValidate = true; }")
    page.locator("main form[enctype] button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()


SCREENS = (
    Screen("home", "linxiao", at("/")),
    Screen("home-switcher", "linxiao", _after("/", _open_switcher)),
    Screen("home-keys", "linxiao", _after("/", _open_keys)),
    Screen("home-drawer", "linxiao", _after("/s/handbook/", _opened("nav")), widest=390),
    Screen("spaces", "linxiao", at("/spaces")),
    Screen("space", "zhoumin", at("/s/handbook/")),
    Screen("space-empty", "zhoumin", at("/s/attic/")),
    Screen("tree", "linxiao", at("/s/handbook/-/tree")),
    Screen("tree-folder", "zhoumin", at("/s/handbook/-/tree?under=值班")),
    Screen("page", "zhoumin", at("/s/handbook/release/rollback")),
    Screen("page-reader", "linxiao", at("/s/handbook/release/canary")),
    Screen("page-retrospective", "linxiao", at("/s/handbook/retros/2026-09-search-outage")),
    Screen("page-old", "zhoumin", at("/s/handbook/release/canary?version={old}")),
    Screen("library", "linxiao", at("/files")),
    Screen("files", "zhoumin", at("/p/{canary}/files")),
    Screen("files-refused", "zhoumin", _after("/p/{rollback}/files", _upload_nothing), 400),
    Screen("file", "zhoumin", at("/p/{canary}/files/flow.png")),
    Screen("editor", "zhoumin", at("/p/{rollback}/edit")),
    Screen("editor-properties", "zhoumin", _after("/p/{rollback}/edit", _with_properties)),
    Screen("editor-refused", "sunpeng", _after("/p/{rollback}/edit", _without_a_title), 400),
    Screen("new", "zhoumin", at("/s/handbook/-/new")),
    Screen("new-below", "zhoumin", at("/s/handbook/-/new?under=release&template=manual")),
    Screen("history", "zhoumin", at("/p/{canary}/history")),
    Screen("history-first", "linxiao", at("/p/{rollback}/history")),
    Screen("compare", "zhoumin", at("/p/{canary}/compare/{old}..{new}")),
    Screen("compare-side", "zhoumin", at("/p/{canary}/compare/{old}..{new}?view=side")),
    Screen("search", "linxiao", at("/search?q=部署回滚")),
    Screen("search-none", "linxiao", at("/search?q=量子纠缠")),
    Screen("search-loose", "linxiao", at("/search?q=rollback+penguin")),
    Screen("jump", "linxiao", at("/jump?q=发布")),
    Screen("search-empty", "linxiao", at("/search")),
    Screen("search-filters", "linxiao", _after("/search?q=部署回滚", _opened("flt")), widest=390),
    Screen("login", None, at("/login")),
    Screen("login-wrong", None, _after("/login", _wrong_password), 401),
    Screen("login-too-often", None, _after("/login", _too_often), 429),
    Screen("me", "linxiao", at("/me")),
    Screen("me-sessions", "linxiao", at("/me/sessions")),
    Screen("me-tokens", "linxiao", at("/me/tokens")),
    Screen("me-token-made", "amelia", _after("/me/tokens", _new_token), 201),
    Screen("person", "linxiao", at("/u/zhoumin")),
    Screen("person-self", "linxiao", at("/u/linxiao")),
    Screen("admin-people", "xuan", at("/admin/people")),
    Screen("admin-people-new", "xuan", _after("/admin/people/new", _send_nothing), 400),
    Screen("admin-spaces", "xuan", at("/admin/spaces")),
    Screen("space-settings", "chenli", at("/s/handbook/-/settings")),
    Screen("e403", "linxiao", at("/admin/people"), 403),
    Screen("e403-space", "linxiao", at("/s/handbook/-/new"), 403),
    Screen("e404", "linxiao", at("/s/handbook/release/old-rollback"), 404),
    Screen("e409", "amelia", _conflict, 409),
    Screen("e410", "linxiao", _deleted, 410),
    Screen("e413", "zhoumin", _after("/s/handbook/-/new", _publishing(8 * PAGE_LIMIT)), 413),
    Screen("e413-kept", "sunpeng", _after("/s/handbook/-/new", _publishing(PAGE_LIMIT + 1000)), 413),
    Screen("kept", "sunpeng", _signed_out, 400),
    Screen("e500", "daniel", _broken, 500),
    Screen("e503", "daniel", _damaged, 503),
    Screen("setup", None, at("/setup"), is_before_set_up=True),
    Screen("setup-wrong", None, _after("/setup", _send_nothing), 400, is_before_set_up=True),
)
