"""The nodes of conditionals and loops with their gradients, and `tf.cond` (see `engine.control` for how they run)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import composites, dtypes, nest, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.contexts import Conditional, Loop, switch
from tuigraph.engine.control import DEAD
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.loop_gradients import merge, no_way_back
from tuigraph.engine.nodes import output_context
from tuigraph.engine.opdef import Kernel, define, pure, same_shape
from tuigraph.engine.ops import stacks  # noqa: F401  (the nodes that gradients of loops are made of)
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import identity
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

# ---------------------------------------------------------------- Switch and Merge


def _switch_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[1]._shape, 0)
    return [op.inputs[0]._shape] * 2


def _switch_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(value: Array, pred: Array) -> Any:
        if pred.__class__ is np.ndarray:
            raise InvalidArgumentError(
                None, None, f"The second input must be a scalar, but it has shape {shapes.text(pred.shape)}"
            )
        return (DEAD, value) if pred else (value, DEAD)

    return kernel


def _switch_gradient(op: Operation, *grads: Any) -> Any:
    """The side that was taken has a gradient.

    The Switch of a loop is visited twice: by the gradient of its Exit, and by that of the rounds, which comes back
    round to the same Merge.  Raises AttributeError, as TensorFlow does, where no gradient of a loop is being taken.
    """
    context, here = op.control_flow, op.graph.control_flow
    if isinstance(context, Loop):
        state = None if here is None else here.gradient_of
        if state is None:
            raise no_way_back(op)
        merged = state.merges.get(op)
        if merged is not None:
            if grads[1] is not None:
                add_back_edge(merged, grads[1])
            return [None, None]
        if grads[0] is None:
            return [None, None]
        state.merges[op] = merged_gradients([grads[0], grads[0]], "b_switch")
        return [state.merges[op], None]
    if isinstance(context, Conditional):
        if grads[1 - context.branch] is None:
            if op.inputs[0].dtype.base_dtype is dtypes.resource:
                return [merged_gradients([grads[context.branch]] * 2, "cond_resource_grad"), None]
            return [None, None]
        return [merged_gradients(grads, "cond_grad"), None]
    sides = [apply("Switch", grads[i], op.inputs[1]).outputs[i] for i in (0, 1)]
    return [merge(sides), None]


def merged_gradients(values: Any, name: str) -> Any:
    """The one of two gradients that is there; slices where one is of slices."""
    if all(isinstance(v, Tensor) for v in values):
        return merge(list(values), name)
    with values[0].graph.name_scope(name):
        return composites.of_parts(lambda *each: merge(list(each)), *composites.all_as_slices(values))


def add_back_edge(merged: Any, value: Any) -> Any:
    """Let `value` go round to a Merge."""
    value = composites.as_slices(value) if isinstance(merged, IndexedSlices) else convert_to_tensor(value)

    def go_round(to: Tensor, part: Tensor) -> Tensor:
        following = tensor("RefNextIteration" if part.dtype.is_ref else "NextIteration", part)
        to.op._update_input(1, following)
        return following

    return composites.of_parts(go_round, merged, value)


for _prefix, _kind in (("", "T"), ("Ref", "Ref(T)")):
    define(
        f"{_prefix}Switch",
        f"data: {_kind}, pred: bool -> output_false: {_kind}, output_true: {_kind}",
        shape=_switch_shape,
        kernel=_switch_kernel,
        gradient=_switch_gradient,
        aliases=True,
        role=Role.SWITCH,
        passes_on=True,
    )


def _merge_shape(op: Operation) -> list[MaybeShape]:
    merged = op.inputs[0]._shape
    for value in op.inputs[1:]:
        merged = shapes.common(merged, value._shape)
    return [merged, ()]


_FIRST, _SECOND = np.int32(0), np.int32(1)


def _merge_of_loop(first: Any, following: Any) -> Any:
    if following is None:
        return (first, _FIRST) if first is not DEAD else (DEAD, DEAD)
    return (following, _SECOND) if following is not DEAD else (DEAD, DEAD)


def _merge_kernel(op: Operation, store: Store) -> Kernel:
    if any(t.op.role is Role.NEXT_ITERATION for t in op.inputs):
        return _merge_of_loop

    def kernel(*sides: Any) -> Any:
        for i, value in enumerate(sides):
            if value is not DEAD:
                return value, np.int32(i)
        return DEAD, DEAD

    return kernel


def _merge_gradient(op: Operation, grad: Tensor, _: Any) -> Any:
    origin, here = output_context(op.inputs[0].op), op.graph.control_flow
    if isinstance(origin, Loop):
        pred: Any = here.condition if isinstance(here, Loop) else here.pivot()
        return switch_composite(grad, pred)
    if isinstance(origin, Conditional):
        state = None if here is None else here.gradient_of
        return switch_composite(grad, origin.pred if state is None else state.predicate(origin.pred), "cond_grad")
    chosen = [equal(op.outputs[1], i) for i in range(len(op.inputs))]
    return [switch_composite(grad, is_it)[1] for is_it in chosen]


def switch_composite(value: Any, pred: Tensor, name: str | None = None) -> list[Any]:
    """`switch` of a tensor, or of each part of slices."""
    value = composites.converted(value)
    if isinstance(value, Tensor):
        return switch(value, pred, name)
    with value.graph.colocate_with(value.op, ignore_existing=True), value.graph.name_scope(name or "Switch"):
        sides = [apply("Switch", part, pred).outputs for part in composites.parts(value)]
    return [composites.made_of(value, [side[i] for side in sides]) for i in (0, 1)]


for _prefix, _kind in (("", "T"), ("Ref", "Ref(T)")):
    define(
        f"{_prefix}Merge",
        f"inputs: N*{_kind} -> output: {_kind}, value_index: int32",
        shape=_merge_shape,
        kernel=_merge_kernel,
        gradient=_merge_gradient,
        aliases=True,
        role=Role.MERGE,
        passes_on=True,
    )

# ---------------------------------------------------------------- Enter, Exit and what goes round


def _exit_gradient(op: Operation, grad: Tensor) -> Any:
    """What leaves the loop enters the loop of its gradient."""
    backward = op.graph.control_flow
    if backward is None:
        return [grad]
    if not backward.back_prop:
        return [None]
    if op.control_flow.gradient_of is not None:
        raise TypeError(
            f"Second-order gradient for while loops not supported: '{op.name}' leaves a loop that is the gradient of "
            "another. Keep it off the path with tf.stop_gradient."
        )
    backward.seen.update(composites.parts(grad))
    with backward:
        name = "b_exit" if isinstance(grad, Tensor) else None
        entered = composites.of_parts(lambda part: backward.enter_node(part, is_constant=False, name=name), grad)
        backward.enters.append(entered)
    return [entered]


def _enter_gradient(op: Operation, grad: Tensor) -> Any:
    """What entered the loop has the gradient that leaves the loop of the gradient; an invariant, the sum of all."""
    backward = op.graph.control_flow
    if backward is None or not backward.back_prop or backward.gradient_of is None:
        return [grad]
    if op.attrs["is_constant"]:
        return [backward.gradient_of.sum_of(op, grad)]
    left = composites.of_parts(lambda part: tensor("RefExit" if part.dtype.is_ref else "Exit", part), grad)
    backward.exits.append(left)
    backward.give_out(composites.parts(left))
    return [left]


def _entered_shape(op: Operation) -> list[MaybeShape]:
    return [op.inputs[0]._shape]


_passed = pure(lambda value: value)
_FRAME = {"frame_name": "", "is_constant": False, "parallel_iterations": 10}

for _prefix, _kind in (("", "T"), ("Ref", "Ref(T)")):
    define(
        f"{_prefix}Enter",
        f"data: {_kind} -> output: {_kind}",
        attrs=_FRAME,
        shape=_entered_shape,
        kernel=_passed,
        gradient=_enter_gradient,
        aliases=True,
        role=Role.ENTER,
        passes_on=True,
    )
    define(
        f"{_prefix}Exit",
        f"data: {_kind} -> output: {_kind}",
        shape=same_shape,
        kernel=_passed,
        gradient=_exit_gradient,
        aliases=True,
        role=Role.EXIT,
        passes_on=True,
    )
    define(
        f"{_prefix}NextIteration",
        f"data: {_kind} -> output: {_kind}",
        shape=same_shape,
        kernel=_passed,
        gradient=lambda op, grad: [grad],
        aliases=True,
        role=Role.NEXT_ITERATION,
        passes_on=True,
    )


def _condition_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[0]._shape, 0)
    return [()]


define(
    "LoopCond",
    "input: bool -> output: bool",
    shape=_condition_shape,
    kernel=_passed,
    differentiable=False,
    role=Role.LOOP_COND,
)


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

    What was built outside of the functions runs in either case.  Results are tensors, slices, sparse tensors,
    TensorArrays, operations, or structures of them; `strict` keeps a list of one.  Raises TypeError for a Python bool
    or something that cannot be called, ValueError for branches whose results differ in number or type.
    """
    true_fn, false_fn = _given("true_fn", true_fn, "fn1", fn1), _given("false_fn", false_fn, "fn2", fn2)
    graph = graph_of((pred,)) or get_default_graph()
    with graph.name_scope(name or "cond"):
        if isinstance(pred, bool):
            raise TypeError("pred must not be a Python bool: use `if`, or a tensor.")
        pred = convert_to_tensor(pred, name="pred")
        false_pivot, true_pivot = apply("Switch", pred, pred).outputs
        pivots = [identity(true_pivot, name="switch_t"), identity(false_pivot, name="switch_f")]
        pred = identity(pred, name="pred_id")
        for op in (true_pivot.op, *(p.op for p in pivots), pred.op):
            graph.prevent_fetching(op)
        true_side = Conditional(graph, pred, pivots[0], 1)
        original_true, results_true = _branch(true_side, true_fn, "true_fn")
        false_side = Conditional(graph, pred, pivots[1], 0)
        original_false, results_false = _branch(false_side, false_fn, "false_fn")
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
        merges = [merge(list(pair)) for pair in zip(results_false, results_true)]
        if true_side.outer is None:
            graph.add_to_collection(GraphKeys.COND_CONTEXT, true_side)
            graph.add_to_collection(GraphKeys.COND_CONTEXT, false_side)
        merged = as_arrays(original_true, composites.pack_as(original_true, merges))
        return merged if strict else _singleton(merged)


def _given(name: str, function: Any, old_name: str, old: Any) -> Callable[[], Any]:
    if old is not None:
        if function is not None:
            raise TypeError(f"cond(): {name} and {old_name} may not be set simultaneously.")
        function = old
    if function is None:
        raise TypeError(f"cond(): {name} argument required")
    if not callable(function):
        raise TypeError(f"{name} must be callable.")
    return function  # type: ignore[no-any-return]


def _branch(context: Conditional, function: Callable[[], Any], which: str) -> tuple[Any, list[Tensor]]:
    with context:
        original = function()
        if original is None:
            raise ValueError(f"{which} must have a return value.")
        results = [part for leaf in nest.flatten(original) for part in _results(context, leaf)]
        context.give_out(results)
    return original, results


def _results(context: Conditional, leaf: Any) -> list[Tensor]:
    if isinstance(leaf, Operation):
        return [with_dependencies([leaf], context.pivot())]
    if isinstance(leaf, TensorArray):
        leaf = leaf.flow
    return [context.output(convert_to_tensor(part)) for part in composites.parts(composites.converted(leaf))]


def as_arrays(originals: Any, structure: Any) -> Any:
    """`structure` with the TensorArrays of `originals` where their flows are."""
    leaves = [
        original.with_flow(leaf) if isinstance(original, TensorArray) else leaf
        for original, leaf in zip(nest.flatten(originals), nest.flatten(structure))
    ]
    return nest.pack_as(originals, leaves)


def _singleton(structure: Any) -> Any:
    return structure[0] if isinstance(structure, (list, tuple)) and len(structure) == 1 else structure


def _shape_of(structure: Any) -> Any:
    return nest.map_leaves(lambda leaf: None, structure)
