"""What the timeline remembers of the runs it holds: which step wrote a slot or a variable, and the value it left there.

A run's slots show the moment at the cursor.  In a loop a slot is written again and again; what a step left in it is
then what the next writer found there.  Nothing here moves the cursor or calls a kernel.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import Any

from tuigraph.debugger.runs import Amended, Override, Piece, Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import Undo

Write = tuple[Cell, Any, Any]  # with the old and the new value


class Steps:
    """The steps of one run that the timeline holds, numbered from 0."""

    def __init__(self, run: Run, stretches: list[Piece], cursor: int) -> None:
        self.run = run
        self.moments = array("q")  # of the entry of each step
        self.pcs = array("q")
        self._cursor = cursor
        self._records: list[Undo | int] = []
        self._stretch_of: list[Piece] = []
        for stretch in stretches:
            for index, record in enumerate(stretch.records):
                if record is not None:
                    self.moments.append(stretch.start + index)
                    self.pcs.append(record if isinstance(record, int) else record.pc)
                    self._records.append(record)
                    self._stretch_of.append(stretch)
        self.whole = bool(stretches) and stretches[0].records[0] is None  # from the beginning of the run on
        self.start = stretches[0].start if stretches else 0  # the moment
        self._writers: dict[int, array[int]] | None = None

    def __len__(self) -> int:
        return len(self.pcs)

    def writers(self, slot: int) -> array[int]:
        """The steps that wrote a slot."""
        if self._writers is None:
            self._writers = {}
            for step in range(len(self)):
                out = self.out(step)
                for written in (out,) if isinstance(out, int) else range(out.start, out.stop):
                    self._writers.setdefault(written, array("q")).append(step)
        return self._writers.get(slot, array("q"))

    def writer(self, slot: int, before: int) -> int | None:
        """The last step before step `before` that wrote a slot."""
        writers = self.writers(slot)
        place = bisect_left(writers, before)
        return writers[place - 1] if place else None

    def value(self, slot: int, step: int) -> Any:
        """What stood in a slot after a step."""
        writers = self.writers(slot)
        place = bisect_right(writers, step)
        last = writers[place - 1] if place else None
        if last is not None and self.moments[last] >= self._cursor:  # it has been taken back
            stretch = self._stretch_of[last]
            return self._part(last, slot, stretch.after[self.moments[last] - stretch.start])
        if place < len(writers) and self.moments[writers[place]] < self._cursor:
            record = self._records[writers[place]]
            return self._part(writers[place], slot, record.before) if isinstance(record, Undo) else None
        return self.run.values[slot]

    def _part(self, step: int, slot: int, contents: Any) -> Any:
        """The contents of one of the slots that a step writes."""
        out = self.out(step)
        return contents if isinstance(out, int) else contents[slot - out.start]

    def out(self, step: int) -> int | slice:
        record = self._records[step]
        return record.out if isinstance(record, Undo) else self.run.plan.code[record][2]

    def results(self, step: int) -> Any:
        """What a step left in its slots, as the executor puts it there."""
        out = self.out(step)
        if isinstance(out, int):
            return self.value(out, step)
        return [self.value(slot, step) for slot in range(out.start, out.stop)]

    def is_amended(self, step: int) -> bool:
        """Whether the step comes from a what-if that was kept."""
        return isinstance(self._records[step], Amended)

    def is_override(self, step: int) -> bool:
        """Whether somebody put a value there, by keeping a what-if, and no kernel was called."""
        return isinstance(self._records[step], Override)

    def writes(self, step: int) -> list[Write]:
        """What a step wrote into cells."""
        record = self._records[step]
        return record.cells if isinstance(record, Undo) else []

    def at(self, moment: int) -> int:
        """The step of an entry."""
        return bisect_left(self.moments, moment)


class History:
    """The runs on a timeline as it is now; to be made anew when the timeline has moved."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.cursor = timeline.cursor
        self.key = key_of(timeline)
        self._stretches: dict[Run, list[Piece]] = {}
        for stretch in timeline.stretches():
            self._stretches.setdefault(stretch.run, []).append(stretch)
        self.runs = sorted(self._stretches, key=lambda run: run.number)
        self._steps: dict[Run, Steps] = {}

    def steps(self, run: Run) -> Steps:
        found = self._steps.get(run)
        if found is None:
            found = self._steps[run] = Steps(run, self._stretches.get(run, []), self.cursor)
        return found

    def holds(self, run: Run) -> bool:
        return run in self._stretches

    def write_before(self, cell: Cell, moment: int) -> tuple[Run, int] | None:
        """Run and step of the last write of a cell before a moment; None when the timeline holds none."""
        life = self.timeline.lives.of(cell)
        if life is None:
            return None
        place = bisect_left(life.entries, moment)
        if not place:
            return None
        run = self.timeline.entry(life.entries[place - 1]).run
        return run, self.steps(run).at(life.entries[place - 1])

    def cell_value(self, cell: Cell, moment: int) -> Any:
        """The value of a cell at a moment."""
        life = self.timeline.lives.of(cell)
        place = bisect_left(life.entries, moment) if life else 0
        if life and place:
            return self._written(cell, life.entries[place - 1])[2]
        if life and place < len(life.entries):
            return self._written(cell, life.entries[place], first=True)[1]
        return cell.value

    def _written(self, cell: Cell, moment: int, first: bool = False) -> Write:
        entry = self.timeline.entry(moment)
        assert entry.undo is not None
        writes = [write for write in entry.undo.cells if write[0] is cell]
        return writes[0 if first else -1]


def key_of(timeline: Timeline) -> tuple[int, int, int]:
    """Changes with the timeline: what was found out for one key holds as long as the key is the same."""
    return timeline.first, timeline.cursor, timeline.now
