"""Operations that only order others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tuigraph.engine import nest
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.graph import GraphElement, Operation, ResourceLike, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices, to_tensor_or_slices
from tuigraph.engine.opdef import Writes, define, no_outputs, pure

define("NoOp", "->", shape=no_outputs, kernel=pure(lambda: None), stateful=True, writes=Writes.NOTHING, idle=True)


def no_op(name: str | None = None) -> Operation:
    """An operation that does nothing, for what it waits for (`tf.no_op`)."""
    return apply("NoOp", name=name)


def with_dependencies(dependencies: Iterable[Any], output: Any, name: str | None = None) -> Any:
    """`output`, once all `dependencies` have run."""
    graph = output.graph
    with (
        graph.name_scope(name or "control_dependency") as scope,
        graph.colocate_with(output.op),
        graph.control_dependencies(dependencies),
    ):
        output = to_tensor_or_slices(output)
        if isinstance(output, IndexedSlices):
            return IndexedSlices(_same(output.values, scope), output.indices, output.dense_shape)
        return _same(output, scope)


def _same(value: Tensor, name: str) -> Tensor:
    return tensor("RefIdentity" if value.dtype.is_ref else "Identity", value, name=name)


def tuple_(tensors: Any, name: str | None = None, control_inputs: Iterable[Any] | None = None) -> list[Any]:
    """The same tensors, each available only when all are (`tf.tuple`).

    Raises ValueError when there is no tensor, TypeError for control inputs that are neither operations nor tensors.
    """
    graph = graph_of(tensors) or get_default_graph()
    with graph.name_scope(name or "tuple"):
        given = [
            t if t is None or isinstance(t, Operation) or hasattr(t, "op") else convert_to_tensor(t) for t in tensors
        ]
        waits = [t if isinstance(t, Operation) else t.op for t in given if t is not None]
        if not waits:
            raise ValueError(f"Must have at least one Tensor: {tensors}")
        for item in control_inputs or ():
            op = getattr(item, "op", item)
            if not isinstance(op, Operation):
                raise TypeError(f"Control input must be Operation or Tensor: {item}")
            waits.append(op)
        gate = group(*sorted(set(waits), key=lambda op: op.id))
        return [_behind(gate, t) for t in given]


def _behind(gate: Operation, item: Any) -> Any:
    if isinstance(item, Operation):
        with item.graph.control_dependencies([gate]):
            return group(item)
    return None if item is None else with_dependencies([gate], item)


def group(*inputs: Any, name: str | None = None) -> Operation:
    """An operation that is done when all `inputs` are (`tf.group`).  Raises TypeError for what is no graph element."""
    flat = nest.flatten(inputs)
    graph = graph_of(flat) or get_default_graph()
    with graph.name_scope(name or "group_deps") as scope:
        ops: list[Operation] = []
        for item in flat:
            element = item._as_graph_element() if isinstance(item, GraphElement) else item
            op = item.op if isinstance(item, ResourceLike) else getattr(element, "op", element)
            if not isinstance(op, Operation):
                raise TypeError(f"Expected tf.group() expected Tensor arguments not '{item}' with type '{type(item)}'")
            ops.append(op)
        with graph.as_default(), graph.control_dependencies(ops):
            return no_op(name=scope)
