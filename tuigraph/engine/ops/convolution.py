"""Two-dimensional convolution."""

from __future__ import annotations

import math
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops import identities, layout
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


def _window(op: Operation, filter_shape: Any) -> Window:
    return Window.of(op, (filter_shape[0], filter_shape[1]))


def _shape(op: Operation) -> list[MaybeShape]:
    image, kernel = shapes.with_rank(op.inputs[0]._shape, 4), shapes.with_rank(op.inputs[1]._shape, 4)
    window = _window(op, kernel)
    channels = window.channels_last(image)[3]
    if channels is not None and kernel[2] is not None and channels % kernel[2]:
        raise ValueError(f"Depth of input ({channels}) is not a multiple of input depth of filter ({kernel[2]})")
    if channels and kernel[2] and kernel[3] is not None and kernel[3] % (channels // kernel[2]):
        groups = channels // kernel[2]
        raise ValueError(f"Depth of output ({kernel[3]}) is not a multiple of the number of groups ({groups})")
    if kernel[0] is None or kernel[1] is None:
        return [window.as_given((image[0], None, None, kernel[3]))]
    return [window.output(image, kernel[3])]


def _kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array) -> Any:
        window = _window(op, filter.shape)
        last = window.to_last(image)
        if last.shape[3] != filter.shape[2]:
            raise InvalidArgumentError(
                None,
                None,
                f"input and filter must have the same depth: {last.shape[3]} vs {filter.shape[2]}; "
                f"images {shapes.listed(image.shape)}, filter {shapes.listed(filter.shape)}",
            )
        products = window.columns(last) @ _as_matrix(filter)
        return window.to_given(products.reshape(last.shape[0], *window.counts(last), filter.shape[3]))

    return kernel


def _as_matrix(filter: Any) -> Any:
    return filter.reshape(math.prod(filter.shape[:3]), filter.shape[3])


def _attrs_of(op: Operation) -> dict[str, Any]:
    return {key: op.attrs[key] for key in _ATTRS}


def _gradient(op: Operation, grad: Tensor) -> list[Any]:
    image, filter = op.inputs
    image_shape, filter_shape = identities.shape_n([image, filter])
    return [
        tensor("Conv2DBackpropInput", image_shape, filter, grad, **_attrs_of(op)),
        tensor("Conv2DBackpropFilter", image, filter_shape, grad, **_attrs_of(op)),
    ]


define(
    "Conv2D",
    "input: T, filter: T -> output: T",
    types={"T": dtypes.FLOATING},
    attrs=_ATTRS,
    shape=_shape,
    kernel=_kernel,
    gradient=_gradient,
)


def _to_image_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(sizes: Array, filter: Array, grad: Array) -> Any:
        window = _window(op, filter.shape)
        last, shape = window.to_last(grad), window.channels_last(dims(sizes))
        rows = last.reshape(math.prod(last.shape[:3]), last.shape[3])
        parts = (
            (rows @ filter[i, j].T).reshape(*last.shape[:3], filter.shape[2])
            for i in range(filter.shape[0])
            for j in range(filter.shape[1])
        )
        return window.to_given(window.gathered(parts, shape, grad.dtype, last.shape[1:3]))

    return kernel


def _to_image_gradient(op: Operation, grad: Tensor) -> list[Any]:
    _, filter, out = op.inputs
    by_filter = tensor("Conv2DBackpropFilter", grad, identities.shape(filter), out, **_attrs_of(op))
    return [None, by_filter, tensor("Conv2D", grad, filter, **_attrs_of(op))]


define(
    "Conv2DBackpropInput",
    "input_sizes: int32, filter: T, out_backprop: T -> output: T",
    types={"T": dtypes.FLOATING},
    attrs=_ATTRS,
    shape=lambda op: [shapes.with_rank(constant_shape(op.inputs[0]), 4)],
    kernel=_to_image_kernel,
    gradient=_to_image_gradient,
)


def _to_filter_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, sizes: Array, grad: Array) -> Any:
        shape = dims(sizes)
        window = _window(op, shape)
        last = window.to_last(grad)
        found = window.columns(window.to_last(image)).T @ last.reshape(math.prod(last.shape[:3]), last.shape[3])
        return found.reshape(*shape[:2], image.shape[1 if window.channels_first else 3], last.shape[3])

    return kernel


def _to_filter_gradient(op: Operation, grad: Tensor) -> list[Any]:
    image, _, out = op.inputs
    by_image = tensor("Conv2DBackpropInput", identities.shape(image), grad, out, **_attrs_of(op))
    return [by_image, None, tensor("Conv2D", image, grad, **_attrs_of(op))]


define(
    "Conv2DBackpropFilter",
    "input: T, filter_sizes: int32, out_backprop: T -> output: T",
    types={"T": dtypes.FLOATING},
    attrs=_ATTRS,
    shape=lambda op: [shapes.with_rank(constant_shape(op.inputs[1]), 4)],
    kernel=_to_filter_kernel,
    gradient=_to_filter_gradient,
)


def _padding(padding: Any) -> tuple[str, list[int]]:
    """The padding attribute and explicit margins.  Raises ValueError for anything but SAME, VALID and four pairs."""
    if isinstance(padding, (list, tuple)):
        pairs = [list(pair) for pair in padding]
        if len(pairs) != 4 or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"padding must be 'SAME', 'VALID' or four pairs of numbers, not {padding!r}")
        return "EXPLICIT", [int(v) for pair in pairs for v in pair]
    if padding not in ("SAME", "VALID"):
        raise ValueError(
            f'Value for attr \'padding\' of {padding!r} is not in the list of allowed values: "SAME", "VALID"'
        )
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
