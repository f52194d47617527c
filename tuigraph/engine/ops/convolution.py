"""Convolutions along one, two and three dimensions, and their transposes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, ShapeRule, define
from tuigraph.engine.ops import identities, joining, layout
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.windows import Window, sequence
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, dims

_ATTRS = {
    "strides": REQUIRED,
    "padding": REQUIRED,
    "use_cudnn_on_gpu": True,
    "explicit_paddings": [],
    "data_format": "NHWC",
    "dilations": [1, 1, 1, 1],
}
_ATTRS_3D = {
    "strides": REQUIRED,
    "padding": REQUIRED,
    "data_format": "NDHWC",
    "dilations": [1, 1, 1, 1, 1],
}


def _rank(op: Operation) -> int:
    return len(op.attrs["strides"])


def _window(op: Operation, filter_shape: Any) -> Window:
    return Window.of(op, tuple(filter_shape[:-2]))


def _shape(op: Operation) -> list[MaybeShape]:
    image, kernel = (shapes.with_rank(operand._shape, _rank(op)) for operand in op.inputs)
    window = _window(op, kernel)
    channels = window.channels_last(image)[-1]
    if channels is not None and kernel[-2] is not None and channels % kernel[-2]:
        raise ValueError(f"Depth of input ({channels}) is not a multiple of input depth of filter ({kernel[-2]})")
    if channels and kernel[-2] and kernel[-1] is not None and kernel[-1] % (channels // kernel[-2]):
        groups = channels // kernel[-2]
        raise ValueError(f"Depth of output ({kernel[-1]}) is not a multiple of the number of groups ({groups})")
    if None in kernel[:-2]:
        return [window.as_given((image[0], *[None] * window.rank, kernel[-1]))]
    return [window.output(image, kernel[-1])]


def _kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array) -> Any:
        window = _window(op, filter.shape)
        last = window.to_last(image)
        if last.shape[-1] != filter.shape[-2]:
            raise InvalidArgumentError(
                None,
                None,
                f"input and filter must have the same depth: {last.shape[-1]} vs {filter.shape[-2]}; "
                f"images {shapes.listed(image.shape)}, filter {shapes.listed(filter.shape)}",
            )
        products = window.columns(last) @ _as_matrix(filter)
        return window.to_given(products.reshape(last.shape[0], *window.counts(last), filter.shape[-1]))

    return kernel


def _as_matrix(filter: Any) -> Any:
    return filter.reshape(math.prod(filter.shape[:-1]), filter.shape[-1])


def _to_image_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(sizes: Array, filter: Array, grad: Array) -> Any:
        window = _window(op, filter.shape)
        last, shape = window.to_last(grad), window.channels_last(dims(sizes))
        rows = last.reshape(math.prod(last.shape[:-1]), last.shape[-1])
        parts = (
            (rows @ filter[place].T).reshape(*last.shape[:-1], filter.shape[-2])
            for place in np.ndindex(filter.shape[:-2])
        )
        return window.to_given(window.gathered(parts, shape, grad.dtype, last.shape[1:-1]))

    return kernel


def _to_filter_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, sizes: Array, grad: Array) -> Any:
        shape = dims(sizes)
        window = _window(op, shape)
        last = window.to_last(grad)
        found = window.columns(window.to_last(image)).T @ last.reshape(math.prod(last.shape[:-1]), last.shape[-1])
        return found.reshape(*shape[:-2], image.shape[1 if window.channels_first else -1], last.shape[-1])

    return kernel


# ---------------------------------------------------------------- a convolution and its transposes


class Three(NamedTuple):
    """Something of a convolution, of its transpose to images and of that to filters."""

    plain: Any
    to_image: Any
    to_filter: Any


def define_convolution(
    types: Three,
    attrs: Mapping[str, Any],
    shape: ShapeRule,
    kernels: Three,
    sizes: str = "int32",
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Define a convolution and its transposes, whose `attrs` are the same and whose gradients are each other.

    `sizes` is the type of the shape of images, and `more` what the record of their transpose says about it.
    """
    rank = len(attrs["dilations"])

    def made(op_type: str, op: Operation, *operands: Tensor) -> Tensor:
        return tensor(op_type, *operands, **{key: op.attrs[key] for key in attrs})

    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        image, filter = op.inputs
        image_shape, filter_shape = identities.shape_n([image, filter])
        return [
            made(types.to_image, op, image_shape, filter, grad),
            made(types.to_filter, op, image, filter_shape, grad),
        ]

    def to_image_gradient(op: Operation, grad: Tensor) -> list[Any]:
        _, filter, out = op.inputs
        by_filter = made(types.to_filter, op, grad, identities.shape(filter), out)
        return [None, by_filter, made(types.plain, op, grad, filter)]

    def to_filter_gradient(op: Operation, grad: Tensor) -> list[Any]:
        image, _, out = op.inputs
        by_image = made(types.to_image, op, identities.shape(image), grad, out)
        return [by_image, None, made(types.plain, op, image, grad)]

    def given_shape(place: int) -> ShapeRule:
        def rule(op: Operation) -> list[MaybeShape]:
            _window(op, (1,) * rank)  # refuses what there cannot be, of whatever size
            return [shapes.with_rank(constant_shape(op.inputs[place]), rank)]

        return rule

    define(
        types.plain,
        "input: T, filter: T -> output: T",
        types={"T": dtypes.FLOATING},
        attrs=attrs,
        shape=shape,
        kernel=kernels.plain,
        gradient=gradient,
    )
    define(
        types.to_image,
        f"input_sizes: {sizes}, filter: T, out_backprop: T -> output: T",
        **{"types": {"T": dtypes.FLOATING}, **more},
        attrs=attrs,
        shape=given_shape(0),
        kernel=kernels.to_image,
        gradient=to_image_gradient,
    )
    define(
        types.to_filter,
        "input: T, filter_sizes: int32, out_backprop: T -> output: T",
        types={"T": dtypes.FLOATING},
        attrs=attrs,
        shape=given_shape(1),
        kernel=kernels.to_filter,
        gradient=to_filter_gradient,
    )


_KERNELS = Three(_kernel, _to_image_kernel, _to_filter_kernel)
define_convolution(Three("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter"), _ATTRS, _shape, _KERNELS)
define_convolution(
    Three("Conv3D", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2"),
    _ATTRS_3D,
    _shape,
    _KERNELS,
    "Tshape",
    {"types": {"T": dtypes.FLOATING, "Tshape": dtypes.INDEX}, "defaults": {"Tshape": dtypes.int32}},
)


# ---------------------------------------------------------------- functions


def _padding(padding: Any) -> tuple[str, list[int]]:
    """The padding attribute and explicit margins.  Raises ValueError for a list of anything but four pairs."""
    if isinstance(padding, (list, tuple)):
        pairs = [list(pair) for pair in padding]
        if len(pairs) != 4 or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"padding must be 'SAME', 'VALID' or four pairs of numbers, not {padding!r}")
        return "EXPLICIT", [int(v) for pair in pairs for v in pair]
    return padding, []


def _common(strides: Any, padding: Any, data_format: str | None, dilations: Any) -> dict[str, Any]:
    kind, explicit = _padding(padding)
    data_format = data_format or "NHWC"
    channel = 1 if data_format.startswith("NC") else 3
    return {
        "strides": sequence(strides, channel, "strides"),
        "padding": kind,
        "explicit_paddings": explicit,
        "data_format": data_format,
        "dilations": sequence(dilations, channel, "dilations"),
    }


def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The convolution of images [n, height, width, channels] with a filter [height, width, channels, outputs]
    (`tf.nn.conv2d`).
    """
    filter = one_of("filter", filter, "filters", filters)
    return tensor("Conv2D", input, filter, name=name, **_common(strides, padding, data_format, dilations))


def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv2d`, from its outputs to its images (`tf.nn.conv2d_transpose`)."""
    value, filter = one_of("value", value, "input", input), one_of("filter", filter, "filters", filters)
    attrs = _common(strides, padding, data_format, dilations)
    return tensor("Conv2DBackpropInput", output_shape, filter, value, name=name or "conv2d_transpose", **attrs)


def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution of sequences [n, steps, channels] with a filter [steps, channels, outputs] (`tf.nn.conv1d`).

    It is that of images of a single row.  Raises ValueError for another `data_format` than ``NWC`` and ``NCW``.
    """
    value = one_of("value", value, "input", input)
    graph = identities.graph_for((value, filters))
    with graph.name_scope(name or "conv1d") as scope:
        if data_format not in (None, "NWC", "NCW", "NHWC", "NCHW"):
            raise ValueError("data_format must be 'NWC' or 'NCW'.")
        first = data_format is not None and data_format.startswith("NC")
        row = 2 if first else 1
        spread = [_along(numbers, first) for numbers in (stride, dilations)]
        outputs = conv2d(
            layout.expand_dims(value, row),
            layout.expand_dims(filters, 0),
            spread[0],
            padding,
            data_format="NCHW" if first else "NHWC",
            dilations=spread[1],
            name=scope,
        )
        return layout.squeeze(outputs, [row])


def _along(numbers: Any, first: bool) -> list[int]:
    """A number for each dimension of a row of pixels, from one for its steps or three for those of a sequence."""
    given = [1] if numbers is None else list(numbers) if isinstance(numbers, (list, tuple)) else [numbers]
    steps = given[0] if len(given) == 1 else given[2 if first else 1]
    return [1, 1, 1, steps] if first else [1, 1, steps, 1]


def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NDHWC",
    dilations: Any = (1, 1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The convolution of bodies [n, depth, height, width, channels] with a filter [depth, height, width, channels,
    outputs] (`tf.nn.conv3d`).
    """
    filter = one_of("filter", filter, "filters", filters)
    return tensor("Conv3D", input, filter, name=name, **_common_3d(strides, padding, data_format, dilations))


def _common_3d(strides: Any, padding: Any, data_format: str | None, dilations: Any) -> dict[str, Any]:
    data_format = data_format or "NDHWC"
    channel = 1 if data_format.startswith("NC") else 4
    return {
        "strides": sequence(strides, channel, "strides", 3),
        "padding": padding,
        "data_format": data_format,
        "dilations": sequence(dilations, channel, "dilations", 3),
    }


def conv3d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str | None = "NDHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv3d`, from its outputs to its bodies (`tf.nn.conv3d_transpose`)."""
    value, filter = one_of("value", value, "input", input), one_of("filter", filter, "filters", filters)
    with identities.graph_for(value, output_shape).name_scope(name or "conv3d_transpose") as scope:
        attrs = _common_3d(strides, padding, data_format, dilations)
        return tensor("Conv3DBackpropInputV2", output_shape, filter, value, name=scope, **attrs)


def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `conv1d`, from its outputs to its sequences (`tf.nn.conv1d_transpose`).

    Raises ValueError for another `data_format` than ``NWC`` and ``NCW``.
    """
    with identities.graph_for(input, filters, output_shape).name_scope(name or "conv1d_transpose") as scope:
        if data_format not in (None, "NWC", "NCW"):
            raise ValueError('data_format must be "NWC" or "NCW".')
        first = data_format == "NCW"
        row = 2 if first else 1
        spread = [[1, *sequence(numbers, 1 if first else 2, "stride", 1)] for numbers in (strides, dilations)]
        value, filters = layout.expand_dims(input, row), layout.expand_dims(filters, 0)
        wanted = output_shape if isinstance(output_shape, Tensor) else list(output_shape)
        wanted = joining.concat([wanted[:row], [1], wanted[row:]], 0)
        attrs = {"data_format": "NCHW" if first else "NHWC", "strides": spread[0], "dilations": spread[1]}
        made = tensor("Conv2DBackpropInput", wanted, filters, value, padding=padding, name=scope, **attrs)
        return layout.squeeze(made, row)


def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The gradient of `conv2d` by its images (`tf.nn.conv2d_backprop_input`)."""
    filter = one_of("filter", filter, "filters", filters)
    attrs = _common(strides, padding, data_format, dilations)
    return tensor("Conv2DBackpropInput", input_sizes, filter, out_backprop, name=name, **attrs)


def conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `conv2d` by its filter (`tf.nn.conv2d_backprop_filter`)."""
    attrs = _common(strides, padding, data_format, dilations)
    return tensor("Conv2DBackpropFilter", input, filter_sizes, out_backprop, name=name, **attrs)
