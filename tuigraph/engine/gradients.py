"""`tf.gradients`: one reverse walk over the graph that knows no operation by name.

    between    the operations that lie on a path from the xs to the ys pending    for each of them, how many of its
    uses have not passed their gradient back yet walk       an operation whose uses are done adds up what they passed
    back, and its rule makes the gradients of its inputs

Each operation is visited once, in first-in first-out order, and nothing recurses.
"""

from __future__ import annotations

import enum
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import graph_of
from tuigraph.engine.control import SWITCH
from tuigraph.engine.gradient_rules import rule_of
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices, to_tensor_or_slices
from tuigraph.engine.loop_gradients import loop_of, pass_back, sources
from tuigraph.engine.ops import arithmetic, array, casts, constants
from tuigraph.engine.ops.control_flow import zeros_where_not_taken

_DIFFERENTIABLE = dtypes.FLOATING | dtypes.COMPLEX | {dtypes.resource, dtypes.variant}


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
        ys = [to_tensor_or_slices(y, name=f"y_{i}") for i, y in enumerate(ys)]
        xs = [to_tensor_or_slices(x, name=f"x_{i}", as_ref=True) for i, x in enumerate(xs)]
        walk = _Walk(aggregation_method or AggregationMethod.DEFAULT, gate_gradients)
        walk.run(ys, _weights(weights, ys), [x.op for x in xs], [t.op for t in stops])
    with graph.as_default():
        return [_result(walk.gradients, x, unconnected) for x in xs]


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _result(found: dict[Tensor, Any], x: Tensor, unconnected: UnconnectedGradients) -> Any:
    grad = found.get(x)
    if grad is None and unconnected == UnconnectedGradients.ZERO:
        return array.zeros_like(x)
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
    one = True if y.dtype.is_bool else 1
    return array.fill(array.shape(y), constants.constant(one, dtype=y.dtype, name=f"grad_ys_{i}"))


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
        indices = array.identity(grad.indices, name=f"grad_ys_{i}_indices")
        values = array.identity(grad.values, name=f"grad_ys_{i}_values")
        shape = grad.dense_shape
        return IndexedSlices(
            values, indices, None if shape is None else array.identity(shape, name=f"grad_ys_{i}_shape")
        )
    return array.identity(grad, name=f"grad_ys_{i}")


class _Walk:
    """The state of one reverse walk."""

    def __init__(self, aggregation: int, gate: bool) -> None:
        if aggregation not in (0, 1, 2):
            raise ValueError(f"Invalid aggregation_method specified {aggregation}.")
        self.aggregation = aggregation
        self.gate = gate
        self.passed: dict[Tensor, list[Any]] = defaultdict(list)  # what the uses of a tensor passed back so far
        self.gradients: dict[Tensor, Any] = {}  # the sums, for tensors whose uses are done

    def run(
        self,
        ys: list[Any],
        weights: list[Any],
        from_ops: list[Operation],
        stop_ops: Iterable[Operation],
        ends: frozenset[Operation] = frozenset(),
    ) -> None:
        """Go from `ys` back to `from_ops`; `ends` are taken for operations without inputs."""
        to_ops = [y.op for y in ys]
        between = _between(to_ops, from_ops, ends)
        pending: dict[Operation, int] = defaultdict(int)
        for op in between - ends:
            for x in sources(op):
                if x.op in between:
                    pending[x.op] += 1
        stops = {op for op in from_ops if all(not pending[x.op] for x in sources(op))}.union(stop_ops, ends)
        for y, weight in zip(ys, weights):
            self.passed[_tensor(y)].append(weight)
        queue = deque(dict.fromkeys(op for op in to_ops if not pending[op] and op in between))
        while queue:
            op = queue.popleft()
            self.visit(op, stops)
            for x in () if op in ends else sources(op):
                pending[x.op] -= 1
                if pending[x.op] == 0:
                    queue.append(x.op)

    def visit(self, op: Operation, stops: set[Operation]) -> None:
        """Add up the gradients of the outputs and pass those of the inputs back."""
        out_grads = [self.total(t) for t in op.outputs]
        for tensor, grad in zip(op.outputs, out_grads):
            if grad is not None:
                self.gradients[tensor] = grad
        if op in stops:
            return
        if loop_of(op) is not None:
            with op.graph.name_scope(op.name + "_grad"):
                in_grads = pass_back(op, self.gradients, self.inside)
            for x, grad in zip(sources(op), in_grads):
                if grad is not None:
                    self.passed[x].append(grad)
            return
        if all(g is None for g in out_grads):
            return
        rule = rule_of(op)
        if rule is None:
            return
        for i, grad in enumerate(out_grads):
            if grad is None and op.outputs[i].dtype.base_dtype in _DIFFERENTIABLE:
                nothing = zeros_where_not_taken if op.type in SWITCH else _zeros
                out_grads[i] = nothing(op, i)
        with op.graph.name_scope(op.name + "_grad"):
            in_grads = _checked(rule(op, *out_grads), op)
            if self.gate and sum(g is not None for g in in_grads) > 1:
                from tuigraph.engine.ops import flow

                in_grads = flow.tuple_(in_grads)
        for i, (x, grad) in enumerate(zip(op.inputs, in_grads)):
            if grad is not None:
                if isinstance(grad, Tensor):
                    _refine(grad, x, op, i)
                self.passed[x].append(grad)

    def inside(self, ys: list[Tensor], weights: list[Any], xs: list[Tensor]) -> list[Any]:
        """The gradients of one round of a loop."""
        walk = _Walk(self.aggregation, self.gate)
        ends = frozenset(x.op for x in xs)
        walk.run(ys, weights, list(ends), (), ends)
        return [walk.gradients.get(x) for x in xs]

    def total(self, tensor: Tensor) -> Any:
        """The sum of what the uses of a tensor passed back; None where they passed nothing."""
        terms = self.passed.pop(tensor, ())
        if len(terms) < 2:
            return terms[0] if terms else None
        if any(isinstance(g, IndexedSlices) for g in terms):
            return _sum_of_slices(terms)
        if self.aggregation == AggregationMethod.EXPERIMENTAL_ACCUMULATE_N and len(terms) > 2 and _static(terms):
            return arithmetic.accumulate_n(terms)
        if self.aggregation == AggregationMethod.DEFAULT:
            return arithmetic.add_n(terms)
        with tensor.graph.name_scope(tensor.op.name + "_gradient_sum"):
            total = terms[0]
            for grad in terms[1:]:
                total = arithmetic.add_n([total, grad])
            return total


def _zeros(op: Operation, index: int) -> Tensor:
    return array.zeros_like(op.outputs[index], optimize=False)


def _tensor(y: Any) -> Tensor:
    return y.values if isinstance(y, IndexedSlices) else y


def _between(to_ops: list[Operation], from_ops: list[Operation], ends: frozenset[Operation]) -> set[Operation]:
    """The operations on a path of differentiable tensors from `from_ops` to `to_ops`, both ends included."""
    ancestors: set[Operation] = set()
    users: dict[Tensor, list[Operation]] = defaultdict(list)
    stack = list(to_ops)
    while stack:
        op = stack.pop()
        if op not in ancestors:
            ancestors.add(op)
            for x in () if op in ends else sources(op):
                users[x].append(op)
                stack.append(x.op)
    reached: set[Operation] = set()
    stack = list(from_ops)
    while stack:
        op = stack.pop()
        if op not in reached:
            reached.add(op)
            for t in op.outputs:
                if t in users and t.dtype.base_dtype in _DIFFERENTIABLE:
                    stack.extend(users[t])
    between: set[Operation] = set()
    stack = list(to_ops)
    while stack:
        op = stack.pop()
        if op in reached and op not in between:
            between.add(op)
            stack.extend(x.op for x in (() if op in ends else sources(op)))
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
    return IndexedSlices(array.concat([g.values for g in terms], 0), array.concat(indices, 0), terms[0].dense_shape)


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
) -> list[Tensor]:
    """The matrix of second derivatives of the sum of `ys` by each x, of shape ``x.shape + x.shape`` (`tf.hessians`)."""
    found = []
    firsts = gradients(ys, xs, None, "gradients", colocate_gradients_with_ops, gate_gradients, aggregation_method)
    for first, x in zip(firsts, _as_list(xs)):
        flat = array.reshape(first, [-1])
        count = flat._shape[0] if flat._shape else None
        if count is None:
            raise ValueError(f"hessians builds one row for each element of x and needs the static shape of {x}.")
        rows = [gradients(flat[i], x)[0] for i in range(count)]
        shape = array.shape(x)
        if None in rows:
            raise ValueError(f"None values not supported: the gradient of ys does not depend on {x}.")
        stacked = array.stack(rows)
        found.append(array.reshape(stacked, array.concat([shape, shape], 0)))
    return found
