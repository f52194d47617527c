"""Dilation and erosion of images by a filter, channel by channel, with their gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops.elementwise import negative
from tuigraph.engine.ops.padding import reverse
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.windows import Window
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_ATTRS = {"strides": REQUIRED, "rates": REQUIRED, "padding": REQUIRED}


def _window(op: Operation, size: Any) -> Window:
    strides, rates = op.attrs["strides"], op.attrs["rates"]
    return Window(tuple(size), tuple(strides[1:3]), tuple(rates[1:3]), op.attrs["padding"])


def _shape(op: Operation) -> list[MaybeShape]:
    image, filter = shapes.with_rank(op.inputs[0]._shape, 4), shapes.with_rank(op.inputs[1]._shape, 3)
    (channels,) = shapes.merge(image[3:], filter[2:]) or (None,)
    if None in filter[:2]:
        return [(image[0], None, None, channels)]
    return [_window(op, filter[:2]).output(image, channels)]


def _lowest(dtype: Any) -> Any:
    return np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf


def _highest_places(op: Operation, image: Array, filter: Array) -> tuple[Window, Any, Any]:
    """The window, the greatest of image plus filter in each, and the first place where it stands."""
    if image.shape[3] != filter.shape[2]:
        raise InvalidArgumentError(
            None, None, f"input and filter must have the same depth: {image.shape[3]} vs {filter.shape[2]}"
        )
    window = _window(op, filter.shape[:2])
    frame = window.padded(image, _lowest(image.dtype))
    parts = window.places(frame, window.counts(image))
    best: Any = None
    at: Any = None
    for number, (part, weight) in enumerate(zip(parts, filter.reshape(-1, filter.shape[2]))):
        inside = part != _lowest(image.dtype) if image.dtype.kind in "iu" else True
        sums = np.where(inside, part + weight, part)
        if best is None:
            best, at = sums, np.zeros(sums.shape, np.int32)
        else:
            greater = sums > best
            best, at = np.where(greater, sums, best), np.where(greater, np.int32(number), at)
    return window, best, at


def _kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array) -> Any:
        return np.asarray(_highest_places(op, image, filter)[1], image.dtype)

    return kernel


def _to_image_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array, grad: Array) -> Any:
        window, _, at = _highest_places(op, image, filter)
        parts = (np.where(at == number, grad, 0) for number in range(filter.shape[0] * filter.shape[1]))
        return window.gathered(parts, image.shape, grad.dtype, grad.shape[1:3])

    return kernel


def _to_filter_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(image: Array, filter: Array, grad: Array) -> Any:
        _, _, at = _highest_places(op, image, filter)
        count = filter.shape[0] * filter.shape[1]
        sums = [np.where(at == number, grad, 0).sum(axis=(0, 1, 2)) for number in range(count)]
        return np.stack(sums).astype(filter.dtype).reshape(filter.shape)

    return kernel


_TO_IMAGE, _TO_FILTER = "Dilation2DBackpropInput", "Dilation2DBackpropFilter"


def _gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [tensor(kind, *op.inputs, grad, **op.attrs) for kind in (_TO_IMAGE, _TO_FILTER)]


define(
    "Dilation2D",
    "input: T, filter: T -> output: T",
    types={"T": dtypes.REAL},
    attrs=_ATTRS,
    shape=_shape,
    kernel=_kernel,
    gradient=_gradient,
    can_fail=True,
)
for _name, _rule, _operand in ((_TO_IMAGE, _to_image_kernel, 0), (_TO_FILTER, _to_filter_kernel, 1)):
    define(
        _name,
        "input: T, filter: T, out_backprop: T -> in_backprop: T"
        if _operand == 0
        else "input: T, filter: T, out_backprop: T -> filter_backprop: T",
        types={"T": dtypes.REAL},
        attrs=_ATTRS,
        shape=lambda op, operand=_operand: [op.inputs[operand]._shape],
        kernel=_rule,
        can_fail=True,
    )


def dilation2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The greatest of image plus filter in each window, channel by channel (`tf.nn.dilation2d`).

    `input` [batch, height, width, depth]; `filter` [height, width, depth].  Raises ValueError for other shapes.
    """
    filter = one_of("filters", filters, "filter", filter)
    rates = one_of("dilations", dilations, "rates", rates)
    return tensor("Dilation2D", input, filter, strides=list(strides), rates=list(rates), padding=padding, name=name)


def erosion2d(value: Any, kernel: Any, strides: Any, rates: Any, padding: str, name: str | None = None) -> Tensor:
    """The least of image minus filter in each window: the dilation of the negative (`tf.nn.erosion2d`)."""
    with (graph_of((value, kernel)) or get_default_graph()).name_scope(name or "erosion2d") as scope:
        against = negative(convert_to_tensor(value))
        turned = reverse(kernel, [0, 1])
        attrs = {"strides": list(strides), "rates": list(rates), "padding": padding}
        found: Tensor = negative(tensor("Dilation2D", against, turned, name=scope, **attrs))
        return found
