"""The lists that a scripted daemon is asked for: as long as a test wants, each row made when it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edge.control import Ask, EntryRow, ListRow, MapRow, PictureRow, StockRow, Text, Told

NOON_MS = 1_790_000_000_000
ITEMS = ("Espresso beans 1 kg", "Filter paper no. 4", "Oat drink 1 l", "Mug, blue")
ROWS_OF_A_LINE = 200


def stock(number: int) -> StockRow:
    return StockRow(
        item=f"TEA-{number:07d}",
        name=ITEMS[number % 4],
        location=f"A-{number // 20 % 100:02d}-{number % 20:02d}",
        unit="" if number % 3 else f"P-{number:06d}",
        lot=f"L{number % 997:04d}",
        expiry="2027-03-01",
        status="available",
        qty=None if number == 7 else number % 500 + 1,
    )


def entry(number: int) -> EntryRow:
    return EntryRow(
        seq=number,
        id=f"019f0000-0000-7000-8000-{number:012d}",
        kind=("receive", "putaway", "pick", "count")[number % 4],
        what=ITEMS[number % 4],
        qty=number % 50 + 1,
        source="DOCK-1",
        target="A-01-02",
        document="PO-4711",
        operator="op-17",
        device="gun-1",
        station="dock-1",
        reason="damaged-in-transit" if number % 10 == 0 else "",
        at_ms=NOON_MS + number * 1000,
        pictures=1 if number % 5 == 0 else 0,
        agree="code weight",
    )


def evidence(of: EntryRow) -> EntryRow:
    return EntryRow(
        seq=of.seq + 1, id="evidence-1", kind="evidence", of=of.id, verdict="conflicts", at_ms=of.at_ms + 5000,
        text=Text(key="finding-shelf-differs", args={"place": "A-01-02", "shelf": 3, "said": 2}),
    )  # fmt: skip


def rack(number: int, bins: int = 50) -> MapRow:
    cells = "".join("efffffflbm"[(number + at * 3) % 10] for at in range(bins))
    return MapRow(
        zone="PICK" if number < 20 else "BULK", rack=f"{'ABCDEFGH'[number % 8]}-{number:03d}-",
        codes=" ".join(f"{at:02d}" for at in range(bins)), cells=cells,
    )  # fmt: skip


@dataclass
class Lists:
    """What there is. `asked` are all questions that came, in order."""

    stock: int = 1_000
    entries: int = 500
    racks: int = 40
    bins: int = 50
    pictures: Sequence[PictureRow] = ()
    most: int = ROWS_OF_A_LINE
    fault: str = ""
    asked: list[Ask] = field(default_factory=list)

    def told(self, ask: Ask) -> Told:
        """The answer, as edge/control.py has it."""
        self.asked.append(ask)
        if self.fault:
            return Told(id=ask.id, of=ask.of, fault=self.fault)
        total, row = self._list(ask)
        order = ask.order.startswith("-")
        end = min(total, ask.top + min(ask.count, self.most))
        numbers = (total - 1 - number if order else number for number in range(ask.top, end))
        return Told(id=ask.id, of=ask.of, top=ask.top, total=total, rows=[row(number) for number in numbers])

    def _list(self, ask: Ask) -> tuple[int, Callable[[int], ListRow]]:
        match ask.of:
            case "stock":
                if ask.about.startswith("loc:"):
                    return 2, lambda n: stock(n).model_copy(update={"location": ask.about[4:]})
                words = ask.search.casefold().split()
                if not words:
                    return self.stock, stock
                found = [n for n in range(self.stock) if all(word in _said(n) for word in words)]
                return len(found), lambda n: stock(found[n])
            case "entries":
                if ask.about.startswith("entry:"):
                    number = ask.about[6:].rpartition("-")[2]
                    if not number.isdecimal():
                        return 0, entry
                    one = entry(int(number))
                    rows = [evidence(one), one]
                    return 2, lambda n: rows[n]
                return self.entries, lambda n: entry(self.entries - n)
            case "map":
                return self.racks, lambda n: rack(n, self.bins)
            case _:
                return len(self.pictures), lambda n: self.pictures[n]


def _said(number: int) -> str:
    row = stock(number)
    return f"{row.item} {row.name} {row.location} {row.unit} {row.lot}".casefold()
