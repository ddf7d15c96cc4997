"""Put on PYTHONPATH, this watches a store's files in any Python program; see `tests/faults/interpose.py`."""

import os
import sys
from pathlib import Path

if "WEDGE_DISK_STORE" in os.environ:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from interpose import watch_as_told

    watch_as_told()
