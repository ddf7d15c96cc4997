"""An LLRP client nobody here wrote (sllurp), as a process: its threads and globals stay out of the tests.

Arguments: port, number of tags to read, configuration as JSON. Prints what it saw as one JSON object.
"""

import json
import os
import sys
import threading

from sllurp.llrp import LLRPReaderClient, LLRPReaderConfig

DEADLINE_S = 30


def main(port: str, count: str, config: str) -> None:
    seen: dict[str, list] = {"tags": [], "events": [], "keepalives": []}
    enough = threading.Event()

    def tags(_reader, reported):
        seen["tags"] += [{name: _plain(value) for name, value in tag.items()} for tag in reported]
        if len(seen["tags"]) >= int(count) and seen["keepalives"]:
            enough.set()

    reader = LLRPReaderClient("127.0.0.1", int(port), LLRPReaderConfig(json.loads(config)))
    reader.add_tag_report_callback(tags)
    reader.add_event_callback(
        lambda _reader, told: seen["events"].append([name for name in told if name != "UTCTimestamp"])
    )
    reader.add_message_callback("KEEPALIVE", lambda _reader, _message: seen["keepalives"].append(1))
    reader.connect()
    enough.wait(DEADLINE_S)
    capabilities = reader.llrp.capabilities["GeneralDeviceCapabilities"]
    seen["antennas"] = capabilities["MaxNumberOfAntennaSupported"]
    seen["powers"] = len(reader.llrp.tx_power_table) - 1
    reader.disconnect(timeout=5)
    print(json.dumps(seen), flush=True)
    os._exit(0)  # its reader thread would keep the process


def _plain(value):
    return value.decode() if isinstance(value, bytes) else value


main(*sys.argv[1:])
