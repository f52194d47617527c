"""Identities, shapes as tensors, and reshape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, constant_node, convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import (
    REQUIRED,
    Kernel,
    Linear,
    Sign,
    Writes,
    arranged_by_constants,
    define,
    pure,
    same_shape,
    scalar_shape,
)
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares
from tuigraph.engine.values import Array, as_array, as_value


def graph_for(*values: Any) -> Graph:
    """The graph that a function of `values` builds in."""
    return graph_of(values) or get_default_graph()


# ---------------------------------------------------------------- identities

_same = pure(lambda value: value)

define(
    "Identity",
    "input: T -> output: T",
    shape=same_shape,
    kernel=_same,
    gradient=lambda op, grad: [grad],
    aliases=True,
    role=Role.IDENTITY,
    passes_on=True,
    sign=Sign("read", "call"),
    symbolic=lambda op, inner: inner,
)
define(
    "RefIdentity",
    "input: Ref(T) -> output: Ref(T)",
    shape=same_shape,
    kernel=_same,
    gradient=lambda op, grad: [grad],
    aliases=True,
    role=Role.IDENTITY,
    passes_on=True,
)
define(
    "StopGradient",
    "input: T -> output: T",
    shape=same_shape,
    kernel=_same,
    differentiable=False,
    aliases=True,
    passes_on=True,
)
define(
    "GuaranteeConst",
    "input: T -> output: T",
    shape=same_shape,
    kernel=_same,
    stateful=True,
    aliases=True,
    writes=Writes.NOTHING,
    passes_on=True,
)


def _prevented(op: Operation, grad: Tensor) -> Tensor:
    raise LookupError(f"Gradient explicitly disabled at '{op.name}'. Reason: {op.attrs['message']}")


define(
    "PreventGradient",
    "input: T -> output: T",
    attrs={"message": ""},
    shape=same_shape,
    kernel=_same,
    gradient=_prevented,
    aliases=True,
    passes_on=True,
)
define(
    "IdentityN",
    "input: [T] -> output: [T]",
    shape=lambda op: [t._shape for t in op.inputs],
    kernel=lambda op, store: (lambda value: value) if len(op.inputs) == 1 else (lambda *values: values),
    gradient=lambda op, *grads: list(grads),
    aliases=True,
    passes_on=True,
)


def _ensured_shape(op: Operation) -> list[MaybeShape]:
    return [shapes.merge(op.inputs[0]._shape, op.attrs["shape"])]


def _ensure_kernel(op: Operation, store: Store) -> Kernel:
    wanted = op.attrs["shape"]

    def kernel(value: Array) -> Any:
        if not shapes.compatible(wanted, np.shape(value)):
            raise InvalidArgumentError(
                None,
                None,
                f"Shape of tensor {op.inputs[0].op.name} {shapes.listed(np.shape(value))} is not compatible with "
                f"expected shape {shapes.listed(wanted)}.",
            )
        return value

    return kernel


define(
    "EnsureShape",
    "input: T -> output: T",
    attrs={"shape": REQUIRED},
    shape=_ensured_shape,
    kernel=_ensure_kernel,
    shares=Shares(as_it_is=True),
    gradient=lambda op, grad: [grad],
    aliases=True,
    symbolic=Linear(slice(1)),
)


def identity(input: Any, name: str | None = None) -> Tensor:
    """A tensor with the same value (`tf.identity`); of a variable, what it holds when this node runs."""
    return tensor("Identity", input, name=name)


def identity_n(input: Any, name: str | None = None) -> list[Tensor]:
    """Tensors with the same values, all of them computed when one is (`tf.identity_n`)."""
    return list(apply("IdentityN", input, name=name).outputs)


def stop_gradient(input: Any, name: str | None = None) -> Tensor:
    """The same value, constant to `tf.gradients` (`tf.stop_gradient`)."""
    return tensor("StopGradient", input, name=name)


def guarantee_const(input: Any, name: str | None = None) -> Tensor:
    return tensor("GuaranteeConst", input, name=name)


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same value; InvalidArgumentError in a run where its shape does not fit `shape` (`tf.ensure_shape`)."""
    return tensor("EnsureShape", x, shape=shapes.as_tuple(shape), name=name)


# ---------------------------------------------------------------- shape, size, rank


def _shape_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy
    if len(op.outputs) == 1:
        return lambda value: np.array(np.shape(value), dtype=dtype)
    return lambda *values: tuple([np.array(np.shape(v), dtype=dtype) for v in values])


def _known_shape(tensor: Tensor) -> Any:
    shape = tensor.op.inputs[tensor.index]._shape
    return np.array(shape, dtype=tensor.dtype.numpy) if shapes.is_static(shape) else None


def _known_size(tensor: Tensor) -> Any:
    count = shapes.count(tensor.op.inputs[0]._shape)
    return None if count is None else np.array(count, dtype=tensor.dtype.numpy)


def _known_rank(tensor: Tensor) -> Any:
    shape = tensor.op.inputs[0]._shape
    return None if shape is None else np.array(len(shape), dtype=np.int32)


def _shape_of_shapes(op: Operation) -> list[MaybeShape]:
    return [(None if t._shape is None else len(t._shape),) for t in op.inputs]


define(
    "Shape",
    "input: T -> output: out_type",
    types={"out_type": dtypes.INDEX},
    attrs={"out_type": dtypes.int32},
    shape=_shape_of_shapes,
    kernel=_shape_kernel,
    differentiable=False,
    constant=_known_shape,
    shape_value=lambda tensor, depth: tensor.op.inputs[tensor.index]._shape,
    role=Role.SHAPE,
)
define(
    "ShapeN",
    "input: N*T -> output: N*out_type",
    types={"out_type": dtypes.INDEX},
    attrs={"out_type": dtypes.int32},
    shape=_shape_of_shapes,
    kernel=_shape_kernel,
    differentiable=False,
    constant=_known_shape,
    shape_value=lambda tensor, depth: tensor.op.inputs[tensor.index]._shape,
)
define(
    "Rank",
    "input: T -> output: int32",
    shape=scalar_shape,
    kernel=pure(lambda value: np.int32(np.ndim(value))),
    differentiable=False,
    constant=_known_rank,
    role=Role.SHAPE,
)


def _size_kernel(op: Operation, store: Store) -> Kernel:
    number = op.outputs[0].dtype.numpy.type
    return lambda value: number(1 if value.__class__ is bytes else value.size)


define(
    "Size",
    "input: T -> output: out_type",
    types={"out_type": dtypes.INDEX},
    attrs={"out_type": dtypes.int32},
    shape=scalar_shape,
    kernel=_size_kernel,
    differentiable=False,
    constant=_known_size,
    role=Role.SHAPE,
)


def shape(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The shape as a tensor (`tf.shape`): a constant where it is known already."""
    graph = graph_for(input)
    kind = dtypes.as_dtype(out_type)
    with graph.name_scope(name or "Shape") as scope:
        value = convert_to_tensor(input)
        if shapes.is_static(value._shape):
            return constant_node(np.array(value._shape, dtype=kind.numpy), kind, scope, graph)
        return tensor("Shape", value, out_type=kind, name=scope)


def shape_n(input: Any, out_type: Any = dtypes.int32, name: str | None = None) -> list[Tensor]:
    """The shapes of several tensors (`tf.shape_n`)."""
    return list(apply("ShapeN", input, out_type=dtypes.as_dtype(out_type), name=name).outputs)


def size(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The number of elements as a tensor (`tf.size`): a constant where it is known already."""
    graph = graph_for(input)
    kind = dtypes.as_dtype(out_type)
    with graph.name_scope(name or "Size") as scope:
        value = convert_to_tensor(input)
        known = 0 if 0 in (value._shape or ()) else shapes.count(value._shape)
        if known is not None:
            return constant_node(np.array(known, dtype=kind.numpy), kind, scope, graph)
        return tensor("Size", value, out_type=kind, name=scope)


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of dimensions as a tensor (`tf.rank`): a constant where it is known already."""
    graph = graph_for(input)
    with graph.name_scope(name or "Rank") as scope:
        value = convert_to_tensor(input)
        if value._shape is not None:
            return constant_node(np.array(len(value._shape), dtype=np.int32), dtypes.int32, scope, graph)
        return tensor("Rank", value, name=scope)


# ---------------------------------------------------------------- reshape


def _reshaped(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[1]._shape, 1)
    given, wanted = op.inputs[0]._shape, constant_shape(op.inputs[1])
    has, needs = shapes.count(given), shapes.count(wanted)
    if has is not None and needs is not None:
        if has != needs:
            raise ValueError(
                f"Cannot reshape a tensor with {has} elements to shape {shapes.listed(wanted)} ({needs} elements)"
            )
        return [wanted]
    if given is None or wanted is None or given.count(None) > 1 or wanted.count(None) > 1:
        return [wanted]
    has, needs = (shapes.count(tuple([d for d in s if d is not None])) for s in (given, wanted))
    assert has is not None
    assert needs is not None
    if None not in wanted:
        if has and needs % has:
            raise ValueError(
                f"Cannot reshape a tensor of shape {shapes.listed(given)} to shape {shapes.listed(wanted)}"
            )
        return [wanted]
    if None in given:
        missing = None  # equal to the unknown entry of the input where the other entries agree
    elif not needs:
        if has:
            raise ValueError(
                f"Cannot reshape a tensor with {has} elements to shape {shapes.listed(wanted)} (0 elements)"
            )
        missing = None
    elif has % needs:
        raise ValueError(
            f"Dimension size must be evenly divisible by {needs} but is {has}: "
            f"{shapes.listed(given)} does not fit {shapes.listed(wanted)}"
        )
    else:
        missing = has // needs
    return [tuple([missing if d is None else d for d in wanted])]


def _reshape_kernel(value: Array, shape: Array) -> Any:
    array = as_array(value)
    wanted = [int(d) for d in shape]
    known = 1
    for d in wanted:
        if d < -1:
            raise InvalidArgumentError(
                None, None, f"Size {d} of the new shape {wanted} must be non-negative, or -1 once"
            )
        known *= d if d > 0 else 1
    if wanted.count(-1) > 1:
        raise InvalidArgumentError(None, None, f"Only one input size may be -1, not those of {wanted}")
    if -1 in wanted:  # beside a 0, worked out from the dimensions other than 0
        has = math.prod(d for d in array.shape if d or 0 not in wanted)
        if 0 not in wanted and has % known and array.size:
            raise InvalidArgumentError(
                None,
                None,
                f"Input to reshape is a tensor with {array.size} values, but the requested shape "
                f"requires a multiple of {known}",
            )
        wanted[wanted.index(-1)] = has // known
    needs = math.prod(wanted)
    if needs != array.size:
        raise InvalidArgumentError(
            None, None, f"Input to reshape is a tensor with {array.size} values, but the requested shape has {needs}"
        )
    return as_value(array.reshape(wanted))


def back_to_input(op: Operation, grad: Tensor) -> list[Any]:
    """The gradient of an operation that only gave its first input another shape."""
    return [reshape(grad, shape(op.inputs[0])), *[None] * (len(op.inputs) - 1)]


define(
    "Reshape",
    "tensor: T, shape: Tshape -> output: T",
    types={"Tshape": dtypes.INDEX},
    defaults={"Tshape": dtypes.int32},
    shape=_reshaped,
    kernel=pure(_reshape_kernel),
    shares=Shares(),
    keeps_elements=True,
    fits=arranged_by_constants,
    gradient=back_to_input,
    aliases=True,
    symbolic=Linear(slice(1)),
)


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same elements in another shape (`tf.reshape`); an entry of -1 is worked out.

    Raises ValueError where the sizes are known not to fit, InvalidArgumentError where a run finds it out.
    """
    return apply("Reshape", tensor, shape, name=name).outputs[0]
