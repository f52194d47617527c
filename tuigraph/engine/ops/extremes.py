"""Where the largest and smallest elements are."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, define
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array


def _shape(op: Operation) -> list[MaybeShape]:
    shape, axis = op.inputs[0]._shape, constant_value(op.inputs[1])
    if shape is None:
        return [None]
    if not shape or (len(shape) == 1 and axis is None):
        return [()]
    if axis is None:
        return [(None,) * (len(shape) - 1)]
    shapes.with_rank(op.inputs[1]._shape, 0)
    gone = shapes.normal_axis(int(axis), len(shape))
    return [tuple([d for i, d in enumerate(shape) if i != gone])]


def _kernel(function: Any) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy

        def kernel(value: Array, axis: Array) -> Any:
            rank = np.ndim(value)
            if not -rank <= axis < rank:
                raise InvalidArgumentError(
                    None, None, f"Expected dimension in the range [{-rank}, {rank}), but got {axis}"
                )
            if not np.shape(value)[int(axis)]:
                raise InvalidArgumentError(
                    None, None, f"Reduction axis {axis} is empty in shape {shapes.listed(np.shape(value))}"
                )
            return function(value, int(axis)).astype(dtype)

        return kernel

    return rule


def _among_numbers(function: Any, worst: float) -> Kernel:
    """Numbers alone count: nan is never the largest or smallest."""

    def index(value: Any, axis: int) -> Any:
        if value.dtype.kind == "f" and np.isnan(value).any():
            value = np.where(np.isnan(value), value.dtype.type(worst), value)
        return function(value, axis)

    return index


for _name, _function in (("ArgMax", _among_numbers(np.argmax, -np.inf)), ("ArgMin", _among_numbers(np.argmin, np.inf))):
    define(
        _name,
        "input: T, dimension: Tidx -> output: output_type",
        types={"T": dtypes.NUMBER, "Tidx": dtypes.INDEX, "output_type": dtypes.INDEX},
        defaults={"Tidx": dtypes.int32},
        attrs={"output_type": dtypes.int64},
        shape=_shape,
        kernel=_kernel(_function),
        gradient=lambda op, grad: [None, None],
    )


def _index_type(given: Any) -> dtypes.DType:
    kind = dtypes.as_dtype(given)
    if kind not in dtypes.INDEX:
        raise TypeError(f"output_type {kind.name} is not in list of allowed values: {dtypes.names(dtypes.INDEX)}")
    return kind


def arg_max(input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None) -> Tensor:
    """The index of the largest element, of equal ones the first (`tf.arg_max`)."""
    return tensor("ArgMax", input, dimension, output_type=_index_type(output_type), name=name)


def arg_min(input: Any, dimension: Any, output_type: Any = dtypes.int64, name: str | None = None) -> Tensor:
    """The index of the smallest element, of equal ones the first (`tf.arg_min`)."""
    return tensor("ArgMin", input, dimension, output_type=_index_type(output_type), name=name)


def argmax(
    input: Any, axis: Any = None, name: str | None = None, dimension: Any = None, output_type: Any = dtypes.int64
) -> Tensor:
    """The index of the largest element along an axis, by default the first axis (`tf.argmax`)."""
    axis = one_of("axis", axis, "dimension", dimension)
    return arg_max(input, 0 if axis is None else axis, output_type, name)


def argmin(
    input: Any, axis: Any = None, name: str | None = None, dimension: Any = None, output_type: Any = dtypes.int64
) -> Tensor:
    """The index of the smallest element along an axis, by default the first axis (`tf.argmin`)."""
    axis = one_of("axis", axis, "dimension", dimension)
    return arg_min(input, 0 if axis is None else axis, output_type, name)
