"""Adjusting: the movements that bring the book of a place to what was found there.

What was found is added to the book as a difference to its snapshot, so that movements since are kept, not lost; what
has left the place since is not taken from it a second time.
"""

from collections.abc import Iterable, Sequence

from edge.core.entry import CountLine, DocLine, Movement
from edge.core.place import Place, handling_unit, virtual
from edge.core.stock import Balance, Goods, StockKey, WholeLpn
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import key_tuple
from edge.core.workflows.count.steps import counting_key
from edge.core.workflows.serials import goods_taken


@value
class SerialsOff:
    """How the serial numbers found of an item differ from those the book has in the place.

    `gone` are in the book alone; `came` are known nowhere else; `elsewhere` stand in another place by the book.
    """

    gone: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.came or self.elsewhere)


def has_serials(view: View, item: str) -> bool:
    """Whether each unit of an item has a number of its own."""
    record = view.item(item)
    return record is not None and "serial" in record.tracking


def serials_off(view: View, place: Place, item: str, lines: Iterable[CountLine]) -> SerialsOff:
    """The numbers of an item that differ. Units that the book has without a number may have any that was not known."""
    counted = [line for line in lines if line.key.item == item]
    booked, found = set(view.serials_in(place, item)), {serial for line in counted for serial in line.serials}
    nameless = max(0, sum(line.book for line in counted) - len(booked))
    free = ("", virtual(view.site, "ADJUSTMENT"))
    stands = {serial: view.serial_place(item, serial) for serial in sorted(found - booked)}
    came = tuple(serial for serial, at in stands.items() if at in free)[nameless:]
    elsewhere = tuple(serial for serial, at in stands.items() if at not in free)
    return SerialsOff(tuple(sorted(booked - found)), came, elsewhere)


def adjusted(view: View, place: Place, line: CountLine, doc: DocLine | None) -> list[Movement]:
    """The movements for one line of goods without serials, oldest stock first when the book gives up."""
    adjustment, fitting = virtual(view.site, "ADJUSTMENT"), fitting_balances(view, place, line.key)
    off = line.found - line.book
    if off == 0:
        return []
    if off > 0:
        key = _receiving(fitting, line.key)
        return [Movement("count", Goods(key, off, _uom(view, key.item)), adjustment, place, doc)]
    movements, left = list[Movement](), -off
    for balance in fitting:
        part = min(left, balance.qty)
        if part > 0:
            left -= part
            taken = goods_taken(view, balance.key, part, (), place)
            movements += [Movement("count", goods, place, adjustment, doc) for goods in taken]
    return movements


def serials_adjusted(view: View, place: Place, lines: Sequence[CountLine]) -> list[Movement] | None:
    """The movements for the lines of one item with serials; None where which ones are gone cannot be told."""
    item, adjustment = lines[0].key.item, virtual(view.site, "ADJUSTMENT")
    off = serials_off(view, place, item, lines)
    balances = [one for one in view.balances(place) if one.key.item == item and one.qty > 0]
    nameless = sum(one.qty for one in balances) - len(view.serials_in(place, item))
    rest = sum(line.book - line.found for line in lines) - len(off.gone) + len(off.came)
    if off.elsewhere or not 0 <= rest <= max(0, nameless):
        return None  # some moved since the count
    movements, gone = list[Movement](), list(off.gone)
    for balance in balances:
        part, gone = tuple(gone[: balance.qty]), gone[balance.qty :]
        unnamed = min(rest, balance.qty - len(part))
        rest -= unnamed
        qty = len(part) + unnamed
        taken = goods_taken(view, balance.key, qty, part, place) if qty else ()
        movements += [Movement("count", goods, place, adjustment) for goods in taken]
    if gone or rest:
        return None
    of_line = {serial: line.key for line in lines for serial in line.serials}
    for serial in off.came:
        goods = Goods(of_line[serial], 1, _uom(view, item), serials=(serial,))
        movements.append(Movement("count", goods, adjustment, place))
    return movements


def unit_adjusted(view: View, place: Place, lpn: str) -> list[Movement] | None:
    """The movements of a handling unit that is not there, content first; none where it has left since the count.

    None for one that has others in it: which of them are gone must be counted.
    """
    state, inside, adjustment = view.lpn(lpn), handling_unit(lpn), virtual(view.site, "ADJUSTMENT")
    if state is None or state.parent != place:
        return []
    if view.units_in(inside):
        return None
    movements, taken = list[Movement](), dict[str, int]()
    for balance in view.balances(inside):
        if balance.qty < 0:
            return None
        item, since = balance.key.item, taken.get(balance.key.item, 0)
        serials = tuple(view.serials_in(inside, item)[since : since + balance.qty])
        taken[item] = since + len(serials)
        parts = goods_taken(view, balance.key, balance.qty, serials, inside)
        movements += [Movement("count", goods, inside, adjustment) for goods in parts]
    return [*movements, Movement("count", WholeLpn(lpn), place, adjustment)]


def still_there(view: View, place: Place, lines: Iterable[CountLine]) -> bool:
    """Whether the place has what the book must give up."""
    return all(
        sum(max(0, balance.qty) for balance in fitting_balances(view, place, line.key)) >= line.book - line.found
        for line in lines
        if line.found < line.book
    )


def fitting_balances(view: View, place: Place, key: StockKey) -> list[Balance]:
    """The balances of a place that a counter takes for one, oldest first."""
    same = (one for one in view.balances(place) if counting_key(one.key) == key_tuple(key))
    return sorted(same, key=lambda one: one.key.received_on)


def _receiving(fitting: Sequence[Balance], key: StockKey) -> StockKey:
    """The account that more was found of: one below zero first, else the oldest."""
    if not fitting:
        return key
    lowest = min(fitting, key=lambda one: one.qty)
    return lowest.key if lowest.qty < 0 else fitting[0].key


def _uom(view: View, item: str) -> str:
    record = view.item(item)
    return record.uom if record else "EA"
