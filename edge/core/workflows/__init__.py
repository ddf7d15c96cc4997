"""One line a workflow; the menu shows those that the station's config names."""

from typing import Final

from edge.core.workflows import approve, tasks
from edge.core.workflows.count import table as count
from edge.core.workflows.handover import table as handover
from edge.core.workflows.kit import table as kit
from edge.core.workflows.look import table as look
from edge.core.workflows.pack import table as pack
from edge.core.workflows.pick import table as pick
from edge.core.workflows.putaway import table as putaway
from edge.core.workflows.receive import table as receive
from edge.core.workflows.replenish import table as replenish
from edge.core.workflows.return_ import table as return_
from edge.core.workflows.rules import Workflow
from edge.core.workflows.sessions import table as sessions
from edge.core.workflows.settle import table as settle
from edge.core.workflows.ship import table as ship
from edge.core.workflows.transfer import table as transfer

WORKFLOWS: Final[dict[str, Workflow]] = {
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
        settle.WORKFLOW,
        sessions.WORKFLOW,
        handover.WORKFLOW,
        look.WORKFLOW,
    )
}
