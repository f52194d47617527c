"""Batch normalization of images as one operation, as TensorFlow 1.15.5 makes it for four dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_ATTRS = {"epsilon": 0.0001, "data_format": "NHWC", "is_training": True}
_TYPES = {"T": frozenset((dtypes.float16, dtypes.float32)), "U": frozenset((dtypes.float32,))}
_SMALLEST_EPSILON = 1.001e-5  # what cuDNN takes


def _last(op: Operation, image: Any) -> Any:
    return image.transpose(0, 2, 3, 1) if op.attrs["data_format"] == "NCHW" else image


def _given(op: Operation, image: Any, like: Any) -> Any:
    found = image.transpose(0, 3, 1, 2) if op.attrs["data_format"] == "NCHW" else image
    return np.ascontiguousarray(found.astype(like.dtype, copy=False))


def _shape(op: Operation) -> list[MaybeShape]:
    image = shapes.with_rank(op.inputs[0]._shape, 4)
    place = 1 if op.attrs["data_format"] == "NCHW" else 3
    channels = image[place]
    for parameter in op.inputs[1 : 5 if not op.attrs["is_training"] else 3]:
        size = shapes.with_rank(parameter._shape, 1)[0]
        if None not in (channels, size) and channels != size:
            raise ValueError(f"Dimensions must be equal, but are {channels} and {size}")
        channels = size if channels is None else channels
    each: MaybeShape = (channels,)
    return [(*image[:place], channels, *image[place + 1 :]), each, each, each, each, None]


def _kernel(op: Operation, store: Store) -> Kernel:
    epsilon, training = np.float32(op.attrs["epsilon"]), op.attrs["is_training"]

    def kernel(x: Array, scale: Array, offset: Array, mean: Array, variance: Array) -> Any:
        image = _last(op, x).astype(np.float32, copy=False)
        count = image.size // max(image.shape[3], 1)
        corrected = variance
        if training:
            mean = image.mean((0, 1, 2), dtype=np.float32)
            variance = np.square(image - mean).mean((0, 1, 2), dtype=np.float32)
            corrected = variance * np.float32(count / max(count - 1, 1))
        y = (image - mean) * (scale / np.sqrt(variance + epsilon)) + offset
        return _given(op, y, x), mean.copy(), corrected.copy(), mean.copy(), variance.copy(), np.zeros((), np.float32)

    return kernel


def _gradient(op: Operation, *grads: Tensor | None) -> list[Any]:
    x, scale, _, mean, variance = op.inputs
    attrs = {key: op.attrs[key] for key in _ATTRS}
    kept = op.outputs[3:5] if op.attrs["is_training"] else (mean, variance)
    found = apply("FusedBatchNormGradV3", grads[0], x, scale, *kept, op.outputs[5], **attrs).outputs
    return [*found[:3], None, None]


define(
    "FusedBatchNormV3",
    "x: T, scale: U, offset: U, mean: U, variance: U -> y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, "
    "reserve_space_2: U, reserve_space_3: U",
    types=_TYPES,
    attrs=_ATTRS,
    shape=_shape,
    kernel=_kernel,
    gradient=_gradient,
)


def _grad_shape(op: Operation) -> list[MaybeShape]:
    each = op.inputs[2]._shape
    return [op.inputs[1]._shape, each, each, (0,), (0,)]


def _grad_kernel(op: Operation, store: Store) -> Kernel:
    epsilon, training = np.float32(op.attrs["epsilon"]), op.attrs["is_training"]
    everywhere = (0, 1, 2)

    def kernel(grad: Array, x: Array, scale: Array, mean: Array, variance: Array, kept: Array) -> Any:
        slope, image = (_last(op, v).astype(np.float32, copy=False) for v in (grad, x))
        by_deviation = 1 / np.sqrt(variance + epsilon)
        normal = (image - mean) * by_deviation
        by_scale, by_offset = (slope * normal).sum(everywhere), slope.sum(everywhere)
        if training:
            count = np.float32(image.size // max(image.shape[3], 1))
            slope = slope - by_offset / count - normal * (by_scale / count)
        none = np.zeros(0, np.float32)
        return _given(op, slope * (scale * by_deviation), x), by_scale, by_offset, none, none

    return kernel


define(
    "FusedBatchNormGradV3",
    "y_backprop: T, x: T, scale: float32, reserve_space_1: U, reserve_space_2: U, reserve_space_3: U -> "
    "x_backprop: T, scale_backprop: U, offset_backprop: U, reserve_space_4: U, reserve_space_5: U",
    types=_TYPES,
    attrs=_ATTRS,
    shape=_grad_shape,
    kernel=_grad_kernel,
)


def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Images normalized per channel, their mean and their variance (`tf.nn.fused_batch_norm`).

    While training these are the batch's own, the variance that of a sample (divided by one less than their number);
    else `mean` and `variance`.  Raises ValueError where they are given while training.
    """
    x, scale = convert_to_tensor(x, name="input"), convert_to_tensor(scale, name="scale")
    offset = convert_to_tensor(offset, name="offset")
    if is_training and (mean is not None or variance is not None):
        raise ValueError("Both 'mean' and 'variance' must be None if is_training is True.")
    mean = constant([]) if mean is None else mean
    variance = constant([]) if variance is None else variance
    made = apply(
        "FusedBatchNormV3",
        *(x, scale, offset, mean, variance),
        epsilon=max(epsilon, _SMALLEST_EPSILON),
        data_format=data_format,
        is_training=is_training,
        name=name,
    )
    y, batch_mean, batch_variance = made.outputs[:3]
    return y, batch_mean, batch_variance
