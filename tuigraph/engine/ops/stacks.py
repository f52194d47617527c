"""Stacks, on which a loop saves values for its gradient, and the node that runs dead or alive."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.errors import InternalError
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import REQUIRED, Kernel, Writes, define, no_outputs, pure, scalar_shape, unknown_shapes
from tuigraph.engine.roles import Role


class Stack:
    """A stack of one run.  Its cell holds nested pairs (top, rest), so that a step back is a pointer too."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell

    def push(self, value: Any) -> Any:
        self.cell.set((value, self.cell.value))
        return value

    def pop(self) -> Any:
        if self.cell.value is None:
            raise InternalError(None, None, "Stack is empty: the backward loop went on longer than the forward one.")
        value, rest = self.cell.value
        self.cell.set(rest)
        return value


def _stack_kernel(op: Operation, store: Store) -> Kernel:
    return lambda size: Stack(Cell(store, "", op.name, None))


define(
    "StackV2",
    "max_size: int32 -> handle: resource",
    attrs={"elem_type": REQUIRED, "stack_name": ""},
    shape=scalar_shape,
    kernel=_stack_kernel,
    stateful=True,
    differentiable=False,
)
define(
    "StackPushV2",
    "handle: resource, elem: T -> output: T",
    attrs={"swap_memory": False},
    shape=lambda op: [op.inputs[1]._shape],
    kernel=lambda op, store: lambda stack, value: stack.push(value),
    stateful=True,
    aliases=True,
    differentiable=False,
)
define(
    "StackPopV2",
    "handle: resource -> elem: elem_type",
    shape=unknown_shapes,
    kernel=lambda op, store: lambda stack: stack.pop(),
    stateful=True,
    aliases=True,
    differentiable=False,
)
define(
    "ControlTrigger",
    "->",
    shape=no_outputs,
    kernel=pure(lambda: None),
    stateful=True,
    writes=Writes.NOTHING,
    role=Role.TRIGGER,
    idle=True,
)
