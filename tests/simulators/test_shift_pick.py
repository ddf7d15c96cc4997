"""The picker of the demo's shift, where all that is left is promised to others."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from edge import control
from simulators import shift_pick
from simulators.catalogue import build
from simulators.operator import Operator
from simulators.screen import Screen
from simulators.shift_pick import WAIT_TRIES, Picker
from simulators.world import World

WAIT, GO, STAGE = "pick-ask-wait", "pick-ask-location", "pick-ask-stage"


@dataclass
class Told:
    """An operator whose screen asks these one after the other."""

    asks: list[str]
    acts: list[str] = field(default_factory=list)

    @property
    def asked(self) -> control.Text:
        return control.Text(key=self.asks[0])

    async def read(self, text: str, *_keys: str) -> None:
        self.acts.append(text)
        del self.asks[0]

    async def insist(self, text: str, warning: str, *_keys: str) -> None:
        await self.read(f"{text} after {warning}")


@pytest.mark.parametrize(
    ("asks", "acts"),
    [
        ([GO], []),
        ([WAIT, WAIT, GO], ["WE-CONFIRM", "WE-CONFIRM"]),
        ([WAIT, STAGE], ["WE-CONFIRM"]),
        ([WAIT] * (WAIT_TRIES + 1) + [STAGE], ["WE-CONFIRM"] * WAIT_TRIES + ["WE-SHORT after pick-short"]),
    ],
)
def test_a_picker_asks_again_and_ends_the_line_short_at_last(
    monkeypatch: pytest.MonkeyPatch, asks: list[str], acts: list[str]
) -> None:
    monkeypatch.setattr(shift_pick, "WAIT_S", 0.0)
    told = Told([*asks])
    one = Picker(build(1), World("S1", {}), cast("Operator", told), cast("Screen", None), frozenset())
    asyncio.run(one.waited())
    assert (told.acts, told.asks) == (acts, asks[-1:])
