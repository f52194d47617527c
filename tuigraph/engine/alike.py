"""Equal modules: sums of results that were computed in the same way from variables of equal shapes.

A hot plan computes them together: the variables are stacked, each operation is called once for all modules, and the sum
is taken over them.  NumPy multiplies a stack of matrices one by one, as it multiplies single ones, and adds up a first
dimension in its order, so no bit changes; joining the weights to one matrix would change them.  Where it cannot be done
in a run, for a variable without a value or one that lies otherwise in memory, the instructions are called one by one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from operator import is_
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Operation
from tuigraph.engine.ops.arithmetic import sum_kernel
from tuigraph.engine.ops.broadcasting import larger, smaller
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role

LEAST = 4  # modules
MOST = 1 << 20  # bytes of their results: beyond the processor's cache nothing is won
_SAME: Any = (
    np.matmul,
    np.add,
    np.subtract,
    np.multiply,
    np.negative,
    np.square,
    np.maximum,
    np.minimum,
    larger,
    smaller,
)
_TOGETHER: dict[Any, Any] = {  # by the kernel of one module, what gives the same bits for a stack of them
    **dict(zip(_SAME, _SAME)),
    operator.add: np.add,
    operator.sub: np.subtract,
    operator.mul: np.multiply,
    operator.neg: np.negative,
}


class Shared(NamedTuple):
    """What all modules take: the value in a slot."""

    slot: int
    rank: int


class Leaves(NamedTuple):
    """A variable of each module."""

    cells: list[Cell]
    shape: tuple[int, ...]
    rank: int


class Step(NamedTuple):
    """One operation of all modules."""

    operation: Any
    operands: list[Any]
    rank: int


class Modules(NamedTuple):
    """Instructions from the one at `first` to the sum, which may be left out where `together` gives the sum."""

    first: int
    slots: list[int]  # what `together` takes
    together: Callable[..., Any]


def modules(plan: Plan) -> dict[int, Modules]:
    """By the instruction that adds them up, the equal modules of a straight plan."""
    sums = [
        i for i, op in enumerate(plan.operations) if op.definition.kernel is sum_kernel and len(plan.inputs[i]) >= LEAST
    ]
    if not sums:
        return {}
    reading = _Reading(plan)
    found = {i: reading.modules(i) for i in sums}
    return {i: made for i, made in found.items() if made is not None}


class _NotAlike(Exception):
    pass


def _attributes(op: Operation) -> dict[str, Any]:
    """Those that say what it computes, and not where."""
    return {name: value for name, value in op.attrs.items() if name[0] != "_"}


class _Reading:
    """Who makes and who uses what the instructions of a plan take."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.makers: list[list[int]] = []  # for each instruction and operand, who made it; -1 for what was there
        self.users = [0] * len(plan)
        newest: dict[int, int] = {}
        for i in range(len(plan)):
            self.makers.append([newest.get(slot, -1) for slot in plan.inputs[i]])
            for maker in self.makers[i]:
                self.users[maker] += maker >= 0
            newest.update(dict.fromkeys(plan.outputs[i], i))
        for slot in plan.fetched:
            if slot in newest:
                self.users[newest[slot]] += 1

    def modules(self, i: int) -> Modules | None:
        self.members: set[int] = set()
        self.shared: dict[int, int] = {}  # by slot, who made it
        try:
            whole = self.column(self.makers[i])
        except _NotAlike:
            return None
        first = min(self.members)
        for between in range(first, i):
            if between not in self.members and self.plan.operations[between].role is not Role.VARIABLE:
                return None
        if not isinstance(whole, Step) or any(maker >= first for maker in self.shared.values()):
            return None
        slots = list(self.shared)
        return Modules(first, slots, _Together(whole, slots, len(self.makers[i])).run)

    def column(self, makers: Sequence[int]) -> Step | Leaves:
        """What an instruction of each module makes, for nobody else."""
        if len(set(makers)) < len(makers) or min(makers) < 0 or any(self.users[maker] != 1 for maker in makers):
            raise _NotAlike
        self.members.update(makers)
        ops = [self.plan.operations[maker] for maker in makers]
        first = ops[0]
        for op in ops:
            if (
                op.definition is not first.definition
                or _attributes(op) != _attributes(first)
                or len(op.inputs) != len(first.inputs)
            ):
                raise _NotAlike
            if any(t.dtype is not other.dtype for t, other in zip(op.inputs, first.inputs)):
                raise _NotAlike
        if first.role in (Role.READ, Role.IDENTITY):
            return self.leaves([self.makers[maker][0] for maker in makers], first.outputs[0]._shape)
        operation = _TOGETHER.get(self.kernel(makers[0]))
        if operation is None:
            raise _NotAlike
        operands = [self.operand(makers, place) for place in range(len(first.inputs))]
        rank = max(operand.rank for operand in operands)
        of_own = [operand for operand in operands if not isinstance(operand, Shared)]
        if not of_own or any(isinstance(operand, Step) and operand.rank != rank for operand in of_own):
            raise _NotAlike
        if operation in (larger, smaller) and any(operand.rank == 0 for operand in of_own):
            raise _NotAlike  # what they do with NaNs hangs on whether an operand is a number
        return Step(operation, [o._replace(rank=rank) if isinstance(o, Leaves) else o for o in operands], rank)

    def kernel(self, i: int) -> Any:
        place = self.plan.in_place.get(i)
        return self.plan.code[i][0] if place is None else place.ufunc

    def operand(self, makers: Sequence[int], place: int) -> Any:
        slots = [self.plan.inputs[maker][place] for maker in makers]
        before = [self.makers[maker][place] for maker in makers]
        slot = slots[0]
        if len(set(before)) > 1 or (len(set(slots)) > 1 and not self.are_equal(slots)):
            return self.column(before)
        shape = self.plan.operations[makers[0]].inputs[place]._shape
        if shape is None or self.shared.setdefault(slot, before[0]) != before[0]:
            raise _NotAlike
        return Shared(slot, len(shape))

    def are_equal(self, slots: Sequence[int]) -> bool:
        """Whether they are constants of the same bits."""
        values = [self.plan.initial[slot] for slot in slots]
        if not all(isinstance(value, (np.ndarray, np.generic)) for value in values):
            return False
        return len({(value.dtype.str, value.shape, value.tobytes()) for value in values}) == 1

    def leaves(self, makers: Sequence[int], shape: Any) -> Leaves:
        if min(makers) < 0 or shape is None or None in shape:
            raise _NotAlike
        if any(self.plan.operations[maker].role is not Role.VARIABLE for maker in makers):
            raise _NotAlike
        cells = [self.plan.code[maker][0]() for maker in makers]
        return Leaves(cells, shape, len(shape))


class _Together:
    """The sum of what modules make of what they share, with the stacks of their variables, kept while these stay."""

    def __init__(self, whole: Step, slots: list[int], count: int) -> None:
        self.count = count
        self.slots = slots
        self.columns: list[Leaves] = []
        self.code: list[tuple[Any, list[int]]] = []  # each operation, and where its operands are among the values
        self.place = len(slots)
        self.leaves_of(whole)
        self.emit(whole)
        self.cells = [cell for column in self.columns for cell in column.cells]
        self.kept: tuple[list[Any], Any] = [None] * len(self.cells), None  # the variables' values, and their stacks
        self.is_small = True

    def leaves_of(self, step: Step) -> None:
        for operand in step.operands:
            if isinstance(operand, Leaves):
                self.columns.append(operand)
            elif isinstance(operand, Step):
                self.leaves_of(operand)

    def emit(self, step: Step) -> int:
        """Have a step among the code; where its result is."""
        places = []
        for operand in step.operands:
            if isinstance(operand, Shared):
                places.append(self.slots.index(operand.slot))
            elif isinstance(operand, Leaves):
                places.append(len(self.slots) + next(i for i, one in enumerate(self.columns) if one is operand))
            else:
                places.append(self.emit(operand))
        self.code.append((step.operation, places))
        return len(self.slots) + len(self.columns) + len(self.code) - 1

    def run(self, *shared: Any) -> Any:
        """The sum, or None where the modules have to be computed one by one."""
        if not self.is_small:
            return None
        values = [cell.value for cell in self.cells]
        kept, stacks = self.kept  # together, as other threads run this too
        if not all(map(is_, values, kept)):
            stacks = self.stacked(values)
            if stacks is None:
                return None
            self.kept = values, stacks
        known = [*shared, *stacks]
        try:
            for operation, places in self.code:
                made = operation(*[known[place] for place in places])
                known.append(made)
        except Exception:
            return None  # it fails again, where the error belongs
        self.is_small = made.nbytes <= MOST
        if made.size <= self.count:  # NumPy adds up a vector in another order
            return None
        return np.add.reduce(made, axis=0, dtype=made.dtype, initial=None)  # with 0 for one, -0.0 would become 0.0

    def stacked(self, values: list[Any]) -> list[Any] | None:
        stacks = []
        for i, column in enumerate(self.columns):
            parts = values[i * self.count : (i + 1) * self.count]
            for value in parts:
                if not isinstance(value, (np.ndarray, np.generic)) or value.shape != column.shape:
                    return None
                if not value.flags.c_contiguous:
                    return None
            padding = (1,) * (column.rank - len(column.shape))
            stacks.append(np.array(parts).reshape(self.count, *padding, *column.shape))
        return stacks
