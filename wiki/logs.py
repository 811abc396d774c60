"""Log lines as JSON, one a line; control characters are encoded, so nobody forges a line through a name."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

# What JSON lets through and a terminal or a splitter of lines obeys: C1 controls, U+2028, turns of direction, halves.
_UNSEEN = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "line", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _UNSEEN.sub(_escaped, json.dumps(line, ensure_ascii=False, default=str))


def set_up(level: str) -> None:
    """Send every log line to standard error as JSON."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line tells of them
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for quiet in ("alembic", "huey"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
