"""Planted errors: what operators do wrong on purpose, and what they were told. One that was accepted ends the shift."""

import json
from dataclasses import asdict, dataclass, field


class AcceptedError(Exception):
    """The system took what it should have refused."""


class UnexpectedError(Exception):
    """The system did not answer right work as it should."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One error: what was done where, and the answer (`finding` for what no operator is told)."""

    what: str
    station: str
    level: str
    key: str

    @property
    def is_caught(self) -> bool:
        return self.level in {"refuse", "warn", "finding"}


@dataclass(slots=True)
class ErrorLog:
    """All errors of a shift."""

    planted: list[Planted] = field(default_factory=list)

    def note(self, what: str, station: str, level: str, key: str) -> None:
        """Write one down. Raises `AcceptedError` unless it was refused, warned of, or became a finding."""
        one = Planted(what, station, level, key)
        self.planted.append(one)
        if not one.is_caught:
            raise AcceptedError(f"{station}: {what} was accepted: {level} {key}")

    def text(self) -> str:
        """The log as JSON: how many, how many kinds, and each."""
        caught = sum(one.is_caught for one in self.planted)
        kinds = len({one.what for one in self.planted})
        head = {"planted": len(self.planted), "kinds": kinds, "caught": caught}
        return json.dumps(head | {"errors": [asdict(one) for one in self.planted]}, indent=1) + "\n"
