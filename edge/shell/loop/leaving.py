"""Who may not work here any more is signed out: the station left the config, or the operator the reference data."""

from dataclasses import replace

from edge.core import access
from edge.core.entry import Audit, Draft
from edge.shell.ledger.store import Store


def sign_out_the_gone(store: Store) -> list[Draft]:
    """End such sessions on the open transaction; what the book must say of each. Their screens show an old view now."""
    drafts: list[Draft] = []
    for old in store.view.sessions():
        new = access.still_allowed(store.view, old)
        if new == old:
            continue
        store.put_session(replace(new, turn=old.turn + 1))
        if old.operator:
            reason = "operator-gone" if store.view.station(old.station) is not None else "station-gone"
            drafts.append(Draft(Audit("sign-out", {"station": old.station}), op=old.operator, reason=reason))
    return drafts
