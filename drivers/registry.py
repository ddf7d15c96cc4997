"""Device kinds and the modules that speak them. Paths, not imports: a box loads only what its config names."""

import importlib

from edge.driver import Driver

KINDS: dict[str, str] = {
    "serial": "drivers.serial_scanner",
    "camera": "drivers.camera",
    "llrp": "drivers.llrp",
    "shelf": "drivers.shelf_scale",
    "zpl": "drivers.label_printer",
    "sics": "drivers.bench_scale",
}


def load(kind: str) -> Driver:
    """The driver of a kind. Raises `KeyError` for a kind nobody registered."""
    driver = importlib.import_module(KINDS[kind]).DRIVER
    assert isinstance(driver, Driver)
    return driver
