"""What a browser may ask for, and of whom: pages, and a websocket for each open screen.

    GET /            badge and PIN          POST /sign-in     checked by the daemon; sets the cookie
    GET /stations    where to work          POST /open, /pin  lets this browser show a station; /leave signs out
    GET /screen/X    the terminal's page    GET /screen/X/ws  its websocket, and a process behind it

A form is taken from our own pages only (`Origin`), and a websocket with the cookie and from our own pages only.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web
from textual_serve.download_manager import DownloadManager

from edge.control import SignedIn
from tui.web import box, pages
from tui.web.process import ScreenProcess
from tui.web.visitors import Handover, Visitor, Visitors
from tui.web.wire import LEFT, MADE_ROOM, Size, heard

COOKIE: Final = "wedge"
BODY_MAX: Final = 4_096
MESSAGE_MAX: Final = 64 * 1024
HEARTBEAT_S: Final = 15.0
EACH_MAX: Final = 4
"""Screens that one browser may have open; the oldest makes room for a newer one."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What `wedge tui --serve` was asked for."""

    socket: Path
    screens_max: int
    idle_s: float
    is_tls: bool
    options: tuple[str, ...] = ()
    """Of each screen, as `wedge tui` takes them."""


class Doorkeeper:
    """All routes of one server."""

    def __init__(self, serving: Serving, visitors: Visitors) -> None:
        self._serving, self._visitors = serving, visitors
        self._open: set[web.WebSocketResponse] = set()
        self._downloads = DownloadManager()
        self._cookie = f"__Host-{COOKIE}" if serving.is_tls else COOKIE

    def app(self) -> web.Application:
        app = web.Application(middlewares=[_own_forms_only], client_max_size=BODY_MAX)
        app.add_routes(
            [
                web.get("/", self._door),
                web.post("/sign-in", self._sign_in),
                web.get("/stations", self._stations),
                web.post("/open", self._open_station),
                web.post("/pin", self._pin),
                web.post("/leave", self._leave),
                web.get("/desk", self._screen),
                web.get("/desk/ws", self._websocket),
                web.get("/screen/{station}", self._screen),
                web.get("/screen/{station}/ws", self._websocket),
                web.get("/download/{key}", self._download),
                web.get("/ping", self._ping),
                web.get("/page/{name}", _file),
            ]
        )
        app.on_response_prepare.append(_secured)
        app.on_shutdown.append(self._close)
        return app

    # --- the door

    async def _door(self, request: web.Request) -> web.StreamResponse:
        if self._visitor(request) is not None:
            raise web.HTTPSeeOther("/stations")
        return pages.page("door", _lang(request), fault="")

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        badge, told = await self._asked(request, str(form.get("badge", "")))
        if told is None or told.fault:
            return pages.page("door", _lang(request), status=_status(told), fault=told.fault if told else "away")
        if (old := request.cookies.get(self._cookie)) is not None:
            self._visitors.leave(old)
        answer = _to("/stations")
        token = self._visitors.welcome(badge, told)
        answer.set_cookie(
            self._cookie, token, httponly=True, samesite="Strict", secure=self._serving.is_tls, path="/", max_age=None
        )
        self._watch(token)
        return answer

    async def _asked(self, request: web.Request, badge: str) -> tuple[str, SignedIn | None]:
        form = await request.post()
        source = (request.remote or "browser")[:64]
        plain = badge.strip()
        plain = plain[3:] if plain.startswith("]") and len(plain) > 3 else plain  # a scanner's AIM identifier
        return plain, await box.sign_in(self._serving.socket, plain, str(form.get("pin", "")), source)

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        self._visitors.leave(request.cookies.get(self._cookie, ""))
        answer = _to("/")
        answer.del_cookie(self._cookie, path="/", httponly=True, samesite="Strict", secure=self._serving.is_tls)
        return answer

    def _watch(self, token: str) -> None:
        """Look again when idleness may have ended this visit."""
        left = self._visitors.left_s(token)
        if left > 0:
            asyncio.get_running_loop().call_later(left, self._watch, token)
        else:
            self._visitors.leave(token)

    # --- where to work

    async def _stations(self, request: web.Request) -> web.StreamResponse:
        visitor = self._known(request)
        return pages.page("stations", visitor.told.lang, visitor=visitor, mine=_mine(visitor))

    async def _open_station(self, request: web.Request) -> web.StreamResponse:
        """Straight in with a fresh ticket, where nobody must be asked; else the PIN again, and the question with it."""
        visitor = self._known(request)
        station = str((await request.post()).get("station", ""))
        row = next((one for one in visitor.told.stations if one.station == station), None)
        if row is None:
            raise web.HTTPSeeOther("/stations")
        asks = _question(visitor, station)
        if not asks and (ticket := self._visitors.ticket(visitor)):
            return _opened(visitor, station, Handover(ticket))
        return pages.page("pin", visitor.told.lang, visitor=visitor, station=station, asks=asks, fault="")

    async def _pin(self, request: web.Request) -> web.StreamResponse:
        visitor = self._known(request)
        form = await request.post()
        station, agreed = str(form.get("station", "")), str(form.get("asks", ""))
        _, told = await self._asked(request, visitor.badge)
        if told is None or told.fault:
            fault = told.fault if told else "away"
            values = {"visitor": visitor, "station": station, "asks": _question(visitor, station), "fault": fault}
            return pages.page("pin", visitor.told.lang, status=_status(told), **values)
        self._visitors.again(visitor, told)
        asks = _question(visitor, station)
        if asks and asks != agreed:  # it is another question than the one that was answered
            return pages.page("pin", told.lang, visitor=visitor, station=station, asks=asks, fault="")
        return _opened(visitor, station, Handover(self._visitors.ticket(visitor), take=bool(asks)))

    # --- the screen

    async def _screen(self, request: web.Request) -> web.StreamResponse:
        visitor = self._known(request)
        station = request.match_info.get("station", "")
        if station and station not in visitor.opened:
            raise web.HTTPSeeOther("/stations")
        if self._is_full(visitor):
            return pages.page("full", visitor.told.lang, status=503, screens=self._serving.screens_max)
        return pages.page("screen", visitor.told.lang, station=station)

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        visitor = self._visitor(request)
        station = request.match_info.get("station", "")
        if visitor is None:
            raise web.HTTPUnauthorized
        if not _is_own(request) or (station and station not in visitor.opened):
            raise web.HTTPForbidden
        if self._is_full(visitor):
            raise web.HTTPServiceUnavailable
        while len(visitor.ended) >= EACH_MAX:
            visitor.ended.pop(0)(MADE_ROOM)
        link = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MESSAGE_MAX)
        with self._counted(link, visitor) as ended:
            await link.prepare(request)
            process = self._process(request, visitor, station, link)
            await self._serve(link, process, visitor, ended, Size.of(request.query))
        return link

    async def _serve(
        self,
        link: web.WebSocketResponse,
        process: ScreenProcess,
        visitor: Visitor,
        ended: "asyncio.Future[int]",
        size: Size,
    ) -> None:
        """Until the page goes, the screen ends, or the page must go."""
        process.ended_by(ended, LEFT)
        reading = asyncio.create_task(self._read(link, process, visitor))
        reading.add_done_callback(lambda _: None if ended.done() else ended.set_result(LEFT))
        try:
            await process.start(size.width, size.height)
            await ended
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await reading
            await process.stop()
            with contextlib.suppress(ConnectionError):
                await link.close(code=ended.result() if ended.done() else LEFT)

    async def _read(self, link: web.WebSocketResponse, process: ScreenProcess, visitor: Visitor) -> None:
        has_focus = False
        async for message in link:
            if message.type is not web.WSMsgType.TEXT:
                continue
            match heard(message.data):
                case str() as typed:
                    self._visitors.touch(visitor)
                    if not has_focus:  # a screen behind a page begins without, and its palette would hear no key
                        has_focus = await process.send_meta({"type": "focus"})
                    await process.send_bytes(typed.encode(errors="replace"))
                case Size(width, height):
                    await process.set_terminal_size(width, height)

    def _process(
        self, request: web.Request, visitor: Visitor, station: str, link: web.WebSocketResponse
    ) -> ScreenProcess:
        handover = visitor.opened.get(station, Handover())
        if station:
            visitor.opened[station] = Handover()
        name = f"{visitor.told.operator}@{request.remote}"[:64]
        args = ["tui", "--socket", str(self._serving.socket), "--terminal", name, "--lang", visitor.told.lang]
        args += [*self._serving.options, *(("--station", station) if station else ())]
        secret = {"WEDGE_TICKET": handover.ticket, "WEDGE_TAKE": "1" if handover.take else ""}
        return ScreenProcess(args, secret, link, self._downloads)

    @contextlib.contextmanager
    def _counted(self, link: web.WebSocketResponse, visitor: Visitor) -> "Iterator[asyncio.Future[int]]":
        """One of so many screens, and of the visitor's, for as long as it is open; ended with a number for the page."""
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def end(code: int) -> None:
            if not ended.done():
                ended.set_result(code)

        self._open.add(link)
        visitor.ended.append(end)
        try:
            yield ended
        finally:
            self._open.discard(link)
            with contextlib.suppress(ValueError):
                visitor.ended.remove(end)

    def _is_full(self, visitor: Visitor) -> bool:
        return len(self._open) >= self._serving.screens_max and len(visitor.ended) < EACH_MAX

    async def _close(self, _app: web.Application) -> None:
        for link in tuple(self._open):
            await link.close(code=WSCloseCode.GOING_AWAY)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that a screen of this browser made: a picture of itself."""
        self._known(request)
        key = request.match_info["key"]
        try:
            meta = await self._downloads.get_download_metadata(key)
        except KeyError as error:
            raise web.HTTPNotFound from error
        name = "".join(sign for sign in meta.file_name if sign.isalnum() or sign in "-_.") or "wedge"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        answer = web.StreamResponse(headers=headers)
        answer.content_type = "application/octet-stream"
        await answer.prepare(request)
        async for chunk in self._downloads.download(key):
            await answer.write(chunk)
        await answer.write_eof()
        return answer

    async def _ping(self, request: web.Request) -> web.StreamResponse:
        """Whether the server is back, and still knows who this is."""
        return web.Response(status=204 if self._visitor(request) is not None else 401)

    def _visitor(self, request: web.Request) -> Visitor | None:
        return self._visitors.find(request.cookies.get(self._cookie))

    def _known(self, request: web.Request) -> Visitor:
        visitor = self._visitor(request)
        if visitor is None:
            raise web.HTTPSeeOther("/")
        self._visitors.touch(visitor)
        return visitor


def _opened(visitor: Visitor, station: str, handover: Handover) -> web.StreamResponse:
    if all(one.station != station for one in visitor.told.stations):
        raise web.HTTPSeeOther("/stations")
    visitor.opened[station] = handover
    return _to(f"/screen/{station}")


def _to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})


def _mine(visitor: Visitor) -> str:
    """The station where the visitor works; '' for none."""
    return next((one.station for one in visitor.told.stations if one.operator == visitor.told.operator), "")


def _question(visitor: Visitor, station: str) -> str:
    """What must be agreed to before a station is opened: that its operator is signed out (`here/NAME`), or the
    station where the visitor works (`there/STATION`); '' for nothing."""
    row = next((one for one in visitor.told.stations if one.station == station), None)
    if row is not None and row.operator and row.operator != visitor.told.operator:
        return f"here/{row.name}"
    mine = _mine(visitor)
    return f"there/{mine}" if mine and mine != station else ""


def _status(told: SignedIn | None) -> int:
    """Of the page that says why somebody is not let in."""
    if told is None or told.fault in ("busy", "damaged"):
        return 503
    return 429 if told.fault == "locked" else 403


def _lang(request: web.Request) -> str:
    return pages.language(request.headers.get("Accept-Language", ""))


def _is_own(request: web.Request) -> bool:
    """Whether a page of ours sends this: browsers say whose page it is, and nobody else can make them lie."""
    origin = request.headers.get("Origin")
    return origin is not None and bool(request.host) and urlsplit(origin).netloc == request.host


@web.middleware
async def _own_forms_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.method not in ("GET", "HEAD") and not _is_own(request):
        raise web.HTTPForbidden(text="this form was not sent by a page of this box")
    return await handler(request)


async def _secured(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(pages.HEADERS)
    response.headers["Server"] = "wedge"


async def _file(request: web.Request) -> web.StreamResponse:
    return pages.file(request.match_info["name"], request.headers.get("Accept-Encoding", ""))
