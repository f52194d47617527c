"""Windows cut out of images at places that a network chooses (`tf.image.extract_glimpse`).

Source: Mnih, Heess, Graves, Kavukcuoglu, NIPS 2014.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_SEED = 1  # of what stands beyond the edges: the same in each run, so that a run can be made again


def _shape(op: Operation) -> list[MaybeShape]:
    image = shapes.with_rank(op.inputs[0]._shape, 4)
    offsets = shapes.with_rank(op.inputs[2]._shape, 2)
    (batch,) = shapes.merge(image[:1], offsets[:1]) or (None,)
    shapes.merge(offsets[1:], (2,))
    size = constant_value(op.inputs[1])
    height, width = (None, None) if size is None else map(int, size)
    return [(batch, height, width, image[3])]


def _kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    noise = "uniform" if attrs["uniform_noise"] else "gaussian" if attrs["noise"] == "uniform" else attrs["noise"]

    def kernel(images: Array, size: Array, offsets: Array) -> Any:
        if images.ndim != 4:
            raise InvalidArgumentError(None, None, f"input must be 4-dimensional {shapes.listed(images.shape)}")
        if offsets.shape != (len(images), 2):
            raise InvalidArgumentError(None, None, f"offset must be 2-dimensional {shapes.listed(offsets.shape)}")
        inner: Any = np.array(images.shape[1:3], np.float32)
        corners: Any = offsets.astype(np.float32)
        if attrs["normalized"]:
            corners = corners * inner
        if attrs["centered"]:
            corners = corners / 2 + inner / 2
        corners = np.trunc(corners - size.astype(np.float32) / 2).astype(np.int64)
        generator = np.random.default_rng(_SEED)
        return np.stack(
            [_glimpse(image, size, corner, noise, generator) for image, corner in zip(images, corners)]
        ) if len(images) else np.zeros((0, *size, images.shape[3]), np.float32)  # fmt: skip

    return kernel


def _glimpse(image: Array, size: Array, corner: Array, noise: str, generator: np.random.Generator) -> Any:
    spans = [(int(at), int(at) + int(n), most) for at, n, most in zip(corner, size, image.shape[:2])]
    inside = [(min(max(start, 0), most), min(max(stop, 0), most)) for start, stop, most in spans]
    shape = (*map(int, size), image.shape[2])
    if noise == "uniform":
        made: Any = image.min() + (image.max() - image.min()) * generator.random(shape)
    elif noise == "gaussian":
        made = np.abs(generator.normal(image.mean(axis=(0, 1)), image.std(axis=(0, 1)), shape))
    else:
        made = np.zeros(shape)
    target = tuple(slice(a - start, b - start) for (a, b), (start, _, _) in zip(inside, spans))
    made[target] = image[tuple(slice(a, b) for a, b in inside)]
    return made.astype(np.float32)


define(
    "ExtractGlimpse",
    "input: float32, size: int32, offsets: float32 -> glimpse: float32",
    attrs={"centered": True, "normalized": True, "uniform_noise": True, "noise": "uniform"},
    shape=_shape,
    kernel=_kernel,
    differentiable=False,
    can_fail=True,
)


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    name: str | None = None,
) -> Tensor:
    """A window of each image, [batch, height, width, channels], at the place of its `offsets` [batch, 2] (y, x).

    `size` [2]: height and width.  `centered`: the offset (0, 0) is the middle of the image; `normalized`: its edges
    are at -1 and 1.  Beyond the edges stands noise, uniform between the least and the greatest number of the image.
    """
    attrs = {"centered": centered, "normalized": normalized, "uniform_noise": uniform_noise}
    return tensor("ExtractGlimpse", input, size, offsets, name=name, **attrs)
