"""Sign-in and the staff pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta

from hotline.core.door import Allow, Nothing, Route, Shape, Staff
from hotline.core.errors import Refusal
from hotline.core.hashing import Hashing
from hotline.core.http import page
from hotline.core.ids import digest
from hotline.core.runtime import Runtime
from hotline.core.sockets import cookie_name
from hotline.core.work import Work

from . import holding, people, sign_in

PAGES = Path(__file__).parent.parent / "static" / "dist"


HASHING = Hashing()


class SignIn(Shape):
    login: Annotated[str, Meta(min_length=1, max_length=80)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]
    code: Annotated[str, Meta(pattern=r"^\s*\d{3}\s?\d{3}\s*$")]


class SignOut(Shape):
    force: bool = False


def _address(runtime: Runtime, request: web.Request) -> str:
    if runtime.settings.proxied:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return request.remote or ""


async def do_sign_in(runtime: Runtime, request: web.Request, _: None, payload: SignIn) -> web.Response:
    database = runtime.database
    address = digest(_address(runtime, request))[:32]
    person, stored = await database.do(sign_in.attempt, payload.login, address)
    matches = await HASHING.run(sign_in.password_matches, stored, payload.password)
    code = "".join(payload.code.split())
    secret = await database.do(sign_in.enter, person, payload.login, address, code, matches)
    if not secret:
        raise Refusal("sign_in_refused")
    me = await database.look(people.me, person)
    home = "/floor" if me["role"] == "supervisor" else "/desk"
    response = web.json_response({"ok": True, "me": me, "home": home})
    response.set_cookie(
        cookie_name(runtime.settings.secure),
        secret,
        httponly=True,
        secure=runtime.settings.secure,
        samesite="Strict",
        path="/",
    )
    return response


async def do_sign_out(runtime: Runtime, request: web.Request, who: Staff, payload: SignOut) -> web.Response:
    await runtime.database.do(holding.sign_out, who, payload.force)
    response = web.json_response({"ok": True})
    response.del_cookie(cookie_name(runtime.settings.secure), path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def me(runtime: Runtime, request: web.Request, who: Staff, _: Nothing) -> dict[str, Any]:
    def read(work: Work) -> dict[str, Any]:
        return people.me(work, who.id)

    return {"me": await runtime.database.look(read)}


def _page(name: str) -> Any:
    async def serve(runtime: Runtime, request: web.Request, _: Any, __: Nothing) -> web.Response:
        html = (PAGES / name / "index.html").read_text(encoding="utf-8")
        return page(html, {"demo": runtime.settings.demo})

    return serve


ROUTES = (
    Route("POST", "/api/staff/sign-in", Allow.ANYONE, do_sign_in, SignIn),
    Route("POST", "/api/staff/sign-out", Allow.STAFF, do_sign_out, SignOut),
    Route("GET", "/api/staff/me", Allow.STAFF, me),
    Route("GET", "/sign-in", Allow.ANYONE, _page("sign-in"), page=True),
    Route("GET", "/desk", Allow.ANYONE, _page("desk"), page=True),
    Route("GET", "/floor", Allow.ANYONE, _page("floor"), page=True),
    Route("GET", "/review", Allow.ANYONE, _page("review"), page=True),
)
