"""Every door is sent what was collected to break doors (a seeded sample; all of it with SLIPBOOK_ALL_PAYLOADS=1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from sqlalchemy import select

from repo_store.types import UNCHECKED, Author, Change, CommitRequest
from tests.adversarial.payloads import Payload, payloads
from tests.adversarial.stage import Stage, markup_faults, spellings
from tests.wiki.people.visitors import csrf_of
from wiki import db
from wiki.finding.feeding import rebuild_index
from wiki.pages.models import Page
from wiki.pages.projection import take_in
from wiki.spaces.queries import repository_of

pytestmark = pytest.mark.shared

TEXTS = ("xss-*", "mxss", "md-fatal", "naughty")
SLOW = "md-dos"
NEW = "/s/handbook/-/new"
DIGEST = "000000000000"


def pushed(stage: Stage, texts: Sequence[Payload]) -> dict[str, Payload]:
    """Each text as a page that came by Git: the id of the page and its payload."""
    changes = tuple(Change(f"{one.id}.md", one.text.encode("utf-8", "replace"), UNCHECKED) for one in texts)
    repository = repository_of(stage.cast.handbook)
    repository.commit_changes(CommitRequest(changes, Author("Somebody", "s@example.org"), "Push"))
    take_in(stage.cast.handbook.id)
    by_path = {one.id: one for one in texts}
    with db.fresh() as session:
        return {page_id: by_path[path] for page_id, path in session.execute(select(Page.id, Page.path))}


def files_beside(data: Path) -> set[str]:
    """Everything that lies in the data folder and above it, but for what the database and the stores keep."""
    kept = ("spaces", "index", "cache")
    inside = {str(one) for one in data.rglob("*") if one.relative_to(data).parts[0] not in kept}
    return {one for one in inside if not one.endswith(("-wal", "-shm"))} | {str(one) for one in data.parent.iterdir()}


def test_payloads_as_the_text_of_pages(stage: Stage, shared: Path) -> None:
    pages = pushed(stage, [*payloads(shared, *TEXTS), *payloads(shared, SLOW, most=5)])
    assert len(pages) > 100
    for page_id, payload in pages.items():
        stage.get(payload, f"/s/handbook/{payload.id}")
        stage.get(payload, f"/p/{page_id}/edit")
        stage.get(payload, f"/p/{page_id}/history")
        stage.get(payload, f"/p/{page_id}/raw")
    assert stage.wrong == []


def test_payloads_as_the_text_of_pages_in_previews_and_over_the_api(stage: Stage, shared: Path) -> None:
    for payload in [*payloads(shared, *TEXTS, most=4), *payloads(shared, SLOW, most=1)]:
        stage.post(payload, "/preview?space=handbook", {"body": payload.text, "title": payload.text[:300]})
        made = stage.call(
            payload, "PUT", f"/spaces/handbook/pages/{payload.id}", {"body": payload.text}, If_None_Match="*"
        )
        if made.status_code == 201:
            shown = stage.call(payload, "GET", f"/pages/{made.json['id']}?html=1")
            assert made.json["body"] == payload.text
            stage.wrong += [f"{payload.id}: {one}" for one in markup_faults(shown.json["html"])]
    assert stage.wrong == []


def test_payloads_as_title_and_summary(stage: Stage, shared: Path) -> None:
    published = 0
    for payload in payloads(shared, *TEXTS, "crlf", "filename", most=5):
        form = {"title": payload.text[:300], "path": f"page-{payload.id}", "body": "Body", "summary": payload.text}
        made = stage.post(payload, NEW, form)
        published += made.status_code == 302
        stage.get(payload, f"/s/handbook/page-{payload.id}")
    rebuild_index()
    for address in ("/", "/s/handbook/", "/s/handbook/-/tree", "/search?q=Body", "/jump?q=page"):
        stage.get(Payload("all", "title", ""), address)
    assert published > 40
    assert stage.wrong == []


def test_payloads_as_questions(stage: Stage, shared: Path) -> None:
    pushed(stage, payloads(shared, "naughty", "xss-html", most=30))
    rebuild_index()
    for payload in payloads(shared, *TEXTS, "search-query", "open-redirect", "ldap-injection"):
        question = quote(payload.text[:2000], safe="", errors="replace")
        stage.get(payload, f"/search?q={question}")
        stage.get(payload, f"/jump?q={question}")
        stage.get(
            payload, f"/search?q=a&space={question}&kind={question}&tag={question}&sort={question}&from={question}"
        )
        stage.call(payload, "GET", f"/search?q={question}")
    assert stage.asked > 400
    assert stage.wrong == []


def test_payloads_as_login_and_password(stage: Stage, shared: Path) -> None:
    client = stage.app.test_client()
    token = csrf_of(client.get("/login"))
    stage.ben.client = client
    stage.token = token
    kinds = ("naughty", "ldap-username", "ldap-injection", "crlf", "xss-fragment", "search-query")
    for number, payload in enumerate(payloads(shared, *kinds)):
        address = {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250}"}
        form = {"login": payload.text, "password": payload.text, "next": payload.text}
        answer = stage.post(payload, "/login", form, environ_base=address)
        assert answer.status_code in (400, 401), payload
        stage.get(payload, f"/u/{spellings(payload.text)[1]}")
    assert stage.wrong == []


def test_payloads_as_paths_read_nothing_outside_the_repository(stage: Stage, shared: Path) -> None:
    pushed(stage, payloads(shared, "naughty", most=3))
    for payload in payloads(shared, "path-traversal", "filename", "git-tree", "git-arg", "naughty", most=20):
        for spelled in spellings(payload.text[:1500]):
            for before in ("/s/handbook/", "/s/handbook/-/file/", f"/static/{DIGEST}/", "/s/", "/p/", "/"):
                stage.get(payload, before + spelled)
            stage.get(payload, f"/static/{stage.app.extensions['assets'].digest}/{spelled}")
            stage.get(payload, f"/s/handbook/-/new?under={spelled}&template={spelled}")
            stage.get(payload, f"/s/handbook/-/tree?after={spelled}")
    assert stage.wrong == []


def test_payloads_as_paths_write_nothing_outside_the_repository(stage: Stage, shared: Path) -> None:
    before = files_beside(stage.data)
    for payload in payloads(shared, "path-traversal", "filename", "git-tree", "git-arg", most=25):
        stage.post(payload, NEW, {"title": "Page", "path": payload.text[:1500], "body": "Body"})
        for spelled in spellings(payload.text[:1500]):
            path = f"/spaces/handbook/pages/{spelled}"
            stage.call(payload, "PUT", path, {"body": "Body"}, If_None_Match="*")
            stage.call(payload, "GET", path)
        stage.call(payload, "PUT", f"/spaces/{spellings(payload.text)[1]}/pages/x", {"body": "x"}, If_None_Match="*")
    assert stage.wrong == []
    assert files_beside(stage.data) - before <= {str(stage.data / "instance-id"), str(stage.data / "secret-key")}
    with db.fresh() as session:
        files = list(session.scalars(select(Page.file)))
    parts = {part.lower() for file in files for part in file.split("/")}
    assert files, "some of these names are harmless and make pages"
    assert not parts & {"..", ".", ".git", "git~1", ""}


def test_payloads_as_the_place_to_go_back_to(stage: Stage, shared: Path) -> None:
    for payload in payloads(shared, "open-redirect", "crlf", "xss-url", most=40):
        for spelled in spellings(payload.text):
            stage.get(payload, f"/login?next={spelled}")
        stage.post(payload, "/me/language", {"language": "en", "next": payload.text})
        stage.post(payload, "/me/theme", {"theme": "dark", "next": payload.text})
        stage.get(payload, "/" + payload.text.lstrip("/"))
    assert stage.wrong == []


def test_payloads_in_headers(stage: Stage, shared: Path) -> None:
    names = ("ACCEPT_LANGUAGE", "USER_AGENT", "REFERER", "X_FORWARDED_FOR", "IF_NONE_MATCH", "HOST", "X_REQUEST_ID")
    for payload in payloads(shared, "crlf", "naughty", "xss-fragment"):
        for text in (payload.text, unquote(payload.text)):
            sent = {f"HTTP_{name}": text.encode("utf-8", "replace").decode("latin-1") for name in names}
            for address in ("/", "/s/handbook/", "/nowhere", "/login"):
                stage.get(payload, address, environ_overrides=sent)
            stage.get(payload, "/", headers={"Cookie": f"language={quote(text)}; theme={quote(text)}"})
    assert stage.wrong == []


def test_payloads_forge_no_line_of_a_commit(stage: Stage, shared: Path) -> None:
    forged = "x\n\nSlipbook-Intent: 00000000-0000-0000-0000-000000000000\nAuthor: Somebody <a@b>"
    for payload in (Payload("own", "crlf", forged), *payloads(shared, "crlf")):
        for text in (payload.text, unquote(payload.text)):
            path = f"/spaces/handbook/pages/page-{payload.id}-{len(text)}"
            stage.call(payload, "PUT", path, {"body": "Body", "summary": text}, If_None_Match="*")
    repository = repository_of(stage.cast.handbook)
    commits = repository.first_parents(after=None, until=repository.head() or "")
    assert len(commits) > 2
    assert not any("00000000-0000" in (commit.trailer("Slipbook-Intent") or "") for commit in commits)
    assert {commit.author.name for commit in commits} == {"Ben"}
    assert stage.wrong == []


def test_the_eye_of_these_tests_sees_what_would_run() -> None:
    for text in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href=" javascript:alert(1)">x</a>',
        "<iframe src=/x></iframe>",
        '<script src="//evil.example/x.js"></script>',
    ):
        assert markup_faults(text), text
    assert markup_faults('<p>&lt;script&gt; <a href="/s/x">x</a><script src="/static/0/a.js"></script>') == []
