"""The wire protocol, generated from the code: OpenAPI for HTTP, AsyncAPI for the socket doors."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hotline.core.door import Allow, Event, Feature, Nothing, Route
from hotline.core.errors import TEXTS

TOLD = {
    "/student": {
        "message": "a line of the conversation (seq orders everything)",
        "state": "the whole state of the contact as a student may know it",
        "typing": "the volunteer writes",
        "look": "something may have been missed: enter again",
        "superseded": "this conversation was opened on another page",
        "key_misused": "somebody tried an old key of this conversation",
    },
    "/desk": {
        "desk": "something changed: ask for the desk",
        "floor": "something changed: ask for the floor",
        "offer": "a new offer: ring, then ask for the desk",
        "message": "a line of a conversation one holds or observes",
        "whisper": "a supervisor's word, never shown to a student",
        "typing": "the student writes",
        "lost": "a contact moved to somebody else, and why",
        "look": "something may have been missed: ask for everything again",
        "signed_out": "the session was ended",
    },
}


def table(features: list[Feature]) -> list[dict[str, str]]:
    """Every route and event with who may use it."""
    rows = []
    for feature in features:
        rows += [_row(feature, "http", f"{r.method} {r.path}", r.allow, r.payload) for r in feature.routes]
        rows += [_row(feature, "/student", e.name, e.allow, e.payload) for e in feature.student_events]
        rows += [_row(feature, "/desk", e.name, e.allow, e.payload) for e in feature.desk_events]
    return rows


def _row(feature: Feature, door: str, name: str, allow: Allow, payload: type[Any]) -> dict[str, str]:
    takes = "" if payload is Nothing else payload.__name__
    return {"feature": feature.name, "door": door, "name": name, "allow": allow.value, "payload": takes}


def _schemas(payloads: list[type[Any]]) -> dict[str, Any]:
    _, found = msgspec.json.schema_components(payloads, ref_template="#/components/schemas/{name}")
    return found | {
        "Refusal": {
            "type": "object",
            "required": ["ok", "code", "text", "retry"],
            "properties": {
                "ok": {"const": False},
                "code": {"enum": sorted(TEXTS)},
                "text": {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
                "retry": {"type": "boolean", "description": "send the same again, with the same client_id"},
            },
        }
    }


def openapi(features: list[Feature]) -> dict[str, Any]:
    routes = [route for feature in features for route in feature.routes]
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Student hotline: HTTP", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": _schemas([route.payload for route in routes if route.payload is not Nothing]),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "line"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    media = {"text/html": {}} if route.page else {"application/json": {"schema": {"type": "object"}}}
    operation: dict[str, Any] = {
        "summary": (route.handle.__doc__ or f"{route.method} {route.path}").strip().splitlines()[0],
        "x-allow": route.allow.value,
        "responses": {
            "200": {"description": "done", "content": media},
            "default": {
                "description": "refused",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
            },
        },
    }
    if names := re.findall(r"{(\w+)}", route.path):
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if route.payload is not Nothing:
        schema = {"$ref": f"#/components/schemas/{route.payload.__name__}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.allow in (Allow.STAFF, Allow.SUPERVISOR):
        operation["security"] = [{"session": []}]
    return operation


def asyncapi(features: list[Feature]) -> dict[str, Any]:
    doors: dict[str, list[Event]] = {
        "/student": [event for feature in features for event in feature.student_events],
        "/desk": [event for feature in features for event in feature.desk_events],
    }
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for door, events in doors.items():
        name = door.strip("/")
        asked = {event.name: _message(event) for event in events}
        told = {f"told_{key}": {"name": key, "summary": text} for key, text in TOLD[door].items()}
        channels[name] = {"address": door, "messages": asked | told}
        for event in events:
            operations[f"{name}_{event.name}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{name}"},
                "messages": [{"$ref": f"#/channels/{name}/messages/{event.name}"}],
                "x-allow": event.allow.value,
            }
        for key in TOLD[door]:
            operations[f"{name}_told_{key}"] = {
                "action": "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "messages": [{"$ref": f"#/channels/{name}/messages/told_{key}"}],
            }
    payloads = [event.payload for events in doors.values() for event in events if event.payload is not Nothing]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Student hotline: socket doors",
            "version": "1",
            "description": "Socket.IO 5 over Engine.IO 4. Every event takes one object and is acknowledged with "
            "{ok: true, ...} or a Refusal. An acknowledgement means: it is on disk.",
        },
        "channels": channels,
        "operations": operations,
        "components": {"schemas": _schemas(payloads)},
    }


def _message(event: Event) -> dict[str, Any]:
    act = event.verb or event.act
    message: dict[str, Any] = {"name": event.name}
    if act is not None and act.__doc__:
        message["summary"] = act.__doc__.strip().splitlines()[0]
    if event.payload is not Nothing:
        message["payload"] = {"$ref": f"#/components/schemas/{event.payload.__name__}"}
    else:
        message["payload"] = {"type": "object", "additionalProperties": False}
    return message
