"""Each bench runs to its end in a small setting and says its figures, with their targets, in both forms."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from edge.bench.figures import Figure, spread
from edge.bench.identify import distinct_tags
from edge.bench.processes import BenchError, daemon
from edge.bench.site import Devices, make_site
from edge.core.epc import identify_epc

PROGRAM = (sys.executable, "-c", "from edge.cli import app; app()", "bench")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A short one: a Unix socket's path has 107 bytes at most, and the benches make theirs below it."""
    with tempfile.TemporaryDirectory(prefix="wb-") as folder:
        yield Path(folder)


def bench(folder: Path, *args: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """Run one bench in `folder`: what it printed, and its figures by name."""
    written = folder / "figures.json"
    command = [*PROGRAM, *args, "--dir", str(folder), "--json", str(written)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, {figure["name"]: figure for figure in json.loads(written.read_text())["figures"]}


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "figures.json"]


def test_scan_times_every_movement_with_tags_and_without(tmp_path: Path) -> None:
    printed, figures = bench(tmp_path, "scan", "--movements", "6", "--pace", "40", "--rate", "200")
    median = figures["with tags, to movement and prompt: median"]
    assert 0 < median["value"] <= figures["with tags, to movement and prompt: max"]["value"]
    assert median["target"] == 10
    assert figures["with tags, to movement and prompt: p99"]["target"] == 50
    assert figures["tags taken in"]["value"] > 0
    assert "with tags / quiet, median" in printed
    assert left_in(tmp_path) == []


def test_tui_times_a_real_screen_small_and_large(tmp_path: Path) -> None:
    printed, figures = bench(tmp_path, "tui", "--scans", "2", "--rounds", "1", "--pace", "20", "--seconds", "0.5")
    for size in ("20x8", "120x40"):
        drawn = figures[f"{size}: key to drawn result: median"]["value"]
        assert 0 < figures[f"{size}: of that until the daemon's view: median"]["value"] <= drawn
        assert figures[f"{size}: key to drawn result: p99"]["target"] == 50
        assert figures[f"{size}: ready, median"]["target"] == 1
        assert figures[f"{size}: memory, RSS"]["value"] > figures[f"{size}: memory, PSS"]["value"] > 0
    assert figures["120x40: idle, live pane: screen"]["target"] == 1
    assert figures["120x40: 200 reads/s, live pane: screen"]["target"] == 15
    assert "120x40: from the live pane: median" in printed
    assert left_in(tmp_path) == []


def test_start_says_when_the_daemon_is_ready_and_what_it_costs_idle(tmp_path: Path) -> None:
    printed, figures = bench(tmp_path, "start", "--rounds", "1", "--idle", "1")
    assert figures["ready, median"]["value"] > 0
    assert figures["ready, median"]["target"] == 2
    assert re.search(r"idle with scanner, reader.* % of core", printed)
    assert left_in(tmp_path) == []


def test_rfid_compares_the_decoders_and_feeds_the_daemon(tmp_path: Path) -> None:
    _, figures = bench(tmp_path, "rfid", "--tags", "200", "--rounds", "1", "--seconds", "1")
    assert figures["decoder / sllurp, 10 tags a report"]["value"] > 0
    assert figures["daemon, 1,000/s offered: taken in"]["value"] > 0
    assert figures["daemon, 5,000/s offered: taken in"]["value"] > figures["daemon, 1,000/s offered: taken in"]["value"]
    assert left_in(tmp_path) == []


def test_store_compares_bare_sqlite_the_store_and_the_whole_path(tmp_path: Path) -> None:
    _, figures = bench(tmp_path, "store", "--rounds", "1", "--scale", "0.01")
    for batch in (1, 10, 100, 1000):
        assert all(figures[f"batch {batch}: {way}"]["value"] > 0 for way in ("bare", "store", "path"))
        assert figures[f"batch {batch}: store / bare"]["unit"] == "x"
    assert figures["batch 100: path"]["target"] == 5_000
    assert left_in(tmp_path) == []


def test_identify_reads_the_golden_codes_and_tags_beside_the_libraries(tmp_path: Path) -> None:
    _, figures = bench(tmp_path, "identify", "--rounds", "1", "--scale", "0.01")
    assert figures["golden codes"]["target"] == 8_000
    assert figures["distinct tags"]["target"] == 150_000
    for name in ("golden codes", "refused codes", "GS1 codes", "GS1 codes: biip", "tags seen again"):
        assert figures[name]["value"] > 0
    assert figures["distinct tags / epcpy"]["unit"] == "x"
    assert left_in(tmp_path) == []


def test_identify_says_so_where_there_are_no_golden_codes(tmp_path: Path) -> None:
    command = [*PROGRAM, "identify", "--dir", str(tmp_path), "--codes", str(tmp_path / "none.tsv")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert "--codes" in done.stderr


def test_the_tags_of_a_bench_are_all_different_and_all_read() -> None:
    tags = distinct_tags(1_000, Random(7))
    assert len(set(tags)) == 1_000
    assert {identify_epc(tag).kind for tag in tags} == {"sgtin", "sscc"}


def test_book_measures_a_movement_a_start_and_the_questions(tmp_path: Path) -> None:
    _, figures = bench(tmp_path, "book", "--movements", "1000", "--rounds", "1")
    assert figures["big / small"]["value"] > 0
    assert figures["daemon ready, median"]["target"] == 2
    for what in ("an item", "a location", "a unit"):
        assert figures[f"stock of {what}: p99"]["target"] == 1
    assert figures["entries"]["value"] > 1000
    assert left_in(tmp_path) == []


def test_desk_asks_for_windows_of_every_list(tmp_path: Path) -> None:
    _, figures = bench(tmp_path, "desk", "--rows", "1000", "--entries", "1000", "--asks", "2")
    for what in (
        "stock, anywhere",
        "stock, one letter",
        "entries, anywhere",
        "entries, two words",
        "map, a screen of racks",
    ):
        assert figures[f"{what}: p99"]["target"] == 100
        assert figures[f"{what}: p99"]["value"] > 0
    assert left_in(tmp_path) == []


def test_a_bench_says_at_once_that_its_figures_have_no_place(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "figures.json"
    command = [*PROGRAM, "start", "--dir", str(tmp_path), "--json", str(missing)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert str(missing.parent) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_daemon_that_does_not_start_is_shown_with_its_own_words(tmp_path: Path) -> None:
    site = make_site(tmp_path, Devices())
    site.config.write_text("nonsense = true\n")
    with pytest.raises(BenchError, match=r"box\.toml:1: site: is missing"), daemon(site):
        pass


@pytest.mark.parametrize(("value", "at_least", "met"), [(5.0, True, True), (4.9, True, False), (5.0, False, False)])
def test_a_figure_is_held_against_its_target(value: float, at_least: bool, met: bool) -> None:
    assert Figure("x", value, "ms", 5.0, at_least).is_met is met


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert Figure("x", 1.0, "ms").is_met is None


def test_a_spread_says_which_times_so_many_of_all_do_not_exceed() -> None:
    figures = {figure.name: figure.value for figure in spread("t", list(range(1, 101)))}
    assert figures == {"t: median": 50.5, "t: p90": 90, "t: p99": 99, "t: max": 100}


def test_a_spread_of_one_time_is_that_time() -> None:
    assert {figure.value for figure in spread("t", [3.0])} == {3.0}
