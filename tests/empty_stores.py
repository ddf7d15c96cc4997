"""Empty stores, laid down as copies of one: thousands of tests begin with one, and making its tables takes a while."""

from functools import cache
from pathlib import Path

from edge.shell.ledger.store import Store
from tests.folders import quick_folder


def lay_empty_store(path: Path, site: str, box: str) -> None:
    """An empty store where there is none yet; all of this process have the same epoch."""
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(_empty(site, box))


@cache
def _empty(site: str, box: str) -> bytes:
    with quick_folder() as folder:
        Store(folder / "empty.db", site, box).close()
        return (folder / "empty.db").read_bytes()
