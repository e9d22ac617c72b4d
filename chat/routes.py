"""The student's page and its way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import web

from hotline.core.door import Allow, Nothing, Route, Shape
from hotline.core.http import page
from hotline.core.runtime import Runtime

from . import student
from .events import Secret

PAGE = Path(__file__).parent.parent / "static" / "dist" / "student" / "index.html"


class Leave(Shape):
    secret: Secret
    drop: bool = True


async def show(runtime: Runtime, request: web.Request, _: Any, __: Nothing) -> web.Response:
    settings = runtime.settings
    return page(PAGE.read_text(encoding="utf-8"), {"exit_url": settings.exit_url, "demo": settings.demo})


async def leave(runtime: Runtime, request: web.Request, _: Any, payload: Leave) -> web.Response:
    """Sent by the quick exit as it goes; the page is already gone when this arrives."""
    await runtime.database.do(student.leave, payload.secret)
    return web.Response(status=204)


ROUTES = (
    Route("GET", "/", Allow.ANYONE, show, page=True),
    Route("GET", "/c/{centre}", Allow.ANYONE, show, page=True),
    Route("POST", "/api/student/leave", Allow.ANYONE, leave, Leave),
)
