"""The HTTP door: security headers, Origin and CSRF checks, one error form, pages without a cache."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from .door import Allow, Route, Staff, parse, permit
from .errors import Refusal
from .ids import digest
from .runtime import Runtime
from .sockets import cookie_name

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BODY = 16384
IMMUTABLE = "public, max-age=31536000, immutable"  # an asset's name is its hash
CONFIG = re.compile(r'<meta name="line-config"[^>]*>')
SAFE = ("GET", "HEAD", "OPTIONS")


def security_headers(runtime: Runtime) -> dict[str, str]:
    """The same on every answer, errors included."""
    sockets = " ".join(o.replace("http", "ws", 1) for o in runtime.settings.allowed_origins)
    headers = {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self' {sockets}; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "X-Robots-Tag": "noindex",
    }
    if runtime.settings.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def middleware(runtime: Runtime) -> Any:
    headers = security_headers(runtime)

    @web.middleware
    async def dress(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Refusal as refusal:
            response = web.json_response(refusal.answer(), status=refusal.status)
        except web.HTTPException as refused:
            code = {404: "not_found", 405: "not_found", 403: "forbidden", 413: "too_long"}.get(refused.status)
            if refused.status < 400 or code is None:
                response = refused
            else:
                response = web.json_response(Refusal(code).answer(), status=refused.status)
        except Exception as problem:
            log.error("request_failed", extra={"error": type(problem).__name__})
            response = web.json_response(Refusal("internal").answer(), status=500)
        if not response.prepared:
            for name, value in headers.items():
                response.headers.setdefault(name, value)
            hashed = request.path.startswith("/assets/") and response.status == 200
            response.headers.setdefault("Cache-Control", IMMUTABLE if hashed else "no-store")
        return response

    return dress


def add_routes(app: web.Application, runtime: Runtime) -> None:
    for feature in runtime.features:
        for route in feature.routes:
            app.router.add_route(route.method, route.path, _handler(runtime, route))


def _handler(runtime: Runtime, route: Route) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        unsafe = request.method not in SAFE
        if unsafe and request.headers.get("Origin") not in runtime.settings.allowed_origins:
            raise Refusal("forbidden")
        who: Staff | None = None
        if route.allow in (Allow.STAFF, Allow.SUPERVISOR):
            if unsafe and request.headers.get("X-CSRF") != "1":
                raise Refusal("forbidden")
            secret = request.cookies.get(cookie_name(runtime.settings.secure), "")
            who = await runtime.database.look(runtime.identify, digest(secret))
            permit(route.allow, who)
        payload = parse(route.payload, await _body(request) if unsafe else {})
        result = await route.handle(runtime, request, who, payload)
        return result if isinstance(result, web.StreamResponse) else web.json_response({"ok": True, **(result or {})})

    return handle


async def _body(request: web.Request) -> Any:
    if (request.content_length or 0) > BODY:
        raise Refusal("too_long")
    raw = bytearray()  # a body may come in pieces
    async for piece in request.content.iter_chunked(4096):
        raw += piece
        if len(raw) > BODY:
            raise Refusal("too_long")
    try:
        return msgspec.json.decode(raw) if raw else {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refusal("bad_payload", at="$") from None


def page(html: str, config: dict[str, Any]) -> web.Response:
    """A page with its few settings in a meta element (the policy allows no inline script)."""
    content = json.dumps(config, ensure_ascii=True).replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
    meta = f"<meta name=\"line-config\" content='{content}'>"
    if not CONFIG.search(html):
        raise ValueError("the page has no place for its settings")
    response = web.Response(text=CONFIG.sub(lambda _: meta, html, count=1), content_type="text/html")
    response.enable_compression()  # nothing secret is in a page, so its length tells nothing
    return response
