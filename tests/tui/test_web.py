"""Browsers at a real server before a real daemon, by HTTP and websocket; test_web_browser.py does it with a browser."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import re
import signal
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from edge.cli import browser
from edge.cli.ends import Ended
from edge.control import SignedIn, StationRow
from tests.shell.daemon_process import Box, running
from tests.shell.floor import MUG, PIN, TEA
from tests.tui.served import DEADLINE_S, Served, Visit, served
from tui.catalogue import Catalogue
from tui.web import pages
from tui.web.address import Address, ServeError, Tls, tls_for
from tui.web.server import Doorkeeper, Serving
from tui.web.visitors import TICKET_S, Visitors
from tui.web.wire import SIGNED_OUT, Size, heard

WEB = Path(pages.__file__).parent
ANNA, JAMAL = "BADGE-0001", "BADGE-0002"
WIDE = "width=80&height=24"
"""A screen whose title names who works there."""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(Box(tmp_path_factory.mktemp("web"))) as one:
        yield one


@pytest.fixture
def box(daemon: Box) -> Iterator[Box]:
    """The one daemon of these tests; nobody stays signed in."""
    yield daemon
    for station in ("DOCK-1", "DOCK-2"):
        screen = daemon.screen(station)
        if screen.view.operator:
            screen.send("sign-out", "key")
    daemon.close_screens()


@pytest.fixture(scope="module")
def server(daemon: Box) -> Iterator[Served]:
    with served(daemon.socket, "--screens", "2") as one:
        yield one


@contextlib.asynccontextmanager
async def visits(url: str, count: int = 1, ssl: object = True) -> AsyncIterator[list[Visit]]:
    found = [Visit(url, ssl) for _ in range(count)]
    try:
        yield found
    finally:
        for one in found:
            await one.client.close()


async def opened(visit: Visit, badge: str, station: str) -> None:
    """Signed in, with a station that may be shown."""
    assert (await visit.sign_in(badge)).status == 303
    answer = await visit.post("/open", station=station)
    assert (answer.status, answer.headers.get("Location")) == (303, f"/screen/{station}")


async def test_two_operators_in_two_browsers_work_at_once_and_their_screens_end_with_them(
    box: Box, server: Served
) -> None:
    since = len(box.entries())
    async with visits(server.url, 3) as (anna, jamal, third):
        await opened(anna, ANNA, "DOCK-1")
        await opened(jamal, JAMAL, "DOCK-2")
        async with anna.screen("/screen/DOCK-1") as one, jamal.screen("/screen/DOCK-2") as other:
            await asyncio.gather(one.until("Anna"), other.until("Jamal"))
            await asyncio.gather(one.type("1\r"), other.type("1\r"))
            await asyncio.gather(one.until("What is next"), other.until("What is next"))
            await asyncio.gather(one.type("1\r"), other.type("2\r"))
            await asyncio.gather(one.until("RCV-1 is open"), other.until("RCV-2 is open"))
            await asyncio.gather(one.type(MUG + "\r"), other.type(TEA + "\r"))
            await asyncio.gather(one.until("Mug"), other.until("Green tea"))
            assert len(server.screens()) == 2
            assert PIN not in "".join(Path(f"/proc/{pid}/cmdline").read_text() for pid in server.screens())
            await third.sign_in("BADGE-0003")
            status, text = await third.get("/desk")
            assert (status, "2 screens are open" in text) == (503, True), "the third is told why, and opens nothing"
            assert await third.refused("/desk", server.url) == 503
        await server.until_screens(0)
    acts = [(one["op"], one["args"]["station"]) for one in box.entries()[since:] if one.get("act") == "sign-in"]
    assert sorted(acts) == [("op-1", "DOCK-1"), ("op-2", "DOCK-2")]
    assert PIN not in server.said
    assert PIN not in box.log()


async def test_nobody_gets_a_screen_without_the_cookie_or_from_a_foreign_page(server: Served) -> None:
    async with visits(server.url, 2) as (anna, stranger):
        await opened(anna, ANNA, "DOCK-1")
        own = server.url
        assert await stranger.refused("/screen/DOCK-1", own) == 401
        assert await stranger.refused("/desk", own) == 401
        for origin in ("https://evil.example", own.replace("127.0.0.1", "127.0.0.2"), "null", None):
            assert await anna.refused("/screen/DOCK-1", origin) == 403, origin
            assert (await anna.post("/open", origin, station="DOCK-2")).status == 403, origin
            assert (await stranger.post("/sign-in", origin, badge=ANNA, pin=PIN)).status == 403, origin
        assert await anna.refused("/screen/DOCK-2", own) == 403, "she has not opened it"
        assert (await stranger.get("/stations"))[0] == 303
        assert (await stranger.get("/screen/DOCK-1"))[0] == 303
        assert (await stranger.get("/download/anything"))[0] == 303
        assert (await stranger.get("/ping"))[0] == 401
        assert (await anna.get("/ping"))[0] == 204
        await anna.post("/leave")
        assert (await anna.get("/ping"))[0] == 401
        assert server.screens() == []


async def test_a_wrong_badge_and_a_wrong_pin_get_the_same_page_and_no_cookie(server: Served) -> None:
    async with visits(server.url) as (visit,):
        texts = set()
        for badge, pin in ((ANNA, "9731"), ("BADGE-9999", PIN), ("x" * 128, "1")):
            answer = await visit.sign_in(badge, pin)
            assert (answer.status, "Set-Cookie" in answer.headers) == (403, False)
            texts.add(await answer.text())
        assert len(texts) == 1
        assert "Badge or PIN is wrong" in texts.pop()
        assert (await visit.sign_in(ANNA)).status == 303
        assert "9731" not in server.said


async def test_the_cookie_is_for_this_server_alone(box: Box, server: Served, tmp_path: Path) -> None:
    async with visits(server.url) as (visit,):
        plain = (await visit.sign_in(ANNA)).headers["Set-Cookie"]
        token, *rest = plain.split("; ")
        assert len(token.removeprefix("wedge=")) == 43, "256 bits"
        assert sorted(rest) == ["HttpOnly", "Path=/", "SameSite=Strict"]
    tls = Tls(certificate(tmp_path), tmp_path / "key.pem").context()
    keeper = Doorkeeper(Serving(box.socket, 2, 60.0, is_tls=True), Visitors(60.0, asyncio.get_running_loop().time))
    front = TestServer(keeper.app())
    await front.start_server(ssl=tls)
    async with closing(front), visits(base(front), ssl=trusting(tmp_path / "cert.pem")) as (visit,):
        name, *rest = (await visit.sign_in(ANNA)).headers["Set-Cookie"].split("; ")
        assert name.startswith("__Host-wedge=")
        assert sorted(rest) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
        assert (await visit.get("/stations"))[0] == 200


async def test_a_picture_of_the_screen_is_fetched_by_its_own_browser(server: Served) -> None:
    async with visits(server.url, 2) as (anna, stranger):
        await anna.sign_in(ANNA)
        async with anna.screen("/desk", "width=120&height=40") as desk:
            await desk.until("F9")
            await desk.type("\x1b[20~")
            await desk.until("F6 Live")
            await desk.type("pic")
            await desk.until("An SVG file")
            await desk.type("\r")
            key = await desk.until_told("deliver_file_start")
            assert (await stranger.get(f"/download/{key}"))[0] == 303
            status, text = await anna.get(f"/download/{key}")
            assert (status, text[:4]) == (200, "<svg")
            assert "url(http" not in text, "a picture asks no network for its letters"


async def test_a_desk_is_of_no_station_whatever_stands_in_the_servers_environment(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEDGE_STATION", "DOCK-1")
    monkeypatch.setenv("WEDGE_TAKE", "1")
    with served(box.socket) as server:
        async with visits(server.url) as (jamal,):
            await jamal.sign_in(JAMAL)
            async with jamal.screen("/desk", "width=120&height=40") as desk:
                await desk.until("connected")  # no view has come: those of a station say online or offline
                await desk.type("\x1b[15~")
                await desk.until("This screen has no station")
                await desk.type("4006381333931\r")
                await desk.until("the scan was not used")


async def test_who_works_there_is_signed_out_after_a_question_and_the_pin_only(box: Box, server: Served) -> None:
    async with visits(server.url, 2) as (anna, jamal):
        await opened(anna, ANNA, "DOCK-1")
        async with anna.screen("/screen/DOCK-1", WIDE) as hers:
            await hers.until("Anna")
            await jamal.sign_in(JAMAL)
            assert "Anna works here" in (await jamal.get("/stations"))[1]
            asked = await jamal.post("/open", station="DOCK-1")
            assert (asked.status, "Anna is signed out" in await asked.text()) == (200, True)
            again = await jamal.post("/pin", station="DOCK-1", asks="", pin=PIN)
            assert again.status == 200, "the question was not answered"
            assert (await jamal.post("/pin", station="DOCK-1", asks="here/Anna", pin="0000")).status == 403
            assert await jamal.refused("/screen/DOCK-1", server.url) == 403
            assert (await jamal.post("/pin", station="DOCK-1", asks="here/Anna", pin=PIN)).status == 303
            async with jamal.screen("/screen/DOCK-1", WIDE) as his:
                await asyncio.gather(his.until("Jamal"), hers.until("Jamal"))
    assert box.screen("DOCK-1").view.operator == "Jamal"


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.soak)])
async def test_no_screen_survives_its_server(box: Box, how: signal.Signals) -> None:
    with served(box.socket) as server:
        async with visits(server.url) as (visit,):
            await opened(visit, ANNA, "DOCK-1")
            async with visit.screen("/screen/DOCK-1", WIDE) as screen:
                await screen.until("Anna")
                (pid,) = server.screens()
                server.process.send_signal(how)
                await screen.closed()
            async with asyncio.timeout(DEADLINE_S):
                while is_alive(pid):  # noqa: ASYNC110 - nobody tells of it
                    await asyncio.sleep(0.02)
        assert server.process.wait(DEADLINE_S) == (0 if how is signal.SIGTERM else -how)


async def test_idleness_ends_the_visit_and_its_screen(box: Box) -> None:
    loop = asyncio.get_running_loop()
    keeper = Doorkeeper(Serving(box.socket, 2, idle_s=2.0, is_tls=False), Visitors(2.0, loop.time))
    async with TestServer(keeper.app()) as front, visits(base(front)) as (visit,):
        await opened(visit, ANNA, "DOCK-1")
        async with visit.screen("/screen/DOCK-1") as screen:
            assert await screen.closed() == SIGNED_OUT
        assert (await visit.get("/ping"))[0] == 401


def test_a_visit_ends_when_nothing_was_done_for_a_while_and_a_ticket_is_used_once() -> None:
    now = [0.0]
    visitors = Visitors(60.0, lambda: now[0])
    token = visitors.welcome(ANNA, SignedIn(id="12345678", operator="op-1", ticket="t"))
    visitor = visitors.find(token)
    assert visitor is not None
    assert [visitors.ticket(visitor), visitors.ticket(visitor)] == ["t", ""]
    visitors.again(visitor, SignedIn(id="12345678", operator="op-1", ticket="u"))
    now[0] = TICKET_S
    assert visitors.ticket(visitor) == "", "the daemon would hardly take it any more"
    now[0] = 59.0
    visitors.touch(visitor)
    now[0] = 118.0
    assert visitors.find(token) is visitor
    ended: list[int] = []
    visitor.ended.append(ended.append)
    now[0] = 119.0
    assert visitors.find(token) is None
    assert ended == [SIGNED_OUT]
    assert visitors.find(None) is None


@pytest.mark.parametrize(
    ("text", "host", "port", "is_local"),
    [
        ("8080", "127.0.0.1", 8080, True),
        ("localhost:8080", "localhost", 8080, True),
        ("[::1]:8080", "::1", 8080, True),
        ("0.0.0.0:80", "0.0.0.0", 80, False),
        ("[::]:80", "::", 80, False),
        ("box.example.com:8443", "box.example.com", 8443, False),
    ],
)
def test_only_this_box_is_served_unless_a_host_is_given(text: str, host: str, port: int, is_local: bool) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, address.is_local) == (host, port, is_local)
    if is_local:
        assert tls_for(address, None, None, insecure=False) is None
        return
    with pytest.raises(ServeError, match="in the clear"):
        tls_for(address, None, None, insecure=False)
    assert tls_for(address, None, None, insecure=True) is None
    assert tls_for(address, Path("c"), Path("k"), insecure=False) == Tls(Path("c"), Path("k"))


@pytest.mark.parametrize("text", ["", "http", ":80", "1.2.3.4", "1.2.3.4:", "1.2.3.4:99999", "²"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ServeError, match="HOST"):
        Address.parse(text)


def test_the_command_line_says_why_it_does_not_serve(tmp_path: Path) -> None:
    with pytest.raises(Ended, match="in the clear") as ended:
        browser.serve("0.0.0.0:0", tmp_path / "s", None, None, 16, 30, insecure=False)
    assert ended.value.status == 2
    with pytest.raises(Ended, match="is this the box"):
        browser.serve("0", tmp_path / "gone" / "s", None, None, 16, 30, insecure=False)
    with pytest.raises(ServeError, match="belong together"):
        tls_for(Address.parse("0"), tmp_path / "c", None, insecure=False)


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        ('["stdin", "A\\u001d1"]', "A\x1d1"),
        ('["resize", {"width": 40, "height": 16}]', Size(40, 16)),
        ('["resize", {"width": 1e9, "height": -5}]', Size(80, 6)),
        ('["resize", {"width": "99999", "height": "0"}]', Size(400, 6)),
        ('["resize", {}]', Size(80, 24)),
        ('["ping", "1"]', None),
        ('["stdin", 5]', None),
        ('{"stdin": 5}', None),
        ("nonsense", None),
        ("[" * 50_000, None),
    ],
)
def test_what_a_page_sends_is_taken_only_where_it_means_something(data: str, meant: object) -> None:
    assert heard(data) == meant


def test_no_page_names_another_host() -> None:
    for path in [*WEB.glob("templates/*"), *WEB.glob("page/*"), pages.FILES["xterm.css"][0]]:
        text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        found = re.findall(
            r"(?:https?:|wss?:)?//[\w.-]+\.\w+[^\s\"')]*|@import|url\([^)]*\)",
            re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL),
        )
        assert [one for one in found if one != 'url("/page/mono.ttf")'] == [], path
    assert re.findall(rb"https?://", pages.FILES["textual.js"][0].read_bytes()) == []


def test_every_sentence_of_a_page_stands_in_the_catalogue() -> None:
    said = {
        key for path in WEB.glob("templates/*.html") for key in re.findall(r'"(ui-[a-z-]*[a-z])"', path.read_text())
    }
    said |= {f"ui-web-fault-{fault}" for fault in ("away", "refused", "locked", "busy", "damaged")}
    assert len(said) > 20
    assert {key for key in said if not Catalogue("en").has(key)} == set()


def test_what_others_wrote_stands_on_a_page_as_text() -> None:
    name = '<script>alert(1)</script>\x1b[31m"\u202e'
    visitors = Visitors(60.0, lambda: 0.0)
    told = SignedIn(id="12345678", operator="op-1", name=name, lang="de", stations=[StationRow(station="A", name=name)])
    visitor = visitors.find(visitors.welcome(ANNA, told))
    text = pages.page("stations", "de", visitor=visitor, mine="").text
    assert text is not None
    assert "<script>" not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "wo wird gearbeitet" in text


@pytest.mark.parametrize(
    ("accepts", "lang"), [("de-DE,de;q=0.9,en;q=0.8", "de"), ("fr,de;q=0.5", "de"), ("", "en"), ("*", "en")]
)
def test_the_door_speaks_the_browsers_language(accepts: str, lang: str) -> None:
    assert pages.language(accepts) == lang


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@contextlib.asynccontextmanager
async def closing(server: TestServer) -> AsyncIterator[None]:
    yield
    await server.close()


def base(server: TestServer) -> str:
    return str(server.make_url("")).rstrip("/")


def trusting(cert: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=cert)


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, and its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "box")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "cert.pem"
