"""Snapshots of a program: what a screen is told at a stop, while the program runs, and over again."""

from __future__ import annotations

import linecache
import sys
import threading
from collections.abc import Mapping
from itertools import islice
from typing import Any

from tuigraph.debugger import format
from tuigraph.debugger.ahead import Ahead
from tuigraph.debugger.buffers import size_of
from tuigraph.debugger.core import Core
from tuigraph.debugger.equations import equation
from tuigraph.debugger.memory import Memory
from tuigraph.debugger.questions import Questions
from tuigraph.debugger.runs import Entry, Override, Run
from tuigraph.debugger.states import State
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD, set_observer
from tuigraph.engine.opdef import Writes
from tuigraph.wire.said import Text, said
from tuigraph.wire.views import (
    BranchView,
    Extent,
    More,
    NodeCalls,
    Position,
    ProgramState,
    RunAhead,
    Snapshot,
    SourceText,
    StepView,
    StopReason,
    ValueView,
    WatchView,
)

LONGEST = 1_000_000  # characters of a file that are shown
VALUES = 300  # node values in a snapshot: those around the next step
LONG = 5_000  # instructions of a plan whose memory is not worked out while it runs


class Views:
    """Makes snapshots of a program; remembers what it has told, so that only differences are told again.

    A snapshot tells at most `most` nodes, and as many counts of nodes; the rest is told by `more`, or by the next one.
    """

    def __init__(self, core: Core, questions: Questions, most: int = sys.maxsize) -> None:
        self._core = core
        self._questions = questions
        self._most = most
        self.lock = threading.Lock()  # held while a snapshot is made and told, and where the program comes to stand
        self.fresh()

    def fresh(self) -> None:
        """Nothing has been told yet."""
        self._number = 0
        self._told: dict[tuple[int, str], tuple[int, int]] = {}
        self._shown: Run | None = None
        self._texts: dict[int, tuple[Any, Text]] = {}  # previews of the shown run's values, by slot
        self._memory: Memory | None = None  # of the shown run
        self._counts: list[int] = []  # of the shown run, as they were told
        self._places: dict[str, int] = {}  # of its nodes, in its plan
        self._waiting: dict[int, dict[str, None]] = {}  # the nodes whose counts are still to be told, by graph
        self._bytes_told = 0, 0
        self._ahead = Ahead()
        self._files: set[str] = set()  # whose text was told

    @property
    def _timeline(self) -> Timeline:
        return self._core.timeline

    def stopped(self, reason: StopReason) -> Snapshot:
        """The program stands."""
        with self.lock:
            return self._standing(reason)

    def again(self) -> Snapshot:
        """The whole picture."""
        with self.lock:
            self.fresh()
            self._timeline.graphs.retell()
            self._timeline.ledger.retell()
            return self._standing("prompt")

    def running(self) -> Snapshot:
        """The program runs; called with the lock."""
        return self._snapshot("running", "statement", (), None)

    def _standing(self, reason: StopReason) -> Snapshot:
        core = self._core
        watches, branch = self._watched(), core.desk.view_of_branch()
        names = core.place.names()
        last = self._timeline.last_run
        if last is not None:
            self._timeline.graphs.ran(last.session.graph)
        self._timeline.graphs.look(names)
        return self._snapshot(core.place.state, reason, watches, branch, self._look_ahead(names))

    def _look_ahead(self, names: Mapping[str, Any]) -> RunAhead | None:
        """The run that the next statement asks for, where the program stands before one."""
        place = self._core.place
        if place.state != "stopped" or place.run is not None or place.file or place.visits or self._timeline.past:
            return None
        statement = self._core.program.statement_on(place.unit, place.line)
        return self._ahead.of(statement, names) if statement is not None else None

    def _watched(self) -> tuple[WatchView, ...]:
        """The watches, whose expressions may call the program's code: nobody stops or observes that."""
        if not self._core.desk.watches:
            return ()
        observer = set_observer(None)
        try:
            with self._core.machine.during(State.ASIDE):
                return self._core.desk.views_of_watches()
        except KeyboardInterrupt:
            return ()
        finally:
            set_observer(observer)

    def _snapshot(
        self,
        state: ProgramState,
        reason: StopReason,
        watches: tuple[WatchView, ...],
        branch: BranchView | None,
        ahead: RunAhead | None = None,
    ) -> Snapshot:
        """The moment at the cursor of the timeline."""
        core, timeline = self._core, self._timeline
        place, breakpoints = core.place, core.desk.breakpoints
        with timeline.lock:
            inside = place.run
            last = timeline.shown_in_passing(self._shown) if state == "running" else timeline.last_run
            run = inside or last
            step = run.steps if run else 0
            if timeline.past:
                run, step = timeline.place()
                inside = run
            pc = timeline.next_pc(run) if run else 0
            if run is not self._shown:
                self._texts = {}
                self._memory = None
            over = inside is None
            if run is None:
                self._bytes_told = 0, 0
            elif state != "running" or len(run.plan) <= LONG:
                self._bytes_told = self._bytes(run, pc, over)
            live, peak = self._bytes_told
            self._number += 1
            moment, now = timeline.cursor, not timeline.past
            position = self._position(inside, step, ahead)
            return Snapshot(
                number=self._number,
                state=state,
                reason=reason,
                position=position,
                asking=core.asking,
                sources=self._untold_source(position.file),
                graph=self._graph(inside),
                nodes=timeline.graphs.unsent(self._most),
                calls=self._calls(run),
                step=self._step(run),
                next_node=inside.plan.operations[pc].name if inside and pc < len(inside.plan) else "",
                next_inputs=_input_names(inside, pc) if inside and pc < len(inside.plan) else (),
                sessions=timeline.lives.session_views(moment, now),
                variables=timeline.lives.view(moment, now, timeline.assignment),
                values=self._values(run, pc, over) if run else (),
                passed_by=_passed_by(run, pc) if run else (),
                live_bytes=live,
                peak_bytes=peak,
                series=timeline.series.view(),
                output=core.output.take(),
                breakpoints=breakpoints.patterns,
                stops=tuple(breakpoint.view() for breakpoint in breakpoints),
                watches=watches,
                branch=branch,
                timeline_bytes=timeline.bytes,
                timeline_limit=timeline.limit,
                verdicts=self._questions.take(),
                extent=Extent(timeline.first, moment, timeline.now, tuple(place.moments)),
                given=timeline.graphs.given.untold(),
            )

    def _untold_source(self, file: str) -> tuple[SourceText, ...]:
        """The text of a file that no snapshot has named yet."""
        if not file or file in self._files:
            return ()
        self._files.add(file)
        text = "".join(linecache.getlines(file))[:LONGEST]
        return (SourceText(file, self._core.program.shown(file), text),)

    def _graph(self, inside: Run | None) -> int:
        """The number of the graph to show."""
        graphs = self._timeline.graphs
        if inside is not None and graphs.chosen is None:
            return inside.graph
        return graphs.shown.number if graphs.shown is not None else 0

    def _position(self, run: Run | None, step: int, ahead: RunAhead | None) -> Position:
        place, timeline, units = self._core.place, self._timeline, len(self._core.program.units)
        if run is None:
            return Position(
                place.unit, units, place.line, 0, 0, 0, 0, (), (), 0, place.begins, ahead, place.file, place.thread
            )
        where = run if timeline.past else place
        return Position(
            unit=where.unit,
            units=units,
            line=where.line,
            file=where.file,
            thread=where.thread,
            called=place.called and not timeline.past,
            session=run.session.number,
            run=run.number,
            step=step,
            steps=max(len(run.plan), step),
            fetches=run.fetches,
            feeds=run.feeds,
            behind=timeline.now - timeline.cursor,
        )

    def more(self) -> More | None:
        """What the snapshots so far had no room for, the next part of it."""
        timeline = self._timeline
        with self.lock, timeline.lock:
            nodes = timeline.graphs.unsent(self._most)
            waiting, calls = any(self._waiting.values()), self._tell_calls(self._shown)
        return More(nodes, calls) if nodes or waiting else None

    def _calls(self, run: Run | None) -> tuple[NodeCalls, ...]:
        """The counts that have changed since they were last told, those that have just changed first."""
        timeline = self._timeline
        changed = {graph: dict.fromkeys(names) for graph, names in timeline.ledger.touched().items()}
        for graph, name in timeline.undone:
            changed.setdefault(graph, {})[name] = None
        for other in (self._shown, *timeline.active.values()):
            if other is not None and other is not run:
                changed.setdefault(other.graph, {}).update((op.name, None) for op in other.plan.operations)
        if run is not None:
            told = self._counts if run is self._shown else [0] * len(run.counts)
            if self._shown is None or self._shown.plan is not run.plan:
                self._places = {op.name: i for i, op in enumerate(run.plan.operations)}
            self._counts = run.counts.copy()
            now = (op.name for op, new, old in zip(run.plan.operations, self._counts, told) if new != old)
            changed.setdefault(run.graph, {}).update(dict.fromkeys(now))
        self._shown = run
        for graph, names in changed.items():
            names.update(self._waiting.get(graph, {}))
            self._waiting[graph] = names
        return self._tell_calls(run)

    def _tell_calls(self, run: Run | None) -> tuple[NodeCalls, ...]:
        timeline = self._timeline
        keys = [(graph, name) for graph, names in self._waiting.items() for name in islice(names, self._most)]
        going_on = _going_on([other for other in timeline.active.values() if other is not run])
        found = []
        for key in keys[: self._most]:
            graph, name = key
            del self._waiting[graph][name]
            in_run = 0
            if run is not None and graph == run.graph and name in self._places:
                in_run = self._counts[self._places[name]]
            total = timeline.ledger.total(graph, name) - timeline.undone.get(key, 0) + going_on.get(key, 0)
            if run is not None and not run.finished:
                total += in_run
            if self._told.get(key, (0, 0)) != (total, in_run):
                self._told[key] = total, in_run
                found.append(NodeCalls(graph, name, total, in_run))
        return tuple(found)

    def _bytes(self, run: Run, pc: int, over: bool) -> tuple[int, int]:
        """Bytes of the values that live now, and the most there were in this run."""
        if self._memory is None or run.plan.jumps:
            self._memory = Memory(run.plan, run.values)
        live, peak = self._memory.at(pc)
        return 0 if over else live, peak

    def _step(self, run: Run | None) -> StepView | None:
        entry = self._timeline.newest
        if entry is None or entry.undo is None or entry.run is not run:
            return None
        op = entry.run.plan.operations[entry.undo.pc]
        if isinstance(entry.undo, Override):
            return _override(entry)
        operands = _operands(entry)
        results = [entry.run.values[slot] for slot in entry.run.plan.outputs[entry.undo.pc]]
        if op.definition.writes is not Writes.ANYTHING:  # what writes by a handle gives no result
            results = results or [new for _, _, new in entry.undo.cells]
        names = tuple(dict.fromkeys(t.op.name for t in op.inputs))
        text = equation(op, operands, results, self._timeline.graphs.given.of)
        return StepView(op.name, names, text, entry.nanoseconds / 1000)

    def _values(self, run: Run, pc: int, over: bool) -> tuple[ValueView, ...]:
        plan = run.plan
        first = _first_shown(run, pc)
        slots = [(slot, 0) for slot, _ in plan.feeds] if first == 0 else []
        for index in range(first, min(first + VALUES, len(plan))):
            slots.extend((slot, index + 1) for slot in plan.outputs[index])
        found = []
        for slot, step in slots:
            tensor = plan.tensor.get(slot)
            if tensor is None or tensor.dtype.is_ref:
                continue
            value = run.values[slot]
            there = value is not None
            last = plan.last_use[slot]
            fetched = last >= len(plan)
            death = len(plan) if fetched else max(last + 1, step)
            freed = death if there and (over or (pc >= death and not fetched)) else 0
            found.append(
                ValueView(
                    name=tensor.name,
                    preview=self._text(slot, value),
                    dtype=tensor.dtype.name,
                    shape=format.shape(value) if there else "",
                    bytes=size_of(value),
                    born=step if there else 0,
                    last_used=death,
                    freed=freed,
                    fetched=fetched,
                    fed=step == 0,
                )
            )
        return tuple(found)

    def _text(self, slot: int, value: Any) -> Text:
        known = self._texts.get(slot)
        if known is None or known[0] is not value:
            known = self._texts[slot] = value, format.preview(value)
        return known[1]


def _first_shown(run: Run, pc: int) -> int:
    """The instruction from which on values are in a snapshot."""
    return max(0, min(pc - VALUES * 3 // 4, len(run.plan) - VALUES))


def _passed_by(run: Run, pc: int) -> tuple[str, ...]:
    """Of the nodes whose values are in a snapshot, those that were on a side not taken."""
    plan, values, first = run.plan, run.values, _first_shown(run, pc)
    found = []
    for index in range(first, min(first + VALUES, len(plan))):
        out = plan.code[index][2]
        results = [values[out]] if isinstance(out, int) else values[out]
        if results and all(value is DEAD for value in results):
            found.append(plan.operations[index].name)
    return tuple(found)


def _override(entry: Entry) -> StepView:
    undo, run = entry.undo, entry.run
    assert undo is not None
    if undo.cells:
        cell, old, new = undo.cells[-1]
        return _overridden(cell.name, old, new)
    slots = [undo.out] if isinstance(undo.out, int) else list(range(undo.out.start, undo.out.stop))
    before = [undo.before] if isinstance(undo.out, int) else undo.before
    slot, was = next((pair for pair in zip(slots, before) if pair[1] is not run.values[pair[0]]), (slots[0], before[0]))
    name = run.plan.tensor[slot].name.removesuffix(":0")
    return _overridden(name, was, run.values[slot])


def _overridden(name: str, old: Any, new: Any) -> StepView:
    text = said("equation_overridden", name=name, old=format.preview(old), new=format.preview(new))
    return StepView(name, (), text, 0.0)


def _input_names(run: Run, pc: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.op.name for t in run.plan.operations[pc].inputs))


def _operands(entry: Entry) -> list[Any]:
    """What a step read; of a variable that it wrote, the old value."""
    undo, run = entry.undo, entry.run
    assert undo is not None
    old: dict[Cell, Any] = {}
    for cell, before, _ in undo.cells:
        old.setdefault(cell, before)
    slots = run.plan.inputs[undo.pc][: len(run.plan.operations[undo.pc].inputs)]
    values = [run.values[slot] for slot in slots]
    return [old.get(v, v) if isinstance(v, Cell) else v for v in values]


def _going_on(runs: list[Run]) -> dict[tuple[int, str], int]:
    """The calls in runs that have not ended, by graph and node."""
    calls: dict[tuple[int, str], int] = {}
    for run in runs:
        for op, count in zip(run.plan.operations, run.counts):
            calls[run.graph, op.name] = calls.get((run.graph, op.name), 0) + count
    return calls
