"""What every driver of the registry must keep; a new one is held to it by its line there, and by its captures.

A capture is `captures/<kind>/<case>.bin`, bytes as they came, and `<case>.json`, what is to be seen in them (bytes as
hex); `<case>.options.json` where the options are not the usual ones.
"""

import gc
import itertools
import json
import random
import subprocess
import sys
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from drivers.registry import KINDS, load
from edge.core.label import Label
from edge.core.read import Seen
from edge.driver import DeviceError, Output
from tests.drivers.io_recorder import running

CAPTURES = Path(__file__).parent / "captures"
NEEDED = {
    "serial": {"device": "/dev/ttyACM0"},
    "camera": {"source": "0"},
    "llrp": {"host": "reader"},
    "zpl": {"host": "printer"},
    "sics": {"host": "scale"},
}
"""Options without which a kind cannot be configured."""
LIBRARIES = ("serial", "paho", "cv2", "zxingcpp", "pyzbar", "sllurp", "numpy")
HELD_BYTES_MAX = 1 << 20

NOBODY = {"zpl": {"host": "127.0.0.1", "port": 1, "why": "Connection refused"}}
"""Output kinds: where none of them is, and what its driver says then."""

DECODED = [kind for kind in KINDS if load(kind).decoder is not None]
CASES = [(path.parent.name, path.stem) for path in sorted(CAPTURES.glob("*/*.bin"))]

every_kind = pytest.mark.parametrize("kind", KINDS)
every_decoder = pytest.mark.parametrize("kind", DECODED)
every_capture = pytest.mark.parametrize(("kind", "case"), CASES)


def decoder(kind, **given):
    driver = load(kind)
    assert driver.decoder is not None, f"there are captures of {kind}, which has no decoder"
    return driver.decoder(driver.options(**NEEDED.get(kind, {}) | given))


def decoded(one, chunks) -> list[Seen]:
    """All that is seen in these chunks, and in the silence after them where silence means something."""
    seen = [what for chunk in chunks for what in one.feed(chunk)]
    return seen + (one.flush() if hasattr(one, "flush") else [])


def capture(kind, case):
    """The bytes of a capture and its options."""
    path = CAPTURES / kind / case
    options = path.with_suffix(".options.json")
    return path.with_suffix(".bin").read_bytes(), json.loads(options.read_text()) if options.exists() else {}


OF_LABELS = frozenset(("beside", "whole"))
"""What only cameras say of a code."""


def as_json(seen: Seen) -> dict[str, object]:
    values = {name: getattr(seen, name) for name in seen.__slots__ if name not in OF_LABELS or getattr(seen, name)}
    return {"kind": type(seen).__name__} | {k: v.hex() if isinstance(v, bytes) else v for k, v in values.items()}


def pieces(data: bytes, cuts) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def held_bytes(root: object) -> int:
    """The memory that hangs on an object, code and types left out."""
    seen, waiting, total = {id(root)}, [root], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, type | types.ModuleType | types.FunctionType | types.BuiltinFunctionType | BaseModel):
            continue
        total += sys.getsizeof(one)
        fresh = [other for other in gc.get_referents(one) if id(other) not in seen]
        seen.update(map(id, fresh))
        waiting += fresh
    return total


@every_kind
def test_a_kind_is_registered_under_its_own_name_and_has_all_its_parts(kind):
    driver = load(kind)
    assert driver.kind == kind
    assert issubclass(driver.options, BaseModel)
    assert sys.modules[KINDS[kind]].__doc__


@every_kind
def test_options_refuse_unknown_keys_and_explain_every_field(kind):
    options = load(kind).options
    with pytest.raises(ValidationError, match="Extra inputs"):
        options(**NEEDED.get(kind, {}), no_such_option=1)
    assert options.__doc__
    mute = [name for name, field in options.model_fields.items() if not field.description]
    assert mute == [], "a docstring under every field is the manual"


@every_kind
def test_options_cannot_be_changed_once_read(kind):
    options = load(kind).options(**NEEDED.get(kind, {}))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(options, next(iter(type(options).model_fields)), "other")


def test_no_device_library_is_loaded_with_the_drivers():
    look = (
        "import sys; from drivers.registry import KINDS, load; [load(kind) for kind in KINDS]; "
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout
    assert loaded.strip() == "[]"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if load(kind).output])
def test_an_output_device_that_is_not_there_keeps_its_work(kind):
    where = dict(NOBODY[kind])
    why = where.pop("why")
    driver, work = load(kind), Output("key-1", Label("lpn", "T-1"))
    with running(driver.run, driver.options(**where)) as io:
        io.outputs.give(work)
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert why in str(error)
    assert (io.outputs.waiting, io.ups) == ([work], [])
    assert ("key-1", "done") not in io.outputs.said


@every_decoder
def test_a_kind_with_a_decoder_has_captures(kind):
    assert [case for known, case in CASES if known == kind]


@every_capture
def test_a_capture_reads_as_written_whole_and_byte_by_byte(kind, case):
    data, options = capture(kind, case)
    expected = json.loads((CAPTURES / kind / f"{case}.json").read_text())
    whole = decoded(decoder(kind, **options), [data])
    assert [as_json(seen) for seen in whole] == expected
    assert decoded(decoder(kind, **options), [data[i : i + 1] for i in range(len(data))]) == whole


@every_capture
@given(cuts=st.lists(st.integers(0, 1 << 20), max_size=20))
def test_a_capture_reads_the_same_however_it_is_cut(kind, case, cuts):
    data, options = capture(kind, case)
    assert decoded(decoder(kind, **options), pieces(data, cuts)) == decoded(decoder(kind, **options), [data])


@every_decoder
@given(data=st.binary(max_size=400), cuts=st.lists(st.integers(0, 400), max_size=20))
def test_garbage_reads_the_same_however_it_is_cut_and_never_raises(kind, data, cuts):
    assert decoded(decoder(kind), pieces(data, cuts)) == decoded(decoder(kind), [data])


@every_capture
@given(seed=st.integers(0, 1 << 32))
def test_a_capture_with_bytes_changed_never_raises_and_reads_the_same_however_it_is_cut(kind, case, seed):
    data, options = capture(kind, case)
    dice, broken = random.Random(seed), bytearray(data)
    for _ in range(dice.randint(1, 4)):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    whole = decoded(decoder(kind, **options), [bytes(broken)])
    cuts = [dice.randrange(len(broken)) for _ in range(5)]
    assert decoded(decoder(kind, **options), pieces(bytes(broken), cuts)) == whole


@every_capture
@pytest.mark.parametrize("flood", ["zeros", "ones", "text", "noise", "beginnings"])
def test_a_flood_costs_no_memory(kind, case, flood):
    data, options = capture(kind, case)
    chunk = {
        "zeros": bytes(16_384),
        "ones": b"\xff" * 16_384,
        "text": b"x" * 16_384,
        "noise": random.Random(0).randbytes(16_384),
        "beginnings": data[: max(1, len(data) // 3)] * max(1, 16_384 // len(data)),
    }[flood]
    one = decoder(kind, **options)
    for _ in range(256):
        one.feed(chunk)
    assert held_bytes(one) < HELD_BYTES_MAX
