"""The demo company as data: who works there, which spaces it has, and every commit that led to today's pages.

Texts and pictures live in `content/`; reading them into repositories and tables is the loader's work, not done here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

from wiki.demo.undoing import Change, Edit, Files, Move, StoryError, undo

CONTENT = Path(__file__).parent / "content"
"""One folder for each space: its last state, and `_history.toml` with the way there."""

HISTORY = "_history.toml"
COMPANY_TIME = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who can sign in; `groups` are keys of `GROUPS`, `title` is in the person's own language."""

    login: str
    name: str
    name_en: str
    email: str
    groups: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class DemoGroup:
    """A group of the company's directory, with its name in both languages."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True)
class DemoSpace:
    """A space and what each group may do in it: pairs of group key and role (viewer, commenter, editor, manager)."""

    key: str
    name: str
    description: str
    grants: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DemoCommit:
    """One change of one space. `days_ago` counts back from today, `minute` from midnight in `COMPANY_TIME`."""

    space: str
    author: str
    days_ago: int
    minute: int
    message: str
    writes: Mapping[str, bytes]
    deletes: tuple[str, ...]

    def committed_at(self, today: date) -> datetime:
        """When this happened, in UTC, for a demo that is set up on `today`."""
        midnight = datetime.combine(today - timedelta(days=self.days_ago), time(), COMPANY_TIME)
        return (midnight + timedelta(minutes=self.minute)).astimezone(UTC)


GROUPS = (
    DemoGroup("all-staff", "全体员工", "All staff"),
    DemoGroup("engineering", "研发", "Engineering"),
    DemoGroup("engineering-leads", "研发负责人", "Engineering leads"),
    DemoGroup("platform", "平台组", "Platform"),
    DemoGroup("product", "产品与设计", "Product and design"),
    DemoGroup("product-leads", "产品负责人", "Product leads"),
    DemoGroup("security", "安全组", "Security"),
    DemoGroup("people-team", "人事组", "People team"),
    DemoGroup("administrators", "系统管理员", "Administrators"),
)

ADMINISTRATORS = ("administrators",)
"""Keys of the groups whose members look after the whole instance."""


def _person(login: str, names: tuple[str, str], groups: tuple[str, ...], title: str) -> DemoPerson:
    """A member of staff; everybody is in all-staff and has an address that reaches nobody."""
    name, name_en = names
    return DemoPerson(login, name, name_en, f"{login}@example.com", ("all-staff", *groups), title)


PEOPLE = (
    _person("linxiao", ("林晓", "Lin Xiao"), ("engineering",), "后端工程师，新同事"),
    _person("zhoumin", ("周敏", "Zhou Min"), ("engineering", "platform"), "平台工程师，林晓的导师"),
    _person("suqing", ("苏晴", "Su Qing"), ("engineering", "platform"), "平台工程师，上周入职"),
    _person("chenli", ("陈立", "Chen Li"), ("engineering", "engineering-leads"), "研发负责人"),
    _person("xuan", ("许安", "Xu An"), ("administrators",), "系统管理员"),
    _person("wangruohan", ("王若涵", "Wang Ruohan"), ("security",), "安全工程师"),
    _person("zhaoyiming", ("赵一鸣", "Zhao Yiming"), ("product", "product-leads"), "产品设计师"),
    _person("hejing", ("何静", "He Jing"), ("people-team",), "人事"),
    _person("sunpeng", ("孙鹏", "Sun Peng"), ("engineering", "platform"), "稳定性工程师"),
    _person("amelia", ("Amelia Brooks", "Amelia Brooks"), ("engineering", "platform"), "Software engineer"),
    _person("daniel", ("Daniel Okafor", "Daniel Okafor"), ("product",), "Product manager"),
)

SPACES = (
    DemoSpace(
        "handbook",
        "研发手册",
        "怎么写、怎么发布、出事了怎么办。只写做过一遍以上的事。",
        (
            ("all-staff", "commenter"),
            ("platform", "editor"),
            ("security", "editor"),
            ("engineering-leads", "manager"),
        ),
    ),
    DemoSpace(
        "start",
        "新人必读",
        "第一周走熟的路：找谁、东西在哪、怎么把一次小改动送上线。",
        (
            ("all-staff", "commenter"),
            ("platform", "editor"),
            ("engineering-leads", "editor"),
            ("people-team", "manager"),
        ),
    ),
    DemoSpace(
        "product",
        "Product & Design",
        "How we decide what to build, and how it should look and read.",
        (("all-staff", "commenter"), ("product", "editor"), ("product-leads", "manager")),
    ),
    DemoSpace(
        "security",
        "安全与合规",
        "别人知道了会有麻烦的东西：怎么进生产、密钥放在哪、出了安全事件找谁。",
        (("engineering-leads", "viewer"), ("administrators", "editor"), ("security", "manager")),
    ),
)


def commits() -> list[DemoCommit]:
    """Every commit of every space, oldest first; raises `StoryError` where a history does not fit its folder."""
    found = [commit for space in SPACES for commit in _commits_of(space.key)]
    return sorted(found, key=lambda commit: (-commit.days_ago, commit.minute))


def final_files(space: str) -> Files:
    """What the space's folder holds today, by path with forward slashes."""
    root = CONTENT / space
    paths = sorted(path for path in root.rglob("*") if path.is_file() and path.name != HISTORY)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _commits_of(space: str) -> list[DemoCommit]:
    """One space's commits, oldest first: each is the difference between what was there after and before it."""
    changes = sorted(_changes_of(space), key=lambda change: (change.days_ago, -change.minute))
    after, found = final_files(space), []
    for change in changes:
        before = undo(change, after)
        writes = {path: text for path, text in after.items() if before.get(path) != text}
        gone = tuple(sorted(before.keys() - after.keys()))
        found.append(DemoCommit(space, change.author, change.days_ago, change.minute, change.message, writes, gone))
        after = before
    if after:
        raise StoryError(f"no change of {space} creates {', '.join(sorted(after))}")
    return found[::-1]


def _changes_of(space: str) -> list[Change]:
    entries = tomllib.loads((CONTENT / space / HISTORY).read_text("utf-8"))["change"]
    return [
        Change(
            author=entry["author"],
            days_ago=entry["days_ago"],
            minute=entry["minute"],
            message=entry["message"],
            creates=tuple(entry.get("creates", ())),
            moves=tuple(Move(move["from"], move["to"]) for move in entry.get("moves", ())),
            edits=tuple(Edit(edit["path"], edit["old"], edit["new"]) for edit in entry.get("edit", ())),
            deleted={gone["path"]: gone["text"] for gone in entry.get("delete", ())},
        )
        for entry in entries
    ]
