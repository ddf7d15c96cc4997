"""One line a workflow; the menu shows those that the station's config names."""

from typing import Final

from edge.core.workflows import (
    approve,
    contract,
    count,
    kit,
    pack,
    pick,
    putaway,
    receive,
    replenish,
    return_,
    ship,
    tasks,
    transfer,
)
from edge.core.workflows.rules import Workflow

WORKFLOWS: Final[dict[str, Workflow | contract.Workflow]] = {
    one.name: one
    for one in (
        receive.WORKFLOW,
        putaway.WORKFLOW,
        pick.WORKFLOW,
        count.WORKFLOW,
        approve.WORKFLOW,
        tasks.WORKFLOW,
        transfer.WORKFLOW,
        return_.WORKFLOW,
        kit.WORKFLOW,
        pack.WORKFLOW,
        ship.WORKFLOW,
        replenish.WORKFLOW,
    )
}
