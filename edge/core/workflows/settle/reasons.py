"""Why a finding is settled, by what it says; each reason is `reason-...` in the catalogue."""

from typing import Final

_PLACE: Final = ("made-room", "repaired", "not-so", "other")
_STOCK: Final = ("checked", "booked-since", "not-so", "other")
_GOODS: Final = ("seen-to", "agreed", "put-away", "not-so", "other")
_PORTAL: Final = ("stopped", "received-by-hand", "agreed", "not-so", "other")
_BOOK: Final = ("looked-into", "booked-by-hand", "other")
REASONS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("bin-full", "bin-blocked", "no-bin"), _PLACE),
    **dict.fromkeys(
        (
            *("negative-stock", "catch-weight-off", "short-pick", "zero-check", "reserve-missing", "count-again"),
            *("shelf-differs", "shelf-unclaimed", "shelf-odd-weight", "lpn-misplaced"),
        ),
        _STOCK,
    ),
    **dict.fromkeys(
        (
            *("damaged-stock", "damaged-goods", "damaged-unit", "not-on-document", "provisional-item"),
            *("receipt-differs", "no-stock", "goods-left", "kit-left", "return-unlisted", "return-blind"),
        ),
        _GOODS,
    ),
    **dict.fromkeys(
        (
            *("portal-foreign-tags", "portal-expired", "portal-recalled", "portal-short-life", "portal-older"),
            *("portal-incomplete", "not-on-shipment"),
        ),
        _PORTAL,
    ),
    **dict.fromkeys(
        (
            *("put-aside", "ack-refused", "entry-rejected", "reference-refused", "book-set-back"),
            *("past-missing", "past-contradicts", "past-differs", "past-gap", "past-unbooked"),
        ),
        _BOOK,
    ),
}
"""The reasons by the finding's code. A count that is off is no case for a reason: it is approved."""
ALL: Final = ("count-variance", *REASONS)
"""Every code that is offered, with that of counts."""


def reasons_of(code: str) -> tuple[str, ...]:
    """Why a finding of this code is settled; of one that a later version opened, what is right for any."""
    return REASONS.get(code, _BOOK)
