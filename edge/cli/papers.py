"""What sheets of codes are printed on: papers by their names, labels by their size."""

import re
from typing import TYPE_CHECKING, Final

from edge.cli.ends import End, end

if TYPE_CHECKING:
    from edge.core.sheet import Paper

_PAPERS: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_LABEL: Final = re.compile(r"(?:label[ :]?)?([0-9]{2,4}(?:\.[0-9])?)x([0-9]{2,4}(?:\.[0-9])?)")
_LABEL_MM: Final = (10.0, 1200.0)


def paper_of(page: str) -> "Paper":
    """The paper of `--page`. Ends the command where there is none such."""
    from edge.core.sheet import Paper

    if (size := _PAPERS.get(page.lower())) is not None:
        return Paper(*size)
    found = _LABEL.fullmatch(page.lower().strip())
    width, height = map(float, found.groups()) if found else (0.0, 0.0)
    least, most = _LABEL_MM
    if not (least <= width <= most and least <= height <= most):
        end(f"--page {page}: A4, letter, or 'label 100x50': width and height from 10 to 1200 mm", End.USAGE)
    return Paper(width, height, label=True)
