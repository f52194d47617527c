"""Convolutions of each channel by itself (depthwise), alone and before one that mixes channels (separable)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel
from tuigraph.engine.ops.convolution import Three, conv2d, define_convolution
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.space_to_batch import with_space_to_batch
from tuigraph.engine.ops.windows import Window
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, dims

_ATTRS = {"strides": REQUIRED, "padding": REQUIRED, "data_format": "NHWC", "dilations": [1, 1, 1, 1]}
_TO_IMAGE, _TO_FILTER = "DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter"


def _window(op: Operation, filter_shape: Any) -> Window:
    window = Window.of(op, tuple(filter_shape[:2]))
    if window.strides[0] != window.strides[1]:
        raise InvalidArgumentError(
            None, None, "Current implementation only supports equal length strides in the row and column dimensions."
        )
    return window


def _shape(op: Operation) -> list[MaybeShape]:
    image, kernel = (shapes.with_rank(operand._shape, 4) for operand in op.inputs)
    size: Any = kernel[:2]
    window = Window.of(op, size)
    channels = window.channels_last(image)[3]
    if channels is not None and kernel[2] is not None and channels != kernel[2]:
        raise ValueError(f"Dimensions must be equal, but are {channels} and {kernel[2]}")
    own = kernel[2] if channels is None else channels
    made = None if own is None or kernel[3] is None else own * kernel[3]
    if None in kernel[:2]:
        return [window.as_given((image[0], None, None, made))]
    return [window.output(image, made)]


def _kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array) -> Any:
        window = _window(op, filter.shape)
        last = window.to_last(image)
        if last.shape[3] != filter.shape[2]:
            raise InvalidArgumentError(
                None, None, f"input and filter must have the same depth: {last.shape[3]} vs {filter.shape[2]}"
            )
        counts = window.counts(last)
        sums = np.zeros((last.shape[0], *counts, *filter.shape[2:]), image.dtype)
        for part, weights in zip(window.places(window.padded(last, 0), counts), _by_place(filter)):
            sums += part[..., None] * weights
        return window.to_given(sums.reshape(*sums.shape[:3], filter.shape[2] * filter.shape[3]))

    return kernel


def _by_place(filter: Any) -> Any:
    return filter.reshape(-1, *filter.shape[2:])


def _by_channel(grad: Any, filter_shape: Any) -> Any:
    return grad.reshape(*grad.shape[:3], filter_shape[2], filter_shape[3])


def _to_image_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(sizes: Array, filter: Array, grad: Array) -> Any:
        window = _window(op, filter.shape)
        shape = window.channels_last(dims(sizes))
        parts = _by_channel(window.to_last(grad), filter.shape)
        values = ((parts * weights).sum(axis=-1) for weights in _by_place(filter))
        return window.to_given(window.gathered(values, shape, grad.dtype, parts.shape[1:3]))

    return kernel


def _to_filter_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, sizes: Array, grad: Array) -> Any:
        shape = dims(sizes)
        window = _window(op, shape)
        parts = _by_channel(window.to_last(grad), shape)
        places = window.places(window.padded(window.to_last(image), 0), parts.shape[1:3])
        sums = [np.einsum("nijc,nijcm->cm", place, parts) for place in places]
        return np.stack(sums).reshape(shape)

    return kernel


define_convolution(
    Three("DepthwiseConv2dNative", _TO_IMAGE, _TO_FILTER),
    _ATTRS,
    _shape,
    Three(_kernel, _to_image_kernel, _to_filter_kernel),
)


# ---------------------------------------------------------------- functions


def _attrs(strides: Any, padding: str, data_format: str | None, dilations: Any) -> dict[str, Any]:
    return {
        "strides": [int(v) for v in strides],
        "padding": padding,
        "data_format": data_format or "NHWC",
        "dilations": [int(v) for v in dilations],
    }


def depthwise_conv2d_native(
    input: Any,
    filter: Any,
    strides: Any,
    padding: str,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The convolution of each channel of images [n, height, width, channels] with its own filters [height, width,
    channels, multiplier]: [n, rows, columns, channels * multiplier] (`tf.nn.depthwise_conv2d_native`).
    """
    attrs = _attrs(strides, padding, data_format, dilations)
    return tensor("DepthwiseConv2dNative", input, filter, name=name, **attrs)


def depthwise_conv2d_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: str,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` by its images (`tf.nn.depthwise_conv2d_backprop_input`)."""
    attrs = _attrs(strides, padding, data_format, dilations)
    return tensor(_TO_IMAGE, input_sizes, filter, out_backprop, name=name, **attrs)


def depthwise_conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: str,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` by its filter (`tf.nn.depthwise_conv2d_backprop_filter`)."""
    attrs = _attrs(strides, padding, data_format, dilations)
    return tensor(_TO_FILTER, input, filter_sizes, out_backprop, name=name, **attrs)


def _dilated(
    value: Any, filter: Any, strides: Any, padding: str, rate: Any, data_format: str | None, name: str
) -> Tensor:
    def plain(dealt: Any, count: int, padding: str) -> Tensor:
        return depthwise_conv2d_native(dealt, filter, strides, padding, data_format, name=name)

    rate = [1, 1] if rate is None else rate
    return with_space_to_batch(value, rate, padding, plain, shape_of(filter), data_format=data_format)


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """As `depthwise_conv2d_native`, with a dilation of `rate` [2] (`tf.nn.depthwise_conv2d`)."""
    rate = one_of("dilations", dilations, "rate", rate)
    with graph_for(input, filter).name_scope(name or "depthwise") as scope:
        value = convert_to_tensor(input, name="tensor_in")
        filter = convert_to_tensor(filter, name="filter_in")
        return _dilated(value, filter, strides, padding, rate, data_format, scope)


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """`depthwise_conv2d`, then a convolution of each pixel with a filter [1, 1, channels * multiplier, outputs]
    (`tf.nn.separable_conv2d`).

    Raises ValueError for a pointwise filter of more than one pixel.
    """
    rate = one_of("dilations", dilations, "rate", rate)
    with graph_for(input, depthwise_filter, pointwise_filter).name_scope(name or "separable_conv2d") as scope:
        value = convert_to_tensor(input, name="tensor_in")
        depthwise_filter = convert_to_tensor(depthwise_filter, name="depthwise_filter")
        pointwise_filter = convert_to_tensor(pointwise_filter, name="pointwise_filter")
        size = shapes.with_rank(pointwise_filter._shape, 4)[:2]
        if any(length not in (None, 1) for length in size):
            raise ValueError(f"Dimension {size} and (1, 1) are not compatible")
        channels = _dilated(value, depthwise_filter, strides, padding, rate, data_format, "depthwise")
        return conv2d(channels, pointwise_filter, [1, 1, 1, 1], "VALID", data_format=data_format, name=scope)
