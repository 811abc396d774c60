"""What people have collected to break sites like this one, read from the shared folder; nothing of it stands here."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

A_KIND = 15
SEED = 20260612


@dataclass(frozen=True)
class Payload:
    """One text that has hurt somebody before."""

    id: str
    kind: str
    text: str


def payloads(shared: Path, *patterns: str, most: int = A_KIND) -> list[Payload]:
    """A seeded sample of ``most`` of each kind; all of them where SLIPBOOK_ALL_PAYLOADS is set."""
    found: list[Payload] = []
    for pattern in patterns:
        files = sorted((shared / "adversarial" / "dev").glob(f"{pattern}.jsonl"))
        assert files, f"there are no payloads of the kind {pattern}"
        for file in files:
            found += _sample(_read(file), most)
    return found


def _sample(all_of_a_kind: list[Payload], most: int) -> list[Payload]:
    if os.environ.get("SLIPBOOK_ALL_PAYLOADS") or len(all_of_a_kind) <= most:
        return all_of_a_kind
    return random.Random(SEED).sample(all_of_a_kind, most)


def _read(file: Path) -> list[Payload]:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [Payload(row["id"], row["kind"], _text(row)) for row in rows]


def _text(row: dict[str, object]) -> str:
    if isinstance(row.get("payload"), str):
        return str(row["payload"]).replace("{FILE}", "etc/passwd")
    made = row["gen"]
    assert isinstance(made, dict)
    return str(made["pre"]) + str(made["rep"]) * int(made["n"]) + str(made["post"])
