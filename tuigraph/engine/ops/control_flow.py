"""`tf.cond`, `tf.case` and `tf.while_loop`, built of TensorFlow's own nodes (see `engine.control` for how they run)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, nest, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.contexts import Conditional, Loop, switch
from tuigraph.engine.control import DEAD
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.opdef import Kernel, define, pure, same_shape
from tuigraph.engine.ops.array import identity
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.shapes import MaybeShape

# ---------------------------------------------------------------- the nodes


def _switch_kernel(op: Operation, store: Store) -> Kernel:
    if op.inputs[1].op.type == "LoopCond":
        return lambda value, going_on: (value, value)  # the loop's jump decides which one is read
    return lambda value, pred: (DEAD, value) if pred else (value, DEAD)


def _switch_gradient(op: Operation, *grads: Any) -> Any:
    """The side that was taken has a gradient."""
    return [apply("Merge", list(grads), name="cond_grad").outputs[0], None]


def zeros_where_not_taken(op: Operation, side: int) -> Tensor:
    """The gradient of the output of a Switch that nobody uses: zeros, in the runs that take that side."""
    from tuigraph.engine.ops.array import zeros

    value = switch(op.inputs[0], op.inputs[1])[side]
    pivot = identity(value)
    dims = tensor("Shape", value, out_type=dtypes.int32)
    with control_dependencies([pivot]):
        return zeros(dims, dtype=value.dtype)


for _prefix, _kind in (("", "T"), ("Ref", "Ref(T)")):
    define(
        f"{_prefix}Switch",
        f"data: {_kind}, pred: bool -> output_false: {_kind}, output_true: {_kind}",
        shape=same_shape,
        kernel=_switch_kernel,
        gradient=_switch_gradient,
        aliases=True,
    )


def _merge_shape(op: Operation) -> list[MaybeShape]:
    merged = op.inputs[0]._shape
    for value in op.inputs[1:]:
        merged = shapes.common(merged, value._shape)
    return [merged, ()]


def _merge_kernel(op: Operation, store: Store) -> Kernel:
    if any(t.op.type == "NextIteration" for t in op.inputs):
        return lambda first, following: (first, np.int32(0)) if following is None else (following, np.int32(1))

    def kernel(*sides: Any) -> Any:
        for i, value in enumerate(sides):
            if value is not DEAD:
                return value, np.int32(i)
        return DEAD, DEAD

    return kernel


def _merge_gradient(op: Operation, grad: Any, _: Any) -> Any:
    condition = _condition_of(op)
    if condition is None:
        return [switch(grad, equal(op.outputs[1], i))[1] for i in range(len(op.inputs))]
    return switch(convert_to_tensor(grad), condition, name="cond_grad")


def _condition_of(op: Operation) -> Tensor | None:
    """The predicate of the conditional whose branches a Merge joins."""
    for value in op.inputs:
        context = value.op.control_flow
        if isinstance(context, Conditional) and context is not op.control_flow:
            return context.pred
        if value.op.type in ("Switch", "RefSwitch"):
            return value.op.inputs[1]
    return None


for _prefix, _kind in (("", "N*T"), ("Ref", "N*T")):
    define(
        f"{_prefix}Merge",
        f"inputs: {_kind} -> output: T, value_index: int32",
        shape=_merge_shape,
        kernel=_merge_kernel,
        gradient=_merge_gradient,
        aliases=True,
    )

_FRAME = {"frame_name": "", "is_constant": False, "parallel_iterations": 10}
define("Enter", "data: T -> output: T", attrs=_FRAME, shape=same_shape, kernel=pure(lambda v: v), aliases=True)
define(
    "RefEnter", "data: Ref(T) -> output: Ref(T)", attrs=_FRAME, shape=same_shape, kernel=pure(lambda v: v), aliases=True
)
define("Exit", "data: T -> output: T", shape=same_shape, kernel=pure(lambda v: v), aliases=True)
define("NextIteration", "data: T -> output: T", shape=same_shape, kernel=pure(lambda v: v), aliases=True)
define("LoopCond", "input: bool -> output: bool", shape=same_shape, kernel=pure(lambda v: v), differentiable=False)


# ---------------------------------------------------------------- conditionals


def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """The result of `true_fn` or `false_fn`, chosen by a bool tensor when the graph runs (`tf.cond`).

    What was built outside of the functions runs in either case.  Raises TypeError for a Python bool or something that
    cannot be called, ValueError for branches whose results differ in number or type.
    """
    true_fn, false_fn = true_fn or fn1, false_fn or fn2
    if not callable(true_fn):
        raise TypeError("true_fn must be callable.")
    if not callable(false_fn):
        raise TypeError("false_fn must be callable.")
    if isinstance(pred, bool):
        raise TypeError("pred must not be a Python bool: use `if`, or a tensor.")
    graph = graph_of((pred,)) or get_default_graph()
    with graph.name_scope(name or "cond"):
        pred = convert_to_tensor(pred, name="pred")
        false_pivot, true_pivot = switch(pred, pred)
        pivots = [identity(true_pivot, name="switch_t"), identity(false_pivot, name="switch_f")]
        pred = identity(pred, name="pred_id")
        for op in (true_pivot.op, *(p.op for p in pivots), pred.op):
            graph.prevent_fetching(op)
        original_true, results_true = _branch(Conditional(graph, pred, pivots[0], 1), true_fn, "true_fn")
        original_false, results_false = _branch(Conditional(graph, pred, pivots[1], 0), false_fn, "false_fn")
        if not strict:
            original_true, original_false = _singleton(original_true), _singleton(original_false)
        try:
            nest.assert_same(_shape_of(original_true), _shape_of(original_false))
        except (TypeError, ValueError) as error:
            raise type(error)(f"Incompatible return types of true_fn and false_fn: {error}") from None
        if not results_true:
            raise ValueError("true_fn and false_fn must return at least one result.")
        for x, y in zip(results_true, results_false):
            if x.dtype.base_dtype is not y.dtype.base_dtype:
                raise ValueError(
                    "Outputs of true_fn and false_fn must have the same type: "
                    f"{x.dtype.base_dtype.name}, {y.dtype.base_dtype.name}"
                )
        merges = [apply("Merge", list(pair)).outputs[0] for pair in zip(results_false, results_true)]
        merged = nest.pack_as(original_true, merges)
        return merged if strict else _singleton(merged)


def _branch(context: Conditional, function: Callable[[], Any], which: str) -> tuple[Any, list[Tensor]]:
    with context:
        original = function()
        if original is None:
            raise ValueError(f"{which} must have a return value.")
        results = []
        for leaf in nest.flatten(original):
            if isinstance(leaf, Operation):
                results.append(with_dependencies([leaf], context.pivot().outputs[0]))
            else:
                results.append(context.output(convert_to_tensor(leaf)))
    return original, results


def _singleton(structure: Any) -> Any:
    return structure[0] if isinstance(structure, (list, tuple)) and len(structure) == 1 else structure


def _shape_of(structure: Any) -> Any:
    return nest.map_leaves(lambda leaf: None, structure)


# ---------------------------------------------------------------- loops


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Sequence[Any],
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Repeat `body` while `cond` holds, over the values of `loop_vars` (`tf.while_loop`).

    Returns the final values in the structure of `loop_vars`.  A variable whose static shape changes from round to
    round needs an entry in `shape_invariants`.  Raises TypeError for what cannot be called, ValueError for a body
    whose results do not fit.
    """
    if not callable(cond):
        raise TypeError("cond must be callable.")
    if not callable(body):
        raise TypeError("body must be callable.")
    if parallel_iterations < 1:
        raise TypeError("parallel_iterations must be a positive integer.")
    if not loop_vars:
        raise ValueError("No loop variables provided")
    graph = graph_of(nest.flatten(loop_vars)) or get_default_graph()
    with graph.name_scope(name or "while"):
        if maximum_iterations is not None:
            return _bounded(cond, body, loop_vars, shape_invariants, maximum_iterations, back_prop)
        loop = Loop(graph, "while_context", back_prop=back_prop)
        if loop.outer is None:
            graph.add_to_collection(GraphKeys.WHILE_CONTEXT, loop)
        exits = build_loop(loop, cond, body, loop_vars, shape_invariants)
        packed = nest.pack_as(loop_vars, _restored(nest.flatten(loop_vars), exits))
        return packed if return_same_structure or len(exits) > 1 or nest.is_nested(packed[0]) else exits[0]


def _bounded(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    invariants: Any,
    limit: Any,
    back_prop: bool,
) -> Any:
    """A loop that counts its rounds as well."""
    from tuigraph.engine.ops.comparison import logical_and
    from tuigraph.engine.ops.constants import constant

    limit = convert_to_tensor(limit, name="maximum_iterations")
    if limit._shape not in ((), None):
        raise ValueError(f"maximum_iterations must be a scalar, saw shape: {shapes.text(limit._shape)}")
    counter = constant(0, dtype=limit.dtype, name="iteration_counter")
    single = len(loop_vars) == 1

    def counted_body(i: Any, values: Any) -> Any:
        following = i + 1
        result = body(*values)
        if single and not (isinstance(result, (list, tuple)) and len(result) == 1):
            result = type(loop_vars)([result])
        nest.assert_same(loop_vars, result)
        return following, result

    graph = get_default_graph()
    loop = Loop(graph, "while_context", back_prop=back_prop)
    if loop.outer is None:
        graph.add_to_collection(GraphKeys.WHILE_CONTEXT, loop)
    structure = (counter, loop_vars)
    invariants = None if invariants is None else (shapes.TensorShape([]), invariants)
    exits = build_loop(loop, lambda i, v: logical_and(i < limit, cond(*v)), counted_body, structure, invariants)
    packed = nest.pack_as(structure, _restored(nest.flatten(structure), exits))[1]
    return packed[0] if single else packed


def build_loop(loop: Loop, cond: Any, body: Any, loop_vars: Any, invariants: Any) -> list[Tensor]:
    originals = nest.flatten(loop_vars)
    start = [_as_tensor(v) for v in originals]

    def packed(values: list[Tensor]) -> Any:
        return nest.pack_as(loop_vars, _restored(originals, values))

    with loop:
        loop.enters = [loop.enter(v, is_constant=False) for v in start]
        if invariants is not None:
            for value, shape in zip(loop.enters, nest.flatten(invariants)):
                value._shape = shapes.as_tuple(shape)
        loop.pivot_for_pred = loop.enters[0]
        loop.merges = [apply("Merge", [v, v]).outputs[0] for v in loop.enters]
        loop.pivot_for_pred = loop.merges[0]
        going_on = convert_to_tensor(cond(*packed(loop.merges)))
        condition = tensor("LoopCond", going_on)
        switches = [switch(v, condition) for v in loop.merges]
        loop.body_inputs = [identity(s[1]) for s in switches]
        loop.pivot_for_body = loop.body_inputs[0]
        result = body(*packed(loop.body_inputs))
        flat = nest.flatten(result if nest.is_nested(result) else [result])
        if len(flat) != len(loop.merges):
            raise ValueError(
                f"Number of inputs and outputs of body must match loop_vars: {len(loop.merges)}, {len(flat)}"
            )
        loop.body_results = [_as_tensor(v) for v in flat]
        for merged, value in zip(loop.merges, loop.body_results):
            if merged.dtype.base_dtype is not value.dtype.base_dtype:
                raise TypeError(
                    f"The loop variable '{merged.op.inputs[0].op.inputs[0].name}' has dtype "
                    f"{merged.dtype.base_dtype.name}, but the body returns {value.dtype.base_dtype.name}."
                )
            following = tensor("NextIteration", value)
            merged.op._update_input(1, following)
            _hold_shape(merged, following)
        loop.exits = [tensor("Exit", s[0]) for s in switches]
    return loop.exits


def _as_tensor(value: Any) -> Tensor:
    """What goes round for a loop variable: of a TensorArray, its flow."""
    return value.flow if isinstance(value, TensorArray) else convert_to_tensor(value)


def _restored(originals: list[Any], values: list[Tensor]) -> list[Any]:
    return [o.with_flow(v) if isinstance(o, TensorArray) else v for o, v in zip(originals, values)]


def _hold_shape(merged: Tensor, following: Tensor) -> None:
    before, after = merged._shape, following._shape
    if before is None:
        return
    if after is None or len(after) != len(before) or any(b is not None and b != a for b, a in zip(before, after)):
        name = merged.op.inputs[0].op.inputs[0].name
        raise ValueError(
            f"The shape invariant specified for {name} is not the same after one iteration: "
            f"it enters the loop with shape {shapes.text(before)}, but has shape {shapes.text(after)} "
            "after one iteration. Give shape_invariants, or set_shape() on the loop variables."
        )
