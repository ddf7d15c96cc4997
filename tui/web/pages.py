"""The pages, in the reader's language, and the files they are made of. Nothing on them comes from another host."""

import functools
import gzip
from pathlib import Path
from typing import Final

import jinja2
import textual_serve
from aiohttp import web

from tui.catalogue import LANGUAGES, Catalogue, known
from tui.show import show

_HERE: Final = Path(__file__).parent
_THEIRS: Final = Path(textual_serve.__file__).parent / "static"
FILES: Final = {
    "page.css": (_HERE / "page/page.css", "text/css"),
    "door.js": (_HERE / "page/door.js", "text/javascript"),
    "screen.js": (_HERE / "page/screen.js", "text/javascript"),
    "icon.svg": (_HERE / "page/icon.svg", "image/svg+xml"),
    "xterm.css": (_THEIRS / "css/xterm.css", "text/css"),
    "textual.js": (_THEIRS / "js/textual.js", "text/javascript"),
    "mono.ttf": (_THEIRS / "fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""All that is served, by name; xterm and its font come with textual-serve."""
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer. xterm writes its colours into style elements, hence the one `unsafe-inline`; with no referrer at all
a browser would not say either which page sends a form."""
_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
)


def page(name: str, lang: str, status: int = 200, **values: object) -> web.Response:
    """A page; whatever a template is given is text, and shown as text."""
    words = Catalogue(lang)
    text = _TEMPLATES.get_template(f"{name}.html").render(say=words.say, show=show, lang=words.lang, **values)
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


def file(name: str, accepts: str) -> web.Response:
    """One of `FILES`. Raises `web.HTTPNotFound`."""
    if name not in FILES:
        raise web.HTTPNotFound
    plain, packed = _read(name)
    headers = {"Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}
    if "gzip" in accepts:
        return web.Response(body=packed, content_type=FILES[name][1], headers=headers | {"Content-Encoding": "gzip"})
    return web.Response(body=plain, content_type=FILES[name][1], headers=headers)


def language(accepts: str) -> str:
    """The first language of an Accept-Language header that there is a catalogue for."""
    asked = (one.partition(";")[0].strip() for one in accepts.split(","))
    return next((known(one) for one in asked if one[:2].lower() in LANGUAGES), LANGUAGES[0])


@functools.cache
def _read(name: str) -> tuple[bytes, bytes]:
    data = FILES[name][0].read_bytes()
    return data, gzip.compress(data, mtime=0)
