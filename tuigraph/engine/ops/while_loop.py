"""`tf.while_loop`, built of TensorFlow's own nodes (see `engine.control` for how they run)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.engine import composites, nest, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.contexts import Loop, is_constant_enter, switch
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.loop_gradients import merge
from tuigraph.engine.ops.comparison import logical_and
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import add_back_edge, as_arrays
from tuigraph.engine.ops.tensor_arrays import TensorArray


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

    Returns the final values in the structure that `body` returns; a single one by itself, unless
    `return_same_structure`.  A variable whose static shape changes from round to round needs an entry in
    `shape_invariants`.  With `maximum_iterations` there are no more rounds than that.  Raises TypeError for what
    cannot be called or has another structure than `loop_vars`, ValueError for a body whose results do not fit.
    """
    if not callable(cond):
        raise TypeError("cond must be callable.")
    if not callable(body):
        raise TypeError("body must be callable.")
    if parallel_iterations < 1:
        raise TypeError("parallel_iterations must be a positive integer.")
    graph = graph_of(composites.flatten(loop_vars)) or get_default_graph()
    with graph.as_default(), graph.name_scope(name or "while"):
        if not loop_vars:
            raise ValueError("No loop variables provided")
        if maximum_iterations is not None:
            maximum_iterations = convert_to_tensor(maximum_iterations, name="maximum_iterations")
            if maximum_iterations._shape != ():
                raise ValueError(
                    f"maximum_iterations must be a scalar, saw shape: {shapes.text(maximum_iterations._shape)}"
                )
            counted = _counted(cond, body, loop_vars, maximum_iterations, return_same_structure)
            cond, body, loop_vars = counted
            if shape_invariants is not None:
                shape_invariants = (shapes.TensorShape([]), shape_invariants)
        if shape_invariants is not None:
            nest.assert_same(_outline(loop_vars), _outline(shape_invariants))
        loop = Loop(graph, "while_context", maximum_iterations, parallel_iterations, back_prop, swap_memory)
        if loop.outer is None:
            graph.add_to_collection(GraphKeys.WHILE_CONTEXT, loop)
        originals = loop_vars
        starts = [convert_to_tensor(v) for v in _flows(originals)]
        with loop:
            result, exits = _build(loop, cond, body, originals, starts, shape_invariants)
        packed = as_arrays(result, composites.pack_as(result, exits))
        if maximum_iterations is not None:
            return packed[1]
        return packed if return_same_structure or len(exits) > 1 else packed[0]


def _counted(cond: Any, body: Any, loop_vars: Any, limit: Tensor, same_structure: bool) -> tuple[Any, Any, Any]:
    """The condition, body and variables of a loop that counts its rounds as well."""
    counter = constant(0, dtype=limit.dtype, name="iteration_counter")
    if len(loop_vars) == 1 and not same_structure:
        return (
            lambda i, value: logical_and(i < limit, cond(value)),
            lambda i, value: (i + 1, body(value)),
            (counter, loop_vars[0]),
        )
    return (
        lambda i, values: logical_and(i < limit, cond(*values)),
        lambda i, values: (i + 1, body(*values)),
        (counter, loop_vars),
    )


def _build(
    loop: Loop, cond: Any, body: Any, originals: Any, starts: list[Tensor], invariants: Any
) -> tuple[Any, list[Tensor]]:
    """The nodes of the loop: what `body` returned, and the Exits."""
    loop.enters = _enters(loop, starts, invariants)
    merges = [merge([v, v]) for v in loop.enters]
    loop.pivot_for_pred = merges[0]

    def packed(values: list[Tensor]) -> Any:
        return as_arrays(originals, composites.pack_as(originals, values))

    loop.condition = tensor("LoopCond", convert_to_tensor(cond(*packed(merges))), name="LoopCond")
    switches = [switch(v, loop.condition) for v in merges]
    inputs = [tensor("RefIdentity" if s[1].dtype.is_ref else "Identity", s[1]) for s in switches]
    loop.pivot_for_body = inputs[0]
    result = body(*packed(inputs))
    if not (nest.is_nested(result) or len(composites.parts(result)) > 1):
        result = [result]
    nest.assert_same(_outline(list(originals)), _outline(list(result)))
    flat = [convert_to_tensor(v) for v in _flows(result)]
    if len(flat) != len(merges):
        raise ValueError(f"Number of inputs and outputs of body must match loop_vars: {len(merges)}, {len(flat)}")
    for merged, value in zip(merges, flat):
        _check_shape(merged, value)
        add_back_edge(merged, value)
    loop.exits = [tensor("RefExit" if s[0].dtype.is_ref else "Exit", s[0]) for s in switches]
    loop.give_out(loop.exits)
    return result, list(loop.exits)


def _enters(loop: Loop, starts: list[Tensor], invariants: Any) -> list[Tensor]:
    loop.seen = set(starts)
    if loop.outer is not None:
        starts = [loop.outer.add_value(v) for v in starts]
    graph = loop.graph
    with graph.control_dependencies(None):
        enters = [loop.enter_node(v, is_constant=False) for v in starts]
        for value in enters:
            graph.prevent_feeding(value)
    pivot = _pivot_around(loop)
    if pivot is not None:
        for value in enters:
            if is_constant_enter(value.op.inputs[0].op):
                value.op._add_control_inputs([pivot.op])
    if invariants is not None:
        _set_shapes(starts, enters, nest.flatten(invariants))
    loop.place_enters(enters)
    loop.seen = set(enters)
    return enters


def _pivot_around(loop: Loop) -> Tensor | None:
    context = loop.outer
    while context is not None:
        pivot = context.pivot()
        if pivot is not None:
            return pivot
        context = context.outer
    return None


def _set_shapes(starts: list[Tensor], enters: list[Tensor], invariants: list[Any]) -> None:
    if not all(isinstance(shape, shapes.TensorShape) for shape in invariants):
        raise ValueError("`shapes` must be a (possibly nested) list of shapes.")
    for start, value, invariant in zip(starts, enters, invariants):
        wanted = shapes.as_tuple(invariant)
        if not _is_covered(start._shape, wanted):
            raise ValueError(
                f"The shape invariant specified for {start.name} is not compatible with the initial shape of the loop "
                f"variable. It enters the loop with shape {shapes.text(start._shape)}, but the specified shape "
                f"invariant is {shapes.text(wanted)}."
            )
        value._shape = wanted


def _is_covered(shape: shapes.MaybeShape, wanted: shapes.MaybeShape) -> bool:
    """Whether every value of `shape` is of the shape `wanted`."""
    if wanted is None:
        return True
    return shape is not None and len(shape) == len(wanted) and all(w is None or w == d for d, w in zip(shape, wanted))


def _check_shape(merged: Tensor, value: Tensor) -> None:
    if not _is_covered(value._shape, merged._shape):
        start = _start_of(merged)
        raise ValueError(
            f"Input tensor '{start.name}' enters the loop with shape {shapes.text(start._shape)}, but has shape "
            f"{shapes.text(value._shape)} after one iteration. To allow the shape to vary across iterations, use the "
            "`shape_invariants` argument of tf.while_loop to specify a less-specific shape."
        )


def _start_of(merged: Tensor) -> Tensor:
    return merged.op.inputs[0].op.inputs[0]


def _flows(structure: Any) -> list[Any]:
    """The leaves, each composite as its parts and each TensorArray as its flow."""
    return [leaf.flow if isinstance(leaf, TensorArray) else leaf for leaf in composites.flatten(structure)]


def _outline(structure: Any) -> Any:
    return nest.map_leaves(lambda leaf: None, structure)
