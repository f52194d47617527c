"""Ways through the past: to a breakpoint, to where a condition held, to the write of a variable."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

from tuigraph.debugger import expressions
from tuigraph.debugger.lookup import find, life_of
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.stops import Breakpoints
from tuigraph.debugger.timeline import Timeline
from tuigraph.wire.said import Text, said


class Travel:
    """Moves the cursor of a timeline.  `cancelled` is asked on long ways; a way that is cancelled ends where it is."""

    def __init__(
        self,
        timeline: Timeline,
        breakpoints: Breakpoints,
        names: Callable[[], Mapping[str, Any]],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._timeline = timeline
        self._breakpoints = breakpoints
        self._names = names
        self._cancelled = cancelled
        self.remark: Text = ""  # where the values are from with which a condition held

    def forward_to_breakpoint(self) -> bool:
        """To the next breakpoint, else to the newest moment; whether one was found before that."""
        for moment in range(self._timeline.cursor + 1, self._timeline.now):
            if self._stops_at(moment):
                return True
            if self._cancelled():
                return False
        self._timeline.to_live()
        return False

    def back_to_breakpoint(self) -> bool:
        """To the last breakpoint before this moment; whether there is one.  Without one, the cursor stays."""
        start = self._timeline.cursor
        for moment in range(start - 1, self._timeline.first - 1, -1):
            if self._stops_at(moment):
                return True
            if self._cancelled():
                return False
        self._timeline.go_to(start)
        return False

    def _stops_at(self, moment: int) -> bool:
        """Whether a breakpoint stops there; only then, or to look at a value, does the cursor go there."""
        timeline = self._timeline
        if moment < timeline.now:
            following = timeline.entry(moment)
            if following.undo is not None and following.undo.pc in self._breakpoints.of(following.run.plan).before:
                timeline.go_to(moment)
                return True
        if moment == timeline.first:
            return False
        done = timeline.entry(moment - 1)
        if done.undo is None or done.undo.pc not in self._breakpoints.of(done.run.plan).after:
            return False
        timeline.go_to(moment)
        return self._breakpoints.after(done.run, done.undo.pc, self._names, timeline, count=False)

    def back_to_condition(self, condition: str) -> bool:
        """To the last moment at which a condition held; where it holds now, to the one at which that began.

        Without such a moment the cursor stays.  Raises SyntaxError.
        """
        timeline, names = self._timeline, self._names()
        code = expressions.compiled(condition)

        def holds() -> bool:
            reader = expressions.Reader(timeline)
            try:
                return expressions.holds(code, names, reader)
            except expressions.FAILURES:
                return False  # a value that it needs is not there yet
            finally:
                self.remark = reader.remark

        start, wanted = timeline.cursor, not holds()
        while timeline.cursor > timeline.first:
            timeline.back()
            if holds() is wanted:
                if not wanted:
                    timeline.forward()
                return wanted or timeline.cursor < start
            if self._cancelled():
                return False
        if not wanted:
            return timeline.cursor < start
        timeline.go_to(start)
        return False

    def back_to_write(self, variable: str) -> bool:
        """To the moment before the last write of a variable; whether the timeline holds one.  Raises Unknown."""
        life = life_of(self._timeline, variable)
        if life is None:
            found = find(self._timeline, variable)
            raise Unknown(said("no_variable", name=found.name))
        place = bisect_left(life.entries, self._timeline.cursor)
        if not place:
            return False
        self._timeline.go_to(life.entries[place - 1])
        return True
