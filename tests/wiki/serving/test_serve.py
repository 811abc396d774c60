"""`slipbook serve` as people run it: one per folder, children that come back, an end within ten seconds."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.wiki.serving.running import Server, Site, children, descendants, is_running, until

MOST_SECONDS_TO_STOP = 10.0
SLOW = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na="
WEB, WORKER = "wiki.serving.web", "wiki.serving.worker"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on an empty folder, shared by the tests that do it no harm."""
    started = Site(tmp_path_factory.mktemp("served") / "data").start()
    started.wait_until_ready()
    yield started
    started.stop()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server of one test alone."""
    started = Site(tmp_path / "data").start()
    started.wait_until_ready()
    yield started
    if started.process.poll() is None:
        started.stop()


def test_it_answers_prepares_its_folder_and_tells_the_token_of_an_empty_site(server: Server) -> None:
    status, text = server.get("/readyz")
    assert (status, json.loads(text)["parts"]) == (200, {"database": True, "repositories": True, "index": True})
    assert json.loads(server.get("/healthz")[1]) == {"status": "ok"}
    assert "<h1" in server.get("/setup")[1]
    assert f"Open {server.site.url}/setup and enter this token: " in server.said()
    assert oct(server.site.data.stat().st_mode)[-3:] == "700"


def test_every_line_of_the_log_but_the_greeting_is_json(server: Server) -> None:
    server.get("/login?next=/" + quote('\n{"level":"forged"}'))
    with socket.create_connection(("127.0.0.1", server.site.port)) as raw:
        raw.sendall(b"GET /\x1b[2J\r\n\r\n")
        raw.recv(4096)
    until(lambda: server.said().count('"route"') > 0)
    lines = [line for line in server.said().splitlines() if not line.startswith(("Slipbook:", "Open "))]
    assert all("level" in json.loads(line) for line in lines)
    assert "forged" not in "".join(line for line in lines if json.loads(line)["log"] == "slipbook.request")


@pytest.mark.parametrize(
    ("language", "sentence", "mend"),
    [
        ("en", "A server already runs on this data folder (process {pid}).", "Stop it first"),
        ("zh", "这个数据目录上已经有服务在运行（进程{pid}）。", "先停掉它"),
    ],
)
def test_a_second_server_on_the_folder_says_who_runs_there(
    server: Server, language: str, sentence: str, mend: str
) -> None:
    second = server.site.run("serve", LANGUAGE=language)
    assert second.returncode == 1
    assert sentence.format(pid=server.process.pid) in second.stderr
    assert mend in second.stderr
    assert "Traceback" not in second.stderr
    assert server.is_ready()


@pytest.mark.parametrize(
    ("language", "sentence", "mend"),
    [
        ("en", "Port {port} on 127.0.0.1 cannot be used", "choose another with PORT or SLIPBOOK_PORT"),
        ("zh", "127.0.0.1上的端口{port}不能用", "换一个端口"),
    ],
)
def test_a_port_in_use_is_said(server: Server, tmp_path: Path, language: str, sentence: str, mend: str) -> None:
    other = Site(tmp_path / "data", port=server.site.port).run("serve", LANGUAGE=language)
    assert other.returncode == 1
    assert sentence.format(port=server.site.port) in other.stderr
    assert mend in other.stderr


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A server runs on this data folder. Stop it, then upgrade."),
        ("zh", "这个数据目录上有服务在运行。先停掉它，再升级。"),
    ],
)
def test_an_upgrade_beside_a_server_is_refused(server: Server, language: str, sentence: str) -> None:
    refused = server.site.run("upgrade", LANGUAGE=language)
    assert (refused.returncode, refused.stderr.strip()) == (1, sentence)


def test_a_bundle_imported_beside_a_server_is_found_by_search(server: Server, tmp_path: Path) -> None:
    assert _found_after_an_import(server, tmp_path, 30) == ["guide"]


@pytest.mark.long
def test_with_the_bell_thrown_away_the_schedule_still_finds_the_work(own: Server, tmp_path: Path) -> None:
    (own.site.data / "cache" / "bell.db").unlink()
    assert _found_after_an_import(own, tmp_path, 120) == ["guide"]


def _found_after_an_import(server: Server, folder: Path, patience: float) -> list[str]:
    """The pages that a search finds, as soon as it finds any."""
    site = server.site
    (folder / "password").write_text("a plain long password\n")
    made = site.run("people", "create-admin", "root", "--password-file", str(folder / "password"))
    assert made.returncode == 0, made.stderr
    token = site.run("token", "create", "root", "--scope", "read,admin").stdout.strip()
    imported = site.run("import", str(bundle_in(folder)), "--space", "imported")
    assert imported.returncode == 0, imported.stderr
    assert "1 commits and 2 pages" in imported.stdout
    person = json.loads(server.get("/api/v1/me", Authorization=f"Bearer {token}")[1])
    _let_in(server, token, person["id"])

    def found() -> list[str]:
        answer = server.get(f"/api/v1/search?q={quote('部署回滚')}", Authorization=f"Bearer {token}")
        return [hit["path"] for hit in json.loads(answer[1]).get("hits", ())]

    return until(found, patience)


def _let_in(server: Server, token: str, person_id: str) -> None:
    body = json.dumps({"items": [{"kind": "person", "id": person_id, "role": "manager"}]}).encode()
    address = f"{server.site.url}/api/v1/spaces/imported/grants"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urlopen(Request(address, body, headers, method="PUT"), timeout=20) as answer:
        assert answer.status == 200


def bundle_in(folder: Path) -> Path:
    """A bundle with two pages, made by git itself."""
    work = folder / "work"
    work.mkdir()
    (work / "guide.md").write_text("# 手册\n\n先停流量，再做部署回滚，最后看监控。\n", "utf-8")
    (work / "index.md").write_text("# Home\n", "utf-8")
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "First"],
        ["bundle", "create", "-q", str(folder / "pages.bundle"), "main"],
    ):
        subprocess.run(["git", *words], cwd=work, check=True, capture_output=True)
    return folder / "pages.bundle"


def _connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.site.port))


@pytest.mark.parametrize("size", [3_000_000, 20_000_000])
def test_http_38_whoever_sends_too_much_gets_to_read_the_answer(server: Server, size: int) -> None:
    connection = HTTPConnection("127.0.0.1", server.site.port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "zh"}
    connection.request("POST", "/setup", b"x" * size, headers)
    answer = connection.getresponse()
    assert (answer.status, "zh-CN" in answer.read().decode()) == (413, True)
    connection.close()


@pytest.mark.parametrize("size", [10_000, 200_000])
def test_a_question_too_long_for_an_address_is_answered_in_both_languages(server: Server, size: int) -> None:
    status, text = server.get("/search?q=" + "x" * size)
    assert status == 414
    assert "search for fewer words" in text
    assert "少写几个词再搜" in text


@pytest.mark.long
def test_http_38_senders_that_fall_silent_do_not_hold_the_door(own: Server) -> None:
    silent = [_connected(own) for _ in range(4)]  # as many as there are threads
    for one in silent:
        one.sendall(SLOW)
    until(lambda: own.get("/healthz")[0] == 200)
    for one in silent:
        one.close()


@pytest.mark.parametrize("module", [WEB, WORKER])
def test_a_child_that_is_killed_is_started_again(own: Server, module: str) -> None:
    before = until(lambda: own.child(module))
    os.kill(before, signal.SIGKILL)
    assert until(lambda: (now := own.child(module)) != before and now)
    own.wait_until_ready()
    told = [json.loads(line) for line in own.said().splitlines() if '"slipbook.serve"' in line]
    assert [f"{module} ended with status -9" in one["message"] for one in told] == [True]


def test_a_web_process_below_the_web_child_is_started_again(own: Server) -> None:
    below = until(lambda: children(own.child(WEB) or 0))
    os.kill(next(iter(below)), signal.SIGKILL)
    until(lambda: (now := children(own.child(WEB) or 0)) and not set(now) & set(below))
    own.wait_until_ready()


def test_children_do_not_outlive_a_parent_that_is_killed(own: Server) -> None:
    below = set(until(lambda: own.child(WEB) and own.child(WORKER) and descendants(own.process.pid)))
    own.process.kill()
    own.process.wait()
    until(lambda: not [pid for pid in below if is_running(pid)])
    again = own.site.start()
    again.wait_until_ready()
    again.stop()


def test_it_stops_with_all_its_children_within_ten_seconds_and_leaves_the_folder_free(own: Server) -> None:
    until(lambda: own.child(WEB) and own.child(WORKER))
    with _connected(own) as half, _connected(own) as idle:
        half.sendall(SLOW)
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(12) == b"HTTP/1.1 200"
        took = own.stop()
    assert took < MOST_SECONDS_TO_STOP
    assert own.process.returncode == 0
    assert own.get("/readyz") == (0, "")
    assert "Traceback" not in own.said()
    upgraded = own.site.run("upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
