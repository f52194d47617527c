"""The variable that counts training steps, found by its collection or its name."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, initializers
from tuigraph.engine.graph import Graph, Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import Variable

_READ = "global_step_read_op_cache"  # the key of the collection


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The number of steps in that session, as an int (`tf.train.global_step`)."""
    return int(sess.run(global_step_tensor))


def get_global_step(graph: Graph | None = None) -> Any:
    """The global step of the graph, or None (`tf.train.get_global_step`).

    It is the one in its collection, else the tensor ``global_step:0``.  Raises TypeError when that is no integer
    scalar.
    """
    graph = graph or get_default_graph()
    found = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(found) > 1:
        return None
    if not found:
        try:
            found = [graph.get_tensor_by_name("global_step:0")]
        except KeyError:
            return None
    assert_global_step(found[0])
    return found[0]


def global_step_read(graph: Graph | None = None) -> Any:
    """A tensor with the global step, zero before it is initialized; made once.  None without a global step."""
    graph = graph or get_default_graph()
    found = graph.get_collection(_READ)
    step = None if found else get_global_step(graph)
    if step is not None:
        with graph.as_default(), graph.name_scope(None), graph.name_scope(f"{step.op.name}/"):
            value = step.initialized_value() if isinstance(step, Variable) else step
            found = [value + 0]
            graph.add_to_collection(_READ, found[0])
    return found[0] if found else None


def create_global_step(graph: Graph | None = None) -> Any:
    """A new int64 global step, zero at first (`tf.train.create_global_step`).  Raises ValueError when there is one."""
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), graph.name_scope(None):
        return get_variable(
            GraphKeys.GLOBAL_STEP,
            [],
            dtypes.int64,
            initializer=initializers.Zeros(),
            trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


def get_or_create_global_step(graph: Graph | None = None) -> Any:
    graph = graph or get_default_graph()
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


def assert_global_step(global_step_tensor: Any) -> None:
    """Raises TypeError for what cannot count steps."""
    if not isinstance(global_step_tensor, (Variable, Tensor)):
        raise TypeError(f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.')
    if not global_step_tensor.dtype.base_dtype.is_integer:
        raise TypeError(f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}')
    shape = global_step_tensor.get_shape()
    if shape.ndims != 0 and shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {shape}')
