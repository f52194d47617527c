"""Local response normalization: each value scaled by the squares of its neighbours among the channels."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_ATTRS = {"depth_radius": 5, "bias": 1.0, "alpha": 1.0, "beta": 0.5}
_TYPES = frozenset({dtypes.float16, dtypes.float32})


def _shape(op: Operation) -> list[MaybeShape]:
    merged: MaybeShape = None
    for value in op.inputs:
        merged = shapes.merge(merged, shapes.with_rank(value._shape, 4))
    return [merged]


def _sum_of_neighbours(values: Any, radius: int) -> Any:
    """The sum over the channels that are at most `radius` away."""
    padded = np.pad(values, [(0, 0)] * 3 + [(radius, radius)])
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * radius + 1, axis=3).sum(axis=-1, dtype=values.dtype)


def _scale(op: Operation, image: Any) -> Any:
    kind = image.dtype.type
    squares = _sum_of_neighbours(image * image, op.attrs["depth_radius"])
    return kind(op.attrs["bias"]) + kind(op.attrs["alpha"]) * squares


def _kernel(op: Operation, store: Store) -> Kernel:
    return lambda image: (image * _scale(op, image) ** image.dtype.type(-op.attrs["beta"])).astype(image.dtype)


def _slope_kernel(op: Operation, store: Store) -> Kernel:
    alpha, beta = op.attrs["alpha"], op.attrs["beta"]

    def kernel(grad: Array, image: Array, output: Array) -> Any:
        scale, kind = _scale(op, image), image.dtype.type
        shared = _sum_of_neighbours(grad * output / scale, op.attrs["depth_radius"])
        return (grad * scale ** kind(-beta) - kind(2 * alpha * beta) * image * shared).astype(image.dtype)

    return kernel


def _gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [tensor("LRNGrad", grad, op.inputs[0], op.outputs[0], **{key: op.attrs[key] for key in _ATTRS})]


define(
    "LRN", "input: T -> output: T", types={"T": _TYPES}, attrs=_ATTRS, shape=_shape, kernel=_kernel, gradient=_gradient
)
define(
    "LRNGrad",
    "input_grads: T, input_image: T, output_image: T -> output: T",
    types={"T": _TYPES},
    attrs=_ATTRS,
    shape=_shape,
    kernel=_slope_kernel,
)


def local_response_normalization(
    input: Any, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5, name: str | None = None
) -> Tensor:
    """Images ``input / (bias + alpha * sum of squares over near channels) ** beta``
    (`tf.nn.local_response_normalization`, `tf.nn.lrn`).
    """
    attrs = {"depth_radius": int(depth_radius), "bias": float(bias), "alpha": float(alpha), "beta": float(beta)}
    return tensor("LRN", input, name=name, **attrs)
