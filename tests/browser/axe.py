"""axe-core: fetched from npm once by exact version, believed by its digest, and asked about the screen that is open."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.sites import ROOT

FOLDER = ROOT / ".cache" / "browser"
FILE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
DIGEST = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ASK = """async (rules) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.target.join(" ")} ${(node.any[0] ?? node.all[0] ?? node.none[0] ?? {}).message ?? one.help}`));
}"""


@cache
def source() -> str:
    """The text of axe-core; fails when it is not the very file that was looked at, skips where npm is missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not FILE.is_file() or _digest() != DIGEST:
            _fetch()
    assert _digest() == DIGEST, f"{FILE} is not the axe-core that was looked at"
    return FILE.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What axe-core finds on the screen as it stands, one line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    return list(page.evaluate(ASK, RULES))


def _digest() -> str:
    return hashlib.sha256(FILE.read_bytes()).hexdigest() if FILE.is_file() else ""


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not there: apt-get install npm, to fetch axe-core")
    wanted = json.loads(Path(__file__).with_name("package.json").read_text("utf-8"))["dependencies"]
    names = [f"{name}@{version}" for name, version in wanted.items()]
    quiet = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([npm, "install", "--prefix", str(FOLDER), *quiet, *names], check=True, timeout=300)
