"""How many a picker is asked for: what he was sent for, which the book may have cut short.

While the place is under count, that would tell what the book has there: then it is what the line wants, all of it.
"""

from edge.core.view import View
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pick.steps import AtLine


def wanted(view: View, step: AtLine) -> int:
    """Units that are asked for at a line, and told."""
    document = view.document("order", step.order)
    line = next((one for one in document.lines if one.line == step.line), None) if document is not None else None
    left = line.qty - view.progress("order", step.order).get(step.line, 0) if line is not None else 0
    return left if left > step.want and is_under_count(view, step.source) else step.want
