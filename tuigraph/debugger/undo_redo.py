"""Going over the entries of a timeline: back undoes what they did to cells and slots, forward redoes it.

No kernel is called for either.  Over a recording that nobody has looked into one goes at once.
"""

from __future__ import annotations

from tuigraph.debugger.queues import Queue
from tuigraph.debugger.replay import Recording, Replayer
from tuigraph.debugger.runs import Entry, Override, Stretch
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD


class UndoRedo:
    def __init__(self, pieces: Queue[Stretch | Recording]) -> None:
        self.undone: dict[tuple[int, str], int] = {}  # calls in ended runs that lie after the cursor
        self._pieces = pieces

    def cross(self, number: int, moment: int) -> None:
        """Go over the entries between two moments; over a recording at once, where nobody has looked into it."""
        over: dict[Replayer, int] = {}
        net: dict[Cell, tuple[Recording, bool, int]] = {}  # where to find what is in cells, once all is gone over
        while number != moment:
            by = 1 if moment > number else -1
            entry = min(number, number + by)
            stretch = self._pieces.last_where(lambda stretch: stretch.start <= entry)  # noqa: B023
            if isinstance(stretch, Recording):
                end = stretch.start + len(stretch)
                whole = (
                    number == stretch.start and moment >= end if by > 0 else number == end and moment <= stretch.start
                )
                if whole:
                    stretch.forget()
                    stretch.pass_over(by, net)
                    over[stretch.replayer] = over.get(stretch.replayer, 0) - by
                    number += by * len(stretch)
                    continue
            _write_cells(net)
            (self._redo if by > 0 else self._undo)(Entry(stretch, entry - stretch.start))
            number += by
        _write_cells(net)
        for replayer, runs in over.items():
            graph = replayer.session.graph.number
            for op in replayer.plan.operations if runs else ():
                self.undone[graph, op.name] = self.undone.get((graph, op.name), 0) + runs

    def _undo(self, entry: Entry) -> None:
        undo, run = entry.undo, entry.run
        if undo is None:
            return
        for cell, old, _ in reversed(undo.cells):
            cell.value = old
        if run.made is not None:
            entry.stretch.after[entry.index] = run.values[undo.out]
            run.values[undo.out] = undo.before
        self._count(entry, -1)

    def _redo(self, entry: Entry) -> None:
        undo, run = entry.undo, entry.run
        if undo is None:
            return
        for cell, _, new in undo.cells:
            cell.value = new
        if run.made is not None:
            run.values[undo.out] = entry.stretch.after[entry.index]
        self._count(entry, 1)
        if run.made is not None:
            del entry.stretch.after[entry.index]

    def _count(self, entry: Entry, by: int) -> None:
        undo, run = entry.undo, entry.run
        assert undo is not None
        if isinstance(undo, Override):
            return
        if run.made is not None:
            after = entry.stretch.after[entry.index]
            results = [after] if isinstance(undo.out, int) else after[: len(run.plan.outputs[undo.pc])]
            if all(value is DEAD for value in results):
                return
            run.counts[undo.pc] += by
        if run.finished:
            key = run.graph, run.plan.operations[undo.pc].name
            self.undone[key] = self.undone.get(key, 0) - by


def _write_cells(net: dict[Cell, tuple[Recording, bool, int]]) -> None:
    for cell, (recording, wrote, place) in net.items():
        cell.value = (recording.new if wrote else recording.before)[place]
    net.clear()
