"""`tf.gradients`: one reverse walk over the graph that knows no operation by name.

It goes over the operations that lie on a path from the xs to the ys.  For each of them it counts the uses that have not
passed their gradient back yet (`pending`).  An operation whose uses are done adds up what they passed back, and its
rule makes the gradients of its inputs.

Each operation is visited once, in first-in first-out order, and nothing recurses.  Of a loop all Exits wait for each
other, and a Switch is visited twice (see `engine.loop_gradients`).
"""

from __future__ import annotations

import contextlib
import enum
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import graph_of
from tuigraph.engine.contexts import Loop, is_loop_switch
from tuigraph.engine.gradient_rules import rule_of
from tuigraph.engine.graph import Operation, ResourceLike, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices, to_tensor_or_slices
from tuigraph.engine.loop_gradients import LoopGradients, is_trainable, zeros_outside_loops
from tuigraph.engine.ops import arithmetic, casts, constants, filling, identities, joining
from tuigraph.engine.ops.resources import zeros_behind
from tuigraph.engine.roles import Role


class AggregationMethod:
    """How the gradients of several uses are added up (`tf.AggregationMethod`)."""

    ADD_N = 0
    DEFAULT = ADD_N
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


class UnconnectedGradients(enum.Enum):
    """What stands for the gradient of an x that the ys do not depend on (`tf.UnconnectedGradients`)."""

    NONE = "none"
    ZERO = "zero"


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
) -> list[Any]:
    """The derivatives of the sum of `ys` by each of `xs`, as nodes under ``gradients/`` (`tf.gradients`).

    `grad_ys` weights the elements of the ys (default: ones); nothing passes back through `stop_gradients`.  An x that
    the ys do not depend on has None, or zeros with ``unconnected_gradients="zero"``; that of a gather is
    IndexedSlices.

    Raises LookupError for an operation on the way without a gradient, ValueError for lists or shapes that do not fit,
    TypeError for ys or grad_ys of a type that has no derivative.
    """
    try:
        unconnected = UnconnectedGradients(unconnected_gradients)
    except ValueError:
        raise ValueError(f"Unknown value for unconnected_gradients: {unconnected_gradients!r}") from None
    ys, xs = _as_list(ys), _as_list(xs)
    stops = [] if stop_gradients is None else _as_list(stop_gradients)
    weights = [None] * len(ys) if grad_ys is None else _as_list(grad_ys)
    graph = graph_of([*ys, *xs, *stops, *weights]) or get_default_graph()
    with graph.as_default(), graph.name_scope(name or "gradients"):
        graph.unique_name("uid")
        xs = [x.handle if isinstance(x, ResourceLike) else x for x in xs]
        ys = [to_tensor_or_slices(y, name=f"y_{i}") for i, y in enumerate(ys)]
        xs = [to_tensor_or_slices(x, name=f"x_{i}", as_ref=True) for i, x in enumerate(xs)]
        walk = _Walk(aggregation_method or AggregationMethod.DEFAULT, gate_gradients)
        walk.run(ys, _weights(weights, ys), [x.op for x in xs], [t.op for t in stops])
    for y, weight in zip(ys, weights):  # after the walk, which names an operation without a gradient
        if weight is None and y.dtype.is_bool:
            raise TypeError(f"{y} has no derivative: Expected bool, got 1 of type 'int' instead. Give grad_ys.")
    with graph.as_default():
        return [_result(walk.gradients, x, unconnected) for x in xs]


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _result(found: dict[Tensor, Any], x: Tensor, unconnected: UnconnectedGradients) -> Any:
    grad = found.get(x)
    if grad is None and unconnected == UnconnectedGradients.ZERO:
        return zeros_behind(x) if x.dtype is dtypes.resource else filling.zeros_like(x)
    return grad


def _weights(grad_ys: list[Any], ys: list[Any]) -> list[Any]:
    """The gradients to start from: ones where none is given.  Raises for those that do not fit their y."""
    if len(grad_ys) != len(ys):
        raise ValueError(f"Passed {len(grad_ys)} grad_ys for {len(ys)} ys")
    given = [None if g is None else to_tensor_or_slices(g, name=f"grad_y_{i}") for i, g in enumerate(grad_ys)]
    return [_ones(y, i) if grad is None else _weight(y, grad, i) for i, (y, grad) in enumerate(zip(ys, given))]


def _ones(y: Any, i: int) -> Tensor:
    if y.dtype.is_complex:
        raise TypeError(f"Gradients of complex tensors must set grad_ys (y.dtype = {y.dtype!r})")
    if y.dtype.is_bool:
        rule_of(y.op)  # an operation without a gradient is the better news
    return filling.fill(identities.shape(y), constants.constant(1, dtype=y.dtype, name=f"grad_ys_{i}"))


def _weight(y: Any, grad: Any, i: int) -> Any:
    real = dtypes.REAL
    if not (y.dtype.base_dtype in real or y.dtype.is_complex):
        raise TypeError(f"Tensor {y} with type {y.dtype.name} must be numeric to obtain a default gradient")
    if y.dtype.base_dtype in real and grad.dtype.base_dtype not in real:
        raise TypeError(
            f"Gradient type {grad.dtype.name} generated for real or integer-valued tensor {y} with type {y.dtype.name} "
            "must be real or integer"
        )
    if y.dtype.is_complex and not grad.dtype.is_complex:
        raise TypeError(f"Gradient type {grad.dtype.name} generated for complex-valued tensor {y} must be complex")
    if isinstance(grad, IndexedSlices):
        indices = identities.identity(grad.indices, name=f"grad_ys_{i}_indices")
        values = identities.identity(grad.values, name=f"grad_ys_{i}_values")
        shape = grad.dense_shape
        return IndexedSlices(
            values, indices, None if shape is None else identities.identity(shape, name=f"grad_ys_{i}_shape")
        )
    return identities.identity(grad, name=f"grad_ys_{i}")


class _Walk:
    """The state of one reverse walk."""

    def __init__(self, aggregation: int, gate: bool) -> None:
        if aggregation not in (0, 1, 2):
            raise ValueError(f"Invalid aggregation_method specified {aggregation}.")
        self.aggregation = aggregation
        self.gate = gate
        self.loops: LoopGradients | None = None  # where there are loops on the way
        self.passed: dict[Tensor, list[Any]] = defaultdict(list)  # what the uses of a tensor passed back so far
        self.gradients: dict[Tensor, Any] = {}  # the sums, for tensors whose uses are done
        self.pending: dict[Operation, int] = defaultdict(int)
        self.queue: deque[Operation] = deque()
        self.done: set[Operation] = set()

    def run(self, ys: list[Any], weights: list[Any], from_ops: list[Operation], stop_ops: Iterable[Operation]) -> None:
        """Go from `ys` back to `from_ops`."""
        to_ops = [y.op for y in ys]
        between = _between(to_ops, from_ops)
        self._start_loops(between)
        pending = self.pending
        for op in between:
            for x in op.inputs:
                if x.op in between:
                    pending[x.op] += 1
        for y, weight in zip(ys, weights):
            self.passed[_tensor(y)].append(weight)
        self.queue.extend(dict.fromkeys(op for op in to_ops if not pending[op] and op in between))
        if self.loops is not None:
            for exit in self.loops.unused_exits(pending, set(self.queue)):
                if is_trainable(exit):
                    self.passed[exit].append(self.loops.zeros_for_exit(exit))
                    self.queue.append(exit.op)
        stops = {op for op in from_ops if all(not pending[x.op] for x in op.inputs)}.union(stop_ops)
        while self.queue:
            op = self.queue.popleft()
            self.visit(op, stops, from_ops)
            self.enqueue(op)
        if self.loops is not None:
            self.loops.finish()

    def _start_loops(self, between: dict[Operation, None]) -> None:
        for op in list(between):
            if op.role is Role.EXIT:
                self.loops = self.loops or LoopGradients()
                self.loops.add(op, between)

    def visit(self, op: Operation, stops: set[Operation], from_ops: list[Operation]) -> None:
        """Add up the gradients of the outputs and pass those of the inputs back."""
        with self.backward_of(op, before=True):
            out_grads = [self.total(t) for t in op.outputs]
        has_grads = any(g is not None for g in out_grads)
        rule = rule_of(op) if has_grads and op not in stops else None
        with self.backward_of(op):
            if (
                op.role is Role.SWITCH
                and isinstance(op.control_flow, Loop)
                and op.control_flow is op.graph.control_flow
            ):
                _refuse_initial_value(op, from_ops)
            self.done.add(op)
            if rule is not None:
                self.apply(rule, op, out_grads)

    def apply(self, rule: Any, op: Operation, out_grads: list[Any]) -> None:
        for i, grad in enumerate(out_grads):
            if grad is None and is_trainable(op.outputs[i]):
                out_grads[i] = zeros_outside_loops(op, i) if self.loops is None else self.loops.zeros_for(op, i)
        with op.graph.name_scope(op.name + "_grad"):
            in_grads = _checked(rule(op, *out_grads), op)
            if self.gate and sum(g is not None for g in in_grads) > 1:
                from tuigraph.engine.ops import flow

                in_grads = flow.tuple_(in_grads)
        for i, (x, grad) in enumerate(zip(op.inputs, in_grads)):
            if grad is None:
                continue
            if isinstance(grad, Tensor) and x.dtype.base_dtype is not dtypes.resource:
                _refine(grad, x, op, i)
            if x.op in self.done:  # the Switch of a loop, which is visited again
                self.gradients[x] = grad
            else:
                self.passed[x].append(grad)

    def backward_of(self, op: Operation, before: bool = False) -> Any:
        return contextlib.nullcontext() if self.loops is None else self.loops.backward_of(op, before)

    def enqueue(self, op: Operation) -> None:
        """Look at the operations whose last use was `op`."""
        for x in op.inputs:
            self.pending[x.op] -= 1
            ready = self.pending[x.op] == 0
            if self.loops is not None and self.pending[x.op] > 0:
                ready = is_loop_switch(x.op)
            if not ready:
                continue
            if self.loops is not None and x.op.role is Role.EXIT:
                self.defer(x, self.loops)
            else:
                self.queue.append(x.op)

    def defer(self, exit: Tensor, loops: LoopGradients) -> None:
        """An Exit waits for the others of its loop."""
        state = loops.of(exit.op)
        assert state is not None
        state.deferred_exits.append(exit)
        state.pending_exits -= 1
        if state.pending_exits:
            return
        used = [y for y in state.deferred_exits if self.gradients.get(y) is not None or self.passed.get(y)]
        self.queue.extend(y.op for y in used)
        state.unused_exits.extend(y for y in state.deferred_exits if y not in used)
        for y in state.unused_exits:
            if used and is_trainable(y):
                self.passed[y].append(loops.zeros_for_exit(y))
            self.queue.append(y.op)

    def total(self, tensor: Tensor) -> Any:
        """The sum of what the uses of a tensor passed back; None where they passed nothing."""
        if tensor in self.gradients:
            return self.gradients[tensor]
        terms = self.passed.pop(tensor, ())
        if not terms:
            return None
        self.gradients[tensor] = found = terms[0] if len(terms) == 1 else self.sum(tensor, terms)
        return found

    def sum(self, tensor: Tensor, terms: Sequence[Any]) -> Any:
        if any(isinstance(g, IndexedSlices) for g in terms):
            return _sum_of_slices(list(terms))
        if self.aggregation == AggregationMethod.EXPERIMENTAL_ACCUMULATE_N and len(terms) > 2 and _static(terms):
            return arithmetic.accumulate_n(terms)
        if self.aggregation == AggregationMethod.DEFAULT:
            return arithmetic.add_n(terms)
        with tensor.graph.name_scope(tensor.op.name + "_gradient_sum"):
            total = terms[0]
            for grad in terms[1:]:
                total = arithmetic.add_n([total, grad])
            return total


def _refuse_initial_value(op: Operation, from_ops: list[Operation]) -> None:
    """The gradient inside a loop's body by what its variable starts with."""
    wanted, seen, stack = set(from_ops), {op}, deque([op])
    while stack:
        current = stack.popleft()
        if current in wanted:
            raise ValueError(
                f"Cannot compute gradient inside while loop with respect to op '{current.name}'. We do not support "
                "taking the gradient wrt or through the initial value of a loop variable. Gradients can be computed "
                "through loop invariants or wrt the input parameters to the loop body."
            )
        for x in current.inputs:
            if x.op not in seen:
                seen.add(x.op)
                stack.append(x.op)


def _tensor(y: Any) -> Tensor:
    return y.values if isinstance(y, IndexedSlices) else y


def _between(to_ops: list[Operation], from_ops: list[Operation]) -> dict[Operation, None]:
    """The operations on a path of differentiable tensors from `from_ops` to `to_ops`, both ends included.

    They stand in the order in which a walk from `to_ops` meets them.
    """
    ancestors: set[Operation] = set()
    users: dict[Tensor, list[Operation]] = defaultdict(list)
    stack = list(to_ops)
    while stack:
        op = stack.pop()
        if op not in ancestors:
            ancestors.add(op)
            for x in op.inputs:
                users[x].append(op)
                stack.append(x.op)
    reached: set[Operation] = set()
    stack = list(from_ops)
    while stack:
        op = stack.pop()
        if op not in reached:
            reached.add(op)
            for t in op.outputs:
                if t in users and is_trainable(t):
                    stack.extend(users[t])
    between: dict[Operation, None] = {}
    queue = deque(to_ops)
    while queue:
        op = queue.popleft()
        if op in reached and op not in between:
            between[op] = None
            queue.extend(x.op for x in op.inputs)
    return between


def _checked(in_grads: Any, op: Operation) -> list[Any]:
    found = _as_list(in_grads)
    if len(found) != len(op.inputs):
        raise ValueError(
            f"Num gradients {len(found)} generated for op '{op.name}' ({op.type}) "
            f"do not match num inputs {len(op.inputs)}"
        )
    return found


def _refine(grad: Tensor, x: Tensor, op: Operation, i: int) -> None:
    """A gradient has the shape of what it belongs to."""
    if x.dtype is dtypes.resource:
        return
    try:
        grad._shape = shapes.merge(grad._shape, x._shape)
    except ValueError:
        raise ValueError(
            "Incompatible shapes between op input and calculated input gradient. "
            f"Forward operation: {op.name}. Input index: {i}. Original input shape: {shapes.text(x._shape)}. "
            f"Calculated input gradient shape: {shapes.text(grad._shape)}"
        ) from None


def _static(terms: Sequence[Tensor]) -> bool:
    shape = None
    for grad in terms:
        shape = shapes.merge(shape, grad._shape)
    return shapes.is_static(shape)


def _sum_of_slices(terms: list[Any]) -> Any:
    """Slices beside slices stay slices; with a tensor among them all become one."""
    if any(isinstance(g, Tensor) for g in terms):
        return arithmetic.add_n(terms)
    index_type = dtypes.int32 if all(g.indices.dtype is dtypes.int32 for g in terms) else dtypes.int64
    indices = [casts.cast(g.indices, index_type) for g in terms]
    return IndexedSlices(joining.concat([g.values for g in terms], 0), joining.concat(indices, 0), terms[0].dense_shape)


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
) -> list[Tensor]:
    """The matrix of second derivatives of the sum of `ys` by each x, of shape ``x.shape + x.shape`` (`tf.hessians`)."""
    from tuigraph.engine.ops.tensor_arrays import TensorArray
    from tuigraph.engine.ops.while_loop import while_loop

    found = []
    firsts = gradients(ys, xs, None, "gradients", colocate_gradients_with_ops, gate_gradients, aggregation_method)
    for first, x in zip(firsts, _as_list(xs)):
        if first is None:
            raise ValueError(f"None values not supported: the gradient of ys does not depend on {x}.")
        flat = identities.reshape(first, [-1])
        count = identities.size(x)

        def row(j: Any, rows: Any, flat: Tensor = flat, x: Any = x) -> Any:
            return j + 1, rows.write(j, gradients(flat[j], x)[0])

        start = [constants.constant(0, dtypes.int32), TensorArray(x.dtype, count)]
        rows = while_loop(lambda j, _, count=count: j < count, row, start)[1]
        shape = identities.shape(x)
        found.append(identities.reshape(rows.stack(), joining.concat([shape, shape], 0)))
    return found
