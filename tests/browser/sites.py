"""A site that listens: an instance in a folder of its own, served by the same processes as anywhere else."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wiki import background, db, language, migrating
from wiki.config import Settings
from wiki.demo.loading import fill, write_directory
from wiki.instance import Instance
from wiki.pages.deleting import delete_page
from wiki.pages.operations import NewPage, create_page
from wiki.people.actors import actor_of
from wiki.people.queries import people_called
from wiki.serving.run import environment
from wiki.spaces.queries import space_for

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
PAGE_LIMIT = 64 * 1024
DELETED = "release/retired"


@dataclass(frozen=True)
class Site:
    """Where a site listens and what stands behind it."""

    settings: Settings

    @property
    def url(self) -> str:
        return self.settings.url

    def ask(self, question: str, *values: str) -> list[tuple[str, ...]]:
        """Rows of the site's database, for what no screen shows."""
        database = sqlite3.connect(self.settings.data / "slipbook.db", timeout=30)
        try:
            with database:
                return database.execute(question, values).fetchall()
        finally:
            database.close()

    def page_id(self, space: str, path: str) -> str:
        """The id of the page at ``path``."""
        question = "SELECT p.id FROM pages p JOIN spaces s ON s.id = p.space_id WHERE s.key = ? AND p.path = ?"
        return self.ask(question, space, path)[0][0]

    def versions(self, page_id: str) -> list[str]:
        """The commits of a page, oldest first."""
        question = "SELECT commit_id FROM page_versions WHERE page_id = ? ORDER BY number"
        return [commit for (commit,) in self.ask(question, page_id)]

    def title(self, space: str, path: str) -> str:
        """The title of the page at ``path``."""
        return self.ask("SELECT title FROM pages WHERE id = ?", self.page_id(space, path))[0][0]

    def deleted_page(self) -> str:
        """The path of a page of the handbook that was there and is deleted; made at the first call."""
        if not self.ask("SELECT 1 FROM page_identities WHERE path = ?", DELETED):
            with _bound(self.settings):
                with db.reading():
                    keeper = actor_of(people_called("chenli")[0])
                    handbook = space_for(keeper, "handbook")
                page = create_page(keeper, handbook, NewPage(DELETED, title="已经停用", body="停用了。\n"))
                delete_page(keeper, page, page.version)
        return DELETED

    def end_sessions_of(self, login: str) -> None:
        """Sign a person out everywhere, as time or an administrator would."""
        self.ask("DELETE FROM sign_in_sessions WHERE person_id = (SELECT id FROM people WHERE login = ?)", login)


@contextmanager
def company(folder: Path) -> Iterator[Site]:
    """The sample company, filled and indexed, with a web process and a worker."""
    settings = _settings(folder, demo=True, directory_file=str(folder / "demo-directory.json"))
    write_directory(Path(settings.directory_file))
    with _bound(settings):
        fill(settings.data, lambda _name: None)
        background.at_start()
    with _served(settings, folder, "wiki.serving.web", "wiki.serving.worker"):
        yield Site(settings)


@contextmanager
def nobody_there(folder: Path) -> Iterator[Site]:
    """An instance that waits for its first person."""
    settings = _settings(folder)
    with _served(settings, folder, "wiki.serving.web"):
        yield Site(settings)


def _settings(folder: Path, **more: object) -> Settings:
    port = _free_port()
    own = {"data": folder, "url": f"http://127.0.0.1:{port}", "port": port, "workers": 1, "page_limit": PAGE_LIMIT}
    settings = Settings(**{**own, **more})  # type: ignore[arg-type]
    migrating.upgrade(settings)
    return settings


@contextmanager
def _bound(settings: Settings) -> Iterator[None]:
    instance = Instance(settings)
    with instance.bound():
        language.set_for_process(settings.language)
        yield
    instance.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(settings: Settings, folder: Path, *modules: str) -> Iterator[None]:
    file = folder / "slipbook.toml"  # that of the folder from which the tests run must not count
    file.touch()
    chosen = {**_without_settings(os.environ), **environment(settings), "SLIPBOOK_CONFIG": str(file)}
    with (folder / "server.log").open("ab") as log:
        running = [_started(module, chosen, log) for module in modules]
        try:
            _wait_until_it_answers(settings, running[0])
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                _ended(process)


def _without_settings(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.startswith("SLIPBOOK_")}


def _started(module: str, variables: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module], env=dict(variables), cwd=ROOT, stdout=log, stderr=log)


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_it_answers(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{settings.url}/healthz", timeout=5) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as fault:
            fault.close()
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
    log = (settings.data / "server.log").read_text("utf-8", "replace")
    raise AssertionError(f"{settings.url} does not answer:\n{log[-3000:]}")
