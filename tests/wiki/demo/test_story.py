"""The demo company hangs together: its history fits its pages, its links lead somewhere, its people exist."""

import posixpath
import re
import struct
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from wiki.demo import story

MISSING_ON_PURPOSE = {("handbook", "release/index.md", "calendar.md")}
WRITING_ROLES = {"editor", "manager"}
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
WIKI_LINK = re.compile(r"\[\[([^\]|]+)")
MENTION = re.compile(r"(?<![\w.])@([a-z]+)")
HAN = re.compile(r"[一-鿿]")
LATIN_WORD = re.compile(r"[A-Za-z]+")


def pages() -> dict[tuple[str, str], str]:
    return {
        (space.key, path): text.decode()
        for space in story.SPACES
        for path, text in story.final_files(space.key).items()
        if path.endswith(".md")
    }


def prose(text: str) -> str:
    """The page without front matter and code, where links, people and sentences are looked for."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    return INLINE_CODE.sub("", FENCE.sub("", body))


def title_of(text: str) -> str:
    found = re.search(r"^title: (.+)$|^# (.+)$", text, re.MULTILINE)
    assert found is not None
    return found[1] or found[2]


def space_names(space: str) -> set[str]:
    """What a link into the space may say: files, pages, folders with a page, titles."""
    files = set(story.final_files(space))
    stems = {path.removesuffix(".md") for path in files if path.endswith(".md")}
    folders = {posixpath.dirname(stem) for stem in stems if posixpath.basename(stem) == "index"}
    titles = {title_of(text) for (key, _), text in pages().items() if key == space}
    return files | stems | folders | titles


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {heading.strip().lower().replace(" ", "-") for heading in headings}


def replay() -> dict[str, dict[str, bytes]]:
    state: dict[str, dict[str, bytes]] = {space.key: {} for space in story.SPACES}
    for commit in story.commits():
        files = state[commit.space]
        for path in commit.deletes:
            del files[path]
        files.update(commit.writes)
    return state


def groups_of(login: str) -> set[str]:
    return {group for person in story.PEOPLE if person.login == login for group in person.groups}


def roles_in(space_key: str, login: str) -> set[str]:
    grants = next(space.grants for space in story.SPACES if space.key == space_key)
    return {role for group, role in grants if group in groups_of(login)}


def test_the_history_ends_in_exactly_what_the_folders_hold() -> None:
    assert replay() == {space.key: story.final_files(space.key) for space in story.SPACES}


def test_the_history_is_as_long_as_promised_and_runs_forward() -> None:
    found = story.commits()
    assert 70 <= len(found) <= 90
    moments = [commit.committed_at(date(2026, 11, 22)) for commit in found]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > timedelta(days=180)
    assert all(1 <= commit.days_ago <= 200 and 0 <= commit.minute < 24 * 60 for commit in found)


def test_the_minute_counts_from_midnight_in_the_companys_time() -> None:
    commit = story.DemoCommit("start", "hejing", 2, 570, "Half past nine", {}, ())
    assert commit.committed_at(date(2026, 11, 22)) == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_every_commit_changes_something_and_says_what_in_one_line() -> None:
    for commit in story.commits():
        assert commit.writes or commit.deletes
        assert 5 <= len(commit.message) <= 72
        assert "\n" not in commit.message


def test_every_author_may_write_in_the_space_they_wrote_in() -> None:
    for commit in story.commits():
        assert roles_in(commit.space, commit.author) & WRITING_ROLES, (commit.space, commit.author)


def test_every_group_named_anywhere_exists() -> None:
    known = {group.key for group in story.GROUPS}
    named = {group for person in story.PEOPLE for group in person.groups}
    granted = {group for space in story.SPACES for group, _ in space.grants}
    assert named == known
    assert granted | set(story.ADMINISTRATORS) <= known


@pytest.mark.parametrize(
    ("login", "space", "role"),
    [
        ("linxiao", "handbook", "commenter"),
        ("linxiao", "start", "commenter"),
        ("linxiao", "product", "commenter"),
        ("zhoumin", "handbook", "editor"),
        ("chenli", "handbook", "manager"),
        ("wangruohan", "security", "manager"),
        ("zhaoyiming", "product", "manager"),
        ("hejing", "start", "manager"),
    ],
)
def test_the_cast_has_the_roles_the_readme_promises(login: str, space: str, role: str) -> None:
    order = ["viewer", "commenter", "editor", "manager"]
    assert max(roles_in(space, login), key=order.index) == role


def test_the_new_hire_has_nothing_in_security_and_only_xuan_administers() -> None:
    assert roles_in("security", "linxiao") == set()
    assert roles_in("security", "wangruohan") == {"manager"}
    admins = [p.login for p in story.PEOPLE if set(p.groups) & set(story.ADMINISTRATORS)]
    assert admins == ["xuan"]


def test_pages_have_one_to_six_versions_and_the_canary_page_eight() -> None:
    versions = Counter(
        (commit.space, path) for commit in story.commits() for path in commit.writes if path.endswith(".md")
    )
    assert versions.pop(("handbook", "release/canary.md")) == 8
    assert all(1 <= number <= 6 for number in versions.values())
    assert set(versions) > set(pages()) - {("handbook", "release/canary.md")}


def test_one_page_was_moved_with_its_content_and_one_was_deleted() -> None:
    gone = {path: commit for commit in story.commits() for path in commit.deletes}
    assert set(gone) == {"debugging.md", "release/618-freeze.md"}
    moved = gone["debugging.md"].writes["services/logs.md"].decode().splitlines()
    earlier = next(c.writes["debugging.md"] for c in story.commits() if "debugging.md" in c.writes)
    same = set(moved) & set(earlier.decode().splitlines())
    assert len(same) > 0.8 * len(set(moved))


def test_every_earlier_version_reads_as_a_whole_page() -> None:
    for commit in story.commits():
        for path, content in commit.writes.items():
            if path.endswith(".md"):
                text = content.decode()
                assert title_of(text)
                assert text.endswith("\n")
                assert not text.endswith("\n\n")
                assert "\n\n\n" not in text, (commit.message, path)
                assert text.count("```") % 2 == 0


def test_there_are_enough_pages_in_both_languages() -> None:
    found = pages()
    chinese = [key for key, text in found.items() if len(HAN.findall(prose(text))) >= 250]
    english = [key for key, text in found.items() if len(LATIN_WORD.findall(prose(text))) >= 150]
    assert len(found) >= 28
    assert len(chinese) >= 15
    assert len(english) >= 8
    assert any(HAN.search(path) for _, path in found)


def test_every_page_is_neither_a_stub_nor_a_book() -> None:
    for key, text in pages().items():
        length = len(HAN.findall(text)) + 2 * len(LATIN_WORD.findall(prose(text)))
        assert 250 <= length <= 1500, (key, length)


def test_every_link_and_picture_leads_somewhere_but_the_one_meant_to_be_missing() -> None:
    names = {space.key: space_names(space.key) for space in story.SPACES}
    missing = set()
    for (space, path), text in pages().items():
        for target in LINK.findall(prose(text)):
            if target.startswith("https://"):
                continue
            name, _, _ = target.partition("#")
            where, inside = space, posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if name.startswith("/s/"):
                where, _, inside = name.removeprefix("/s/").partition("/")
                inside = inside.rstrip("/")
            if name and inside not in names[where]:
                missing.add((space, path, target))
    assert missing == MISSING_ON_PURPOSE


def test_every_anchor_is_a_heading_of_the_page_it_names() -> None:
    found = pages()
    checked = 0
    for (space, path), text in found.items():
        for target in LINK.findall(prose(text)):
            name, _, anchor = target.partition("#")
            if anchor and not target.startswith("https://"):
                there = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
                assert anchor in anchors(found[space, there]), (path, target)
                checked += 1
    assert checked >= 2


def test_every_wiki_link_names_a_page_by_path_or_title() -> None:
    links = [(space, name) for (space, _), text in pages().items() for name in WIKI_LINK.findall(prose(text))]
    assert len(links) >= 4
    assert all(name in space_names(space) for space, name in links)


def test_links_outside_go_to_reserved_names_only() -> None:
    for key, text in pages().items():
        for host in re.findall(r"https?://([^/\s)`'\"]+)", text):
            name = host.split(":")[0]
            assert name == "127.0.0.1" or name.endswith(("example.com", ".invalid")), (key, host)


def test_everybody_mentioned_works_here() -> None:
    logins = {person.login for person in story.PEOPLE}
    mentioned = {name for text in pages().values() for name in MENTION.findall(prose(text))}
    assert len(mentioned) >= 6
    assert mentioned <= logins


def test_the_words_a_new_hire_looks_for_stand_inside_sentences_of_other_pages() -> None:
    inside = re.compile(r"[一-鿿]部署回滚[一-鿿]")
    found = {path for (_, path), text in pages().items() if inside.search(prose(text))}
    assert title_of(pages()["handbook", "release/rollback.md"]) == "部署回滚"
    assert len(found - {"release/rollback.md"}) >= 2


def test_retrospectives_have_their_parts_and_dated_action_items() -> None:
    retros = {key: text for key, text in pages().items() if "kind: retrospective" in text}
    assert len(retros) == 2
    for text in retros.values():
        items = re.findall(r"^- \[[ x]\] (.+)$", text, re.MULTILINE)
        assert len(items) >= 4
        assert all(re.search(r" @[a-z]+ due:\d{4}-\d{2}-\d{2}$", item) for item in items)
        assert len(re.findall(r"^## ", text, re.MULTILINE)) == 6


def test_the_texts_keep_the_voice() -> None:
    for key, text in pages().items():
        assert not re.search(r"您|！|[a-z]!(?!=)", prose(text)), key
    messages = [commit.message for commit in story.commits()]
    assert not any(re.search(r"您|！|!", message) for message in messages)


def test_the_kinds_of_markup_a_reader_meets_are_all_there() -> None:
    everything = "\n".join(pages().values())
    for sign in ("> [!WARNING]", "> [!NOTE]", ":::note", "\n: ", "[^", "- [ ] ", "- [x] ", "| --- |"):
        assert sign in everything, sign
    for language in ("bash", "python", "sql", "yaml"):
        assert f"```{language}\n" in everything
    assert any(not text.startswith("---\n") for text in pages().values())


def test_pictures_are_small_are_shown_and_have_a_description() -> None:
    described = {
        (space, posixpath.normpath(posixpath.join(posixpath.dirname(path), target)))
        for (space, path), text in pages().items()
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
        if len(words) >= 20
    }
    pictures = {
        (space.key, path): content
        for space in story.SPACES
        for path, content in story.final_files(space.key).items()
        if path.endswith(".png")
    }
    assert 4 <= len(pictures) <= 6
    assert set(pictures) == described
    for content in pictures.values():
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(content) < 60 * 1024
        assert width <= 2000
        assert height <= 1000
