"""Snapshots from a timeline: what a screen is told at a stop and, at a bounded rate, while the program runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tuigraph.debugger import format
from tuigraph.debugger.buffers import buffer_of, size_of
from tuigraph.debugger.snapshot import (
    NodeCalls,
    Output,
    Position,
    Problem,
    ProgramState,
    Snapshot,
    StepView,
    StopReason,
    ValueView,
)
from tuigraph.debugger.timeline import Entry, Run, Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import get_default_graph

VALUES = 300  # node values in a snapshot: those around the next step


@dataclass(frozen=True)
class Scene:
    """Where the program stands, as the debugger knows it."""

    state: ProgramState
    reason: StopReason
    unit: int
    units: int
    line: int
    run: Run | None  # that the program's main thread is in
    problem: Problem | None = None
    output: tuple[Output, ...] = ()
    completions: tuple[str, ...] = ()
    breakpoints: tuple[str, ...] = ()


class Views:
    """Makes snapshots of one timeline; remembers what it has told, so that only differences are told again."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._number = 0
        self._told: dict[tuple[int, str], tuple[int, int]] = {}
        self._shown: Run | None = None
        self._texts: dict[int, tuple[Any, str]] = {}  # previews of the shown run's values, by slot
        self._graph = 0

    def snapshot(self, scene: Scene) -> Snapshot:
        """The moment at the cursor of the timeline."""
        timeline = self._timeline
        if scene.state != "running":
            self._graph = timeline.graphs.record(get_default_graph()).number
        with timeline.lock:
            inside = scene.run
            run = scene.run or timeline.last_run
            step = run.steps if run else 0
            if timeline.past:
                run, step = timeline.place()
                inside = run
            pc = timeline.next_pc(run) if run else 0
            if run is not self._shown:
                self._texts = {}
            over = inside is None
            live, peak = _memory(run, pc, over) if run else (0, 0)
            self._number += 1
            moment, now = timeline.cursor, not timeline.past
            return Snapshot(
                number=self._number,
                state=scene.state,
                reason=scene.reason,
                position=self._position(scene, inside, step),
                graph=inside.graph if inside else self._graph,
                nodes=timeline.graphs.unsent(),
                calls=self._calls(run),
                step=self._step(run),
                next_node=inside.plan.operations[pc].name if inside and pc < len(inside.plan) else "",
                next_inputs=_input_names(inside, pc) if inside and pc < len(inside.plan) else (),
                sessions=timeline.lives.session_views(moment, now),
                variables=timeline.lives.view(moment, now, timeline.assignment),
                values=self._values(run, pc, over) if run else (),
                live_bytes=live,
                peak_bytes=peak,
                series=timeline.series.view(),
                output=scene.output,
                problem=scene.problem,
                breakpoints=scene.breakpoints,
                timeline_bytes=timeline.bytes,
                timeline_limit=timeline.limit,
                completions=scene.completions,
            )

    def _position(self, scene: Scene, run: Run | None, step: int) -> Position:
        if run is None:
            return Position(scene.unit, scene.units, scene.line, 0, 0, 0, 0, (), (), 0)
        timeline = self._timeline
        unit, line = (run.unit, run.line) if timeline.past else (scene.unit, scene.line)
        return Position(
            unit=unit,
            units=scene.units,
            line=line,
            session=run.session.number,
            run=run.number,
            step=step,
            steps=max(len(run.plan), step),
            fetches=run.fetches,
            feeds=run.feeds,
            behind=timeline.now - timeline.cursor,
        )

    def _calls(self, run: Run | None) -> tuple[NodeCalls, ...]:
        """The counts that have changed since they were last told."""
        timeline = self._timeline
        candidates: dict[tuple[int, str], int] = {}  # to calls in runs that have not ended
        for graph, names in timeline.ledger.touched().items():
            candidates.update(((graph, name), 0) for name in names)
        for key in timeline.undone:
            candidates[key] = 0
        shown: dict[tuple[int, str], int] = {}
        for other in {self._shown, run, *timeline.active.values()}:
            if other is not None:
                for op, count in zip(other.plan.operations, other.counts):
                    key = other.graph, op.name
                    going_on = 0 if other.finished else count
                    candidates[key] = candidates.get(key, 0) + going_on
                    if other is run:
                        shown[key] = count
        self._shown = run
        found = []
        for key, going_on in candidates.items():
            total = timeline.ledger.total(*key) - timeline.undone.get(key, 0) + going_on
            counts = total, shown.get(key, 0)
            if self._told.get(key, (0, 0)) != counts:
                self._told[key] = counts
                found.append(NodeCalls(*key, *counts))
        return tuple(found)

    def _step(self, run: Run | None) -> StepView | None:
        entry = self._timeline.newest
        if entry is None or entry.undo is None or entry.run is not run:
            return None
        op = entry.run.plan.operations[entry.undo.pc]
        operands = _operands(entry)
        results = [entry.run.values[slot] for slot in entry.run.plan.outputs[entry.undo.pc]]
        names = tuple(dict.fromkeys(t.op.name for t in op.inputs))
        return StepView(op.name, names, format.equation(op, operands, results), entry.nanoseconds / 1000)

    def _values(self, run: Run, pc: int, over: bool) -> tuple[ValueView, ...]:
        plan = run.plan
        first = max(0, min(pc - VALUES * 3 // 4, len(plan) - VALUES))
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

    def _text(self, slot: int, value: Any) -> str:
        known = self._texts.get(slot)
        if known is None or known[0] is not value:
            known = self._texts[slot] = value, format.preview(value)
        return known[1]


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


def _memory(run: Run, pc: int, over: bool) -> tuple[int, int]:
    """Bytes of the values that live after the step before `pc`, and the most there were: by the plan's last uses.

    Values that share memory count once, for as long as one of them lives.
    """
    plan, end = run.plan, len(run.plan)
    spans: dict[int, list[int]] = {}
    producers = [(slot, 0) for slot, _ in plan.feeds]
    producers += [(slot, index) for index in range(end) for slot in plan.outputs[index]]
    for slot, born in producers:
        value = run.values[slot]
        if value is None or value is DEAD or isinstance(value, Cell):
            continue
        key = buffer_of(value) if isinstance(value, np.ndarray) else -slot - 1
        span = spans.setdefault(key, [born, born, size_of(value)])
        span[0] = min(span[0], born)
        span[1] = max(span[1], plan.last_use[slot], born)
    if not spans:
        return 0, 0
    table = np.array(list(spans.values()), dtype=np.int64)
    change = np.zeros(end + 2, dtype=np.int64)
    np.add.at(change, table[:, 0], table[:, 2])
    np.subtract.at(change, np.minimum(table[:, 1], end) + 1, table[:, 2])
    alive = np.cumsum(change)  # while instruction i runs, and after it but for what it used last
    peak = int(alive[: max(pc, 1)].max())
    if over:
        return 0, peak
    return int(table[(table[:, 0] < max(pc, 1)) & (table[:, 1] >= pc), 2].sum()), peak
