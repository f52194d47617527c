"""Images made larger and smaller (`tf.image.resize_images`), pixel for pixel as TensorFlow 1.15 does.

Where the pixel i of the result lies in the image is i * scale, unless `half_pixel_centers`; with `align_corners` the
last pixels lie on each other.

Sources: tensorflow/core/kernels/resize_{bilinear,bicubic,nearest_neighbor,area}_op.cc, core/util/image_resizer_state.h;
Keys, "Cubic convolution interpolation for digital image processing", 1981.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.arithmetic import minimum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.elementwise import floor
from tuigraph.engine.ops.elementwise import round as round_
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.image_checks import as_batch, checks, holds, sizes
from tuigraph.engine.ops.image_places import larger, pad_to_bounding_box
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, dims

Floats = NDArray[np.float32]
_ONE = np.float32(1)
_HALF = np.float32(0.5)

# ---------------------------------------------------------------- where pixels lie


class _Axis(NamedTuple):
    """Rows or columns of an image and of the result."""

    length: int
    made: int
    align_corners: bool
    half_pixel_centers: bool

    @property
    def scale(self) -> np.float32:
        if self.align_corners and self.made > 1:
            return np.float32(self.length - 1) / np.float32(self.made - 1)
        return np.float32(self.length) / np.float32(self.made)

    def places(self) -> Floats:
        """Where in the image each pixel of the result lies: [made]."""
        pixels = np.arange(self.made, dtype=np.float32)
        return (pixels + _HALF) * self.scale - _HALF if self.half_pixel_centers else pixels * self.scale

    def bound(self, places: Any) -> NDArray[np.int64]:
        bounded: NDArray[np.int64] = np.clip(places, 0, self.length - 1).astype(np.int64)
        return bounded

    def as_matrix(self, places: NDArray[np.int64], weights: Floats) -> Floats:
        """What each pixel of the result has of each of the image, from places and weights [made, n]: [made, length]."""
        matrix = np.zeros((self.made, self.length), np.float32)
        np.add.at(matrix, (np.arange(self.made)[:, None], places), weights)
        return matrix


class _Taps(NamedTuple):
    """The pixels of the image that make a pixel of the result, and their weights: [made, n]."""

    places: NDArray[np.int64]
    weights: Floats


def _linear(axis: _Axis) -> _Taps:
    places = axis.places()
    below = np.floor(places)
    part = places - below
    return _Taps(axis.bound(np.stack([below, np.ceil(places)], 1)), np.stack([_ONE - part, part], 1))


_STEPS = 1024


@cache
def _cubic_table(a: float) -> tuple[Floats, Floats]:
    """Keys's polynomial within a pixel and beyond it, at each 1024th."""
    x = np.arange(_STEPS + 1) / _STEPS
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    x = x + 1
    far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return near.astype(np.float32), far.astype(np.float32)


def _cubic(axis: _Axis) -> _Taps:
    places = axis.places()
    below = np.floor(places)
    step = np.rint((places - below) * _STEPS).astype(np.int64)
    near, far = _cubic_table(-0.5 if axis.half_pixel_centers else -0.75)
    weights = np.stack([far[step], near[step], near[_STEPS - step], far[_STEPS - step]], 1)
    wanted = below[:, None] + np.arange(-1, 3)
    if axis.half_pixel_centers:  # what lies outside has no weight, and the others have its share
        weights = np.where((wanted >= 0) & (wanted < axis.length), weights, np.float32(0))
        total = weights.sum(axis=1, keepdims=True)
        weights = np.divide(weights, total, out=weights, where=np.abs(total) >= 1000 * np.finfo(np.float32).tiny)
    return _Taps(axis.bound(wanted), weights)


def _nearest(axis: _Axis) -> NDArray[np.int64]:
    pixels = np.arange(axis.made, dtype=np.float32)
    if axis.half_pixel_centers:
        places = (pixels + _HALF) * axis.scale
    else:
        places = pixels * axis.scale
    return axis.bound(np.floor(places + _HALF) if axis.align_corners else np.floor(places))


def _area(axis: _Axis) -> Floats:
    """How much of each pixel of the image each of the result covers: [made, length]."""
    start = np.arange(axis.made, dtype=np.float32) * axis.scale
    end = np.arange(1, axis.made + 1, dtype=np.float32) * axis.scale
    widest = int(np.max(np.ceil(end) - np.floor(start)))
    pixels = np.floor(start)[:, None] + np.arange(widest, dtype=np.float32)
    covered = np.minimum(pixels + 1, end[:, None]) - np.maximum(pixels, start[:, None])
    return axis.as_matrix(axis.bound(pixels), np.maximum(covered, np.float32(0)).astype(np.float32))


# ---------------------------------------------------------------- kernels

_Axes = tuple[_Axis, _Axis]


def _axes(op: Operation, image: Any, made: Any) -> _Axes:
    """Rows and columns, from two heights and two widths."""
    attrs = op.attrs["align_corners"], op.attrs.get("half_pixel_centers", False)
    return _Axis(image[0], made[0], *attrs), _Axis(image[1], made[1], *attrs)


def _checked_axes(op: Operation, image: Any, size: Any) -> _Axes:
    if op.attrs["align_corners"] and op.attrs.get("half_pixel_centers"):
        raise InvalidArgumentError(None, None, "If half_pixel_centers is True, align_corners must be False.")
    if np.ndim(image) != 4:
        raise InvalidArgumentError(
            None, None, f"input must be 4-dimensional, but has shape {shapes.listed(np.shape(image))}"
        )
    if np.shape(size) != (2,):
        raise InvalidArgumentError(
            None, None, f"shape_t must be a vector of 2 elements, but has shape {shapes.listed(np.shape(size))}"
        )
    if min(size) <= 0:
        raise InvalidArgumentError(None, None, f"output dimensions must be positive, but are {size.tolist()}")
    if 0 in image.shape[1:3]:
        raise InvalidArgumentError(None, None, "input image must be of non-zero size")
    height, width = dims(size, 4 * image.shape[0] * image.shape[3])
    return _axes(op, image.shape[1:3], (height, width))


def _forward(make: Callable[[Any, _Axis, _Axis], Any]) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        def kernel(image: Array, size: Array) -> Any:
            rows, columns = _checked_axes(op, image, size)
            if not image.size:
                return np.empty((image.shape[0], rows.made, columns.made, image.shape[3]), op.outputs[0].dtype.numpy)
            return make(image, rows, columns)

        return kernel

    return rule


def _make_linear(image: Any, rows: _Axis, columns: _Axis) -> Any:
    image = image.astype(np.float32)
    if (rows.length, columns.length) == (rows.made, columns.made):
        return image
    across, down = _linear(columns), _linear(rows)
    left, right = image[:, :, across.places[:, 0]], image[:, :, across.places[:, 1]]
    mixed = left + (right - left) * across.weights[:, 1, None]
    top, bottom = mixed[:, down.places[:, 0]], mixed[:, down.places[:, 1]]
    return top + (bottom - top) * down.weights[:, 1, None, None]


def _make_cubic(image: Any, rows: _Axis, columns: _Axis) -> Any:
    image = image.astype(np.float32)
    if (rows.length, columns.length) == (rows.made, columns.made):
        return image
    down, across = _cubic(rows), _cubic(columns)
    mixed = sum(image[:, down.places[:, i]] * down.weights[:, i, None, None] for i in range(4))
    return sum(mixed[:, :, across.places[:, i]] * across.weights[:, i, None] for i in range(4))


def _make_nearest(image: Any, rows: _Axis, columns: _Axis) -> Any:
    return image[:, _nearest(rows)[:, None], _nearest(columns)]


def _make_area(image: Any, rows: _Axis, columns: _Axis) -> Any:
    summed = _mixed(image.astype(np.float32), _area(rows), _area(columns))
    return summed * (_ONE / (rows.scale * columns.scale))


def _mixed(image: Any, down: Any, across: Any) -> Any:
    """Rows and columns of images mixed by two matrices [made, length]."""
    once = np.tensordot(image, down, axes=(1, 1))  # [n, columns, channels, rows]
    return np.ascontiguousarray(np.tensordot(once, across, axes=(1, 1)).transpose(0, 2, 3, 1))


def _shape(op: Operation) -> list[MaybeShape]:
    image = shapes.with_rank(op.inputs[0]._shape, 4)
    shapes.with_rank(op.inputs[1]._shape, 1)
    size = shapes.with_rank(constant_shape(op.inputs[1]), 2)
    return [(image[0], *size, image[3])]


def _slope(taps: Callable[[_Axis], _Taps]) -> Callable[[Operation, Store], Kernel]:
    """The transpose of a resizing that gives float32."""

    def rule(op: Operation, store: Store) -> Kernel:
        def kernel(grad: Array, image: Array) -> Any:
            matrices = [axis.as_matrix(*taps(axis)).T for axis in _axes(op, image.shape[1:3], grad.shape[1:3])]
            return _mixed(grad, *matrices).astype(image.dtype)

        return kernel

    return rule


def _nearest_slope(op: Operation, store: Store) -> Kernel:
    def kernel(grad: Array, size: Array) -> Any:
        rows, columns = _axes(op, dims(size), grad.shape[1:3])
        sums = np.zeros((rows.length, columns.length, grad.shape[0], grad.shape[3]), grad.dtype)
        np.add.at(sums, (_nearest(rows)[:, None], _nearest(columns)), grad.transpose(1, 2, 0, 3))
        return np.ascontiguousarray(sums.transpose(2, 0, 1, 3))

    return kernel


def _attrs_of(op: Operation) -> dict[str, Any]:
    return {key: op.attrs[key] for key in ("align_corners", "half_pixel_centers")}


def _gradient(op_type: str) -> Callable[[Operation, Tensor], list[Any]]:
    return lambda op, grad: [tensor(op_type, grad, op.inputs[0], **_attrs_of(op)), None]


def _nearest_gradient(op: Operation, grad: Tensor) -> list[Any]:
    known = op.inputs[0]._shape
    static = known is not None and shapes.is_static(known[1:3])
    size = list(known[1:3]) if static and known is not None else shape_of(op.inputs[0])[1:3]
    return [tensor("ResizeNearestNeighborGrad", grad, size, **_attrs_of(op)), None]


def _second(op_type: str) -> Callable[[Operation, Tensor], list[Any]]:
    """The gradient of the transpose is the resizing again."""
    return lambda op, grad: [tensor(op_type, grad, shape_of(op.inputs[0])[1:3], **_attrs_of(op)), None]


_TYPES = dtypes.REAL - {dtypes.uint32, dtypes.uint64}
_BOTH = {"align_corners": False, "half_pixel_centers": False}

for _name, _make, _grad in (
    ("ResizeBilinear", _make_linear, _gradient("ResizeBilinearGrad")),
    ("ResizeBicubic", _make_cubic, _gradient("ResizeBicubicGrad")),
    ("ResizeArea", _make_area, None),
):
    define(
        _name,
        "images: T, size: int32 -> resized_images: float32",
        types={"T": _TYPES},
        attrs=_BOTH if _grad else {"align_corners": False},
        shape=_shape,
        kernel=_forward(_make),
        gradient=_grad,
        can_fail=True,
    )
define(
    "ResizeNearestNeighbor",
    "images: T, size: int32 -> resized_images: T",
    types={"T": _TYPES},
    attrs=_BOTH,
    shape=_shape,
    kernel=_forward(_make_nearest),
    gradient=_nearest_gradient,
    can_fail=True,
)
define(
    "ResizeNearestNeighborGrad",
    "grads: T, size: int32 -> output: T",
    types={"T": dtypes.FLOATING | {dtypes.uint8, dtypes.int8, dtypes.int32}},
    attrs=_BOTH,
    shape=_shape,
    kernel=_nearest_slope,
    gradient=_second("ResizeNearestNeighbor"),
)
for _name, _taps in (("ResizeBilinearGrad", _linear), ("ResizeBicubicGrad", _cubic)):
    define(
        _name,
        "grads: float32, original_image: T -> output: T",
        types={"T": dtypes.FLOATING},
        attrs=_BOTH,
        shape=lambda op: [op.inputs[1]._shape],
        kernel=_slope(_taps),
        gradient=_second(_name.removesuffix("Grad")),
    )

# ---------------------------------------------------------------- functions


def _named(op_type: str, name: str) -> Callable[..., Tensor]:
    def function(
        images: Any, size: Any, align_corners: bool = False, name: str | None = None, half_pixel_centers: bool = False
    ) -> Tensor:
        return tensor(
            op_type, images, size, align_corners=align_corners, half_pixel_centers=half_pixel_centers, name=name
        )

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"Images [n, height, width, channels] in another size, int32 [2] (`tf.image.{name}`).\n\n"
        "InvalidArgumentError in a run for a size that is not above 0."
    )
    return function


resize_bilinear = _named("ResizeBilinear", "resize_bilinear")
resize_bicubic = _named("ResizeBicubic", "resize_bicubic")
resize_nearest_neighbor = _named("ResizeNearestNeighbor", "resize_nearest_neighbor")


def resize_area(images: Any, size: Any, align_corners: bool = False, name: str | None = None) -> Tensor:
    """Images [n, height, width, channels] in another size, float32: each pixel the mean of what it covers
    (`tf.image.resize_area`).
    """
    return tensor("ResizeArea", images, size, align_corners=align_corners, name=name)


class ResizeMethod:
    """How a pixel is made of those near to it (`tf.image.ResizeMethod`)."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_METHODS: dict[Any, Callable[..., Tensor]] = {
    ResizeMethod.BILINEAR: resize_bilinear,
    "bilinear": resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor,
    "nearest": resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic,
    "bicubic": resize_bicubic,
    ResizeMethod.AREA: resize_area,
    "area": resize_area,
}


def _size(size: Any) -> Tensor:
    """Raises ValueError for anything but two whole numbers."""
    try:
        size = convert_to_tensor(size, dtypes.int32, "size")
    except (TypeError, ValueError):
        raise ValueError("'size' must be a 1-D int32 Tensor") from None
    if not shapes.compatible(size._shape, (2,)):
        raise ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
    made: Tensor = size
    return made


def resize_images(
    images: Any,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """An image [height, width, channels], or each of a batch, in another size (`tf.image.resize_images`).

    The result is float32, unless the method is the nearest neighbour or the size is that of the image.  Raises
    ValueError for another rank, method or number of sizes.
    """
    with graph_for(images, size).name_scope(name or "resize"):
        images = convert_to_tensor(images, name="images")
        known = images._shape
        if known is None:
            raise ValueError("'images' contains no shape.")
        if len(known) not in (3, 4):
            raise ValueError("'images' must have either 3 or 4 dimensions.")
        batch = len(known) == 4
        if not batch:
            images = expand_dims(images, 0)
        lengths = known[-3:-1]
        size = _size(size)
        wanted = shapes.with_rank(constant_shape(size), 2)
        if preserve_aspect_ratio:
            size = _within(images, wanted)
            wanted = shapes.with_rank(constant_shape(size), 2)
        if None not in wanted and tuple(lengths) == tuple(wanted):
            return images if batch else squeeze(images, axis=[0])
        if method not in _METHODS:
            raise ValueError("Resize method is not implemented.")
        made = _METHODS[method](images, size, align_corners=align_corners)
        made.set_shape([None, *wanted, None])
        return made if batch else squeeze(made, axis=[0])


def _within(images: Tensor, wanted: Any) -> Tensor:
    """The largest size of the shape of `images` that fits into the wanted one."""
    _, height, width, _ = sizes(images, 4)
    f = dtypes.float32
    scales: list[Any] = [cast(new, f) / cast(old, f) for new, old in zip(wanted, (height, width))]
    scale: Any = minimum(*scales)
    return convert_to_tensor(
        [cast(round_(scale * cast(old, f)), dtypes.int32) for old in (height, width)], dtypes.int32, "size"
    )


def resize_image_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
) -> Tensor:
    """An image, or each of a batch, as large as it fits into a size, and zeros around it
    (`tf.image.resize_image_with_pad`).

    Raises ValueError for a size that is not above 0.
    """
    with graph_for(image).name_scope("resize_image_with_pad"):
        image, batch = as_batch(image)
        wrong = checks(image)
        wrong += holds(target_width > 0, "target_width must be > 0.")
        wrong += holds(target_height > 0, "target_height must be > 0.")
        image = with_dependencies(wrong, image)
        _, height, width, _ = sizes(image, 4)
        exact: list[Any] = [cast(n, dtypes.float64) for n in (height, width, target_height, target_width)]
        ratio = larger(exact[1] / exact[3], exact[0] / exact[2])
        fitted = [exact[0] / ratio, exact[1] / ratio]
        size = [cast(floor(n), dtypes.int32) for n in fitted]
        margins = [(wanted - own) / 2 for wanted, own in zip(exact[2:], fitted)]
        floors = [floor(margin) for margin in margins]
        above, left = (larger(0, cast(margin, dtypes.int32)) for margin in floors)
        resized = resize_images(image, size, method, align_corners=align_corners)
        made = pad_to_bounding_box(resized, above, left, target_height, target_width)
        sizes(made, 4)
        return made if batch else squeeze(made, axis=[0])
