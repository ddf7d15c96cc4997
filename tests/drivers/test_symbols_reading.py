"""What the engines see, put into one form; and how much of what is printed they read at all."""

import numpy as np
import pytest

from drivers.camera_looks import Engines, every_look, first_look
from drivers.camera_zbar import Zbar
from drivers.symbols import (
    SYMBOLOGIES,
    USUAL,
    Wanted,
    gs1_check_holds,
    mod10_holds,
    read_zxing,
    sightings_of_zbar,
)
from simulators.labels import Wear, render, worn

ALL = Wanted(SYMBOLOGIES, itf_lengths=(10, 14))

PRINTED = {
    "GS1-128": ("(01)09521234543213(10)AB12(21)7", b"010952123454321310AB12\x1d217", "Code128", "]C1"),
    "Code128": ("LOC-A-01", b"LOC-A-01", "Code128", "]C0"),
    "EAN13": ("4006381333931", b"4006381333931", "EAN13", "]E0"),
    "EAN8": ("96385074", b"96385074", "EAN8", "]E4"),
    "UPCA": ("036000291452", b"0036000291452", "EAN13", "]E0"),
    "UPCE": ("01234565", b"0012345000065", "UPCE", "]E0"),
    "ITF14": ("09521234543213", b"09521234543213", "ITF14", "]I1"),
    "ITF": ("1234567890", b"1234567890", "ITF", "]I0"),
    "Code39": ("BIN17", b"BIN17", "Code39", "]A0"),
    "Code93": ("X93", b"X93", "Code93", "]G0"),
    "Codabar": ("A1234A", b"A1234A", "Codabar", "]F0"),
    "DataBar": ("09521234543213", b"0109521234543213", "DataBar", "]e0"),
    "QR": ("https://id.gs1.org/01/09521234543213", b"https://id.gs1.org/01/09521234543213", "QR", "]Q1"),
    "GS1-QR": ("(01)09521234543213", b"0109521234543213", "QR", "]Q3"),
    "GS1-DataMatrix": ("(01)09521234543213(10)A(21)7", b"010952123454321310A\x1d217", "DataMatrix", "]d2"),
    "PDF417": ("pallet", b"pallet", "PDF417", "]L2"),
    "Aztec": ("aztec", b"aztec", "Aztec", "]z0"),
}


@pytest.fixture(scope="module")
def zbar():
    with Zbar(ALL.zbar_types) as worker:
        if worker.missing:
            pytest.skip(f"{worker.missing} is not installed")
        yield worker


@pytest.mark.parametrize("symbology", PRINTED)
def test_a_printed_label_is_read_with_its_bytes_name_and_aim_identifier(symbology: str) -> None:
    text, data, name, aim = PRINTED[symbology]
    (seen,) = read_zxing(render(text, symbology), ALL, full=True)
    assert (seen.data, seen.symbology, seen.aim) == (data, name, aim)


@pytest.mark.parametrize(
    "symbology",
    [s for s in PRINTED if PRINTED[s][2] in {"Code128", "EAN13", "EAN8", "UPCE", "ITF14", "ITF", "Code39", "Codabar"}],
)
def test_both_engines_give_one_label_one_key(symbology: str, zbar: Zbar) -> None:
    picture = render(PRINTED[symbology][0], symbology)
    (by_zxing,) = read_zxing(picture, ALL, full=True)
    (by_zbar,) = sightings_of_zbar(zbar.read(picture), ALL)
    assert by_zbar.key == by_zxing.key
    assert by_zbar.engine != by_zxing.engine
    assert by_zbar.aim in {by_zxing.aim, ""}


def test_zbar_claims_gs1_only_where_a_separator_shows_it() -> None:
    found = [("CODE128", b"0109521234543213"), ("CODE128", b"10AB12\x1d217")]
    assert [sighting.aim for sighting in sightings_of_zbar(found, ALL)] == ["", "]C1"]


@pytest.mark.parametrize("symbology", PRINTED)
def test_what_proves_itself_is_sure(symbology: str) -> None:
    text, _, name, _ = PRINTED[symbology]
    (seen,) = read_zxing(render(text, symbology), ALL, full=True)
    assert seen.sure == (name in {"QR", "DataMatrix", "PDF417", "Aztec"} or symbology == "GS1-128")


def test_a_gs1_label_with_a_wrong_check_digit_is_not_sure() -> None:
    (seen,) = read_zxing(render("(01)09521234543210", "GS1-128"), ALL)
    assert (seen.aim, seen.sure) == ("]C1", False)


def test_only_what_the_site_names_is_read() -> None:
    assert not read_zxing(render("BIN17", "Code39"), Wanted(USUAL), full=True)
    assert read_zxing(render("BIN17", "Code39"), Wanted(("Code39",)), full=True)
    assert not sightings_of_zbar([("EAN13", b"4006381333931")], Wanted(("UPCA",)))
    assert sightings_of_zbar([("EAN13", b"0036000291452")], Wanted(("UPCA",)))


@pytest.mark.parametrize(
    ("data", "accepted"),
    [(b"19521234548468", True), (b"19521234548466", False), (b"19521234", False), (b"195212345484", False)],
)
def test_an_itf_that_is_cut_short_or_fails_its_check_digit_is_read_over(data: bytes, accepted: bool) -> None:
    assert bool(sightings_of_zbar([("I25", data)], Wanted(USUAL))) == accepted


def test_an_itf_of_a_length_the_site_names_is_read() -> None:
    assert sightings_of_zbar([("I25", b"1234567890")], Wanted(("ITF",), itf_lengths=(10,)))
    assert not sightings_of_zbar([("I25", b"12345678")], Wanted(("ITF",), itf_lengths=(10,)))


def test_an_empty_or_endless_code_is_read_over() -> None:
    assert not sightings_of_zbar([("CODE128", b""), ("CODE128", b"x" * 513), ("UNHEARD-OF", b"x")], ALL)


def test_check_digits() -> None:
    assert mod10_holds(b"4006381333931")
    assert not mod10_holds(b"4006381333932")
    assert not mod10_holds(b"40063813339a1")
    assert gs1_check_holds(b"00106141412345678908")
    assert gs1_check_holds(b"010952123454321310AB")
    assert not gs1_check_holds(b"010952123454321010AB")
    assert not gs1_check_holds(b"10ABC")
    assert not gs1_check_holds(b"01095212345432")


def test_noise_is_no_code(zbar: Zbar) -> None:
    rng = np.random.default_rng(5)
    for _ in range(3):
        picture = rng.integers(0, 256, (240, 320), np.uint8)
        assert not every_look(picture, Engines(Wanted(), zbar))


RATES = {
    # class: (how it is seen, least part read by the first look, least part read by all looks)
    "fresh": (Wear(noise=3), 0.95, 0.95),
    "tilted 8": (Wear(tilt_deg=8, noise=3), 0.7, 0.95),
    "tilted 40": (Wear(tilt_deg=40, noise=3), 0.1, 0.9),
    "upright": (Wear(tilt_deg=90, noise=3), 0.1, 0.95),
    "from the side": (Wear(tilt_deg=4, lean=0.1, noise=3), 0.8, 0.95),
    "out of focus": (Wear(blur_px=1.6, noise=3), 0.2, 0.8),
    "dark": (Wear(gain=0.25, noise=4), 0.6, 0.9),
    "pressed hard": (Wear(noise=6, jpeg=30), 0.8, 0.95),
}
SAMPLE = ("GS1-128", "Code128", "EAN13", "UPCA", "ITF14", "QR", "GS1-DataMatrix")


@pytest.mark.parametrize("how", RATES)
def test_the_part_of_labels_that_is_read(how: str, zbar: Zbar) -> None:
    wear, least_first, least_all = RATES[how]
    rng = np.random.default_rng(11)
    engines = Engines(Wanted(), zbar)
    first, every, wrong = [], [], []
    for symbology in SAMPLE:
        text, data, _, _ = PRINTED[symbology]
        picture = worn(render(text, symbology, 3), wear, rng)
        first.append(data in {s.data for s in first_look(picture, engines)})
        found = {s.data for s in every_look(picture, engines)}
        every.append(data in found)
        wrong += found - {data}
    assert np.mean(first) >= least_first, dict(zip(SAMPLE, first, strict=True))
    assert np.mean(every) >= least_all, dict(zip(SAMPLE, every, strict=True))
    assert not wrong
