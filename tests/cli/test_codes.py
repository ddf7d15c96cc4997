"""`wedge codes`: what is printed is read back by the product's own decoder, and means what it should."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from edge.core.event import Scan
from edge.core.identifiers import has_check_digit
from edge.core.identify import SourceRules, identify
from edge.core.names import COMMAND_CODES, BadgeScan, CommandScan, LocationScan, LpnScan, NumberScan
from edge.core.naming import name_scan
from edge.core.sheet_codes import QUANTITIES
from edge.shell.clock import Clock
from tests.builders import Floor, bin_, item, operator
from tests.cli.at_once import at_once
from tests.printed import Printed, pages_of

DOCS = Path(__file__).parents[2] / "docs"
DAY = "2026-11-23"
AIM = {"code128": "]C0", "datamatrix": "]d1", "qr": "]Q1"}
GS1_AIM = {"code128": "]C1", "datamatrix": "]d2", "qr": "]Q3"}
HOSTILE = "<script>&\"'</text>) Tj ET %s"


@pytest.fixture(autouse=True)
def _a_day(monkeypatch):
    monkeypatch.setattr(Clock, "today", lambda _self, _at: DAY)


@pytest.fixture
def floor(tmp_path):
    bins = [bin_(f"A-{number:02}-1", number, zone="A") for number in range(1, 8)]
    return Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[*bins, bin_("B-10-1", 2, zone="B"), bin_("B-02-1", 2, zone="B")],
        operators=[
            operator(1, name="Jürgen Müß"),
            operator(2, name=HOSTILE),
            operator(3, active=False),
            operator(4, name="Łucja 王"),
        ],
    )


@pytest.fixture
def config(tmp_path, floor):
    path = tmp_path / "box.toml"
    path.write_text(f'site = "S1"\nbox = "B1"\n[store]\npath = "{floor.path}"\n')
    return path


@pytest.fixture
def printed(tmp_path) -> Callable[..., list[Printed]]:
    def run(*words: object, suffix: str = ".svg") -> list[Printed]:
        out = tmp_path / f"sheet{suffix}"
        done = at_once("codes", *words, "--out", out)
        assert done.exit_code == 0, done.stderr
        return pages_of(out)

    return run


@pytest.fixture
def read(tmp_path) -> Callable[..., set[tuple[str, str]]]:
    """What `wedge decode` finds on the pages: AIM identifiers and texts."""

    def run(pages: list[Printed], **scan: float) -> set[tuple[str, str]]:
        files = []
        for number, page in enumerate(pages):
            files.append(tmp_path / f"scan-{number}.png")
            cv2.imwrite(str(files[-1]), page.scanned(**scan))
        lines = [json.loads(line) for line in at_once("decode", *files).stdout.splitlines()]
        return {(line["aim"], line["text"]) for line in lines if line["symbology"] and line["aim"]}

    return run


def codes(texts, symbology="code128"):
    return {(AIM[symbology], text) for text in texts}


@pytest.mark.parametrize(("symbology", "suffix"), [("code128", ".svg"), ("datamatrix", ".pdf"), ("qr", ".svg")])
def test_every_command_of_the_sheet_is_read(printed, read, symbology, suffix):
    pages = printed("commands", "--symbology", symbology, suffix=suffix)
    assert read(pages) == codes(COMMAND_CODES, symbology)


def test_every_quantity_of_the_pad_is_read_and_means_its_number(floor, printed, read):
    found = read(printed("quantities", suffix=".pdf"))
    assert found == codes(f"WE-Q{one}" for one in QUANTITIES)
    for aim, text in found:
        scan = name_scan(floor.view, identify(text.encode(), aim, SourceRules()), text)
        assert isinstance(scan, Scan)
        assert scan.names == (NumberScan(int(text[4:])),)
    assert len(read(printed("quantities", "--codes", "12,WE-Q24"))) == 2


@pytest.mark.parametrize(
    ("symbology", "scan"),
    [
        ("code128", {"degrees": 1.5, "blur": 0.8, "noise": 6}),
        ("code128", {"degrees": -3, "blur": 1.2, "noise": 6, "dpi": 300}),
        ("datamatrix", {"degrees": 1.5, "blur": 1.0, "noise": 6}),
        ("qr", {"degrees": -3, "blur": 1.0, "noise": 6}),
    ],
)
def test_a_sheet_is_read_from_a_tilted_and_blurred_scan(printed, read, symbology, scan):
    asked = ("WE-SIGNOUT", "WE-UNDO", "O-CMD.MAIN-MENU", "O-BTN.validate")
    pages = printed("commands", "--symbology", symbology, "--codes", ",".join(asked), suffix=".pdf")
    assert read(pages, **scan) == codes(asked, symbology)


def names_of(floor, found):
    names = {}
    for aim, text in found:
        scan = name_scan(floor.view, identify(text.encode(), aim, SourceRules()), text)
        assert isinstance(scan, Scan), scan
        names[text] = scan.names[0]
    return names


def test_what_is_read_from_the_sheets_of_a_store_names_what_stands_on_them(floor, config, printed, read):
    names = names_of(floor, read(printed("commands", "--config", config)))
    assert {code: one.name for code, one in names.items() if isinstance(one, CommandScan)} == COMMAND_CODES
    names = names_of(floor, read(printed("locations", "--config", config)))
    assert {code for code, one in names.items() if isinstance(one, LocationScan) and one.info.code == code} == {
        *(f"A-{number:02}-1" for number in range(1, 8)), "B-10-1", "B-02-1", "DOCK-1", "DOCK-2",
    }  # fmt: skip
    names = names_of(floor, read(printed("badges", "--config", config)))
    assert {code: one.operator.id for code, one in names.items() if isinstance(one, BadgeScan)} == {
        "BADGE-1": "op-1", "BADGE-2": "op-2", "BADGE-4": "op-4",
    }  # fmt: skip
    names = names_of(floor, read(printed("lpns", "--from", "LPN-000008", "--count", 5, "--config", config)))
    assert {code for code, one in names.items() if isinstance(one, LpnScan) and one.lpn == code} == {
        f"LPN-{number:06}" for number in range(8, 13)
    }


@pytest.mark.parametrize(("symbology", "suffix"), [("code128", ".pdf"), ("datamatrix", ".svg"), ("qr", ".pdf")])
def test_ssccs_are_gs1_symbols_with_their_check_digits(floor, printed, read, symbology, suffix):
    words = ("lpns", "--company-prefix", "4012345", "--extension", 3, "--from", 98, "--count", 5)
    pages = printed(*words, "--symbology", symbology, suffix=suffix)
    found = read(pages)
    assert {aim for aim, _text in found} == {GS1_AIM[symbology]}
    assert {text[:19] for _aim, text in found} == {f"0034012345{number:09}" for number in range(98, 103)}
    assert all(has_check_digit(text[2:]) for _aim, text in found)
    assert {f"(00) {text[2:]}" for _aim, text in found} <= set(pages[0].texts)
    names = names_of(floor, found)
    assert all(isinstance(one, LpnScan) and f"00{one.lpn}" == text for text, one in names.items())


def test_the_sheets_of_a_reference_file_need_no_store(tmp_path, printed, read):
    reference, config = tmp_path / "reference.json", tmp_path / "other.toml"
    reference.write_text(json.dumps({"locations": [{"code": "X-1"}, {"code": "X-10"}, {"code": "X-2"}]}))
    config.write_text(
        f'site = "S1"\nbox = "B1"\nstore = {{ path = "{tmp_path}/none.db" }}\nreference = {{ file = "{reference}" }}\n'
    )
    pages = printed("locations", "--config", config)
    assert [text for text in pages[0].texts if text.startswith("X-")] == [*["X-1"] * 2, *["X-2"] * 2, *["X-10"] * 2]
    assert read(pages) == codes(["X-1", "X-2", "X-10"])
    assert not (tmp_path / "none.db").exists()


def test_only_what_was_asked_for_is_printed(config, printed):
    def shown(*words):
        return {text for page in printed(*words, "--config", config) for text in page.texts}

    assert {text for text in shown("locations", "--zone", "B") if text[1:2] == "-"} == {"B-10-1", "B-02-1"}
    assert "A-03-1" not in shown("locations", "--codes", "A-01-1, B-10-1")
    assert "WE-SKIP" not in shown("commands", "--codes", "confirm,O-BTN.cancel")
    assert "Jürgen Müß" in shown("badges", "--codes", "op-1")


def test_each_page_has_title_site_date_and_number(config, printed):
    pages = printed("lpns", "--from", "LPN-000001", "--count", 40, "--config", config)
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert {"Licence plates · Ladungsträger", f"S1 · {DAY}", f"page {number} of 2"} <= set(page.texts)
        assert any("LPN-000001 to LPN-000040, 40 plates" in text for text in page.texts)


def test_commands_stand_with_their_words_in_both_languages(printed):
    texts = [text for page in printed("commands", suffix=".pdf") for text in page.texts]
    at = texts.index("WE-UNDO")
    assert texts[at - 2 : at] == ["Undo", "Rückgängig"]


def test_text_of_others_is_only_text(tmp_path, config, printed):
    assert HOSTILE in printed("badges", "--config", config)[0].texts
    assert HOSTILE in printed("badges", "--config", config, suffix=".pdf")[0].texts
    assert "<script" not in (tmp_path / "sheet.svg").read_text()


def test_letters_that_pdf_lacks_are_told_and_svg_has_them(tmp_path, config, printed):
    out = tmp_path / "badges.pdf"
    done = at_once("codes", "badges", "--config", config, "--out", out)
    assert done.exit_code == 0
    assert done.stderr == "note: PDF has no letters for 'Łucja 王': printed as '?ucja ?'; --out FILE.svg has them\n"
    assert {"?ucja ?", "Jürgen Müß"} <= set(pages_of(out)[0].texts)
    assert "Łucja 王" in printed("badges", "--config", config)[0].texts


def test_nothing_of_a_pin_is_printed(tmp_path, config, printed):
    for suffix in (".svg", ".pdf"):
        pages = printed("badges", "--config", config, suffix=suffix)
        assert not any("argon2" in text for page in pages for text in page.texts)


def test_plates_that_the_book_has_are_not_printed_twice(floor, config, tmp_path):
    for number in (3, 7):
        floor.put("A-01-1", "TEA", 1, lpn=f"LPN-{number:06}")
    words = ("codes", "lpns", "--from", "LPN-000001", "--count", 10, "--config", config, "--out", tmp_path / "o.svg")
    refused = at_once(*words)
    assert refused.exit_code == 1
    assert "in the book already: LPN-000003, LPN-000007;" in refused.stderr
    assert not (tmp_path / "o.svg").exists()
    assert at_once(*words, "--again").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lpns", "--from", "LPN-999998", "--count", 3), "3 plates need a number of 7 digits"),
        (("lpns", "--from", "LPN-X"), "ends with no number to count from"),
        (("lpns", "--from", "BOX-01"), "BOX-01 is no licence plate here: policy.lpn_pattern is"),
        (("lpns",), "say where to begin"),
        (("lpns", "--from", "LPN-1", "--count", 5000), "one run prints 2000 at most"),
        (("lpns", "--company-prefix", "401", "--from", "1"), "a GS1 company prefix has 4 to 12 digits"),
        (("lpns", "--company-prefix", "401234512345", "--from", "9998", "--count", 3), "have 4 digits at most"),
        (("commands", "--symbology", "ean13"), "there are code128, datamatrix, qr"),
        (("commands", "--page", "A5"), "A4, letter, or 'label 100x50'"),
        (("commands", "--page", "label 5x5"), "from 10 to 1200 mm"),
        (("commands", "--page", "label 30x20"), "does not fit a label of 30 x 20 mm"),
        (("commands", "--columns", 4), "take 2 columns or fewer"),
        (("commands", "--codes", "WE-DANCE"), "--codes WE-DANCE: not there"),
        (("locations",), "name the box with --config FILE"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence_and_no_file(tmp_path, words, said):
    done = at_once("codes", *words, "--out", tmp_path / "o.svg")
    assert done.exit_code in (1, 2)
    assert said in done.stderr.splitlines()[-1]
    assert not list(tmp_path.glob("o*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("locations", "--zone", "Q"), "--zone Q: there are A, B"),
        (("badges", "--codes", "op-3"), "--codes op-3: not there"),
        (("badges", "--out", "sheet.png"), "sheet.png: is FILE.pdf or FILE.svg"),
    ],
)
def test_what_is_not_there_is_said(config, tmp_path, words, said):
    assert said in at_once("codes", *words, "--config", config).stderr


@pytest.mark.parametrize(("code", "said"), [("Büro-1", "letters outside ASCII"), ("WE-DONE", "is a command code")])
def test_a_code_that_would_be_read_as_something_else_is_refused(tmp_path, code, said):
    floor = Floor(tmp_path, operators=[operator(1, badge=code)])
    config = tmp_path / "box.toml"
    config.write_text(f'site = "S1"\nbox = "B1"\n[store]\npath = "{floor.path}"\n')
    done = at_once("codes", "badges", "--config", config, "--out", tmp_path / "o.pdf")
    assert done.exit_code in (1, 2)
    assert said in done.stderr


def test_columns_that_are_possible_are_taken(printed, read):
    short = [code for code in COMMAND_CODES if len(code) <= 12]
    pages = printed("commands", "--columns", 3, "--codes", ",".join(short))
    assert len({frame[0] for frame in pages[0].frames}) == 3
    assert read(pages, dpi=300) == codes(short)


def test_the_box_s_own_files_are_not_written_over(floor, config):
    own = config.rename(config.with_suffix(".svg"))
    for out in (own, floor.path.with_name(floor.path.name + ".svg")):
        done = at_once("codes", "commands", "--config", own, "--codes", "confirm", "--out", out)
        assert done.exit_code == 2
        assert "name another file" in done.stderr


def test_a_label_is_a_page_of_its_size_with_one_code(config, printed, read):
    words = ("locations", "--config", config, "--zone", "A", "--page", "label 100x50")
    pages = printed(*words, suffix=".pdf")
    assert {(round(page.width * 25.4), round(page.height * 25.4)) for page in pages} == {(100, 50)}
    assert [page.texts for page in pages] == [[f"A-{number:02}-1"] * 2 for number in range(1, 8)]
    assert read(pages) == codes(f"A-{number:02}-1" for number in range(1, 8))


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_is_read_from_a_label_printer(printed, read, dpi):
    pages = printed("lpns", "--company-prefix", "4012345", "--from", 1, "--page", "label 100x50", suffix=".pdf")
    assert read(pages, dpi=dpi, heads=True) == {("]C1", "00040123450000000016")}


def test_without_out_the_pdf_goes_to_standard_output(config):
    done = at_once("codes", "locations", "--config", config)
    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"%PDF-")
    assert done.stdout_bytes.rstrip().endswith(b"%%EOF")


def test_the_same_input_on_the_same_day_is_the_same_bytes(tmp_path, config):
    written = []
    for _time in range(2):
        out = tmp_path / "o.pdf"
        assert at_once("codes", "badges", "--config", config, "--out", out).exit_code == 0
        written.append(out.read_bytes())
        out.unlink()
    assert written[0] == written[1]
    assert b"D:20261123" in written[0]


def test_the_picture_in_the_documents_is_what_is_printed(tmp_path):
    assert at_once("codes", "commands", "--out", tmp_path / "o.svg").exit_code == 0
    assert (DOCS / "img" / "codes-commands.svg").read_bytes() == (tmp_path / "o-1.svg").read_bytes()


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="draws the SVG as other programs do")
def test_the_svg_is_read_as_another_program_draws_it(tmp_path, config):
    out, picture = tmp_path / "o.svg", tmp_path / "o.png"
    assert at_once("codes", "locations", "--config", config, "--out", out).exit_code == 0
    subprocess.run(["rsvg-convert", "-d", "200", "-p", "200", out, "-o", picture], check=True)
    lines = [json.loads(line) for line in at_once("decode", picture).stdout.splitlines()]
    assert {"A-01-1", "B-10-1", "DOCK-1"} <= {line["text"] for line in lines}
    assert len({line["text"] for line in lines}) == 11


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="draws the PDF as other programs do")
def test_the_pdf_is_read_as_another_program_draws_it(tmp_path, config):
    out = tmp_path / "o.pdf"
    assert at_once("codes", "locations", "--config", config, "--out", out).exit_code == 0
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", out, tmp_path / "o"], check=True)
    lines = [json.loads(line) for line in at_once("decode", tmp_path / "o.png").stdout.splitlines()]
    assert len({line["text"] for line in lines}) == 11


@pytest.mark.parametrize(
    ("pattern", "refused"), [(r"[A-Z]-\d\d.*", True), (r"LOC-(?P<code>.+)", False), (r"[a-z]+", False)]
)
def test_a_code_that_the_sites_patterns_take_for_something_else_is_not_printed(tmp_path, config, pattern, refused):
    text = config.read_text() + f"\n[[policy.codes]]\nkind = \"item\"\npattern = '{pattern}'\n"
    config.write_text(text)
    done = at_once("codes", "locations", "--config", config, "--out", tmp_path / "x.pdf")
    assert (done.exit_code != 0) == refused, done.stderr
    assert ("would be read as item, by policy.codes" in done.stderr) == refused


def test_plates_of_the_sites_own_pattern_are_printed(tmp_path, config):
    words = ("codes", "lpns", "--from", "X00000001", "--config", config, "--out", tmp_path / "x.pdf")
    assert "is no licence plate here" in at_once(*words).stderr
    config.write_text(config.read_text() + "\n[[policy.codes]]\nkind = \"lpn\"\npattern = 'X\\d{8}'\n")
    assert at_once(*words).exit_code == 0
