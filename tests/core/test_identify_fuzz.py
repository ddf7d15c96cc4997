"""Whatever comes: any bytes, symbols and rules, and good codes that something went wrong with.

Always an answer of bounded size, never an exception; and what was written from keys is read back as the same keys.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import fields as fields_of
from datetime import date
from io import StringIO
from random import Random
from time import perf_counter
from typing import Any, Final

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.cli.ends import End
from edge.cli.identify import identify as command
from edge.core.gs1 import GS
from edge.core.gs1_label import read_label
from edge.core.identifiers import CSET82, Gdti, Giai, Gln, Grai, Gtin, Lot, Serial, Sscc, check_digit
from edge.core.identify import PLAIN, SourceRules, identify
from edge.core.identity import Keys, Refused, Scanned
from edge.core.measures import _MEASURES, Measure
from edge.core.read import CODE_BYTES_MAX, SYMBOLS_MAX, Symbol
from edge.core.symbologies import _LETTERS
from edge.core.variable_codes import VariableCode
from tests.core.test_golden_codes import CODES, LABELS

MANY: Final = pytest.mark.parametrize("count", [10_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
AIMS: Final = ("", "]Y0", *(f"]{letter}{modifier}" for letter in _LETTERS for modifier in range(5)))
ALIASES: Final = ("<GS>", "{GS}", "|", "~", "^]", "F8", "\u241d", "\u00e8", "1", GS, GS * 2, "<GS>>")
LAYOUTS: Final = (VariableCode("28", 5, 5, "weight", 3), VariableCode("20", 5, 4, "price", 2, value_check=True))
NAMED: Final = ("{GS}", "|", "~", "^]")
"""What the command takes for a separator."""
DECLARED: Final = tuple(row.rules for row in CODES if row.rules != PLAIN)
WORDS: Final = (
    *(
        GS,
        "<GS>",
        "/",
        "?",
        "=",
        "&",
        "%41%41",
        "%1D",
        "\u0663",
        "\u202e",
        "o\u0308",
        "]C1",
        "https://a/01/",
        "//",
        "+",
    ),
    *("00", "01", "02", "10", "17", "21", "30", "37", "3103", "3922", "4300", "7003", "8003", "8006", "8008", "91"),
    *("261231", "000000", "106141412345678908", "09521234543213", "9521234543213", "281234501250", "A" * 90, "0" * 90),
)
ANSWER_MAX: Final = 16 * CODE_BYTES_MAX
"""Characters of one answer, each symbol's text, keys and fields together."""


def checked(outcome: Scanned | Refused, size: int) -> None:
    """What holds of every answer to so many bytes."""
    if isinstance(outcome, Refused):
        assert 0 < len(outcome.message) < 250
        assert outcome.message.isprintable()
        assert outcome.position is None or 0 <= outcome.position <= max(size, CODE_BYTES_MAX)
        assert all(len(str(value)) <= 200 for value in outcome.args.values())
    else:
        assert outcome.text.replace(GS, "").isprintable()
        assert outcome.names
        assert len(repr(outcome)) <= ANSWER_MAX + 8 * size


def mutated(data: bytes, chance: Random) -> bytes:
    """The bytes with one to four characters deleted, inserted, swapped, doubled, replaced, or the end cut off."""
    some = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, to = chance.randint(0, len(some)), chance.randint(0, len(some))
        match chance.randrange(7):
            case 0:
                del some[at : at + 1]
            case 1:
                some[at:at] = bytes([chance.randrange(256)])
            case 2 if max(at, to) < len(some):
                some[at], some[to] = some[to], some[at]
            case 3:
                some[at:at] = some[min(at, to) : to]
            case 4:
                some[at : at + 1] = chance.choice("0123456789\x1d<%/A").encode()
            case 5:
                some[at:at] = chance.choice(WORDS).encode()
            case _:
                del some[at:]
    return bytes(some)


def anything(chance: Random) -> bytes:
    """Any bytes up to and beyond the limit, or the words of GS1 in any order."""
    if chance.random() < 0.5:
        return chance.randbytes(chance.choice((0, 1, 8, 13, 14, 60, chance.randrange(2 * CODE_BYTES_MAX))))
    return "".join(chance.choices(WORDS, k=chance.randint(1, 12))).encode()


def any_rules(chance: Random) -> SourceRules:
    """A source declared to be anything."""
    if chance.random() < 0.5:
        return chance.choice(DECLARED)
    aliases = tuple(chance.sample(ALIASES, chance.randrange(4)))
    return SourceRules(chance.random() < 0.5, aliases, chance.choice((1970, 2026, 2099)), LAYOUTS)


GOLDEN: Final = tuple((row.data, row.aim, row.rules) for row in CODES)
WHOLE: Final = tuple((row.symbols, row.rules) for row in LABELS)


@MANY
def test_any_bytes_from_any_source_give_an_answer_in_bounds(count: int) -> None:
    chance = Random(count)
    for _ in range(count):
        data, aim = anything(chance), chance.choice(AIMS)
        checked(identify(data, aim, any_rules(chance)), len(data))


@MANY
def test_a_good_code_that_something_went_wrong_with_gives_an_answer_in_bounds(count: int) -> None:
    chance = Random(count + 1)
    for _ in range(count):
        text, aim, rules = chance.choice(GOLDEN)
        data = mutated(text, chance)
        aim, rules = (aim, rules) if chance.random() < 0.8 else (chance.choice(AIMS), any_rules(chance))
        checked(identify(data, aim, rules), len(data))


@MANY
def test_any_symbols_together_give_an_answer_in_bounds(count: int) -> None:
    chance = Random(count + 2)
    for _ in range(count):
        parts, rules = chance.choice(WHOLE)
        strange = [chance.choice(GOLDEN)[:2] for _ in range(chance.choice((0, 0, 0, 1, 4)))]
        some = [(one.data, one.aim) for one in parts] + strange
        chance.shuffle(some)
        label = [Symbol(mutated(data, chance)[:CODE_BYTES_MAX] or b"0", aim) for data, aim in some[: SYMBOLS_MAX + 1]]
        checked(read_label(label, rules), sum(len(one.data) for one in label))


@MANY
def test_the_command_answers_any_codes_with_one_object_in_bounds(count: int) -> None:
    chance = Random(count + 3)
    asked = 0
    while asked < count:
        codes = [mutated(chance.choice(GOLDEN)[0], chance) for _ in range(chance.randint(1, SYMBOLS_MAX + 2))]
        typed = [f"{chance.choice(AIMS)}{code.decode('utf-8', 'surrogateescape')}" for code in codes]
        status, printed = answered(typed, list(chance.sample(NAMED, chance.randrange(3))), gs1=chance.random() < 0.5)
        if status == End.USAGE:
            sizes = [len(text.encode("utf-8", "surrogateescape")) for text in typed]
            assert len(typed) > SYMBOLS_MAX + 1 or any(not 3 < size <= CODE_BYTES_MAX for size in sizes)
        else:
            assert json.loads(printed)["ok"] == (status == 0)
        assert len(printed) <= 2 * ANSWER_MAX + 16 * sum(map(len, typed))
        asked += len(codes)


def answered(codes: list[str], gs: list[str], *, gs1: bool) -> tuple[int | End, str]:
    """The exit status of `wedge identify`, and what it prints."""
    printed = StringIO()
    with redirect_stdout(printed):
        try:
            command(codes, gs=gs, gs1=gs1)
        except typer.Exit as ended:
            return ended.exit_code, printed.getvalue()
        except typer.BadParameter:
            return End.USAGE, ""
    return -1, printed.getvalue()


@given(st.binary(max_size=2 * CODE_BYTES_MAX), st.sampled_from(AIMS) | st.text(max_size=4), st.sampled_from(DECLARED))
def test_an_answer_depends_on_nothing_but_the_code(data: bytes, aim: str, rules: SourceRules) -> None:
    assert identify(data, aim, rules) == identify(data, aim, rules)


# how long an answer takes

GROWING: Final = {
    "separators": ("]C1", "{GS}", ""),
    "fields": ("]C1", "10A{GS}", ""),
    "internal": ("]C1", "91%41", "\x00"),
    "lost separators": ("]C1", "17261231", "!"),
    "swallowed dates": ("]C1", "{GS}2117261231", "{"),
    "escaped pairs": ("]C1", "4300%41%41", "{"),
    "unknown": ("]C1", "A", "\u00e9"),
    "typed": ("]C1", "10<GS", ">"),
    "path": ("]Q1", "/01/5", ""),
    "path of qualifiers": ("]Q1", "/10/A", "/01/09521234543213"),
    "query": ("]Q1", "&17=261231", "/01/09521234543213?"),
    "query of nothing": ("]Q1", "&;=", "/01/09521234543213?"),
    "percent": ("]Q1", "%41", "/01/09521234543213/10/"),
    "marks": ("]C0", "o\u0323\u0307\u0308", ""),
    "digits": ("", "0952123454321", ""),
}
"""Inputs that grow: symbol, what is repeated, and what stands behind it (of an address: before it)."""
grown = pytest.mark.parametrize("name", GROWING)


def growing(name: str, size: int) -> tuple[bytes, str, SourceRules]:
    """An input of about so many bytes."""
    aim, part, end = GROWING[name]
    part, head = part.replace("{GS}", GS), f"https://a{end}" if aim == "]Q1" else ""
    many = (size - len(f"{head}{end}".encode())) // len(part.encode())
    text = f"{head}{part * many}" if head else f"{part * many}{end}"
    return text.encode(), aim, SourceRules(gs1_without_aim=True, gs_aliases=("<GS>", "|"))


@grown
def test_twice_the_length_is_at_most_four_times_the_work(name: str) -> None:
    half, whole = (calls_of(*growing(name, size)) for size in (CODE_BYTES_MAX // 2, CODE_BYTES_MAX))
    assert whole <= 4 * half + 50
    assert whole < 5_000


def calls_of(data: bytes, aim: str, rules: SourceRules) -> int:
    """How many functions are called for one input."""
    identify(data, aim, rules)
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        identify(data, aim, rules)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.soak
@grown
def test_twice_the_length_takes_at_most_four_times_as_long(name: str) -> None:
    half, whole = (best_of(*growing(name, size)) for size in (CODE_BYTES_MAX // 2, CODE_BYTES_MAX))
    assert whole <= 4 * half + 20e-6
    print(f"{name}: {half * 1e6:.0f} us, {whole * 1e6:.0f} us")


def best_of(data: bytes, aim: str, rules: SourceRules, times: int = 300) -> float:
    """The shortest time of many."""
    best = 1.0
    for _ in range(times):
        began = perf_counter()
        identify(data, aim, rules)
        best = min(best, perf_counter() - began)
    return best


# written and read back

PREDEFINED: Final = frozenset(("00", "01", "02", "03", "04", *map(str, range(11, 21)), *map(str, range(31, 37)), "41"))
"""How fields begin that need no separator behind them. GenSpecs 7.8.5."""


def key(digits: int) -> st.SearchStrategy[str]:
    payload = st.text("0123456789", min_size=digits - 1, max_size=digits - 1)
    return payload.map(lambda text: f"{text}{check_digit(text)}")


def text(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    return st.text("".join(sorted(CSET82 - {"<"})), min_size=shortest, max_size=longest)


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


counts = st.integers(0, 99_999_999).map(str)
days = st.dates(date(1977, 1, 1), date(2076, 12, 31))
PLAIN_KEYS: Final = {
    "sscc": ("00", key(18), Sscc),
    "gtin": ("01", key(14), Gtin),
    "content": ("02", key(14), Gtin),
    "lot": ("10", text(20), Lot),
    "serial": ("21", text(20), Serial),
    "pieces": ("30", counts, int),
    "count": ("37", counts, int),
    "gln": ("414", key(13), Gln),
    "extension": ("254", text(20), str),
    "party": ("417", key(13), Gln),
    "grai": ("8003", joined(key(13), text(16, 0)), Grai),
    "giai": ("8004", text(30), Giai),
    "gdti": ("253", joined(key(13), text(17, 0)), Gdti),
    "order": ("400", text(30), str),
}
DATES: Final = {"produced": "11", "packed": "13", "best_before": "15", "sell_by": "16", "expiry": "17"}
WEIGHTS: Final = {"310": "net_weight_mg", "330": "gross_weight_mg"}
AMOUNTS: Final = (("390", "391"), ("392", "393"))
OTHERS: Final = {"240": text(30), "410": key(13), "20": st.sampled_from(("00", "42")), "99": text(90), "8020": text(25)}
GOODS: Final = ({"gtin"}, {"content", "count"}, {"count"}, set[str]())
"""An item, the content of a pallet, or neither: they exclude each other."""


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Keys]:
    """The text of a symbol, made from keys in any order, and those keys."""
    goods = draw(st.sampled_from(GOODS))
    others = draw(st.sets(st.sampled_from([name for name in (*PLAIN_KEYS, *DATES) if name not in set().union(*GOODS)])))
    named: dict[str, Any] = {}
    fields: list[tuple[str, str]] = []
    for name in sorted(goods | others):
        if ai := DATES.get(name):
            day = draw(days)
            named[name], value = day.isoformat(), f"{day:%y%m%d}"
        else:
            ai, values, make = PLAIN_KEYS[name]
            value = draw(values)
            named[name] = make(value)
        fields.append((ai, f"0{value}" if ai == "8003" else value))
    fields += [(ai, draw(OTHERS[ai])) for ai in sorted(draw(st.sets(st.sampled_from(sorted(OTHERS)), max_size=3)))]
    measured = {
        f"{ai}{draw(st.integers(0, 5))}": ai
        for ai in sorted(draw(st.sets(st.sampled_from(sorted(_MEASURES)), max_size=4)))
    }
    fields += [(ai, f"{draw(st.integers(0, 999_999)):06}") for ai in measured]
    for pair in draw(st.sets(st.sampled_from(AMOUNTS))):
        ai = draw(st.sampled_from(pair))
        currency = draw(st.sampled_from(("978", "840"))) if ai in ("391", "393") else ""
        fields.append((f"{ai}{draw(st.integers(0, 3))}", f"{currency}{draw(st.integers(0, 10**15 - 1))}"))
    order = draw(st.permutations(fields))
    for ai, value in order:
        if name := WEIGHTS.get(ai[:3] if len(ai) == 4 else ""):
            named[name] = int(value) * 10 ** (6 - int(ai[3]))
    measures = tuple(stated(ai, value) for ai, value in order if ai in measured or ai[:2] == "39")
    rest = tuple((ai, value) for ai, value in order if ai in OTHERS)
    return draw(glued(order)), Keys(**named, measures=measures, rest=rest)


def stated(ai: str, value: str) -> Measure:
    """What a measuring field says; the units themselves are held by the golden codes."""
    if what := _MEASURES.get(ai[:3]):
        return Measure(what[0], int(value), int(ai[3]), what[1])
    currency = value[:3] if ai[:3] in ("391", "393") else ""
    return Measure("item_amount" if ai[2] > "1" else "amount", int(value[len(currency) :]), int(ai[3]), currency)


@st.composite
def glued(draw: st.DrawFn, fields: Sequence[tuple[str, str]]) -> str:
    """Fields as one text, with a separator behind each that needs one, and behind some others."""
    made = ""
    for n, (ai, value) in enumerate(fields, 1):
        needed = ai[:2] not in PREDEFINED and n < len(fields)
        made += f"{ai}{value}{GS if needed or draw(st.booleans()) else ''}"
    return made


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(written())
def test_what_is_written_from_keys_is_read_as_those_keys(made: tuple[str, Keys]) -> None:
    content, keys = made
    if not content or len(content) > CODE_BYTES_MAX:
        return
    outcome = identify(content.encode(), "]d2")
    assert isinstance(outcome, Scanned), outcome
    assert outcome.keys == keys


def test_every_key_is_written() -> None:
    written_names = {*PLAIN_KEYS, *DATES, *WEIGHTS.values(), "measures", "rest"}
    assert written_names == {field.name for field in fields_of(Keys)}
