"""Before a camera: one label is told once, whole; what needs others is never told as if it needed none."""

from hypothesis import given
from hypothesis import strategies as st

from edge.core.frame_labels import SETTLE_MS, WAIT_MS, Labels, gather, rest
from edge.core.gs1_label import read_label
from edge.core.identity import Refused, Scanned
from edge.core.read import SYMBOLS_MAX, CodeSeen, Symbol

SSCC = Symbol(b"00106141412345678908", "]C1")
OTHER_SSCC = Symbol(b"00106141412345678915", "]C1")
CONTENT = Symbol(b"02095212345432133724", "]C1")
LOT = Symbol(b"10LOT-7", "]C1")
OTHER_LOT = Symbol(b"10LOT-8", "]C1")
ITEM = Symbol(b"0109521234543213", "]C1")
EAN = Symbol(b"9521234543213", "]E0")
PLAIN = Symbol(b"A-01-1", "]C0")
ALL = (SSCC, OTHER_SSCC, CONTENT, LOT, OTHER_LOT, ITEM, EAN, PLAIN)


class Camera:
    """Frames one after the other, and what was told of them."""

    def __init__(self) -> None:
        self.labels, self.seen, self.codes = Labels(), set[Symbol](), list[CodeSeen]()

    def frame(self, at_ms: int, *shows: Symbol) -> list[CodeSeen]:
        fresh = [symbol for symbol in shows if symbol not in self.seen]
        self.seen |= set(shows)
        self.labels, codes = gather(self.labels, fresh, shows, at_ms)
        self.codes += codes
        return codes

    def film(self, until_ms: int, *shows: Symbol, since_ms: int = 0) -> list[CodeSeen]:
        return [code for at in range(since_ms, until_ms + 1, 100) for code in self.frame(at, *shows)]


def texts(codes: list[CodeSeen]) -> list[list[str]]:
    return [[symbol.data.decode() for symbol in code.symbols] for code in codes]


def together(*symbols: Symbol) -> set[bytes]:
    return {symbol.data for symbol in symbols}


def test_a_label_is_told_once_when_it_had_time_to_show_all_of_itself():
    camera = Camera()
    assert camera.frame(0, SSCC) == []
    assert camera.frame(100, SSCC, CONTENT) == []
    assert camera.frame(200, SSCC, CONTENT, LOT) == []
    assert camera.frame(100 + SETTLE_MS, SSCC, CONTENT, LOT) == []
    (code,) = camera.frame(200 + SETTLE_MS, SSCC, CONTENT, LOT)
    assert together(*code.symbols) == together(SSCC, CONTENT, LOT)
    assert code.whole
    assert camera.film(9_000, SSCC, CONTENT, LOT, since_ms=1_000) == []


def test_a_plain_code_is_told_at_once_and_joins_nothing():
    assert Camera().frame(0, PLAIN, SSCC) == [CodeSeen(PLAIN.data, PLAIN.aim)]


def test_a_case_with_an_ean_and_its_lot_read_later_is_counted_once():
    camera = Camera()
    assert texts(camera.film(1_000, EAN)) == [[EAN.data.decode()]]
    assert camera.film(3_000, EAN, LOT, since_ms=1_100) == [CodeSeen(LOT.data, LOT.aim)], "a detail of what was told"


def test_the_content_of_a_pallet_that_was_told_is_not_told_again():
    camera = Camera()
    camera.film(1_000, SSCC)
    assert camera.film(5_000, SSCC, CONTENT, since_ms=1_100) == []


def test_a_part_that_left_the_view_joins_no_other_carton():
    camera = Camera()
    camera.film(100, LOT)
    camera.film(1_300, since_ms=200)
    codes = camera.film(4_000, ITEM, OTHER_LOT, since_ms=1_400)
    assert [together(*code.symbols) for code in codes if ITEM in code.symbols] == [together(ITEM, OTHER_LOT)]
    (alone,) = (code for code in codes if LOT in code.symbols)
    assert alone.symbols == (LOT,)
    assert isinstance(read_label(alone.symbols), Refused)


def test_a_part_whose_label_never_comes_is_refused_as_a_label():
    (code,) = Camera().film(WAIT_MS + 100, CONTENT)
    assert code.whole
    refused = read_label(code.symbols)
    assert isinstance(refused, Refused)
    assert refused.code == "companion"


def test_with_two_pallets_in_view_no_content_is_booked():
    codes = Camera().film(WAIT_MS + 100, SSCC, OTHER_SSCC, CONTENT)
    assert sorted(texts(codes)) == sorted([[one.data.decode()] for one in (SSCC, OTHER_SSCC, CONTENT)])
    assert [isinstance(read_label(code.symbols), Scanned) for code in codes if code.symbols != (CONTENT,)] == [True] * 2
    assert [isinstance(read_label(code.symbols), Refused) for code in codes if code.symbols == (CONTENT,)] == [True]


def test_a_part_that_flickers_does_not_wait_for_ever():
    labels, codes = Labels(), list[CodeSeen]()
    for at in range(0, 4 * WAIT_MS, 200):
        labels, told = gather(labels, [LOT], [LOT], at)
        codes += told
    assert codes[0] == CodeSeen(LOT.data, LOT.aim, whole=True)


def test_what_still_waits_is_told_when_the_camera_is_gone():
    camera = Camera()
    camera.frame(0, SSCC, CONTENT)
    (code,) = rest(camera.labels)
    assert together(*code.symbols) == together(SSCC, CONTENT)
    assert rest(Labels()) == []
    camera = Camera()
    camera.frame(0, LOT)
    assert rest(camera.labels) == [CodeSeen(LOT.data, LOT.aim, whole=True)]


@given(st.lists(st.tuples(st.lists(st.sampled_from(ALL), unique=True, max_size=4), st.integers(0, 900)), max_size=12))
def test_no_symbol_is_told_twice_and_what_names_goods_is_told_but_for_late_parts(frames):
    camera, at = Camera(), 0
    for shows, pause in frames:
        at += pause
        camera.frame(at, *shows)
    camera.codes += rest(camera.labels)
    told = [symbol for code in camera.codes for symbol in code.symbols]
    assert len(told) == len(set(told))
    assert set(told) <= camera.seen
    for symbol in camera.seen - set(told):
        assert symbol in (CONTENT, LOT, OTHER_LOT), "only a part of what was told before may stay untold"


@given(st.integers(1, 40))
def test_more_symbols_than_a_label_has_are_told_one_by_one(many):
    symbols = [Symbol(f"91X{n}".encode(), "]C1") if n else LOT for n in range(many)]
    codes = Camera().film(WAIT_MS + 100, *symbols)
    assert {symbol for code in codes for symbol in code.symbols} == set(symbols)
    assert max(len(code.symbols) for code in codes) <= SYMBOLS_MAX
