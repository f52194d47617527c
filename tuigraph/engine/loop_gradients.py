"""The gradient of a `tf.while_loop`: a second loop that goes through the rounds of the first one backwards.

Seen from outside a loop is one operation: its inputs are all that enters it, its outputs the Exits (`sources`).  The
loop that passes gradients back keeps one gradient per loop variable, and a sum per value that is the same in all
rounds:

    forward    i, v  ->  i + 1, body(v, c)          values that the backward rounds need go on a stack, each round
    backward   n, dv, dc  ->  n - 1, dv * d body / d v, dc + dv * d body / d c          and come off it in reverse

A value of the first loop that the rules of the body mention in the second is saved by itself (`SavedValues`).  A side
of a conditional that was not taken is saved as dead, so that each stack has one entry per round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import apply, constant_node, convert_to_tensor, tensor
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.contexts import Loop, switch
from tuigraph.engine.control import ENTER, EXIT
from tuigraph.engine.errors import InternalError
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define, scalar_shape, unknown_shapes
from tuigraph.engine.ops import array, constants
from tuigraph.engine.ops.control_flow import build_loop

_DIFFERENTIABLE = dtypes.FLOATING | dtypes.COMPLEX

Walk = Callable[[list[Tensor], list[Any], list[Tensor]], list[Any]]  # ys, their gradients, xs -> gradients of the xs


def sources(op: Operation) -> Sequence[Tensor]:
    """The tensors that an operation passes gradients back to: its inputs, and for a loop whatever enters it.

    One Exit stands for the loop; the others lead to it, so that it is visited when the gradients of all are there.
    """
    if op.type not in EXIT or not isinstance(op.control_flow, Loop):
        return op.inputs
    leader = _leader(op.control_flow)
    if leader is None or not op.control_flow.back_prop:
        return ()
    return [t.op.inputs[0] for t in _entering(op.control_flow)] if op is leader else leader.outputs


def loop_of(op: Operation) -> Loop | None:
    """The loop that an operation stands for in a reverse walk."""
    return op.control_flow if op.type in EXIT and isinstance(op.control_flow, Loop) else None


def pass_back(op: Operation, found: dict[Tensor, Any], walk: Walk) -> list[Any]:
    """Gradients for `sources(op)`, from those of the Exits in `found`."""
    loop = op.control_flow
    if op is not _leader(loop):
        return [None]
    variables = [i for i, t in enumerate(loop.enters) if t.dtype.base_dtype in _DIFFERENTIABLE]
    invariants = [t for t in loop.entered.values() if t.op.type in ENTER and t.dtype.base_dtype in _DIFFERENTIABLE]
    starts = [_start(loop.exits[i], found.get(loop.exits[i])) for i in variables]
    sums = [array.zeros_like(t.op.inputs[0]) for t in invariants]
    rounds = _count_rounds(loop)
    graph = loop.graph
    backward = Loop(graph, "gradient_context")
    backward.gradient_of = SavedValues(loop, backward)

    def body(left: Tensor, *values: Tensor) -> list[Any]:
        grads, so_far = list(values[: len(variables)]), values[len(variables) :]
        ys = [loop.body_results[i] for i in variables]
        xs = [loop.body_inputs[i] for i in variables]
        new = walk(ys, grads, [*xs, *invariants])
        passed = [array.zeros_like(g) if n is None else convert_to_tensor(n) for g, n in zip(grads, new)]
        added = [s if n is None else s + convert_to_tensor(n) for s, n in zip(so_far, new[len(variables) :])]
        return [left - 1, *passed, *added]

    exits = build_loop(backward, lambda left, *_: left > 0, body, [rounds, *starts, *sums], None)[1:]
    by_entry: dict[Tensor, Any] = {loop.enters[i]: exits[k] for k, i in enumerate(variables)}
    by_entry.update(zip(invariants, exits[len(variables) :]))
    return [by_entry[t] for t in _entering(loop)]


def _leader(loop: Loop) -> Operation | None:
    return next((t.op for t in loop.exits if t.dtype.base_dtype in _DIFFERENTIABLE), None)


def _entering(loop: Loop) -> list[Tensor]:
    """The Enters of the loop that may have a gradient."""
    constants_in = [t for t in loop.entered.values() if t.op.type in ENTER]
    return [t for t in [*loop.enters, *constants_in] if t.dtype.base_dtype in _DIFFERENTIABLE]


def _start(exit: Tensor, grad: Any) -> Tensor:
    return array.zeros_like(exit) if grad is None else convert_to_tensor(grad)


def _count_rounds(loop: Loop) -> Tensor:
    """A loop variable more in the first loop, which counts its rounds."""
    if loop.rounds is None:
        graph = loop.graph
        with _context(graph, loop.outer):
            zero = constants.constant(0, name="f_count")
        with _context(graph, loop):
            enter = loop.enter(zero, is_constant=False)
            merged = apply("Merge", [enter, enter]).outputs[0]
            sides = switch(merged, loop.condition)
            merged.op._update_input(1, tensor("NextIteration", sides[1] + 1))
            loop.rounds = tensor("Exit", sides[0], name="f_count")
    return loop.rounds


class _context:
    """Build inside another context for a moment, waiting for nothing."""

    def __init__(self, graph: Graph, context: Any) -> None:
        self.graph, self.context = graph, context

    def __enter__(self) -> None:
        self.waits = self.graph.control_dependencies(None)
        self.waits.__enter__()
        self.graph.control_flow = self.context

    def __exit__(self, *error: Any) -> None:
        self.waits.__exit__(*error)


class SavedValues:
    """What the backward loop sees of the forward one: values of the same round, off a stack."""

    def __init__(self, forward: Loop, backward: Loop) -> None:
        self.forward = forward
        self.backward = backward

    def value(self, wanted: Tensor) -> Tensor | None:
        """What stands for a value of the forward loop in the backward one; None for a value from elsewhere."""
        context = wanted.op.control_flow
        if context is not None and wanted.op.type in EXIT:
            context = context.outer
        if context is None or context.loop is not self.forward:
            return None
        if wanted.op.type in ENTER and wanted.op.attrs["is_constant"]:
            return self.backward.add_value(wanted.op.inputs[0])
        graph = self.forward.graph
        if wanted.op.type == "Const":
            with _context(graph, self.backward):
                return constant_node(wanted.op.attrs["value"], wanted.dtype, "Const", graph)
        kind = wanted.dtype.base_dtype
        with _context(graph, None):
            handle = tensor("StackV2", constants.constant(-1, name="max_size"), elem_type=kind, name="f_acc")
        with _context(graph, self.forward):
            pushed = tensor("StackPushV2", handle, wanted)
        self.forward.merges[0].op.inputs[1].op._add_control_inputs([pushed.op])
        with _context(graph, self.backward):
            popped = tensor("StackPopV2", handle, elem_type=kind)
        popped._shape = wanted._shape
        return popped


# ---------------------------------------------------------------- stacks


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
