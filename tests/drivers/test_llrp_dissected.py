"""What the driver sends, read by a dissector that nobody here wrote (tshark): nothing of it is malformed."""

import shutil
import subprocess

import pytest

from drivers import llrp
from tests.drivers.io_recorder import running
from tests.drivers.llrp_peer import Peer, message, report, serving, tag

EVERYTHING = {
    "antennas": [1, 2],
    "tx_power_dbm": 30,
    "report_every_n_tags": 20,
    "report_timeout_ms": 500,
    "mode_identifier": 1000,
    "epc_filter": ["30742"],
    "gpi_ports": [1, 2],
    "impinj_search_mode": 1,
    "impinj_fast_id": True,
}
IMPINJ_EXTENSIONS_ON = bytes.fromhex("0000651A 16") + bytes.fromhex("011F 0008 0000 0000")


@pytest.mark.skipif(shutil.which("text2pcap") is None, reason="tshark is not installed")
@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["as it comes", "everything set"])
def test_a_dissector_understands_every_message_the_driver_sends(tmp_path, more):
    peer = Peer(then=message(62) + report(tag()))
    peer.answers[1023] = message(1023, IMPINJ_EXTENSIONS_ON)
    with serving(peer), running(llrp.run, llrp.Options(host="127.0.0.1", port=peer.port, **more)) as io:
        io.wait_for(1)
    dump, capture = tmp_path / "sent.txt", tmp_path / "sent.pcap"
    packets = [message(kind, body) for kind, body in peer.requests]
    dump.write_text("".join(f"000000 {packet.hex(' ')}\n" for packet in packets))
    subprocess.run(["text2pcap", "-q", "-T", "40000,5084", dump, capture], check=True, capture_output=True)
    shown = subprocess.run(
        ["tshark", "-r", capture, "-d", "tcp.port==5084,llrp", "-V"], check=True, capture_output=True, text=True
    ).stdout
    assert shown.count("Low Level Reader Protocol") >= len(packets)
    assert "Malformed" not in shown
    assert "KEEPALIVE_ACK" in shown.upper().replace(" ", "_")
