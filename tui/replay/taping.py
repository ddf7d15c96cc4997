"""Recording at a wish: the palette of a desk turns it on and off, and says where the file is."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.app import SystemCommand

from edge import __version__
from tui.replay.recorder import Recorder
from tui.replay.recording import MIB, Header, Writer

if TYPE_CHECKING:
    from tui.app import Floor

MAX_BYTES: Final = 64 * MIB


class Taping:
    """The recording of one screen: of all stations, until it is turned off, the file is full or the screen ends."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self._recorder: Recorder | None = None
        self._path = Path()

    def commands(self) -> Iterator[SystemCommand]:
        """On, or off."""
        say = self._app.voice.say
        if self._recorder is None:
            yield SystemCommand(say("ui-record"), say("ui-record-help"), self.begin)
        else:
            yield SystemCommand(say("ui-record-end"), say("ui-record-end-help", path=str(self._path)), self.end)

    def begin(self) -> None:
        """Begin a new file."""
        self._path = state_folder() / time.strftime("recordings/%Y-%m-%d-%H%M%S.jsonl.gz")
        began_ms = time.time_ns() // 1_000_000  # noqa: TID251 - a screen has no other clock
        header = Header(program=__version__, name=self._app.state.station, began_ms=began_ms)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            writer = Writer(self._path, header, MAX_BYTES)
        except OSError as error:
            self._app.remark("refuse", "ui-record-failed", reason=error.strerror or str(error))
            return
        self._recorder = Recorder(self._app.setup.socket, writer)
        self._app.run_worker(self._record(self._recorder), exit_on_error=True)
        self._app.remark("ok", "ui-recording", path=str(self._path))

    def end(self) -> None:
        """End it; where it is is said once the file is whole."""
        if self._recorder is not None:
            self._recorder.stop()

    async def _record(self, recorder: Recorder) -> None:
        try:
            await recorder.run()
        finally:
            self._recorder = None
        if recorder.failed is not None:
            self._app.remark("refuse", "ui-record-failed", reason=recorder.failed.strerror or str(recorder.failed))
        else:
            self._app.remark("ok", "ui-recorded", path=str(self._path))


def state_folder() -> Path:
    """Where a user's programs keep what they make (XDG Base Directory)."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "wedge"
