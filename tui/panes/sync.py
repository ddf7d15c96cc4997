"""F6: the lane to central."""

from textual.content import Content

from edge.control import SyncRow
from tui.digits import big
from tui.panes.drawn import SheetPane, heading
from tui.trend import KEPT, spark


class SyncPane(SheetPane):
    """Whether central is there, how much it has not acknowledged yet, since when, and how that went lately."""

    name, key, least = "sync", "f6", 32
    topics = ("sync",)

    def draw(self, width: int, height: int) -> list[Content]:  # noqa: ARG002
        voice, row = self.desk.voice, self.desk.board.sync
        view = self.desk.state.view
        if view is not None and view.state.local:
            return [heading(voice.say("ui-pane-sync"), "", width), Content(voice.say("ui-sync-local"))]
        if row is None:
            return [
                heading(voice.say("ui-pane-sync"), "", width),
                Content.styled(voice.say("ui-sync-nothing"), "$faint"),
            ]
        return [heading(voice.say("ui-pane-sync"), "", width), Content(""), *self._rows(row)]

    def _rows(self, row: SyncRow) -> list[Content]:
        voice, signs = self.desk.voice, self.desk.voice.signs
        queue = max(0, row.last_seq - row.acked_seq)
        state = (
            (signs.online, "ui-sync-connected", "$good") if row.connected else (signs.offline, "ui-sync-away", "$bad")
        )
        rows = [Content.styled(f"{state[0]} {voice.say(state[1])}", f"bold {state[2]}"), Content("")]
        rows += [Content.styled(line, "bold") for line in big(str(queue), ascii_only=self.desk.state.ascii)]
        rows += [Content(voice.say("ui-sync-queue", n=queue)), Content("")]
        line = spark(self.desk.board.trends.lag.values, KEPT, signs.spark, from_zero=True)
        rows += [Content.styled(line, "$strong"), Content.styled(voice.say("ui-sync-trend"), "$faint"), Content("")]
        oldest = "-" if row.oldest_unacked_ms is None else self.desk.voice.clock(row.oldest_unacked_ms)
        told = (("last", row.last_seq), ("acked", row.acked_seq), ("oldest", oldest), ("resends", row.resends))
        return rows + [_pair(voice.say(f"ui-sync-{name}"), str(value)) for name, value in told]


def _pair(name: str, value: str) -> Content:
    return Content.assemble((f"{name}  ", "$faint"), (value, "bold"))
