"""What a scale answers to the commands of MT-SICS, levels 0 and 1. Written from the reference manual.

    S      the net weight, once it is at rest      S S     100.00 g     S I where it does not come to rest in time
    SI     the net weight at once                  S S ... or, in motion, S D ...
    Z  ZI  set to zero, at rest / at once          Z A / Z I / Z + / Z -      ZI S / ZI D / ZI + / ZI -
    T  TI  what lies there is the tare             T S  100.00 g / T I / T + / T -      TI S ... / TI D ...
    TA     the tare, or `TA 100.00 g`: this is it  TA A 100.00 g / TA L
    TAC    no tare any more                        TAC A
    @      begin anew, without a tare              I4 A "SIM0000001"
    I0-I4  its commands; levels; kind; software; serial number

What it does not know is answered `ES`; more than it can hold `S +`, less than nothing `S -`.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

GRAMS: Final = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
DECIMALS: Final = {"g": 2, "kg": 4, "lb": 4, "oz": 3}
SERIAL: Final = "SIM0000001"
REST_S_MAX: Final = 3.0
LEVELS: Final = (("@", "I0", "I1", "I2", "I3", "I4", "S", "SI", "SIR", "Z", "ZI"), ("SR", "T", "TA", "TAC", "TI"))
"""The commands of each level."""
_TARE: Final = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,6})?) +([a-z]{1,3})")


@dataclass(slots=True)
class Scale:
    """One pan: what lies on it, its zero and its tare. All in grams, all but the load as the display has them."""

    unit: str = "g"
    max_g: float = 60_000.0
    settle_s: float = 0.3
    is_restless: bool = False
    zero_g: float = 0.0
    tare_g: float = 0.0
    _load_g: float = 0.0
    _before_g: float = 0.0
    _since: float = field(default=-math.inf)

    def put(self, load_g: float) -> None:
        """This lies on the pan from now on."""
        self._before_g, self._load_g, self._since = self._load_g, load_g, time.monotonic()

    def rests(self) -> bool:
        """Whether the pan is still."""
        return not self.is_restless and time.monotonic() - self._since >= self.settle_s

    async def answers(self, command: str) -> list[str]:
        """The lines that answer a command, but for those that go on."""
        name, _, rest = command.partition(" ")
        if rest and name != "TA":
            return ["ES"]
        if name == "TA":
            return [self._tare_is(rest) if rest else self._tare()]
        if (at_rest := _AT_REST.get(name)) is not None:
            return [at_rest(self) if await self._rest() else f"{name} I"]
        if (at_once := _AT_ONCE.get(name)) is not None:
            return at_once(self)
        return ["ES"]

    def weight(self) -> str:
        """The answer that gives the net weight now."""
        gross = self._gross_g()
        if gross > self.max_g:
            return "S +"
        if gross < -self.max_g / 10:
            return "S -"
        return f"S {self._word()} {self._value(gross - self.tare_g)}"

    def begin_anew(self) -> list[str]:
        self.tare_g = 0.0
        return [f'I4 A "{SERIAL}"']

    def commands(self) -> list[str]:
        known = [f'{level} "{name}"' for level, names in enumerate(LEVELS) for name in names]
        return [*(f"I0 B {one}" for one in known[:-1]), f"I0 A {known[-1]}"]

    def kind(self) -> list[str]:
        return [f'I2 A "SIMULATED {self._value(self.max_g).strip()}"']

    def zero(self, name: str, done: str) -> str:
        """What is shown without the tare is zero from now on, where that is near enough to nothing."""
        shown = self._gross_g() + self.zero_g
        if abs(shown) > self.max_g / 10:
            return f"{name} {'+' if shown > 0 else '-'}"
        self.zero_g, self.tare_g = shown, 0.0
        return f"{name} {done}"

    def tare(self, name: str) -> str:
        """What lies there is the tare from now on."""
        gross, word = self._gross_g(), self._word()
        if gross > self.max_g or gross < 0:
            return f"{name} {'+' if gross > 0 else '-'}"
        self.tare_g = gross
        return f"{name} {word} {self._value(gross)}"

    def no_tare(self) -> list[str]:
        self.tare_g = 0.0
        return ["TAC A"]

    def _tare(self) -> str:
        return f"TA A {self._value(self.tare_g)}"

    def _tare_is(self, text: str) -> str:
        said = _TARE.fullmatch(text.strip())
        if said is None or said[2] not in GRAMS or (grams := float(Decimal(said[1]) * GRAMS[said[2]])) > self.max_g:
            return "TA L"
        self.tare_g = grams
        return self._tare()

    def _gross_g(self) -> float:
        """What lies there, halfway while it swings, over the zero."""
        share = min(1.0, (time.monotonic() - self._since) / self.settle_s) if self.settle_s else 1.0
        return self._before_g + (self._load_g - self._before_g) * share - self.zero_g

    def _word(self) -> str:
        return "S" if self.rests() else "D"

    def _value(self, grams: float) -> str:
        value = Decimal(str(round(grams, 6))) / GRAMS[self.unit]
        return f"{value:10.{DECIMALS[self.unit]}f} {self.unit}"

    async def _rest(self) -> bool:
        until = time.monotonic() + REST_S_MAX
        while not self.rests():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.02)
        return True


_AT_REST: Final[Mapping[str, Callable[[Scale], str]]] = {
    "S": Scale.weight,
    "Z": lambda scale: scale.zero("Z", "A"),
    "T": lambda scale: scale.tare("T"),
}
_AT_ONCE: Final[Mapping[str, Callable[[Scale], list[str]]]] = {
    "SI": lambda scale: [scale.weight()],
    "ZI": lambda scale: [scale.zero("ZI", "S" if scale.rests() else "D")],
    "TI": lambda scale: [scale.tare("TI")],
    "TAC": Scale.no_tare,
    "@": Scale.begin_anew,
    "I0": Scale.commands,
    "I1": lambda _: ['I1 A "01" "2.30" "2.22" "" ""'],
    "I2": Scale.kind,
    "I3": lambda _: ['I3 A "1.00 0.0.0.0"'],
    "I4": lambda _: [f'I4 A "{SERIAL}"'],
}
