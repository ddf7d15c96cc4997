"""How the value of each application identifier is written in a tag's bits. TDS 2.3 section 15.3, tables F and K.

What is missing here is kept unread: dates with ranges or variable precision, temperatures below zero, data of patients.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from edge.core.epc_bits import Bits, Part, date, date_and_time, digits, digits_then_text, number, numeric, text

Layout: TypeAlias = tuple[Part, ...]
"""The parts of a value, one behind the other."""


def read_value(layout: Layout, bits: Bits) -> str:
    """The value that the next bits hold."""
    return "".join(part(bits) for part in layout)


def read_identifier(bits: Bits) -> str | None:
    """The application identifier that the next bits name, 4 bits a digit; None where it has no layout here."""
    ai = f"{bits.read(8):02X}"
    while ai not in LAYOUTS:
        if len(ai) == 4 or not ai.isdecimal():
            return None
        ai += f"{bits.read(4):X}"
    return ai


def _series(*ranges: tuple[int, int]) -> Iterable[str]:
    return (str(ai) for first, last in ranges for ai in range(first, last + 1))


def _measures() -> Iterable[str]:
    """Weights, lengths, areas and volumes: four digits, the last of which counts decimals."""
    kinds = ((310, 316), (320, 337), (340, 357), (360, 369))
    return (f"{kind}{decimals}" for kind in _series(*kinds) for decimals in range(6))


LAYOUTS: Final[Mapping[str, Layout]] = {
    "00": (digits(18),),
    **dict.fromkeys(("01", "02"), (digits(14),)),
    **dict.fromkeys(("10", "21", "22", "243", "254", "420", "4318", "8002", "8012"), (text(20),)),
    **dict.fromkeys(("11", "12", "13", "15", "16", "17", "4326", "7006"), (date,)),
    "20": (number(2),),
    "235": (text(28),),
    **dict.fromkeys(("240", "241", "250", "251", "400", "401", "403"), (text(30),)),
    "242": (numeric(6),),
    "253": (digits(13), text(17)),
    "255": (digits(13), numeric(12)),
    **dict.fromkeys(("30", "37"), (numeric(8),)),
    **dict.fromkeys(_measures(), (number(6),)),
    **dict.fromkeys(_series((3900, 3909), (3920, 3929)), (numeric(15),)),
    **dict.fromkeys(_series((3910, 3919), (3930, 3939)), (number(3), numeric(15))),
    **dict.fromkeys(_series((3940, 3943)), (number(4),)),
    **dict.fromkeys(_series((3950, 3953)), (number(6),)),
    "402": (number(17),),
    **dict.fromkeys(_series((410, 417)), (digits(13),)),
    "421": (number(3), text(9)),
    **dict.fromkeys(("422", "424", "426"), (number(3),)),
    **dict.fromkeys(("423", "425"), (numeric(15),)),
    **dict.fromkeys(("427", "7008"), (text(3),)),
    **dict.fromkeys(("4300", "4301", "4310", "4311", "4320"), (text(35),)),
    **dict.fromkeys(_series((4302, 4306), (4312, 4316)), (text(70),)),
    **dict.fromkeys(("4308", "4319", "7002"), (text(30),)),
    **dict.fromkeys(("4324", "4325", "7003"), (date_and_time,)),
    "7001": (number(13),),
    "7004": (numeric(4),),
    "7005": (text(12),),
    "7009": (text(10),),
    "7010": (text(2),),
    **dict.fromkeys(_series((7020, 7022), (710, 716)), (text(20),)),
    "7023": (digits_then_text(30),),
    **dict.fromkeys(_series((7030, 7039)), (number(3), text(27))),
    "7040": (text(4),),
    **dict.fromkeys(_series((7230, 7239)), (text(30),)),
    "7240": (text(20),),
    "8001": (number(14),),
    "8003": (digits(14), text(16)),
    **dict.fromkeys(("8004", "8010"), (digits_then_text(30),)),
    "8005": (number(6),),
    **dict.fromkeys(("8006", "8017", "8018", "8026"), (digits(18),)),
    "8007": (text(24),),
    "8009": (text(50),),
    "8011": (numeric(12),),
    **dict.fromkeys(("8013", "8020"), (text(25),)),
    "8019": (numeric(10),),
    **dict.fromkeys(("8110", "8112", "8200"), (text(70),)),
    "8111": (number(4),),
    "90": (text(30),),
    **dict.fromkeys(_series((91, 99)), (text(90),)),
}
