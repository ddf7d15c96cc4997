"""The simulated scale answers as MT-SICS says, levels 0 and 1; what it does not know is ES."""

import asyncio
import os
from pathlib import Path

import pytest

from simulators.bench_scale import ScaleOptions, run
from simulators.sics import LEVELS, Scale


def told(scale: Scale, *commands: str) -> list[str]:
    """All that it answers to these, one after the other."""

    async def ask() -> list[str]:
        return [line for command in commands for line in await scale.answers(command)]

    return asyncio.run(ask())


@pytest.fixture
def scale() -> Scale:
    return Scale(settle_s=0.0)


def test_a_weight_is_told_at_rest_and_at_once(scale: Scale) -> None:
    scale.put(100)
    assert told(scale, "S", "SI") == ["S S     100.00 g"] * 2


def test_a_weight_in_motion_is_said_to_be_so_and_one_that_never_rests_is_none(
    scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulators.sics.REST_S_MAX", 0.01)
    scale.put(100)
    scale.is_restless = True
    assert told(scale, "SI", "S", "Z", "T") == ["S D     100.00 g", "S I", "Z I", "T I"]
    assert told(scale, "TI", "ZI") == ["TI D     100.00 g", "ZI D"]


def test_overload_and_underload(scale: Scale) -> None:
    scale.put(60_001)
    assert told(scale, "S", "SI", "T", "TI", "Z", "ZI") == ["S +", "S +", "T +", "TI +", "Z +", "ZI +"]
    scale.put(-7_000)
    assert told(scale, "S", "T", "Z", "ZI") == ["S -", "T -", "Z -", "ZI -"]


def test_zero_is_what_lies_there_and_clears_the_tare(scale: Scale) -> None:
    scale.put(20)
    assert told(scale, "T", "Z", "SI", "TA") == [
        "T S      20.00 g",
        "Z A",
        "S S       0.00 g",
        "TA A       0.00 g",
    ]
    scale.put(50)
    assert told(scale, "SI", "ZI", "SI") == ["S S      30.00 g", "ZI S", "S S       0.00 g"]


def test_a_tare_is_taken_off_told_set_and_cleared(scale: Scale) -> None:
    scale.put(200)
    assert told(scale, "T", "SI") == ["T S     200.00 g", "S S       0.00 g"]
    scale.put(950)
    assert told(scale, "S", "TA", "TAC", "S") == ["S S     750.00 g", "TA A     200.00 g", "TAC A", "S S     950.00 g"]
    assert told(scale, "TA 0.5 kg", "SI") == ["TA A     500.00 g", "S S     450.00 g"]
    assert told(scale, "TA heavy", "TA 5 st", "TA 99999 g", "SI") == ["TA L"] * 3 + ["S S     450.00 g"]
    assert told(scale, "TI", "SI") == ["TI S     950.00 g", "S S       0.00 g"]
    scale.put(0)
    assert told(scale, "SI") == ["S S    -950.00 g"]


def test_beginning_anew_clears_the_tare_and_keeps_the_zero(scale: Scale) -> None:
    scale.put(10)
    assert told(scale, "Z", "TA 100 g", "@", "SI", "TA") == [
        "Z A",
        "TA A     100.00 g",
        'I4 A "SIM0000001"',
        "S S       0.00 g",
        "TA A       0.00 g",
    ]


def test_it_says_what_it_knows_and_what_it_is(scale: Scale) -> None:
    listed = told(scale, "I0")
    assert [line.split()[1] for line in listed] == ["B"] * (len(listed) - 1) + ["A"]
    names = [(line.split()[2], line.split('"')[1]) for line in listed]
    assert names == [(str(level), name) for level, of in enumerate(LEVELS) for name in of]
    assert [line[:6] for line in told(scale, "I1", "I2", "I3", "I4")] == ['I1 A "', 'I2 A "', 'I3 A "', 'I4 A "']
    goes_on = {"SIR", "SR"}
    assert all("ES" not in told(scale, name) for _, name in names if name not in goes_on)


@pytest.mark.parametrize("command", ["", "s", "SX", "S 5", "I9", "PCS", "Z Z", "\xff"])
def test_what_it_does_not_know_is_a_syntax_error(scale: Scale, command: str) -> None:
    assert told(scale, command) == ["ES"]


@pytest.mark.parametrize("unit", ["g", "kg", "lb", "oz"])
def test_each_unit_has_its_decimals(unit: str) -> None:
    scale = Scale(unit, settle_s=0.0)
    scale.put(1000)
    (said,) = told(scale, "SI")
    assert (
        said
        == {
            "g": "S S    1000.00 g",
            "kg": "S S     1.0000 kg",
            "lb": "S S     2.2046 lb",
            "oz": "S S     35.274 oz",
        }[unit]
    )


async def _asked(link: Path, *commands: bytes) -> list[bytes]:
    """What comes over a serial line, a line for each command."""
    fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
    try:
        said = []
        for command in commands:
            os.write(fd, command + b"\r\n")
            said.append(await asyncio.to_thread(os.read, fd, 200))
        return said
    finally:
        os.close(fd)


def test_a_scale_on_a_serial_port_answers_and_leaves_no_link_behind(tmp_path: Path) -> None:
    link = tmp_path / "scale0"

    async def play() -> list[bytes]:
        said = asyncio.Event()
        playing = asyncio.create_task(run(ScaleOptions(link=link), None, lambda _: said.set()))
        await said.wait()
        try:
            return await _asked(link, b"@", b"SI", b"XYZ")
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)

    assert asyncio.run(play()) == [b'I4 A "SIM0000001"\r\n', b"S S       0.00 g\r\n", b"ES\r\n"]
    assert not link.is_symlink()


def test_a_file_where_the_link_should_be_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "scale0"
    link.write_text("mine")
    with pytest.raises(ValueError, match="no scale's link"):
        asyncio.run(run(ScaleOptions(link=link)))
    assert link.read_text() == "mine"
