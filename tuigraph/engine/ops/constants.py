"""Nodes that bring values into a graph: constants and placeholders."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import constant_node, convert_to_tensor, graph_of, tensor, to_array
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph, where
from tuigraph.engine.opdef import REQUIRED, Kernel, Writes, define, pure
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape


def _const_kernel(op: Operation, store: Store) -> Kernel:
    array = op.attrs["value"]
    if array.ndim == 2 and array.shape[0] > 16 * array.shape[1] > 16:
        array = np.asfortranarray(array)  # a tall matrix: products with it then run down its columns, 3 times as fast
    value = array if array.ndim else array[()]
    return lambda: value


define(
    "Const",
    "-> output: dtype",
    attrs={"value": REQUIRED},
    shape=lambda op: [op.attrs["value"].shape],
    kernel=_const_kernel,
    aliases=True,
    role=Role.CONSTANT,
    constant=lambda tensor: tensor.op.attrs["value"],
)


def _placeholder_kernel(op: Operation, store: Store) -> Kernel:
    def missing() -> Any:
        shape = op.outputs[0]._shape
        known = "" if shape is None else f" and shape {shapes.listed(shape)}"
        raise InvalidArgumentError(
            None,
            op,
            f"You must feed a value for placeholder tensor '{op.name}' "
            f"with dtype {dtypes.text(op.outputs[0].dtype)}{known}\n"
            f"  node {where(op)}\n  give it in feed_dict, as in session.run(..., feed_dict={{{op.name}: value}})",
        )

    return missing


define(
    "Placeholder",
    "-> output: dtype",
    attrs={"shape": None},
    shape=lambda op: [op.attrs["shape"]],
    kernel=_placeholder_kernel,
    stateful=True,
    writes=Writes.NOTHING,
    role=Role.PLACEHOLDER,
)


def _default_shape(op: Operation) -> list[MaybeShape]:
    wanted, given = op.attrs["shape"], op.inputs[0]._shape
    if not shapes.compatible(wanted, given):
        raise ValueError(f"The default value does not fit. {shapes.conflict(given or (), wanted or ())}")
    return [wanted]


define(
    "PlaceholderWithDefault",
    "input: dtype -> output: dtype",
    attrs={"shape": None},
    shape=_default_shape,
    kernel=pure(lambda value: value),
    gradient=lambda op, grad: [grad],
    stateful=True,  # its value may be replaced by a feed: never folded
    aliases=True,
    writes=Writes.NOTHING,
    passes_on=True,
)


def constant(
    value: Any, dtype: Any = None, shape: Any = None, name: str | None = "Const", verify_shape: bool = False
) -> Tensor:
    """A node that holds `value` (`tf.constant`).

    Python ints become int32, floats float32; arrays keep their type.  With `shape`, the last element fills it up.
    Raises TypeError for a value that the dtype cannot hold, ValueError for more values than the shape has room for.
    """
    wanted = None if dtype is None else dtypes.as_dtype(dtype)
    if graph_of((value,)) is not None:
        raise TypeError(
            f"List of Tensors when single Tensor expected: {value!r} is one already. Use tf.convert_to_tensor."
        )
    array = to_array(value, wanted, dimensions=wanted is not None)
    if shape is not None:
        if not np.iterable(shape):
            raise TypeError(f"A shape is a sequence of integers, not {shape!r}: write [{shape}].")
        array = filled(array, shapes.as_tuple(shape), verify_shape)
        if not array.size and wanted is None:
            wanted, array = dtypes.float32, array.astype(np.float32)
    return constant_node(array, wanted, "Const" if name is None else name)


def filled(array: Any, shape: MaybeShape, verify_shape: bool) -> Any:
    size = shapes.count(shape)
    if shape is None or size is None:
        raise TypeError(f"A constant needs a fully defined shape, not {shapes.text(shape)}.")
    if verify_shape and array.shape != shape:
        raise TypeError(f"Expected Tensor's shape: {shapes.text(shape)}, got {shapes.text(array.shape)}.")
    if not size:
        return np.empty(tuple(int(d) for d in shape if d is not None), dtype=array.dtype)
    if array.size > size:
        raise ValueError(f"Too many elements provided. Needed at most {size}, but received {array.size}")
    flat = np.full(size, b"" if array.dtype.kind == "O" else 0, dtype=array.dtype)
    flat[: array.size] = array.reshape(-1)
    if array.size:
        flat[array.size :] = array.reshape(-1)[-1]
    return flat.reshape(tuple(int(d) for d in shape if d is not None))


def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor whose value has to be fed (`tf.placeholder`).  `shape` may be partial or None."""
    return tensor("Placeholder", dtype=dtypes.as_dtype(dtype).base_dtype, shape=shapes.as_tuple(shape), name=name)


def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A tensor that may be fed, and else is `input` (`tf.placeholder_with_default`)."""
    return tensor("PlaceholderWithDefault", input, shape=shapes.as_tuple(shape), name=name)


_SMALL = 1000  # elements: below this tf.zeros makes a constant instead of a Fill


def zeros(shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> Tensor:
    """Zeros, False or empty strings (`tf.zeros`): a constant where the shape is a short known one, else a Fill."""
    kind = dtypes.as_dtype(dtype).base_dtype
    return _all(shape, kind, {"bool": False, "string": ""}.get(kind.name, 0), name or "zeros")


def ones(shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> Tensor:
    """Ones or True (`tf.ones`).  Raises TypeError for strings."""
    kind = dtypes.as_dtype(dtype).base_dtype
    return _all(shape, kind, True if kind.is_bool else 1, name or "ones")


def _all(shape: Any, dtype: dtypes.DType, value: Any, name: str) -> Tensor:
    graph = graph_of((shape,)) or get_default_graph()
    with graph.name_scope(name) as scope:
        if not isinstance(shape, Tensor):
            try:
                if _is_small(shape):
                    return constant(value, dtype, shape, name=scope)
            except TypeError:
                pass
            try:
                shape = constant_node(_vector(shape), None, "shape_as_tensor", graph)
            except (TypeError, ValueError):
                shape = convert_to_tensor(shape, dtypes.int32, graph=graph)
        if not shape._shape:
            shape = tensor("Reshape", shape, [-1])
        return tensor("Fill", shape, constant(value, dtype), name=scope)


def _is_small(shape: Any) -> bool:
    """Whether a shape has few elements.  TensorFlow multiplies entries that are tensors in the graph."""
    entries = [d.value if isinstance(d, shapes.Dimension) else d for d in shape] if np.iterable(shape) else [shape]
    if isinstance(shape, (shapes.TensorShape, shapes.Dimension)) and None in entries:
        return False
    product: Any = entries[0] if entries else 1
    for entry in entries[1:]:
        product = product * entry
    return bool(product < _SMALL)


def _vector(shape: Any) -> Any:
    known = shapes.as_tuple(shape)
    if known is None or None in known:
        raise ValueError(f"Cannot convert a partially known TensorShape to a Tensor: {shapes.text(known)}")
    return np.array(known, dtype=np.int32 if all(d < 2**31 for d in known if d is not None) else np.int64)
