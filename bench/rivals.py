"""What Slipbook is measured beside: a bare Flask route with the same bytes, and Otter Wiki with the same pages."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response

from bench.corpus import CorpusPage, by_bundle
from bench.servers import Program, gunicorn_options

BYTES = "BENCH_BARE_BYTES"
_OTTER_SETTINGS = """\
REPOSITORY = {repository!r}
SQLALCHEMY_DATABASE_URI = {database!r}
SECRET_KEY = "0123456789abcdef0123456789abcdef"
EMAIL_NEEDS_CONFIRMATION = False
"""


def bare() -> Flask:
    """An application with one route, which answers the bytes of the file named by the environment."""
    app = Flask("bare", static_folder=None)
    page = Path(os.environ[BYTES]).read_bytes()

    @app.get("/")
    def show() -> Response:
        return Response(page, content_type="text/html; charset=utf-8")

    return app


def bare_program(folder: Path, port: int, page: bytes) -> Program:
    """The bare route, on the gunicorn settings of Slipbook."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(page)
    command = (sys.executable, "-m", "gunicorn", *gunicorn_options(port), "bench.rivals:bare()")
    return Program("bare Flask", command, port, folder / "log", {BYTES: str(folder / "page.html")})


class Otter:
    """Otter Wiki from PyPI in a virtualenv of its own; anonymous readers see every page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._python = folder / "venv/bin/python"

    def build(self, some: Sequence[CorpusPage]) -> None:
        """Install it and commit the pages, a commit a bundle, unless an earlier run did."""
        if not self._python.exists():
            venv.create(self.folder / "venv", with_pip=True)
        self._run(str(self._python), "-m", "pip", "install", "--quiet", "otterwiki", "gunicorn")
        if not (self.folder / "built").is_file():
            self._fill(some)
            (self.folder / "built").touch()

    def program(self, port: int) -> Program:
        """How it is served: the same gunicorn and workers, of one thread each, since with more it answers errors."""
        options = gunicorn_options(port, threads=1)
        command = (str(self._python), "-m", "gunicorn", *options, "otterwiki.server:app")
        environ = {"OTTERWIKI_SETTINGS": str(self.folder / "settings.cfg")}
        return Program("Otter Wiki", command, port, self.folder / "log", environ)

    @property
    def version(self) -> str:
        """The version that pip installed."""
        asked = "from importlib.metadata import version; print(version('otterwiki'))"
        done = subprocess.run([str(self._python), "-c", asked], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def _fill(self, some: Sequence[CorpusPage]) -> None:
        repository = self.folder / "repository"
        repository.mkdir(parents=True, exist_ok=True)
        database = f"sqlite:///{self.folder / 'db.sqlite'}"
        (self.folder / "settings.cfg").write_text(_OTTER_SETTINGS.format(repository=str(repository), database=database))
        self._git("init", "--quiet", "--initial-branch", "main")
        for bundle, its_pages in by_bundle(some).items():
            for one in its_pages:
                file = repository / _otter_file(one)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(one.data)
            self._git("add", "--all")
            self._git("commit", "--quiet", "--message", f"Bring in {bundle}")
        self._git("gc", "--quiet")
        environ = {**os.environ, "OTTERWIKI_SETTINGS": str(self.folder / "settings.cfg")}
        # Two workers that start on an empty database trip over each other's tables.
        subprocess.run([str(self._python), "-c", "import otterwiki.server"], check=True, env=environ)

    def _git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.invalid")
        self._run("git", "-C", str(self.folder / "repository"), *who, *arguments)

    @staticmethod
    def _run(*command: str) -> None:
        subprocess.run(command, check=True)


def otter_url(page: CorpusPage) -> str:
    """Where Otter Wiki shows a page."""
    return "/" + quote(_otter_file(page).removesuffix(".md"))


def _otter_file(page: CorpusPage) -> str:
    """Otter Wiki keeps its files in lower case, and takes a name with a dot for that of an attachment."""
    stem, _, suffix = page.file.lower().rpartition(".")
    return f"{page.bundle}/{stem.replace('.', '-')}.{suffix}"
