"""The documents are what the code says, and the code tells what the documents name."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline import __main__ as command
from hotline import protocol
from hotline.app import FEATURES

ROOT = Path(__file__).parents[2]
DOCUMENTS = {"openapi": ROOT / "docs/protocol/openapi.json", "asyncapi": ROOT / "docs/protocol/asyncapi.json"}
DOORS = {"STUDENT": "/student", "DESK": "/desk"}


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_the_document_is_the_one_the_code_makes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["map", f"--{name}"]) == 0
    made = capsys.readouterr().out
    assert DOCUMENTS[name].read_text(encoding="utf-8") == made, f"python -m hotline map --{name} > {DOCUMENTS[name]}"


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_every_reference_in_a_document_leads_somewhere(name: str) -> None:
    document = json.loads(DOCUMENTS[name].read_text(encoding="utf-8"))

    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(found := node.get("$ref"), str):
                yield found
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in references(document):
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def told_in_the_code() -> set[tuple[str, str]]:
    """(door, event) of every `tell(DOOR, room, "event")`, `Tell(...)` and `emit("event", namespace=...)`."""
    found: set[tuple[str, str]] = set()
    for room in ("hotline", "chat", "triage", "volunteers", "linkage"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found |= told_by(node)
    return found


def told_by(call: ast.Call) -> set[tuple[str, str]]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called == "emit" and call.args and isinstance(call.args[0], ast.Constant):
        return {(door, str(call.args[0].value)) for door in DOORS.values()}
    if called.lower() != "tell" or len(call.args) < 3:
        return set()
    door, _, event = call.args[:3]
    if isinstance(door, ast.Name) and door.id in DOORS and isinstance(event, ast.Constant):
        return {(DOORS[door.id], str(event.value))}
    return set()


def test_what_services_tell_is_what_the_protocol_names() -> None:
    named = {(door, event) for door, events in protocol.TOLD.items() for event in events}
    assert told_in_the_code() == named


def test_the_map_lists_every_route_and_event_once() -> None:
    names = [(row["door"], row["name"]) for row in protocol.table(FEATURES)]
    assert len(names) == len(set(names))
    assert len(names) == sum(len(f.routes) + len(f.student_events) + len(f.desk_events) for f in FEATURES)


def test_the_map_can_be_read_by_people_and_by_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["map"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert command.main(["map", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(lines) == len(rows)
    assert {row["allow"] for row in rows} == {"anyone", "student", "staff", "supervisor"}
