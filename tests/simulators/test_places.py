"""A simulator's link and stage never push aside what somebody else put there, and leave only their own behind."""

import asyncio
import contextlib
import os
import socket

import pytest

from simulators.scanner import ScannerOptions, run
from simulators.stage import stage
from tests.cli.at_once import at_once


async def act(_line):
    pass


def snapshot(folder):
    """Everything in a folder: names, kinds, targets and contents."""
    return {
        path.name: (path.lstat().st_ino, path.is_symlink() and path.readlink(), path.is_file() and path.read_bytes())
        for path in folder.iterdir()
    }


def a_file(path):
    path.write_text("precious")


def a_folder(path):
    path.mkdir()


def a_link_to_a_file(path):
    (path.parent / "kept").write_text("precious")
    path.symlink_to(path.parent / "kept")


def a_link_out_of_the_ports(path):
    path.symlink_to("/dev/pts/../null")


@pytest.mark.parametrize("put", [a_file, a_folder, a_link_to_a_file, a_link_out_of_the_ports])
def test_a_scanner_refuses_a_link_that_is_not_a_scanners_and_touches_nothing(tmp_path, put):
    put(tmp_path / "x")
    (tmp_path / "x.new").write_text("precious, too")
    before = snapshot(tmp_path)
    done = at_once("sim", "scanner", "--link", tmp_path / "x")
    assert done.exit_code == 74
    assert done.stderr == f"{tmp_path}/x is there already and no scanner's link; choose another path for the link\n"
    assert snapshot(tmp_path) == before


def test_a_link_in_no_folder_is_one_sentence(tmp_path):
    done = at_once("sim", "scanner", "--link", tmp_path / "no" / "x")
    assert done.exit_code == 74
    assert done.stderr == f"the link {tmp_path}/no/x cannot be made: No such file or directory\n"


@contextlib.asynccontextmanager
async def scanner(link):
    plugged = asyncio.Event()
    playing = asyncio.create_task(run(ScannerOptions(link), link.with_name("stage"), lambda _: plugged.set()))
    await asyncio.wait_for(plugged.wait(), 10)
    try:
        yield
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_a_link_left_by_a_killed_scanner_is_taken_over_and_removed_at_the_end(tmp_path):
    link = tmp_path / "x"
    link.symlink_to("/dev/pts/99999999")
    async with scanner(link):
        os.close(os.open(link, os.O_RDWR | os.O_NOCTTY))
    assert list(tmp_path.iterdir()) == []


async def test_what_replaced_the_link_meanwhile_stays(tmp_path):
    link = tmp_path / "x"
    async with scanner(link):
        link.unlink()
        link.write_text("precious")
    assert link.read_text() == "precious"


@pytest.mark.parametrize("put", [a_file, a_folder, a_link_to_a_file])
@pytest.mark.parametrize("device", [("reader", "--port", 0), ("camera", "--port", 0), ("scanner", "--link", "LINK")])
def test_a_stage_refuses_what_is_no_socket_and_touches_nothing(tmp_path, put, device):
    words = [tmp_path / "link" if word == "LINK" else word for word in device]
    put(tmp_path / "x")
    before = snapshot(tmp_path)
    done = at_once("sim", *words, "--stage", tmp_path / "x")
    assert done.exit_code in {2, 74}
    assert "is there already and no socket" in " ".join(done.stderr.split())
    assert snapshot(tmp_path) == before


async def test_the_socket_of_a_killed_simulator_is_taken_over_and_removed_at_the_end(tmp_path):
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(tmp_path / "x"))
    async with stage(tmp_path / "x", act):
        await asyncio.open_unix_connection(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


async def test_the_socket_of_a_living_program_is_refused(tmp_path):
    async with stage(tmp_path / "x", act):
        with pytest.raises(ValueError, match="another program serves"):
            async with stage(tmp_path / "x", act):
                pass
        await asyncio.open_unix_connection(tmp_path / "x")


async def test_what_replaced_the_stage_meanwhile_stays(tmp_path):
    async with stage(tmp_path / "x", act):
        (tmp_path / "x").unlink()
        (tmp_path / "x").write_text("precious")
    assert (tmp_path / "x").read_text() == "precious"


async def test_a_stage_in_no_folder_is_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="cannot be made: No such file"):
        async with stage(tmp_path / "no" / "x", act):
            pass
