"""Control flow in a flat plan: values that are not there, and instructions that jump.

A conditional (`Switch` ... `Merge`) runs in the straight line of the plan.  The side not taken carries DEAD, an operation with a
dead operand is passed over and its results are DEAD, and `Merge` picks the side that lives.  Only operations that can see
DEAD pay for looking.

A loop is a stretch of instructions with two jumps.  Its Enter operations run once; then

    header   Merge ..., what the condition needs, LoopCond     if false: jump behind the loop
    body     Switch ..., the body, NextIteration               jump to the header

so that a loop in a loop is a stretch in a stretch, and stepping through one is stepping.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tuigraph.engine.containers import UNINITIALIZED, Cell
from tuigraph.engine.errors import FailedPreconditionError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel

if TYPE_CHECKING:
    from tuigraph.engine.plan import Plan


class _Dead:
    def __repr__(self) -> str:
        return "DEAD"


DEAD = _Dead()


@dataclass(frozen=True)
class Loop:
    """Where a loop stands among the scheduled operations: [header, body, end)."""

    condition: Operation
    first: Operation  # of the header
    end: Operation | None  # the first operation behind the loop, None at the end of the plan


@dataclass(frozen=True)
class Schedule:
    operations: list[Operation]
    loops: list[Loop]


def read(cell: Cell) -> Any:
    """The value of a variable.  Raises FailedPreconditionError when it has none yet."""
    value = cell.value
    if value is UNINITIALIZED:
        raise FailedPreconditionError(
            None,
            None,
            f"Attempting to use uninitialized value {cell.name}. "
            f"Run its initializer in this session first, or tf.global_variables_initializer().",
        )
    return value


def possibly_dead(ops: list[Operation], real: Callable[[Tensor], Tensor]) -> set[Operation]:
    """The operations that may see DEAD or be on a side not taken."""
    dead: set[Operation] = set()
    if not any(op.type in ("Switch", "RefSwitch") for op in ops):
        return dead
    for op in ops:
        if op.type in ("Merge", "RefMerge"):
            if op.control_flow is not None:
                dead.add(op)
        elif op.type in ("Switch", "RefSwitch") or any(real(t).op in dead for t in op.inputs) or any(c in dead for c in op.control_inputs):
            dead.add(op)
    return dead


def guarded(kernel: Kernel, op: Operation, count: int) -> Kernel:
    """Pass over the kernel when an operand, or one of the control inputs that follow the operands, is dead."""
    if op.type in ("Merge", "RefMerge"):
        return kernel
    nothing = (DEAD,) * len(op.outputs) if len(op.outputs) > 1 else DEAD

    def run(*operands: Any) -> Any:
        for value in operands:
            if value is DEAD:
                return nothing
        return kernel(*operands[:count])

    return run


def jumps(schedule: Schedule, plan: Plan) -> dict[int, Callable[[list[Any]], int]]:
    return {}


def schedule_loops(ops: list[Operation], fed: set[Tensor], topological: Callable[..., list[Operation]]) -> Schedule:
    raise NotImplementedError
