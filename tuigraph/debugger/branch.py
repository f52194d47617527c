"""What-if: a run again with another value somewhere in it, of which only what depends on that value is computed anew.

A branch follows the steps that the run made, with slots of its own.  A step whose operands are those of the run takes
over what the run had; a step with an operand that is overridden, or comes from something that is, calls its kernel, by
the engine's own executor.  Variables count as operands, and so do the generators and queues that a step writes.  A loop
that takes another way than the run's is computed by itself from there to its end.

Afterwards every cell is as it was: the run and its timeline do not know of the branch, until it is kept.  Of a run that
has not ended, the rest is computed first, on the side, to have something to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tuigraph.debugger import format
from tuigraph.debugger.history import History, Steps, Write
from tuigraph.debugger.lookup import life_of, shown_run, tensor_named
from tuigraph.debugger.refusals import Refused, Unknown
from tuigraph.debugger.replay import Recording
from tuigraph.debugger.runs import KEEP, Amended, Override, Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine import dtypes
from tuigraph.engine.containers import UNINITIALIZED, Cell
from tuigraph.engine.control import Frame
from tuigraph.engine.execute import DEAD, Execution, Undo, set_observer
from tuigraph.engine.feeds import fed_value, slot_value
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Writes
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role
from tuigraph.engine.sharing import View
from tuigraph.engine.tensor_lists import Elements
from tuigraph.wire.said import Text, joined, said
from tuigraph.wire.views import BranchView, Difference

SHOWN = 400  # steps of a branch in its view


@dataclass(frozen=True)
class Supposition:
    """A value that is supposed: in a slot or a cell, after step number `step` of the run; -1: from its start."""

    name: str
    value: Any
    step: int
    pc: int  # of the instruction that it stands for; of what was fed or assigned before, -1
    slot: int = -1
    cell: Cell | None = None


@dataclass(frozen=True)
class Made:
    """What a step left in its slots and in cells."""

    pc: int
    results: Any
    writes: Sequence[Write]


@dataclass(frozen=True)
class Again:
    """A step that called its kernel in the branch, and what it gave there and in the run, a variable as it was then."""

    made: Made
    after: Any
    before: Any  # None when the run made no such step


@dataclass
class State:
    """Slots and cells at one place of a branch."""

    values: list[Any]
    cells: dict[Cell, Any]
    events: int  # of the branch, up to there


@dataclass
class Branch:
    """A computed branch.

    `events` are the steps that called a kernel and what was supposed, in order; `reran` the steps alone.
    """

    run: Run
    suppositions: list[Supposition]
    parent: State
    end: State
    reran: list[Again] = field(default_factory=list)
    events: list[Made | Supposition] = field(default_factory=list)
    at_stop: State | None = None  # where the run itself stands
    error: Text = ""  # with which the branch ended
    parent_error: Text = ""  # with which the run ended, or would
    outside: dict[str, None] = field(default_factory=dict)  # nodes that were called and have reached out

    def obstacle(self, timeline: Timeline) -> Text:
        """Why the program cannot go on with it; empty when it can."""
        return obstacle(timeline, self.run, self.suppositions) or ("" if self.at_stop else said("another_way"))


def obstacle(timeline: Timeline, run: Run, suppositions: Sequence[Supposition]) -> Text:
    """Why a branch will not be one that the program can go on with, as far as that is known before it is computed."""
    if run.number != timeline.runs:
        return said("later_runs")
    return said("not_computed_yet") if any(s.pc >= 0 and s.step < 0 for s in suppositions) else ""


# ---------------------------------------------------------------- what is supposed


def suppose(timeline: Timeline, name: str, value: Any) -> Supposition:
    """Another value for a tensor of the shown run or for a variable that it can read.

    Raises Unknown when there is none of that name, TypeError and ValueError for a value that does not fit.
    """
    run = shown_run(timeline)
    if run is None:
        raise Unknown(said("no_run_to_suppose"))
    history = History(timeline)
    steps = history.steps(run)
    life = life_of(timeline, name)
    if life is not None and life.cell is not None:
        write = history.write_before(life.cell, timeline.cursor)
        step, pc = (write[1], steps.pcs[write[1]]) if write is not None and write[0] is run else (-1, -1)
        return Supposition(life.name, _like(life.cell.value, value, life.dtype), step, pc, cell=life.cell)
    tensor = tensor_named(run, name)
    slot = None if tensor is None else run.plan.slots.get(tensor)
    if tensor is None or slot is None:
        raise Unknown(said("not_in_run", name=name, fetches=", ".join(run.fetches)))
    current = run.values[slot]
    if current is DEAD:
        raise Unknown(said("side_not_taken", name=name))
    if np.ndim(value) == 0 and isinstance(current, np.ndarray):
        value = np.broadcast_to(value, current.shape)
    if any(slot == fed for fed, _ in run.plan.feeds):
        step, pc = -1, -1
    else:
        writer = steps.writer(slot, steps.at(timeline.cursor))
        pc = next(i for i, slots in enumerate(run.plan.outputs) if slot in slots)
        step = -1 if writer is None else writer
    fitting = slot_value(tensor.dtype, fed_value(tensor, value, True))
    return Supposition(tensor.name.removesuffix(":0"), fitting, step, pc, slot)


def _like(current: Any, value: Any, dtype: str) -> Any:
    """The value in the type and, if it is one element, the shape of the current one."""
    kind = dtypes.as_dtype(dtype)
    wanted = np.array(value, dtype=kind.numpy)
    if current is not UNINITIALIZED:
        if wanted.ndim and wanted.shape != np.shape(current):
            shapes = {"shape": str(list(np.shape(current))), "given": str(list(wanted.shape))}
            raise Refused(said("wrong_shape", **shapes))
        wanted = np.broadcast_to(wanted, np.shape(current)).copy()
    return slot_value(kind, wanted)


# ---------------------------------------------------------------- computing it


def compute(timeline: Timeline, run: Run, suppositions: Sequence[Supposition]) -> Branch:
    """Compute a branch of a run.  Leaves slots, cells and the timeline as they were.

    Raises Unknown when the timeline does not hold the whole run any more.
    """
    cursor = timeline.cursor
    timeline.to_live()
    observer = set_observer(None)
    try:
        with timeline.lock, np.errstate(all="ignore"):
            return _Computation(timeline, run, suppositions).branch
    finally:
        set_observer(observer)
        timeline.go_to(cursor)


class _Computation:
    def __init__(self, timeline: Timeline, run: Run, suppositions: Sequence[Supposition]) -> None:
        steps = History(timeline).steps(run)
        if not steps.whole:
            raise Unknown(said("run_not_whole", n=run.number))
        session = run.session.session()
        if session is None:
            raise Unknown(said("session_gone", n=run.number))
        self.run = run
        self.plan = run.plan
        self.store = session.store
        self.suppositions = suppositions
        self.made = _made(steps)
        self.executed = len(self.made)
        self.started = _at_the_start(timeline, steps.start)
        self.now: dict[Cell, Any] = {cell: cell.value for cell in self.started}
        for supposition in suppositions:
            if supposition.cell is not None:
                self.now.setdefault(supposition.cell, supposition.cell.value)
        self.parent_error = ""
        self.outside: dict[str, None] = {}
        self.tainted: set[int] = set()
        self.tainted_cells: set[Cell] = set()
        self.strayed: set[Frame] = set()  # outermost loops that take another way than in the run
        self.on_the_side: list[Execution] = []
        self.strands = run.execution.saved()
        run.execution.restore(None)  # what the run waits for is not in the way of what is computed on the side
        try:
            if run.number in timeline.active:
                self._complete()
            self.branch = self._compute()
        finally:
            for execution in self.on_the_side:
                execution.restore(None)
            for cell, value in self.now.items():
                cell.value = value
            run.execution.restore(self.strands)

    def _complete(self) -> None:
        """Compute the rest of a run that has not ended, on the side."""
        execution = self._execution(list(self.run.values), self.run.execution.pc)
        execution.restore(self.strands)
        while not execution.finished:
            try:
                undo = self._step(execution)
            except Exception as error:
                self.parent_error = _first_line(error)
                return
            self._note_cells(undo)
            self.made.append(Made(undo.pc, execution.values[undo.out], undo.cells))
        for made in self.made[self.executed :]:
            for cell, old, _ in made.writes:
                self.started.setdefault(cell, old)

    def _execution(self, values: list[Any], pc: int) -> Execution:
        execution = Execution(self.plan, self.store)
        execution.values, execution.pc = values, pc
        self.on_the_side.append(execution)
        return execution

    def _step(self, execution: Execution) -> Undo:
        op = self.plan.operations[execution.pc]
        if op.definition.reaches_out:
            self.outside[op.name] = None
        return execution.step()

    def _note_cells(self, undo: Undo) -> None:
        for cell, old, _ in undo.cells:
            self.now.setdefault(cell, old)

    def _compute(self) -> Branch:
        plan = self.plan
        values, parent_values = plan.initial.copy(), plan.initial.copy()
        for slot, _ in plan.feeds:
            values[slot] = parent_values[slot] = self.run.values[slot]
        for cell, value in self.started.items():
            cell.value = value
        parent_cells = dict(self.started)
        execution = self._execution(values, 0)
        branch = Branch(self.run, list(self.suppositions), State(parent_values, parent_cells, 0), State(values, {}, 0))
        numbers, rounds = self._numbers(), _Rounds(plan)
        self._apply(-1, branch)
        steps = 0
        while True:
            if branch.at_stop is None and self._stands_where_the_run_does(execution, steps):
                branch.at_stop = State(list(values), self._cells(), len(branch.events))
            if execution.finished:
                break
            pc = execution.pc
            in_order = not self._may_be_overtaken(pc)
            number = numbers.get(rounds.key(pc), -1) if in_order else -1
            made = self.made[number] if number >= 0 else None
            strays = _outermost_loop(plan, plan.operations[pc]) in self.strayed
            if made is not None and not strays and not self._depends(made, values, parent_values):
                self._take_over(execution, made)
                self._follow(made, parent_values, parent_cells)
            else:
                try:
                    undo = self._step(execution)
                except Exception as error:
                    branch.error = _first_line(error)
                    break
                self._note_cells(undo)
                if not in_order:
                    number = numbers.get(rounds.key(undo.pc), -1)
                    made = self.made[number] if number >= 0 else None
                if made is not None:
                    self._follow(made, parent_values, parent_cells)
                self._reran(branch, undo, made, execution, parent_cells)
            self._apply(number, branch)
            steps += 1
        for made in self.made:  # what the branch has not come by: another side, rounds of a loop
            self._follow(made, parent_values, parent_cells)
        branch.end.cells, branch.end.events = self._cells(), len(branch.events)
        branch.parent_error, branch.outside = self.parent_error, self.outside
        return branch

    def _numbers(self) -> dict[tuple[int, ...], int]:
        """Where the run made which step."""
        rounds = _Rounds(self.plan)
        return {rounds.key(made.pc): number for number, made in enumerate(self.made)}

    def _follow(self, made: Made, values: list[Any], cells: dict[Cell, Any]) -> None:
        """Bring slots and cells to where the run had them after a step."""
        values[self.plan.code[made.pc][2]] = made.results
        cells.update((cell, new) for cell, _, new in made.writes)

    def _may_be_overtaken(self, pc: int) -> bool:
        """Whether another instruction than this may be next, so that nothing can be taken over here."""
        overlap = self.plan.overlap
        return overlap is not None and overlap.start <= pc < overlap.end

    def _stands_where_the_run_does(self, execution: Execution, steps: int) -> bool:
        place = self.run.execution.pc
        if self._may_be_overtaken(place):
            return steps == self.executed
        if execution.pc != place:
            return False
        if place < len(self.plan) and _outermost_loop(self.plan, self.plan.operations[place]) is not None:
            return steps == self.executed and not self.strayed
        return True

    def _cells(self) -> dict[Cell, Any]:
        return {cell: cell.value for cell in self.now}

    def _apply(self, number: int, branch: Branch) -> None:
        """Put what is supposed after a step in the place of what was there."""
        for supposition in self.suppositions:
            is_future = supposition.pc >= 0 and supposition.step < 0
            place = self.made[number].pc if number >= 0 else -1
            if supposition.step != number if not is_future else supposition.pc != place:
                continue
            branch.events.append(supposition)
            if supposition.cell is not None:
                supposition.cell.value = supposition.value
                self.tainted_cells.add(supposition.cell)
            else:
                branch.end.values[supposition.slot] = supposition.value
                self.tainted.add(supposition.slot)

    def _depends(self, made: Made, values: list[Any], parent_values: list[Any]) -> bool:
        """Whether the operands of a step are not those that the run had."""
        op = self.plan.operations[made.pc]
        overwrites = op.definition.writes is Writes.OVERWRITES
        slots = self.plan.inputs[made.pc][1:] if overwrites else self.plan.inputs[made.pc]
        for slot in slots:
            if slot in self.tainted or _cell_of(values[slot]) in self.tainted_cells:
                return True
        if not overwrites and any(cell in self.tainted_cells for cell, _, _ in made.writes):
            return True
        for before in op.control_inputs:
            written = self.plan.written.get(before)
            if written and (values[written[0]] is DEAD) != (parent_values[written[0]] is DEAD):
                return True
        return False

    def _take_over(self, execution: Execution, made: Made) -> None:
        out = self.plan.code[made.pc][2]
        execution.values[out] = made.results
        self.tainted.difference_update((out,) if isinstance(out, int) else range(out.start, out.stop))
        for cell, _, new in made.writes:
            cell.value = new
            self.tainted_cells.discard(cell)
        execution.pc = made.pc + 1
        jump = self.plan.jumps.get(execution.pc)
        if jump is not None:
            execution.pc = jump(execution.values)

    def _reran(
        self, branch: Branch, undo: Undo, parent: Made | None, execution: Execution, parent_cells: dict[Cell, Any]
    ) -> None:
        made = Made(undo.pc, execution.values[undo.out], list(undo.cells))
        before = None if parent is None else _read(parent.results, {**self.now, **parent_cells})
        branch.reran.append(Again(made, _read(made.results, {}), before))
        branch.events.append(made)
        execution.undo.clear()
        out = undo.out
        self.tainted.update((out,) if isinstance(out, int) else range(out.start, out.stop))
        self.tainted_cells.update(cell for cell, _, _ in undo.cells)
        if parent is not None:
            self.tainted_cells.update(cell for cell, _, _ in parent.writes)
        op = self.plan.operations[undo.pc]
        loop = _outermost_loop(self.plan, op)
        if op.role is Role.LOOP_COND and loop is not None and (parent is None or made.results != parent.results):
            self.strayed.add(loop)
            inside = [m for m in self.made if _outermost_loop(self.plan, self.plan.operations[m.pc]) is loop]
            self.tainted_cells.update(cell for m in inside for cell, _, _ in m.writes)


class _Rounds:
    """Tells the executions of one instruction apart: by the round that each loop around it is in."""

    def __init__(self, plan: Plan) -> None:
        self._operations = plan.operations
        self._loops = [_loops_of_rounds(plan, op) for op in plan.operations]
        self._rounds: dict[Frame, int] = {}

    def key(self, pc: int) -> tuple[int, ...]:
        """The instruction and the rounds, for a step that is about to be made or taken over."""
        loops = self._loops[pc]
        key = (pc, *(self._rounds.get(loop, 0) for loop in loops))
        if self._operations[pc].role is Role.LOOP_COND:
            loop = loops[-1]
            self._rounds = {
                other: n for other, n in self._rounds.items() if other is loop or loop not in _around(other)
            }
            self._rounds[loop] = self._rounds.get(loop, 0) + 1
        return key


def _loops_of_rounds(plan: Plan, op: Operation) -> list[Frame]:
    """The loops around an operation whose rounds it is made in; a loop is left once."""
    loop = plan.frames.get(op)
    if loop is None:
        return []
    return _around(loop)[:-1] if op.role is Role.EXIT else _around(loop)


def _around(loop: Frame) -> list[Frame]:
    """A loop and those around it, the outermost first."""
    found = [loop]
    while (outer := found[0].outer) is not None and outer.depth:
        found.insert(0, outer)
    return found


def _cell_of(operand: Any) -> Cell | None:
    """The cell that an operand refers to: that of a variable, or of the table, queue or reader behind a handle."""
    cell = getattr(operand, "cell", operand)
    return cell.root if isinstance(cell, Cell) else None


def _read(results: Any, cells: Mapping[Cell, Any]) -> Any:
    """What a step gave: instead of a variable the value that it has in `cells`, or has now."""
    if isinstance(results, (list, tuple)):
        return [_read(result, cells) for result in results]
    if isinstance(results, View):
        return results.shown(cells.get(results.root, results.root.value))
    return cells.get(results, results.value) if isinstance(results, Cell) else results


def _made(steps: Steps) -> list[Made]:
    """The steps of a run; those that a branch has made again, and that was kept, in the place of the first ones."""
    found: list[Made] = []
    newest: dict[int, int] = {}
    for step, pc in enumerate(steps.pcs):
        made = Made(pc, steps.results(step), steps.writes(step))
        if not steps.is_amended(step):
            newest[pc] = len(found)
            found.append(made)
        elif pc in newest and steps.out(step) == steps.run.plan.code[pc][2]:
            former = found[newest[pc]]
            found[newest[pc]] = Made(pc, made.results, [*former.writes, *made.writes])
    return found


def _at_the_start(timeline: Timeline, moment: int) -> dict[Cell, Any]:
    """The values at a moment of all cells that were written since."""
    found: dict[Cell, Any] = {}
    for stretch in timeline.stretches():
        if stretch.start + len(stretch) > moment:
            if isinstance(stretch, Recording) and found.keys() >= set(stretch.replayer.pattern.cells):
                continue
            for record in stretch.writes if stretch.start >= moment else stretch.records[moment - stretch.start :]:
                if isinstance(record, Undo):
                    for cell, old, _ in record.cells:
                        found.setdefault(cell, old)
    return found


def _outermost_loop(plan: Plan, op: Operation) -> Frame | None:
    loop = plan.frames.get(op)
    return None if loop is None else _around(loop)[0]


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


# ---------------------------------------------------------------- keeping it


def keep(timeline: Timeline, branch: Branch) -> None:
    """Go on with a branch: its steps become steps of the timeline, which can be taken back.  Raises Unknown."""
    obstacle = branch.obstacle(timeline)
    if obstacle or branch.at_stop is None:
        raise Unknown(said("branch_not_kept", why=obstacle))
    timeline.to_live()
    run, stop = branch.run, branch.at_stop
    values = {cell: cell.value for cell in stop.cells}
    changes: list[tuple[Amended, Any]] = []

    def override(pc: int, cell: Cell, new: Any) -> None:
        changes.append((Override(pc, run.plan.code[pc][2], None, [(cell, values[cell], new)]), KEEP))
        values[cell] = new

    for event in branch.events[: stop.events]:
        if isinstance(event, Made):
            for cell, old, new in event.writes:
                if values[cell] is not old:  # the run has written it since
                    override(event.pc, cell, old)
                values[cell] = new
            out = run.plan.code[event.pc][2]
            changes.append((Amended(event.pc, out, None, list(event.writes)), event.results))
        elif event.cell is not None:
            override(max(event.pc, 0), event.cell, event.value)
        else:
            out = run.plan.code[event.pc][2] if event.pc >= 0 else event.slot
            changes.append((Override(max(event.pc, 0), out, None, []), stop.values[out]))
    for cell, value in stop.cells.items():
        if values[cell] is not value:
            override(0, cell, value)
    timeline.amend(run, changes)


# ---------------------------------------------------------------- showing it


def view(timeline: Timeline, branch: Branch) -> BranchView:
    plan = branch.run.plan
    results = [
        _difference(
            plan.tensor[slot].name.removesuffix(":0"),
            _read(branch.parent.values[slot], branch.parent.cells),
            _read(branch.end.values[slot], branch.end.cells),
        )
        for slot in dict.fromkeys(plan.fetched)
        if plan.tensor[slot].op.role is not Role.VARIABLE  # which stand below, as all variables do
    ]
    for life in branch.run.session.lives.values():
        if life.cell in branch.end.cells:
            before = branch.parent.cells.get(life.cell, life.cell.value if life.cell else None)
            results.append(_difference(life.name, before, branch.end.cells[life.cell]))
    if branch.parent_error or branch.error:
        changed = branch.parent_error != branch.error
        results.append(Difference(said("error_itself"), branch.parent_error, branch.error, changed))
    return BranchView(
        run=branch.run.number,
        overrides=tuple((s.name, format.preview(s.value)) for s in branch.suppositions),
        reran=tuple(
            _difference(plan.operations[again.made.pc].name, again.before, again.after)
            for again in branch.reran[:SHOWN]
        ),
        total=len(branch.reran),
        results=tuple(results),
        obstacle=branch.obstacle(timeline),
        outside=tuple(branch.outside),
    )


def _difference(name: str, before: Any, after: Any) -> Difference:
    return Difference(name, _text(before), _text(after), not _same(before, after))


def _text(value: Any) -> Text:
    return joined(map(format.preview, value), ", ") if isinstance(value, (list, tuple)) else format.preview(value)


def _same(a: Any, b: Any) -> bool:
    if a is b:
        return True
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, (np.ndarray, np.generic)) and isinstance(b, (np.ndarray, np.generic)):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, Elements) and isinstance(b, Elements):  # each run makes one of its own
        return _text(a) == _text(b)
    return type(a) is type(b) and bool(a == b)
