"""A simulated operator at a station: looks at the screen, scans and types, and knows what to expect.

Every act waits for its answer before the next one. Nothing of the world changes here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from edge import control
from simulators.codes import Code, plain
from simulators.errors import ErrorLog, UnexpectedError
from simulators.screen import Screen
from simulators.stage import Hand

CONFIRM_S = 0.8
"""A person needs so long to see a warning; the rule asks for 0.7 s."""
SEEN_S = 0.3
"""What is scanned sooner after a red screen than a person can see it is held: the rule asks for 0.25 s."""


@dataclass(slots=True)
class Operator:
    """Who works where, with which scanner. `pace_s` passes after each act, so that people can watch."""

    ident: str
    station: str
    screen: Screen
    gun: str
    hand: Hand
    log: ErrorLog
    pace_s: float = 0.0
    told: Callable[[str], None] = lambda _line: None
    startled: bool = False
    """Whether the last answer was a warning or a refusal: a person looks at it before the next act."""

    @property
    def holds(self) -> str:
        """The place of what is in the operator's hands."""
        return f"hands:{self.ident}"

    @property
    def asked(self) -> control.Text:
        """The question on the screen."""
        return self.screen.view.prompt.ask

    def wanted(self, name: str) -> str:
        """A value of the question on the screen, such as the location to go to. Raises `UnexpectedError`."""
        if name not in self.asked.args:
            raise UnexpectedError(f"{self.station}: the screen asks {self.asked.key} and names no {name}")
        return str(self.asked.args[name])

    async def scan(self, code: Code, *keys: str) -> control.Result:
        """Scan a code and be understood: an answer that is no warning, and one of `keys`."""
        return self._good(await self._scanned(code), f"scan of {code.text!r}", keys, {"ok", "info"})

    async def read(self, text: str, *keys: str) -> control.Result:
        """Scan one of the site's own codes: a location, a document, a tote, a command."""
        return await self.scan(plain(text), *keys)

    async def type(self, text: str, *keys: str) -> control.Result:
        """Type something and be understood."""
        return self._good(await self._typed(text), f"typed {text!r}", keys, {"ok", "info"})

    async def warned(self, text: str, *keys: str) -> control.Result:
        """Scan a code that is right, but leads to a warning."""
        return self._good(await self._scanned(plain(text)), f"scan of {text!r}", keys, {"warn"})

    async def insist(self, text: str, warning: str, *keys: str) -> control.Result:
        """Be warned, look, and confirm by the same code again."""
        await self.warned(text, warning)
        await asyncio.sleep(CONFIRM_S)
        return await self.read(text, *keys)

    async def see(self, *keys: str) -> control.Result:
        """Wait for an answer that some device of the station brought about."""
        result = await self.screen.answer(f"one of {', '.join(keys)}", lambda one: one.text.key in keys)
        await self._pause()
        return self._good(result, "what the device saw", keys, {"ok", "info"})

    async def err(self, what: str, code: Code | str) -> None:
        """Scan a code that is wrong here; it must not be taken."""
        result = await self._scanned(plain(code) if isinstance(code, str) else code)
        self.log.note(what, self.station, result.level, result.text.key)

    async def err_typing(self, what: str, text: str) -> None:
        """Type something that is wrong here; it must not be taken."""
        result = await self._typed(text)
        self.log.note(what, self.station, result.level, result.text.key)

    async def sign_in(self, badge: str, pin: str) -> None:
        await self.read(badge, "badge-read")
        await self.type(pin, "checking-pin")
        await self.see("welcome")

    async def mistype_pin(self, badge: str, pin: str) -> None:
        """A PIN that is not this badge's."""
        await self.read(badge, "badge-read")
        await self.type(pin, "checking-pin")
        result = await self.screen.answer("the PIN's check", lambda one: one.text.key in {"wrong-pin", "welcome"})
        self.log.note("wrong PIN", self.station, result.level, result.text.key)

    async def choose(self, work: str) -> None:
        """Go to the menu and choose a work."""
        if self.screen.view.prompt.title.key != "menu-title":
            await self.read("WE-MENU", "menu-opened")
        options = self.screen.view.prompt.options
        key = next((one.key for one in options if one.text.key == f"menu-{work}"), None)
        if key is None:
            raise UnexpectedError(f"{self.station}: the menu does not offer {work}")
        await self.type(key, "work-chosen")

    async def sign_out(self) -> None:
        await self.read("WE-SIGNOUT", "signed-out")

    async def _scanned(self, code: Code) -> control.Result:
        last = self.screen.view.last
        if self.startled or (last is not None and last.level in {"warn", "refuse"}):
            await asyncio.sleep(SEEN_S)
        await self.hand.tell(scan=code.text, aim=code.aim)
        result = await self.screen.answer(f"the answer to {code.text!r}", lambda one: one.source == self.gun)
        self.startled = result.level in {"warn", "refuse"}
        await self._pause()
        return result

    async def _typed(self, text: str) -> control.Result:
        result = await self.screen.send("typed", text)
        self.startled = result.level in {"warn", "refuse"}
        await self._pause()
        return result

    async def _pause(self) -> None:
        if self.pace_s:
            await asyncio.sleep(self.pace_s)

    def _good(self, result: control.Result, what: str, keys: tuple[str, ...], levels: set[str]) -> control.Result:
        if result.level not in levels or (keys and result.text.key not in keys):
            raise UnexpectedError(
                f"{self.station}: {what}: expected {' or '.join(keys) or 'ok'}, "
                f"was told {result.level} {result.text.key} {dict(result.text.args)}"
            )
        self.told(f"{self.station}: {result.text.key} {' '.join(str(value) for value in result.text.args.values())}")
        return result
