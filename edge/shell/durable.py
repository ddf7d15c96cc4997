"""Names that last: a file is on the disk only once its folder is."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Names in a folder are durable when this returns. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
