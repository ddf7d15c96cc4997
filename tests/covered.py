"""`make coverage`: how much of the core the tests walk through, and which files stay behind.

    python -m tests.covered build/coverage.json

The lines must reach the target; branches are told beside them. Ends with 1 below it.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

LINES_MIN: Final = 95.0
TOLD_BELOW: Final = 90.0


def main(report: Path) -> int:
    """Print the figures of a report in coverage's JSON; 0 if the lines reach the target."""
    found = json.loads(report.read_text(encoding="utf-8"))
    for name, one in sorted(found["files"].items()):
        if _lines(one["summary"]) < TOLD_BELOW:
            missing = ", ".join(map(str, one["missing_lines"][:20]))
            print(f"{_lines(one['summary']):5.1f} %  {name}: lines {missing}")
    total = found["totals"]
    branches = 100 * total["covered_branches"] / max(1, total["num_branches"])
    print(f"lines    {_lines(total):5.1f} % of {total['num_statements']}, target {LINES_MIN:.0f} %")
    print(f"branches {branches:5.1f} % of {total['num_branches']}")
    return 0 if _lines(total) >= LINES_MIN else 1


def _lines(summary: dict[str, Any]) -> float:
    return 100 * float(summary["covered_lines"]) / max(1, int(summary["num_statements"]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
