"""The top of the study screen: where the program stands, and the last step as an equation with its values."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len

from tuigraph.harmless import clean
from tuigraph.tui.code import coded
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, length
from tuigraph.wire.said import Text
from tuigraph.wire.views import Snapshot
from tuigraph.words import message

BETWEEN_RUNS = message("outside_run")

LEAST_TITLE = 8
GAP = 3  # cells between what has happened and what comes next


class Header(LineView, can_focus=False):
    """Three lines: title and position; the last step; what comes next."""

    def __init__(self, title: str) -> None:
        super().__init__(id="header")
        self._title = clean(title)
        self._snapshot: Snapshot | None = None
        self._notice = ""
        self._speed = ""  # "" while nothing plays
        self._busy = False
        self._next = ""

    def show(self, snapshot: Snapshot, speed: str, next: str = BETWEEN_RUNS) -> None:
        """Show a moment, played at a speed or not; a notice about the one before is gone once the program has moved.

        `next` is the message that says what to do between runs.
        """
        moved = snapshot.reason != "prompt" or snapshot.problem is not None
        if snapshot is not self._snapshot and (moved or self._busy):
            self._notice = ""
        self._snapshot, self._speed, self._busy = snapshot, speed, snapshot.state == "running"
        self._next = next
        self.lines_changed()

    def notice(self, text: Text) -> None:
        """Say something until the next snapshot."""
        self._notice = self.texts.say(text).strip()
        self.repaint()

    def show_busy(self) -> None:
        """The program does not answer: say that it is running and what ends that."""
        self._busy = True
        self.notice(self.texts("busy"))

    def line_count(self) -> int:
        return 3

    def draw(self, index: int, width: int) -> Line:
        if index == 1 and self.size.height == 2:
            return self._draw_both(width)
        return (self._draw_position, self._draw_step, self._draw_next)[index](width)

    def _draw_both(self, width: int) -> Line:
        """What has happened, and what comes next where there is room for it, rather than for how long it took."""
        following = self._draw_next(width)
        for timed in (True, False):
            happened = self._draw_step(width, timed)
            if not happened:
                return following
            if length(happened) + GAP + length(following) <= width:
                return [*happened, (" " * GAP, ""), *following]
        return self._draw_step(width)

    def _leaves_no_room(self) -> bool:
        """Whether what has happened leaves a low header no room for what comes next."""
        width = self.size.width
        return self.size.height == 2 and self._draw_both(width) == self._draw_step(width) != []

    def _draw_position(self, width: int) -> Line:
        where = self._where()
        if length(where) + 1 + LEAST_TITLE > width:
            where = self._where(with_session=False)
        room = width - length(where) - 1
        return [(fit(self._title, max(room, LEAST_TITLE), self.glyphs.ellipsis), "heading"), (" ", ""), *where]

    def _where(self, with_session: bool = True) -> Line:
        say = self.texts
        snapshot = self._snapshot
        if snapshot is None:
            return [(say("starting"), "warn")]
        at = snapshot.position
        parts = []
        if at.run and not at.called:
            parts = [say("session", n=at.session)] if with_session else []
            parts += [say("run", n=at.run), say("step", n=at.step, of=at.steps)]
        elif at.file:
            parts = [clean(Path(at.file).name), say("line", n=at.line)]
        else:
            parts = [say("cell", n=at.unit + 1, of=at.units)] if at.units > 1 else []
            parts += [say("line", n=at.line)] if at.line else []
        if at.thread:
            parts.append(say("in_thread", thread=clean(at.thread)))
        line: Line = [(" · ".join(parts) if not self.glyphs.ascii else " | ".join(parts), "strong")]
        if self._busy:
            line.append(("  " + say("running" if snapshot.asking is None else "waits_for_line"), "warn"))
        elif at.behind:
            line.append(("  " + say("behind", n=at.behind), "warn"))
        elif self._speed:
            line.append(("  " + say("playing", speed=self._speed), "good"))
        elif snapshot.state == "failed":
            line.append(("  " + say("failed"), "bad"))
        elif snapshot.state == "finished":
            line.append(("  " + say(self._next if self._leaves_no_room() else "finished"), "good"))
        return line

    def _draw_step(self, width: int, timed: bool = True) -> Line:
        if self._notice:
            return coded(clean(self._notice), "warn")
        snapshot = self._snapshot
        if snapshot is None:
            return []
        problem = snapshot.problem
        if problem is not None:
            first = clean(self.texts.say(problem.message).strip().partition("\n")[0])
            return [(f"{self.glyphs.failed} {problem.type}: ", "bad"), (first, "bad")]
        if snapshot.step is None:
            return []
        left, arrow, result = clean(self.texts.say(snapshot.step.equation)).rpartition("->")
        name, equals, middle = left.partition(" = ")
        if not arrow:
            return [(result, "strong")]
        shown: Line = [(name, "name"), (equals, ""), (middle, ""), (arrow, "muted"), (result, "value")]
        microseconds = snapshot.step.microseconds if timed else 0.0
        took = f"  {microseconds:.0f} {self.glyphs.micro}s" if microseconds else ""
        if length(shown) <= width:
            return [*shown, (took, "muted")] if length(shown) + len(took) <= width else shown
        room = width - length([(name, ""), (equals, ""), (arrow, "")])
        if middle:
            result = fit(result, max(room // 2, room - cell_len(middle)), self.glyphs.ellipsis).rstrip()
            middle = fit(middle, room - cell_len(result) - 1, self.glyphs.ellipsis) + " "
        else:
            result = fit(result, room, self.glyphs.ellipsis)
        return [(name, "name"), (equals, ""), (middle, ""), (arrow, "muted"), (result, "value")]

    def _draw_next(self, width: int) -> Line:
        snapshot = self._snapshot
        say = self.texts
        if snapshot is None:
            return []
        at = snapshot.position
        line: Line = []
        if snapshot.next_node:
            inputs = ", ".join(snapshot.next_inputs)
            line += [(self.glyphs.next + " ", "warn"), (f"{say('about_to_run')} ", "muted")]
            line += [(snapshot.next_node, "strong"), (f"({inputs})" if inputs else "", "")]
        elif not at.run and snapshot.state in {"stopped", "finished"}:
            no_run = self._next == BETWEEN_RUNS and at.ahead is None
            return [(say(message("before_line") if no_run else self._next), "muted")]
        if at.fetches:
            line += [("   " if line else "", ""), (f"{say('fetches')} ", "muted"), (", ".join(at.fetches), "")]
        if at.feeds:
            line += [("   ", ""), (f"{say('feeds')} ", "muted"), (", ".join(at.feeds), "")]
        return line
