"""The largest or the mean element of each window of an image."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, graph_of, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, GradientRule, Kernel, ShapeRule, define
from tuigraph.engine.ops import constants, identities
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.windows import Window, sequence
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, check_rank, dims

_TYPES = dtypes.REAL - {dtypes.uint32, dtypes.uint64}
_ATTRS = {"ksize": REQUIRED, "strides": REQUIRED, "padding": REQUIRED, "data_format": "NHWC"}
_ATTRS_3D = {**_ATTRS, "data_format": "NDHWC"}


def _window(op: Operation) -> Window:
    size = op.attrs["ksize"]
    return Window.of(op, tuple(size[2:] if op.attrs["data_format"].startswith("NC") else size[1:-1]))


def _attrs_of(op: Operation) -> dict[str, Any]:
    return {key: op.attrs[key] for key in _ATTRS}


def _kind(op: Operation) -> str:
    """The type of the pooling itself, of a type of its gradients."""
    return op.type.removesuffix("Grad").removesuffix("Grad")


def _shape(op: Operation) -> list[MaybeShape]:
    window = _window(op)
    image = shapes.with_rank(op.inputs[0]._shape, window.rank + 2)
    return [window.output(image, window.channels_last(image)[-1])]


def _like(place: int) -> ShapeRule:
    """The shape of an input, for windows that there can be."""

    def rule(op: Operation) -> list[MaybeShape]:
        _window(op)
        return [op.inputs[place]._shape]

    return rule


# ---------------------------------------------------------------- the largest


def _max_kernel(op: Operation, store: Store) -> Kernel:
    window = _window(op)

    def kernel(image: Array) -> Any:
        check_rank("tensor_in", image, window.rank + 2)
        last = window.to_last(image)
        counts = window.counts(last)
        lowest = _lowest(image.dtype)
        largest = np.full((last.shape[0], *counts, last.shape[-1]), lowest, image.dtype)
        for part in window.places(window.padded(last, lowest), counts):
            np.fmax(largest, part, out=largest)  # nan is above nothing
        return window.to_given(largest)

    return kernel


def _lowest(dtype: Any) -> Any:
    return np.finfo(dtype).min if dtype.kind == "f" else np.iinfo(dtype).min


def _first_largest(window: Window, image: Any) -> Any:
    """The place of each window's first largest element; a nan is that where it is the first element, and only there."""
    counts = window.counts(image)
    padded = window.padded(image, 0)
    parts = window.places(padded, counts)
    if padded is image:
        inside: Iterable[Any] = itertools.repeat(None)
    else:
        inside = window.places(window.padded(np.ones((1, *image.shape[1:-1], 1), bool), False), counts)
    unordered = image.dtype.kind == "f" and bool(np.isnan(image).any())
    shape = (image.shape[0], *counts, image.shape[-1])
    largest, place, found = np.zeros(shape, image.dtype), np.zeros(shape, np.int32), np.zeros(shape, bool)
    for k, (part, within) in enumerate(zip(parts, inside)):
        if within is None and not k:
            largest = part
            continue
        better = largest < part
        if within is not None:
            better = (better | ~found) & within
            found |= within
        largest = np.where(better, part, largest) if unordered or within is not None else np.maximum(largest, part)
        place += better * (k - place)
    return place


def _where(mask: Any, values: Any) -> Any:
    """The values under a mask and zeros elsewhere, by their bits: a mask that follows no pattern costs no branches."""
    bits = np.dtype(f"i{values.itemsize}")
    return (np.ascontiguousarray(values).view(bits) & -mask.astype(bits)).view(values.dtype)


def _check_output(window: Window, image: Any, name: str, given: Any) -> None:
    check_rank("tensor_in", image, window.rank + 2)
    expected = window.output(image.shape, window.channels_last(image.shape)[-1])
    if np.shape(given) != expected:
        raise InvalidArgumentError(
            None,
            None,
            f"Expected {name} shape to be {shapes.listed(expected)}, but got {shapes.listed(np.shape(given))}",
        )


def _max_slope_kernel(op: Operation, store: Store) -> Kernel:
    window = _window(op)

    def kernel(image: Array, output: Array, grad: Array) -> Any:
        _check_output(window, image, "orig_output", output)
        _check_output(window, image, "grad", grad)
        last, grad = window.to_last(image), window.to_last(grad)
        place = _first_largest(window, last)
        values = (_where(place == k, grad) for k in range(math.prod(window.size)))
        return window.to_given(window.gathered(values, last.shape, grad.dtype, place.shape[1:-1]))

    return kernel


def _max_second_kernel(op: Operation, store: Store) -> Kernel:
    """The gradient of the gradient picks out what flowed back to each window's largest element."""
    window = _window(op)

    def kernel(image: Array, output: Array, grad: Array) -> Any:
        _check_output(window, image, "orig_output", output)
        place = _first_largest(window, window.to_last(image))
        picked = np.zeros(place.shape, grad.dtype)
        for k, part in enumerate(window.places(window.padded(window.to_last(grad), 0), place.shape[1:-1])):
            np.copyto(picked, part, where=place == k)
        return window.to_given(picked)

    return kernel


def _max_gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [tensor(f"{op.type}Grad", op.inputs[0], op.outputs[0], grad, **_attrs_of(op))]


def _chained(suffix: str) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        zeros = [constants.zeros(identities.shape(t), dtype=t.dtype) for t in op.inputs[:2]]
        return [*zeros, tensor(_kind(op) + suffix, op.inputs[0], op.inputs[1], grad, **_attrs_of(op))]

    return rule


for _name, _attrs in (("MaxPool", _ATTRS), ("MaxPool3D", _ATTRS_3D)):
    define(
        _name,
        "input: T -> output: T",
        types={"T": _TYPES if _name == "MaxPool" else dtypes.FLOATING},
        defaults={"T": dtypes.float32},
        attrs=_attrs,
        shape=_shape,
        kernel=_max_kernel,
        gradient=_max_gradient,
    )
    define(
        f"{_name}Grad",
        "orig_input: T, orig_output: T, grad: T -> output: T"
        if _name == "MaxPool"
        else "orig_input: TInput, orig_output: TInput, grad: T -> output: T",
        types={"T": dtypes.REAL} if _name == "MaxPool" else {"T": dtypes.FLOATING, "TInput": dtypes.FLOATING},
        defaults=dict.fromkeys(("T",) if _name == "MaxPool" else ("T", "TInput"), dtypes.float32),
        attrs=_attrs,
        shape=_like(0),
        kernel=_max_slope_kernel,
        gradient=_chained("GradGrad"),
    )
    define(
        f"{_name}GradGrad",
        "orig_input: T, orig_output: T, grad: T -> output: T",
        types={"T": dtypes.REAL},
        attrs=_attrs,
        shape=_like(1),
        kernel=_max_second_kernel,
        gradient=_chained("Grad"),
    )

# ---------------------------------------------------------------- the mean


def _inside(window: Window, shape: Any, dtype: Any) -> Any:
    """How many elements of each window lie inside the image."""
    return window.view(np.ones((1, *shape[1:-1], 1), dtype)).sum(axis=_of_windows(window))


def _of_windows(window: Window) -> tuple[int, ...]:
    return tuple(range(window.rank + 2, 2 * window.rank + 2))


def _mean_kernel(op: Operation, store: Store) -> Kernel:
    window = _window(op)

    def kernel(image: Array) -> Any:
        last = window.to_last(image)
        return window.to_given(
            window.view(last).sum(axis=_of_windows(window), dtype=image.dtype)
            / _inside(window, last.shape, image.dtype)
        )

    return kernel


def _mean_slope_kernel(op: Operation, store: Store) -> Kernel:
    window = _window(op)

    def kernel(sizes: Array, grad: Array) -> Any:
        shape = window.channels_last(dims(sizes))
        shares = window.to_last(grad) / _inside(window, shape, grad.dtype)
        values = np.broadcast_to(shares.reshape(*shares.shape, *[1] * window.rank), (*shares.shape, *window.size))
        return window.to_given(window.spread(values, shape))

    return kernel


def _mean_gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [tensor(f"{op.type}Grad", identities.shape(op.inputs[0]), grad, **_attrs_of(op))]


for _name, _value, _attrs in (("AvgPool", "value", _ATTRS), ("AvgPool3D", "input", _ATTRS_3D)):
    define(
        _name,
        f"{_value}: T -> output: T",
        types={"T": dtypes.FLOATING},
        attrs=_attrs,
        shape=_shape,
        kernel=_mean_kernel,
        gradient=_mean_gradient,
    )
    define(
        f"{_name}Grad",
        "orig_input_shape: int32, grad: T -> output: T",
        types={"T": dtypes.FLOATING},
        attrs=_attrs,
        shape=lambda op: [shapes.with_rank(constant_shape(op.inputs[0]), _window(op).rank + 2)],
        kernel=_mean_slope_kernel,
        gradient=lambda op, grad: [None, tensor(_kind(op), grad, **_attrs_of(op))],
    )


# ---------------------------------------------------------------- functions


def _pool(op_type: str) -> Callable[..., Tensor]:
    def function(
        value: Any,
        ksize: Any,
        strides: Any,
        padding: str,
        data_format: str | None = "NHWC",
        name: str | None = None,
        input: Any = None,
    ) -> Tensor:
        """One element for each window; images are [n, height, width, channels].  Raises ValueError for a window of
        size 0.
        """
        value = one_of("value", value, "input", input)
        graph = graph_of((value,)) or get_default_graph()
        with graph.name_scope(name or op_type) as scope:
            data_format = data_format or "NHWC"
            channel = 1 if data_format.startswith("NC") else 3
            size, steps = sequence(ksize, channel, "ksize"), sequence(strides, channel, "strides")
            if 0 in size:
                raise ValueError("ksize cannot be zero.")
            return tensor(
                op_type, value, ksize=size, strides=steps, padding=padding, data_format=data_format, name=scope
            )

    return function


max_pool = _pool("MaxPool")
avg_pool = _pool("AvgPool")


def _pool_1d(op_type: str, scope_name: str) -> Callable[..., Tensor]:
    def function(
        input: Any, ksize: Any, strides: Any, padding: str, data_format: str | None = "NWC", name: str | None = None
    ) -> Tensor:
        """One element for each window; sequences are [n, steps, channels]."""
        with graph_for(input).name_scope(name or scope_name) as scope:
            first = (data_format or "NWC").startswith("NC")
            size, steps = (
                [1, *sequence(v, 1 if first else 2, k, 1)] for v, k in ((ksize, "ksize"), (strides, "strides"))
            )
            row = 2 if first else 1
            wide = expand_dims(input, row)
            attrs = {"padding": padding, "data_format": "NCHW" if first else "NHWC"}
            return squeeze(tensor(op_type, wide, ksize=size, strides=steps, name=scope, **attrs), row)

    return function


max_pool1d = _pool_1d("MaxPool", "MaxPool1d")
avg_pool1d = _pool_1d("AvgPool", "AvgPool1D")


def _pool_3d(op_type: str) -> Callable[..., Tensor]:
    def function(
        input: Any, ksize: Any, strides: Any, padding: str, data_format: str | None = "NDHWC", name: str | None = None
    ) -> Tensor:
        """One element for each window; bodies are [n, depth, height, width, channels]."""
        with graph_for(input).name_scope(name or op_type) as scope:
            data_format = data_format or "NDHWC"
            channel = 1 if data_format.startswith("NC") else 4
            size, steps = sequence(ksize, channel, "ksize", 3), sequence(strides, channel, "strides", 3)
            attrs = {"padding": padding, "data_format": data_format}
            return tensor(op_type, input, ksize=size, strides=steps, name=scope, **attrs)

    return function


max_pool3d = _pool_3d("MaxPool3D")
avg_pool3d = _pool_3d("AvgPool3D")


# ---------------------------------------------------------------- the largest and its place

_PLACE_ATTRS = {"ksize": REQUIRED, "strides": REQUIRED, "padding": REQUIRED, "include_batch_in_index": False}


def _plain_window(op: Operation) -> Window:
    size, steps = op.attrs["ksize"], op.attrs["strides"]
    return Window(tuple(size[1:3]), tuple(steps[1:3]), (1, 1), op.attrs["padding"])


def _places_kernel(op: Operation, store: Store) -> Kernel:
    window, dtype = _plain_window(op), op.outputs[1].dtype.numpy

    def kernel(image: Array) -> Any:
        check_rank("tensor_in", image, 4)
        n, height, width, channels = image.shape
        place = _first_largest(window, image)
        inner = [
            np.arange(count) * step - window.margins(length, axis)[0]
            for axis, (count, step, length) in enumerate(zip(place.shape[1:3], window.strides, (height, width)))
        ]
        rows = inner[0][:, None, None] + place // window.size[1]
        columns = inner[1][:, None] + place % window.size[1]
        flat = (rows * width + columns) * channels + np.arange(channels)
        batch = np.arange(n)[:, None, None, None] * (height * width * channels)
        largest = image.reshape(-1)[flat + batch]
        return largest, (flat + batch if op.attrs["include_batch_in_index"] else flat).astype(dtype)

    return kernel


def _to_places_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, grad: Array, places: Array) -> Any:
        wanted = _flat_places(op, image, places)
        if grad.shape != places.shape:
            raise InvalidArgumentError(
                None, None, f"grad is {shapes.listed(grad.shape)}, but argmax {shapes.listed(places.shape)}"
            )
        sums = np.zeros(image.size, grad.dtype)
        np.add.at(sums, wanted.ravel(), grad.ravel())
        return sums.reshape(image.shape)

    return kernel


def _from_places_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, grad: Array, places: Array) -> Any:
        wanted = _flat_places(op, image, places)
        if grad.shape != image.shape:
            raise InvalidArgumentError(
                None, None, f"grad is {shapes.listed(grad.shape)}, but the input {shapes.listed(image.shape)}"
            )
        return grad.reshape(-1)[wanted]

    return kernel


def _flat_places(op: Operation, image: Any, places: Any) -> Any:
    """Places among all elements of a batch, from those among the elements of an image."""
    check_rank("input", image, 4)
    check_rank("argmax", places, 4)
    if len(places) != len(image):
        raise InvalidArgumentError(None, None, f"argmax is of {len(places)} images, the input of {len(image)}")
    each = 0 if op.attrs["include_batch_in_index"] else image.size // max(len(image), 1)
    wanted = places + np.arange(len(image))[:, None, None, None] * each
    if wanted.size and not 0 <= wanted.min() <= wanted.max() < image.size:
        raise InvalidArgumentError(None, None, "argmax has a place that is not in the input")
    return wanted


def _place_attrs(op: Operation) -> dict[str, Any]:
    return {key: op.attrs[key] for key in _PLACE_ATTRS}


def _two_shapes(op: Operation) -> list[MaybeShape]:
    image = shapes.with_rank(op.inputs[0]._shape, 4)
    return [_plain_window(op).output(image, image[3])] * 2


def _chained_places(op_type: str) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        image, _, places = op.inputs
        zeros = constants.zeros(identities.shape(image), dtype=image.dtype)
        return [zeros, tensor(op_type, image, grad, places, **_place_attrs(op)), None]

    return rule


define(
    "MaxPoolWithArgmax",
    "input: T -> output: T, argmax: Targmax",
    types={"T": dtypes.REAL, "Targmax": dtypes.INDEX},
    attrs={**_PLACE_ATTRS, "Targmax": dtypes.int64},
    shape=_two_shapes,
    kernel=_places_kernel,
    gradient=lambda op, grad, _: [
        tensor("MaxPoolGradWithArgmax", op.inputs[0], grad, op.outputs[1], **_place_attrs(op))
    ],
)
for _name, _opposite, _made in (
    ("MaxPoolGradWithArgmax", "MaxPoolGradGradWithArgmax", _to_places_kernel),
    ("MaxPoolGradGradWithArgmax", "MaxPoolGradWithArgmax", _from_places_kernel),
):
    define(
        _name,
        "input: T, grad: T, argmax: Targmax -> output: T",
        types={"T": dtypes.REAL, "Targmax": dtypes.INDEX},
        attrs=_PLACE_ATTRS,
        shape=lambda op: [op.inputs[0 if op.type == "MaxPoolGradWithArgmax" else 2]._shape],
        kernel=_made,
        gradient=_chained_places(_opposite),
    )


def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    Targmax: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> tuple[Tensor, Tensor]:
    """The largest element of each window of images, and its place among those of its image
    (`tf.nn.max_pool_with_argmax`).

    Raises ValueError for another `data_format` than ``NHWC``, and another padding than SAME and VALID.
    """
    if data_format != "NHWC":
        raise ValueError("Data formats other than 'NHWC' are not yet supported")
    kind = one_of("output_dtype", output_dtype, "Targmax", Targmax)
    made = apply(
        "MaxPoolWithArgmax",
        input,
        ksize=[int(v) for v in ksize],
        strides=[int(v) for v in strides],
        padding=padding,
        Targmax=dtypes.int64 if kind is None else dtypes.as_dtype(kind),
        include_batch_in_index=include_batch_in_index,
        name=name,
    )
    return made.outputs[0], made.outputs[1]
