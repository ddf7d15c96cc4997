"""Labels are printed as asked, and worn as told."""

import cv2
import numpy as np
import pytest

from simulators.labels import KINDS, TEXT_ROWS, Label, Wear, bracketed, render, wear_of, worn


@pytest.mark.parametrize(
    ("element_string", "brackets"),
    [
        ("010952123454321310AB12\u001d217", "[01]09521234543213[10]AB12[21]7"),
        ("\u001d00106141412345678908", "[00]106141412345678908"),
        ("17271231310300123415260101", "[17]271231[3103]001234[15]260101"),
        ("414952123454321025412", "[414]9521234543210[254]12"),
        ("8006095212345432130102\u001d10X", "[8006]095212345432130102[10]X"),
        ("37120", "[37]120"),
        ("(01)09521234543213(10)A(B", "(01)09521234543213(10)A(B"),
    ],
)
def test_an_element_string_is_split_at_its_identifiers(element_string: str, brackets: str) -> None:
    assert bracketed(element_string) == brackets


def test_text_that_is_no_element_string_is_refused() -> None:
    with pytest.raises(ValueError, match="application identifier"):
        bracketed("hello")


@pytest.mark.parametrize(
    ("text", "symbology", "sentence"),
    [
        ("x", "Code49", "symbology is one of"),
        ("", "QR", "1 to 512"),
        ("x" * 513, "QR", "1 to 512"),
        ("abc", "EAN13", "EAN13 cannot carry"),
        ("hello", "GS1-128", "application identifier"),
        ("(01)123", "GS1-128", "cannot carry"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_sentence(text: str, symbology: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        render(text, symbology)


def test_a_linear_symbol_has_a_quiet_zone_of_ten_modules_and_its_text_below() -> None:
    label = render("4006381333931", "EAN13", module_px=2)
    bars = label[10:-TEXT_ROWS]
    dark = np.flatnonzero(bars.min(axis=0) < 128)
    assert dark[0] >= 20
    assert label.shape[1] - 1 - dark[-1] >= 20
    assert label[-TEXT_ROWS:].min() < 128


@pytest.mark.parametrize("symbology", KINDS)
def test_a_module_is_as_many_pixels_as_asked(symbology: str) -> None:
    texts = {"EAN13": "4006381333931", "EAN8": "96385074", "UPCA": "036000291452", "UPCE": "01234565"}
    text = texts.get(symbology, "(01)09521234543213" if symbology.startswith("GS1") else "09521234543213")
    text = "A12A" if symbology == "Codabar" else text
    small, large = render(text, symbology, 2), render(text, symbology, 4)
    assert large.shape[1] == pytest.approx(2 * small.shape[1], abs=4)


def test_the_same_seed_wears_a_label_alike_and_another_does_not() -> None:
    label = render("LOC-A-01", "Code128")
    pictures = [
        worn(label, wear_of(0.6, np.random.default_rng(seed)), np.random.default_rng(seed)) for seed in (3, 3, 4)
    ]
    assert np.array_equal(pictures[0], pictures[1])
    assert pictures[0].shape != pictures[2].shape or not np.array_equal(pictures[0], pictures[2])


def test_each_kind_of_wear_is_seen() -> None:
    label = render("LOC-A-01", "Code128")
    rng = np.random.default_rng(1)
    fresh = worn(label, Wear(), rng)
    assert worn(label, Wear(tilt_deg=30), rng).shape[0] > fresh.shape[0] * 1.5
    assert worn(label, Wear(gain=0.3), rng).max() < 90
    assert worn(label, Wear(noise=15), rng)[:8].std() > fresh[:8].std() + 5
    sharpness = [cv2.Laplacian(worn(label, Wear(blur_px=blur), rng), cv2.CV_64F).var() for blur in (0, 2)]
    assert sharpness[1] < sharpness[0] / 3


def test_a_label_knows_only_symbologies_that_are_printed() -> None:
    with pytest.raises(ValueError, match="symbology"):
        Label("x", "barcode")
