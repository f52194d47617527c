"""*Why* a value is what it is: the steps, variables, feeds and constants that made this very value.

A `Cause` is one of them, with its value; its own causes are found when they are asked for.  The causes of a value form
a graph, and one that is reached on two ways is one object.  The way back leads through loops round by round, and
through a variable to the assignment whose value was read, in whichever run that was.

A *leaf* has a value of its own: a constant, a feed, the position of a random generator, the result of an operation with
an effect outside (which is on record), and what the timeline does not reach back to.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from tuigraph.debugger import format
from tuigraph.debugger.history import History, Steps
from tuigraph.debugger.lookup import newest_first, tensor_named
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import UNINITIALIZED, Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Writes
from tuigraph.engine.philox import Stream
from tuigraph.engine.roles import Role
from tuigraph.engine.sharing import View
from tuigraph.wire.said import Text, said
from tuigraph.words.causes import CAUSES, Kind

LEAVES: frozenset[Kind] = frozenset({"feed", "override", "constant", "generator", "recorded", "lost"})
MOST = 1_000_000  # causes that are looked at for one question


class Cause:
    """Something that a value comes from.  `run` and `moment` say when it came about; both 0 when nobody knows."""

    __slots__ = ("_book", "_parts", "cell", "index", "kind", "moment", "name", "number", "op", "run", "step", "value")

    def __init__(
        self,
        book: Provenance,
        kind: Kind,
        name: str,
        value: Any,
        op: Operation | None = None,
        run: Run | None = None,
        step: int = -1,
        moment: int = 0,
        cell: Cell | None = None,
        index: int = 0,
    ) -> None:
        self.kind: Kind = kind
        self.name = name
        self.value = value
        self.op = op
        self.run = run
        self.step = step
        self.moment = moment
        self.cell = cell
        self.index = index  # which output of the operation; of an assignment, which input it writes
        self.number = book.count()
        self._book = book
        self._parts: list[Any] | None = None

    @property
    def is_leaf(self) -> bool:
        return self.kind in LEAVES

    @property
    def parts(self) -> list[Any]:
        """The operands in their order: a Cause, or the bare value where the operation did not look at it."""
        if self._parts is None:
            self._parts = self._book.parts(self)
        return self._parts

    @property
    def causes(self) -> list[Cause]:
        return list(dict.fromkeys(part for part in self.parts if isinstance(part, Cause)))

    def text(self) -> Text:
        """One line: what it is, and its value."""
        what: Text = said(CAUSES[self.kind], node=self.name, type=self.op.type if self.op else "")
        run = said("cause_run", n=self.run_number) if self.run_number else ""
        return said("cause", what=what, run=run, value=self.preview)

    @property
    def run_number(self) -> int:
        """The run in which it came about; 0 when that does not matter."""
        return self.run.number if self.run is not None and self.kind != "constant" else 0

    @property
    def preview(self) -> Text:
        return repr(self.value) if self.kind == "generator" else format.preview(self.value)


class Provenance:
    """The causes of values at the moment that a timeline shows."""

    def __init__(self, timeline: Timeline) -> None:
        self.history = History(timeline)
        self._known: dict[tuple[Any, ...], Cause] = {}
        self._count = 0

    def count(self) -> int:
        self._count += 1
        return self._count

    def by_number(self, number: int) -> Cause:
        """A cause that was met before.  Raises Unknown."""
        for cause in self._known.values():
            if cause.number == number:
                return cause
        raise Unknown(said("no_cause", n=number))

    # ------------------------------------------------------------ where to begin

    def of(self, name: str) -> Cause:
        """Why a node's result (``z``, ``z:1``) or a variable has the value that is shown.  Raises Unknown."""
        for run in newest_first(self.history.timeline):
            found = self.in_run(run, name)
            if found is not None:
                return found
        for record in reversed(list(self.history.timeline.lives.sessions.values())):
            life = record.lives.get(name)
            if life is not None and life.cell is not None:
                return self.variable(life.cell, self.history.cursor)
        raise Unknown(said("not_on_timeline", name=name))

    def in_run(self, run: Run, name: str) -> Cause | None:
        tensor = tensor_named(run, name)
        slot = None if tensor is None else run.plan.slots.get(tensor)
        if tensor is None or slot is None or not self.history.holds(run):
            return None
        steps = self.history.steps(run)
        end = steps.at(self.history.cursor)
        if tensor.op.role is Role.VARIABLE and isinstance(run.values[slot], Cell):
            return self.variable(run.values[slot], self.history.cursor)
        part = self._part(steps, slot, end)
        return part if isinstance(part, Cause) else None

    # ------------------------------------------------------------ one cause further back

    def parts(self, cause: Cause) -> list[Any]:
        if cause.kind == "variable":
            return [self._assignment(cause)]
        if cause.run is None or cause.op is None or cause.kind in ("feed", "override", "constant", "generator"):
            return []
        steps, step = self.history.steps(cause.run), cause.step
        pc = steps.pcs[step]
        slots = cause.run.plan.inputs[pc]
        parts = [self._part(steps, slot, step, cause.moment) for slot in slots]
        if cause.op.role is Role.MERGE:
            parts = _chosen(parts, [steps.value(slot, step - 1) for slot in slots], cause.op)
        if cause.op.definition.writes is Writes.OVERWRITES:
            parts[0] = UNINITIALIZED  # what the variable held before is no cause of what it holds then
        generator = self._generator(cause.run, steps, step)
        return parts + ([generator] if generator is not None else [])

    def _part(self, steps: Steps, slot: int, before: int, at: int | None = None) -> Any:
        """What a slot held before a step, as a cause; or bare, when nothing is behind it.

        What is in the memory of a variable is looked at when that step came, or at the moment `at`.
        """
        run = steps.run
        step = steps.writer(slot, before)
        if step is None:
            if any(slot == fed for fed, _ in run.plan.feeds):
                key: tuple[Any, ...] = ("feed", run.number, slot)
                name = run.plan.tensor[slot].name.removesuffix(":0")
                return self._get(key, "feed", name, run.values[slot], run=run)
            return steps.value(slot, before - 1)
        value, pc = steps.value(slot, step), steps.pcs[step]
        seen = steps.moments[step]
        if isinstance(value, Cell):
            seen = at if at is not None else steps.moments[before] if before < len(steps) else self.history.cursor
        if isinstance(value, View):
            value = value.shown(self.history.cell_value(value.root, seen))
        elif isinstance(value, Cell):
            return self.variable(value, seen)
        if value is DEAD or value is None:
            return value
        op = run.plan.operations[pc]
        kind: Kind = "node"
        if steps.is_override(step):
            kind = "override"
        elif not op.inputs and not op.definition.stateful:
            kind = "constant"
        elif op.definition.stateful and not op.definition.takes_references and not self._generator(run, steps, step):
            kind = "recorded"
        tensor = run.plan.tensor.get(slot)
        name = tensor.name.removesuffix(":0") if tensor is not None else op.name
        index = run.plan.outputs[pc].index(slot) if slot in run.plan.outputs[pc] else 0
        key = "node", run.number, step, slot, seen
        return self._get(key, kind, name, value, op, run, step, seen, index=index)

    def variable(self, cell: Cell, moment: int) -> Cause:
        """The value that a variable had at a moment."""
        write = self.history.write_before(cell, moment)
        if write is None:
            value = self.history.cell_value(cell, moment)
            return self._get(("lost", cell), "lost", cell.name, value, cell=cell)
        run, step = write
        at = self.history.steps(run).moments[step]
        value = self.history.cell_value(cell, moment)
        return self._get(("variable", cell, at), "variable", cell.name, value, None, run, step, at, cell)

    def _assignment(self, variable: Cause) -> Cause:
        assert variable.run is not None
        run, step = variable.run, variable.step
        steps = self.history.steps(run)
        op = run.plan.operations[steps.pcs[step]]
        operands = [steps.value(slot, step - 1) for slot in run.plan.inputs[steps.pcs[step]]]
        index = next((i for i, value in enumerate(operands) if value is variable.cell), -1)
        kind: Kind = "override" if steps.is_override(step) else "assignment" if index >= 0 else "recorded"
        key = "assignment", variable.cell, variable.moment
        name = variable.name if kind == "override" else op.name
        return self._get(key, kind, name, variable.value, op, run, step, variable.moment, variable.cell, index=index)

    def _generator(self, run: Run, steps: Steps, step: int) -> Cause | None:
        """The position of the generator that a step drew from."""
        for cell, old, _ in steps.writes(step):
            if isinstance(old, Stream) and cell.name == run.plan.operations[steps.pcs[step]].name:
                return self._get(("generator", cell, steps.moments[step]), "generator", cell.name, old, run=run)
        return None

    def _get(self, key: tuple[Any, ...], *what: Any, **more: Any) -> Cause:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Cause(self, *what, **more)
        return found


def _chosen(parts: list[Any], values: list[Any], op: Operation) -> list[Any]:
    """Of the sides of a Merge, the one whose value it passed on is a cause; the others stay bare."""
    if any(t.op.role is Role.NEXT_ITERATION for t in op.inputs):
        chosen = 0 if values[1] is None else 1
    else:
        chosen = next((i for i, value in enumerate(values) if value is not DEAD), 0)
    return [part if i == chosen else value for i, (part, value) in enumerate(zip(parts, values))]


# ---------------------------------------------------------------- the whole of it


def walk(root: Cause, most: int = MOST) -> Iterator[Cause]:
    """The cause and all behind it, each once, in no particular order.  Raises Unknown for more than `most`."""
    seen = {root}
    stack = [root]
    while stack:
        cause = stack.pop()
        yield cause
        if not cause.is_leaf:
            for before in cause.causes:
                if before not in seen:
                    seen.add(before)
                    stack.append(before)
        if len(seen) > most:
            raise Unknown(said("too_much_behind", n=most, name=root.name))


def leaves(root: Cause, most: int = MOST) -> dict[Cause, Any]:
    """The leaves behind a value, with their values."""
    return {cause: cause.value for cause in walk(root, most) if cause.is_leaf}


def listed(root: Cause, depth: int = 4, most: int = 400) -> list[tuple[Cause, int, bool, bool]]:
    """The causes as lines of a tree: each with its level, whether more is behind it, and whether it stands above too.

    `depth` levels, or as many of them as fit into `most` lines: what is left out is said to be behind what is shown.
    The causes of the root itself are shown in any case.
    """
    for levels in range(depth, 1, -1):
        lines = _lines(root, levels, most)
        if len(lines) <= most:
            return lines
    return _lines(root, min(depth, 1), sys.maxsize)


def _lines(root: Cause, depth: int, most: int) -> list[tuple[Cause, int, bool, bool]]:
    """The lines to this depth, as far as one too many."""
    lines: list[tuple[Cause, int, bool, bool]] = []
    shown: set[Cause] = set()
    stack = [(root, 0)]
    while stack and len(lines) <= most:
        cause, level = stack.pop()
        again = cause in shown and not cause.is_leaf
        shown.add(cause)
        below = [] if cause.is_leaf or again else cause.causes
        lines.append((cause, level, bool(below) and level >= depth, again))
        if level < depth:
            stack.extend((part, level + 1) for part in reversed(below))
    return lines


def is_finite(value: Any) -> bool:
    """Whether a value holds neither NaN nor Inf; what holds no real or complex numbers is finite."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fc":
        return bool(np.isfinite(value).all())
    return True
