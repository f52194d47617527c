"""The windows of images themselves, side by side (`tf.extract_image_patches`)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import stack, unstack
from tuigraph.engine.ops.layout import transpose
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.segments import unsorted_segment_sum
from tuigraph.engine.ops.windows import Window
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_ATTRS = {"ksizes": REQUIRED, "strides": REQUIRED, "rates": REQUIRED, "padding": REQUIRED}


def _window(op: Operation) -> Window:
    inner = {key: tuple(op.attrs[key][1:3]) for key in ("ksizes", "strides", "rates")}
    return Window(inner["ksizes"], inner["strides"], inner["rates"], op.attrs["padding"])


def _shape(op: Operation) -> list[MaybeShape]:
    image, window = shapes.with_rank(op.inputs[0]._shape, 4), _window(op)
    made = None if image[3] is None else image[3] * math.prod(window.size)
    return [window.output(image, made)]


def _kernel(op: Operation, store: Store) -> Kernel:
    window = _window(op)

    def kernel(image: Array) -> Any:
        if np.ndim(image) != 4:
            raise InvalidArgumentError(None, None, f"input must be 4-dimensional: {shapes.listed(np.shape(image))}")
        counts = window.counts(image)
        return np.array(window.columns(image)).reshape(image.shape[0], *counts, -1)

    return kernel


def _gradient(op: Operation, grad: Tensor) -> list[Any]:
    """Each pixel has the sum of what flowed back to its places, which the patches of the pixels' numbers tell."""
    image = op.inputs[0]
    count, rows, columns, channels = unstack(shape_of(image), 4)
    pixels = reshape(range_(1, rows * columns + 1), stack([1, rows, columns, 1]))  # 0 is the frame
    places = reshape(tensor("ExtractImagePatches", pixels, **{key: op.attrs[key] for key in _ATTRS}), [-1])
    by_place = transpose(reshape(grad, stack([count, shape_of(places)[0], channels])), [1, 0, 2])
    sums: Any = unsorted_segment_sum(by_place, places, rows * columns + 1)
    return [reshape(transpose(sums[1:], [1, 0, 2]), stack([count, rows, columns, channels]))]


define(
    "ExtractImagePatches",
    "images: T -> patches: T",
    types={"T": dtypes.REAL},
    attrs=_ATTRS,
    shape=_shape,
    kernel=_kernel,
    gradient=_gradient,
)


def extract_image_patches(
    images: Any,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    sizes: Any = None,
) -> Tensor:
    """The windows of images [n, height, width, channels]: [n, rows, columns, window * channels]
    (`tf.extract_image_patches`).

    `ksizes`, `strides` and `rates` have a number for each dimension; `padding` is SAME or VALID.
    """
    size = one_of("sizes", sizes, "ksizes", ksizes)
    numbers = {"ksizes": size, "strides": strides, "rates": rates}
    for key, value in numbers.items():
        if len(value) != 4:
            raise ValueError(f"Length for attr '{key}' of {len(value)} must be at least minimum 4")
    whole: dict[str, Any] = {key: [int(v) for v in value] for key, value in numbers.items()}
    return tensor("ExtractImagePatches", images, padding=padding, name=name, **whole)


def extract_patches(images: Any, sizes: Any, strides: Any, rates: Any, padding: Any, name: str | None = None) -> Tensor:
    """As `extract_image_patches` (`tf.image.extract_patches`)."""
    return extract_image_patches(images, sizes, strides, rates, padding, name)
