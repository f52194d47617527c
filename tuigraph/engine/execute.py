"""The one loop that calls kernels.

`Execution.advance` runs a stretch of a plan.  A whole run is one stretch; a step is a stretch of one instruction
between which a debugger looks around.  There is no second executor: what a person steps through is what runs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol

import numpy as np

from tuigraph.engine import dtypes, errors, shapes
from tuigraph.engine.advice import advice
from tuigraph.engine.build import constant_node
from tuigraph.engine.containers import Cell, Store, journal
from tuigraph.engine.control import DEAD, read
from tuigraph.engine.graph import Graph, Operation, Tensor, where
from tuigraph.engine.plan import Plan
from tuigraph.engine.tables import forget_all
from tuigraph.engine.values import as_array
from tuigraph.engine.waiting import MustWait

if TYPE_CHECKING:
    from tuigraph.engine.strands import Strands

__all__ = ["DEAD", "Execution", "Observer", "Request", "Session", "Trace", "Undo", "get_observer", "set_observer"]


class Undo(NamedTuple):
    """What one step changed: enough to put it back."""

    pc: int
    out: int | slice
    before: Any
    cells: list[tuple[Cell, Any, Any]]  # (cell, old, new), in the order of the writes


class OutOfOrder(Undo):
    """A step where instructions may overtake others: also where the execution stood, and who waited for what."""

    place: int
    strands: Any


class Ready(Protocol):
    """A request that has its plan, and the other ways to run it."""

    plan: Plan

    def on(self, store: Store, observe: bool) -> Ready:
        """The same request for the cells of a store."""

    def plan_for(self, raw: Sequence[Any]) -> Plan:
        """The plan for feeds of these shapes."""

    def slots(self, given: Sequence[Any]) -> list[Any]:
        """What is fed, as kernels want it."""

    def flat(self, plan: Plan) -> Callable[..., tuple[Any, ...]] | None:
        """A hot function of the slots of what is fed that gives the flat fetches; None where there is none."""

    def rebuild(self, values: Any) -> Any:
        """What was asked for, from the flat fetches."""

    def run_observed(
        self, session: Any, observer: Any, given: Sequence[Any], trace: Trace | None = None
    ) -> tuple[Any, Any]:
        """What was asked for, and the function that the observer has for the same request."""


class Trace(Protocol):
    """What is written down of one run (`engine/tracing.py`)."""

    def begin(self, execution: Execution, fed: Sequence[Tensor]) -> None:
        """The run is about to begin."""

    def note(self, execution: Execution, undo: Undo, began: int, nanoseconds: int) -> None:
        """A step was done that began at `began` of `time.perf_counter_ns`."""


class Request(NamedTuple):
    """The names of what a program asked a run for, and what answers it.

    With a `trace`, whoever steps the execution notes in it how long each step took.
    """

    fetches: tuple[str, ...]
    feeds: tuple[str, ...]
    ready: Ready
    trace: Trace | None = None


class Execution:
    """A plan being run: its slots and the index of the next instruction."""

    __slots__ = ("pc", "plan", "store", "strands", "undo", "values")

    def __init__(self, plan: Plan, store: Store) -> None:
        self.plan = plan
        self.store = store
        self.values: list[Any] = plan.initial.copy()
        self.pc = 0
        self.undo: list[Undo] = []
        self.strands: Strands | None = None  # where instructions overtake one that waits

    @property
    def finished(self) -> bool:
        return self.pc >= len(self.plan.code)

    def take(self, plan: Plan) -> None:
        """Begin again, with the same feeds, by another plan for the same request."""
        fed = [self.values[slot] for slot, _ in self.plan.feeds]
        self.plan, self.values, self.pc = plan, plan.initial.copy(), 0
        for (slot, _), value in zip(plan.feeds, fed):
            self.values[slot] = value

    def advance(self, stop: int | None = None) -> None:
        """Run instructions from `pc` up to `stop`, or to the end.

        Raises the kernel's error as an OpError that names the node; `pc` is then the instruction that failed.
        """
        code, values, jumps = self.plan.code, self.values, self.plan.jumps
        goal = len(code) if stop is None else stop
        if self.strands is not None:
            self._overtake(stop)
        while self.pc < goal:
            end = self._stretch(goal) if jumps else goal
            stretch = code if self.pc == 0 and end == len(code) else code[self.pc : end]
            get: Any = None
            try:
                for kernel, get, out in stretch:
                    values[out] = kernel(*get(values))
            except BaseException as error:
                self.pc = next(i for i in range(self.pc, end) if code[i][1] is get)
                if isinstance(error, MustWait):
                    self._begin_overtaking().put_off_first(error.wait)
                    self._overtake(stop)
                    continue
                if not isinstance(error, Exception):
                    raise
                self.fail(error)
            self.pc = end
            if end in jumps:
                self.pc = jumps[end](values)
                if end == stop:
                    return

    def _stretch(self, goal: int) -> int:
        """Where the straight line from `pc` ends."""
        boundaries = self.plan.boundaries
        following = bisect_right(boundaries, self.pc)
        return min(goal, boundaries[following]) if following < len(boundaries) else goal

    def _begin_overtaking(self) -> Strands:
        from tuigraph.engine.strands import Strands

        plan = self.plan
        assert plan.overlap is not None
        self.strands = Strands(plan.overlap, plan.code, self.values, self.store.changed, self.pc)
        return self.strands

    def _overtake(self, stop: int | None = None) -> None:
        """Run the strands to their end, or until the instruction `stop` is next."""
        strands = self.strands
        assert strands is not None
        try:
            while self.pc != stop and strands.run_one() >= 0:
                if stop is not None:
                    self.pc = strands.place()
        except BaseException as error:
            self.pc = strands.tried
            self.give_up()
            if not isinstance(error, Exception):
                raise
            self.fail(error)
        if self.pc != stop:
            self.pc, self.strands = strands.overlap.end, None

    def give_up(self) -> None:
        """Nothing more comes of this run: nothing of it waits any longer."""
        if self.strands is not None:
            self.strands.give_up()
            self.strands = None

    def step(self) -> Undo:
        """Run one instruction and remember how to take it back."""
        overlap = self.plan.overlap
        if overlap is not None and overlap.start <= self.pc < overlap.end:
            return self._step_out_of_order()
        out = self.plan.code[self.pc][2]
        with journal.noting() as writes:
            undo = Undo(self.pc, out, self.values[out], writes)
            try:
                self.advance(self.pc + 1)
            except BaseException:
                for cell, old, _ in reversed(writes):
                    cell.value = old
                raise
        self.undo.append(undo)
        return undo

    def _step_out_of_order(self) -> Undo:
        """Run one instruction, the next one that can go on; with none, wait."""
        strands, place = self.strands, self.pc
        saved = self.saved()
        if strands is None:
            strands = self._begin_overtaking()
        with journal.noting() as writes:
            try:
                pc = strands.run_one()
            except BaseException as error:
                for cell, old, _ in reversed(writes):
                    cell.value = old
                self.restore(saved)
                if not isinstance(error, Exception):
                    raise
                self.pc = strands.tried
                self.fail(error)
        undo = OutOfOrder(pc, self.plan.code[pc][2], strands.before, writes)
        undo.place, undo.strands = place, saved
        self.undo.append(undo)
        self.pc = strands.place()
        if self.pc == strands.overlap.end:
            self.strands = None
        return undo

    def saved(self) -> Any:
        """Who waits for what, and how far it has come; None while nobody does."""
        return None if self.strands is None else self.strands.saved()

    def restore(self, saved: Any) -> None:
        """Let those wait that did so when this was `saved`, as far as they had come."""
        if self.strands is not None:
            self.strands.leave()
            self.strands = None
        if saved is not None:
            self._begin_overtaking().restore(saved)

    def back(self) -> Undo:
        """Take the newest step back: slots, cells and place."""
        undo = self.undo.pop()
        for cell, old, _ in reversed(undo.cells):
            cell.value = old
        self.values[undo.out] = undo.before
        self.pc = undo.pc
        if isinstance(undo, OutOfOrder):
            self.pc = undo.place
            self.restore(undo.strands)
        return undo

    def fail(self, error: Exception) -> NoReturn:
        """Raise what the kernel of the next instruction raised, with its node and operands."""
        op = self.plan.operations[self.pc]
        if isinstance(error, errors.OpError) and error._op is not None:
            raise error
        operands = [self.values[s] for s in self.plan.inputs[self.pc]]
        given = ", ".join(_operand(t.name, v) for t, v in zip(op.inputs, operands))
        raise located(_in_our_words(error, op, operands), op, given) from error


def located(error: Exception, op: Operation, operands: str = "") -> errors.OpError:
    """The error as one of a run, which names the node and, of a variable without a value, the cure."""
    kind = type(error) if isinstance(error, errors.OpError) else errors.InvalidArgumentError
    text = explanation(error, op, operands)
    cell = getattr(error, "_cell", None)
    return kind(None, op, text if cell is None else f"{text}\n  {advice(op.graph, cell)}")


def read_fetched(cell: Cell, tensor: Tensor) -> Any:
    """The value of the variable that a fetched tensor stands for."""
    try:
        return read(cell)
    except errors.OpError as error:
        raise located(error, tensor.op) from None


def _in_our_words(error: Exception, op: Operation, operands: list[Any]) -> Exception:
    """NumPy's complaints about shapes, as TensorFlow puts them, and with the shapes what no kernel foresaw."""
    if isinstance(error, errors.OpError):
        return error
    if isinstance(error, MemoryError):
        return errors.ResourceExhaustedError(None, None, f"OOM: {error}")
    shown = [_listed(v) for v in operands]
    if "could not be broadcast together" in str(error):
        return ValueError(f"Incompatible shapes: {' vs. '.join(shown)}")
    if "mismatch in its core dimension" in str(error):
        return ValueError(f"Matrix size-incompatible: In[0]: {shown[0]}, In[1]: {shown[-1]}")
    return ValueError(
        f"{_complaint(op, operands) or op.type + ' has no result for these inputs'}: {', '.join(shown) or 'none'}.\n"
        f"  reason {type(error).__name__}: {error}"
    )


def _complaint(op: Operation, operands: list[Any]) -> str:
    """What the shape rule of an operation says of shapes that were not known when the graph was built."""
    graph = Graph()
    try:
        with np.errstate(all="ignore"):
            given = [
                constant_node(as_array(v).copy(), t.dtype.base_dtype, "given", graph)
                for t, v in zip(op.inputs, operands)
            ]
            op.definition.shape(Operation(graph, op.definition, op.name, given, op.attrs))
    except ValueError as error:
        return str(error)
    except Exception:  # a reference, or a rule that did not foresee it either
        return ""
    return ""


def _listed(value: Any) -> str:
    return shapes.listed(value.shape) if isinstance(value, (np.ndarray, np.generic)) else "[]"


def explanation(error: Exception, op: Operation, operands: str = "") -> str:
    """An error's text, then the node, the user's line that made it and what it was given."""
    lines = [str(error) or type(error).__name__, f"  node {where(op)}"]
    if operands:
        lines.append(f"  given {operands}")
    return "\n".join(lines)


def _operand(name: str, value: Any) -> str:
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{name} {dtypes.text(dtypes.as_dtype(value.dtype))} {shapes.listed(value.shape)}"
    if isinstance(value, Cell):
        return f"{name} (reference)"
    return f"{name} string []" if isinstance(value, bytes) else f"{name} ({type(value).__name__})"


class Session(Protocol):
    """Whose run it is, as an observer sees it."""

    graph: Graph
    store: Store
    closed: bool

    @property
    def label(self) -> str:
        """How the tasks of a cluster name it; "" where it is on none."""

    @property
    def sess_str(self) -> str:
        """The target: empty, unless its state is that of a server."""

    def close(self) -> None: ...


class Observer(Protocol):
    """Somebody who watches runs: a debugger."""

    def session_opened(self, session: Session) -> None: ...

    def session_closed(self, session: Session) -> None: ...

    def run(self, session: Session, execution: Execution, request: Request) -> Callable[..., Any] | None:
        """Bring the execution to its end, or let an exception go through.

        What it returns, if anything, is a function of the fed values that stands for the request in the session's table
        from now on, until all tables are emptied.
        """


_observer: list[Observer] = []


def set_observer(observer: Observer | None) -> Observer | None:
    """Let `observer` run all executions of this process from now on; returns the former one."""
    former = get_observer()
    _observer[:] = [] if observer is None else [observer]
    forget_all()
    return former


def get_observer() -> Observer | None:
    return _observer[0] if _observer else None
