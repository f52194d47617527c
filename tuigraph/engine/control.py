"""Control flow in a flat plan: values that are not there, and instructions that jump.

A conditional (`Switch` ... `Merge`) runs in the straight line of the plan.  The side not taken carries DEAD, an
operation with a dead operand is passed over and its results are DEAD, and `Merge` picks the side that lives.  Only
operations that can see DEAD pay for looking.

A loop is a stretch of instructions with two jumps.  Its Enter operations run once; then

    header   Merge ..., what the condition needs, LoopCond, Switch ...    if false: jump behind the loop
    body     the body, NextIteration ...                                  jump to the header

so that a loop in a loop is a stretch in a stretch, and stepping through one is stepping.  `Merge` takes what
NextIteration left, or what Enter brought when there is nothing yet: the slot of a NextIteration is the neighbour of
its Enter's, which clears it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tuigraph.engine.containers import UNINITIALIZED, Cell
from tuigraph.engine.errors import FailedPreconditionError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel

if TYPE_CHECKING:
    from tuigraph.engine.contexts import Loop
    from tuigraph.engine.plan import Plan

SWITCH = ("Switch", "RefSwitch")
MERGE = ("Merge", "RefMerge")
ENTER = ("Enter", "RefEnter")
EXIT = ("Exit", "RefExit")
NEXT_ITERATION = ("NextIteration", "RefNextIteration")


class _Dead:
    def __repr__(self) -> str:
        return "DEAD"


DEAD = _Dead()


def read(cell: Cell) -> Any:
    """The value of a variable.  Raises FailedPreconditionError when it has none yet."""
    value = cell.value
    if value is UNINITIALIZED:
        raise FailedPreconditionError(
            None,
            None,
            f"Attempting to use uninitialized value {cell.name}. "
            "Run its initializer in this session first, or tf.global_variables_initializer().",
        )
    return value


# ---------------------------------------------------------------- conditionals


def possibly_dead(ops: list[Operation], twins: dict[Tensor, Tensor]) -> set[Operation]:
    """The operations that may see DEAD or stand on a side not taken."""
    dead: set[Operation] = set()
    if not any(op.type in SWITCH and not _of_loop(op) for op in ops):
        return dead
    for op in ops:
        if op.type == "StackPushV2":
            continue  # what a loop saves for its gradient is saved dead or alive
        if op.type == "StackPopV2":
            dead.add(op)
        elif op.type in MERGE and not any(is_back_edge(op, t) for t in op.inputs):
            if op.control_flow is not None and op.control_flow.in_conditional:
                dead.add(op)
        elif (
            (op.type in SWITCH and not _of_loop(op))
            or any(twins.get(t, t).op in dead for t in op.inputs)
            or any(stand_in(c, twins) in dead for c in op.control_inputs)
        ):
            dead.add(op)
    return dead


def stand_in(op: Operation, twins: dict[Tensor, Tensor]) -> Operation:
    """The operation that runs in the place of one that the plan has merged into it."""
    return twins[op.outputs[0]].op if op.outputs and op.outputs[0] in twins else op


def _of_loop(switch: Operation) -> bool:
    return switch.inputs[1].op.type == "LoopCond"


def guarded(kernel: Kernel, op: Operation, count: int) -> Kernel:
    """Pass over the kernel when an operand, or one of the control inputs that follow the operands, is dead."""
    if op.type in MERGE:
        return kernel
    nothing = (DEAD,) * len(op.outputs) if len(op.outputs) > 1 else DEAD

    def run(*operands: Any) -> Any:
        for value in operands:
            if value is DEAD:
                return nothing
        return kernel(*operands[:count])

    return run


# ---------------------------------------------------------------- loops


@dataclass(frozen=True)
class Stretch:
    """Where a loop stands: its first and last operation, and the one after which it may be left."""

    first: Operation
    decides: Operation
    last: Operation
    condition: Operation
    back_edges: tuple[tuple[Operation, Operation], ...]  # (Enter, NextIteration) of each loop variable


@dataclass(frozen=True)
class Schedule:
    operations: list[Operation]
    loops: list[Stretch]


N = TypeVar("N", bound=Hashable)


def is_back_edge(op: Operation, tensor: Tensor) -> bool:
    return op.type in MERGE and tensor.op.type in NEXT_ITERATION


def clearing(kernel: Kernel) -> Kernel:
    """Enter, and forget what the NextIteration next to it held."""
    return lambda value: (kernel(value), None)


def topological(nodes: list[N], waits_for: Callable[[N], Iterable[N]]) -> list[N]:
    """`nodes` with each after those of `nodes` that it waits for, and else in the order given.

    Kahn's algorithm with a heap.  Raises ValueError for a cycle.
    """
    rank = {node: i for i, node in enumerate(nodes)}
    waiting: dict[N, int] = {}
    followers: dict[N, list[N]] = {}
    for node in nodes:
        before = {b for b in waits_for(node) if b in rank and b is not node}
        waiting[node] = len(before)
        for b in before:
            followers.setdefault(b, []).append(node)
    ready = [rank[node] for node in nodes if not waiting[node]]
    heapq.heapify(ready)
    out: list[N] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        out.append(node)
        for follower in followers.get(node, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, rank[follower])
    if len(out) < len(nodes):
        stuck = next(node for node in nodes if waiting[node])
        raise ValueError(f"The graph has a cycle through {stuck!r}: an operation cannot wait for itself.")
    return out


def schedule_loops(ops: list[Operation], waits_for: Callable[[Operation], Iterable[Operation]]) -> Schedule:
    """A flat order in which each loop is a stretch of its own."""
    loops: list[Stretch] = []
    return Schedule(_layout(ops, None, waits_for, loops), loops)


def _layout(
    ops: list[Operation],
    level: Loop | None,
    waits_for: Callable[[Operation], Iterable[Operation]],
    loops: list[Stretch],
) -> list[Operation]:
    """Sort the operations of one level, each loop in it taken as a whole; the depth is that of nested loops."""
    child: dict[Operation, Any] = {op: _child_loop(op, level) for op in ops}
    blocks: dict[Any, list[Operation]] = {}
    for op in ops:
        blocks.setdefault(child[op] or op, []).append(op)

    def block_waits_for(block: Any) -> Iterable[Any]:
        return (child[b] or b for op in blocks[block] for b in waits_for(op) if b in child)

    out: list[Operation] = []
    for block in topological(list(blocks), block_waits_for):
        out.extend([block] if isinstance(block, Operation) else _stretch(blocks[block], block, waits_for, loops))
    return out


def _child_loop(op: Operation, level: Loop | None) -> Loop | None:
    """The loop directly inside `level` that `op` belongs to."""
    loop: Loop | None = op.control_flow.loop if op.control_flow is not None else None
    while loop is not None and loop is not level and loop.outer_loop is not level:
        loop = loop.outer_loop
    return None if loop is level else loop


def _stretch(
    ops: list[Operation],
    loop: Loop,
    waits_for: Callable[[Operation], Iterable[Operation]],
    loops: list[Stretch],
) -> list[Operation]:
    own = [op for op in ops if op.control_flow.loop is loop]
    enters = [op for op in own if op.type in ENTER]
    exits = [op for op in own if op.type in EXIT]
    merges = [op for op in own if op.type in MERGE and any(is_back_edge(op, t) for t in op.inputs)]
    switches = [op for op in own if op.type in SWITCH and _of_loop(op)]
    condition = next(op for op in own if op.type == "LoopCond")
    inside = set(ops) - set(enters) - set(exits)
    header = {condition, *merges, *switches}
    stack = [condition]
    while stack:
        for before in waits_for(stack.pop()):
            if before in inside and before not in header:
                header.add(before)
                stack.append(before)
    head = _layout([op for op in ops if op in header], loop, waits_for, loops)
    body = _layout([op for op in ops if op in inside and op not in header], loop, waits_for, loops)
    pairs = tuple((m.inputs[0].op, m.inputs[1].op) for m in merges)
    loops.append(Stretch(head[0], head[-1], body[-1], condition, pairs))
    return topological(enters, waits_for) + head + body + exits


def jumps(schedule: Schedule, plan: Plan) -> dict[int, Callable[[list[Any]], int]]:
    """For each place where the straight line ends, where to go on."""
    index = {op: i for i, op in enumerate(plan.operations)} if schedule.loops else {}
    found: dict[int, Callable[[list[Any]], int]] = {}
    for loop in schedule.loops:
        slot = plan.slots[loop.condition.outputs[0]]
        found[index[loop.decides] + 1] = _leave_or_go_on(slot, index[loop.decides] + 1, index[loop.last] + 1)
        found[index[loop.last] + 1] = _go_to(index[loop.first])
    return found


def _leave_or_go_on(slot: int, body: int, behind: int) -> Callable[[list[Any]], int]:
    return lambda values: body if values[slot] is not DEAD and values[slot] else behind


def _go_to(place: int) -> Callable[[list[Any]], int]:
    return lambda values: place
