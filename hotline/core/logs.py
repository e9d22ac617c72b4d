"""Logs carry event names, ids and codes. What a student wrote cannot pass: nothing else is let through."""

from __future__ import annotations

import json
import logging
import re
import sys

EVENT = re.compile(r"^[a-z][a-z0-9_]{2,60}$")
FIELDS = (
    "id",
    "code",
    "error",
    "job",
    "kind",
    "attempt",
    "seconds",
    "part",
    "count",
    "level",
    "port",
    "status",
)
VALUE = re.compile(r"^[\w.:/-]{1,80}$", re.ASCII)


class Allowlist(logging.Formatter):
    """One JSON line per record: the event's name and allow-listed fields whose values look like ids or figures.

    Messages, arguments and exception texts of any library are dropped (engine.io logs whole payloads, aiohttp logs
    client addresses); of an exception only its type remains.
    """

    def format(self, record: logging.LogRecord) -> str:
        event = record.msg if isinstance(record.msg, str) and not record.args and EVENT.match(record.msg) else "library"
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "from": record.name,
            "event": event,
        }
        for name in FIELDS:
            value = record.__dict__.get(name)
            if isinstance(value, (int, float)) or (isinstance(value, str) and VALUE.match(value)):
                line[name] = value
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def configure() -> None:
    """Send every log of the process through the allow-list."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Allowlist())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in ("engineio", "socketio", "aiohttp.access", "asyncio", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
