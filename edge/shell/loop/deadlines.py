"""Deadlines of the loop, in monotonic milliseconds: no polling, the loop sleeps until the next one."""


class Every:
    """Something that may happen at most once in a period, and only when it was asked for."""

    def __init__(self, period_ms: int) -> None:
        self._period_ms = period_ms
        self._last_ms: int | None = None
        self._due_ms: int | None = None

    def ask(self, now_ms: int, *, after_period: bool = False) -> None:
        """Let it happen as soon as the period allows (`after_period`: a whole period from now)."""
        if self._due_ms is not None:
            return
        earliest = now_ms if self._last_ms is None else max(now_ms, self._last_ms + self._period_ms)
        self._due_ms = now_ms + self._period_ms if after_period else earliest

    def due_ms(self) -> int | None:
        return self._due_ms

    def take(self, now_ms: int) -> bool:
        """True, once, when it is due."""
        if self._due_ms is None or now_ms < self._due_ms:
            return False
        self._due_ms, self._last_ms = None, now_ms
        return True
