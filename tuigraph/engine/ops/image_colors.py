"""Colours and light of images (`tf.image`): types of pixels, spaces of colours, brightness, contrast, hue, saturation.

Sources: tensorflow/core/kernels/{adjust_contrast,adjust_hue,adjust_saturation,colorspace}_op.cc;
Smith, "Color gamut transform pairs", SIGGRAPH 1978.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.arithmetic import add, maximum, multiply
from tuigraph.engine.ops.casts import cast, saturate_cast
from tuigraph.engine.ops.checks import assert_equal, assert_greater_equal
from tuigraph.engine.ops.comparison import logical_and
from tuigraph.engine.ops.constants import ones
from tuigraph.engine.ops.contractions import tensordot
from tuigraph.engine.ops.division import div, div_no_nan
from tuigraph.engine.ops.elementwise import rsqrt, square
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import graph_for, identity, rank, shape
from tuigraph.engine.ops.image_checks import checked, holds
from tuigraph.engine.ops.joining import concat, stack
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.padding import tile
from tuigraph.engine.ops.random import random_uniform
from tuigraph.engine.ops.reductions import reduce_mean, reduce_prod, reduce_std
from tuigraph.engine.shapes import MaybeShape, is_static
from tuigraph.engine.values import Array

_SINGLE = (dtypes.float16, dtypes.float32)

# ---------------------------------------------------------------- types of pixels


def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False, name: str | None = None) -> Tensor:
    """An image in another type: integers are [0, largest], floats [0, 1] (`tf.image.convert_image_dtype`).

    With `saturate` what does not fit is clipped.  Raises AttributeError for a type that is no number.
    """
    image = convert_to_tensor(image, name="image")
    wanted, given = dtypes.as_dtype(dtype), image.dtype.base_dtype
    if not wanted.is_floating and not wanted.is_integer:
        raise AttributeError("dtype must be either floating point or integer")
    if wanted is given:
        return identity(image, name=name)
    into: Callable[..., Tensor] = saturate_cast if saturate else cast
    with graph_for(image).name_scope(name or "convert_image") as scope:
        if given.is_integer and wanted.is_integer:
            if given.max > wanted.max:
                return into(div(image, (given.max + 1) // (wanted.max + 1)), wanted, name=scope)
            return multiply(into(image, wanted), (wanted.max + 1) // (given.max + 1), name=scope)
        if given.is_floating and wanted.is_floating:
            return cast(image, wanted, name=scope)  # type: ignore[no-any-return]
        if given.is_integer:
            return multiply(cast(image, wanted), 1.0 / given.max, name=scope)
        return into(multiply(image, wanted.max + 0.5), wanted, name=scope)


def _as_single(image: Any, name: str = "image") -> tuple[Tensor, Tensor]:
    """An image as a tensor, and in float32 unless it is in float16."""
    image = convert_to_tensor(image, name=name)
    return image, image if image.dtype.base_dtype in _SINGLE else convert_image_dtype(image, dtypes.float32)


# ---------------------------------------------------------------- light


def _check_images(images: Any) -> None:
    if np.ndim(images) < 3:
        raise InvalidArgumentError(
            None, None, f"input must be at least 3-D, got shape {shapes.listed(np.shape(images))}"
        )


def _check_colours(images: Any) -> None:
    if images.shape[-1] != 3:
        raise InvalidArgumentError(
            None, None, f"input must have 3 channels but instead has {images.shape[-1]} channels."
        )


def _by_channel(function: Callable[[Any, Any], Any]) -> Callable[[Operation, Store], Kernel]:
    """A kernel that works in float32 on images of three channels."""

    def rule(op: Operation, store: Store) -> Kernel:
        def kernel(images: Array, number: Array) -> Any:
            _check_images(images)
            _check_colours(images)
            return function(images.astype(np.float32), number).astype(images.dtype)

        return kernel

    return rule


def _contrast_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(images: Array, factor: Array) -> Any:
        _check_images(images)
        pixels = images.astype(np.float32)
        means = pixels.mean(axis=(-3, -2), keepdims=True, dtype=np.float32)
        return (means * (np.float32(1) - factor) + pixels * factor).astype(images.dtype)

    return kernel


def _turn(pixels: Any, delta: Any) -> Any:
    """The hue moved around the circle of six colours: the largest and the smallest channel stay as large."""
    red, green, blue = (pixels[..., i] for i in range(3))
    low, high = pixels.min(axis=-1), pixels.max(axis=-1)
    extent = high - low
    middle = np.maximum(np.minimum(red, green), np.minimum(np.maximum(red, green), blue))
    up = red < green
    sectors = [extent == 0, up & (blue < red), up & (blue > green), up, blue < green, blue > red]
    sector = np.select(sectors, [0, 1, 3, 2, 0, 4], 5)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(extent > 0, (middle - low) / extent, np.float32(0))
    hue = sector + np.where((sector % 2 == 0) | (extent == 0), ratio, 1 - ratio)
    hue = (hue + delta * np.float32(6)).astype(np.float32)
    hue = hue - 6 * np.floor(hue / 6)
    sector = np.minimum(hue.astype(np.int64), 5)
    ratio = (hue - sector).astype(np.float32)
    middle = low + np.where(sector % 2 == 0, ratio, 1 - ratio) * extent
    return np.stack(
        [
            np.choose(sector, [high, middle, low, low, middle, high]),
            np.choose(sector, [middle, high, high, middle, low, low]),
            np.choose(sector, [low, low, middle, high, high, middle]),
        ],
        axis=-1,
    )


def _to_hsv(pixels: Any) -> Any:
    red, green, blue = (pixels[..., i] for i in range(3))
    value = pixels.max(axis=-1)
    extent = value - pixels.min(axis=-1)
    kind = pixels.dtype.type
    with np.errstate(invalid="ignore", divide="ignore"):
        saturation = np.where(value > 0, extent / value, kind(0))
        norm = kind(1 / 6) / extent
        hue = np.where(
            red == value,
            norm * (green - blue),
            np.where(green == value, norm * (blue - red) + kind(2 / 6), norm * (red - green) + kind(4 / 6)),
        )
    hue = np.where(extent > 0, hue, kind(0))
    return np.stack([np.where(hue < 0, hue + kind(1), hue), saturation, value], axis=-1)


def _from_hsv(pixels: Any) -> Any:
    hue, saturation, value = (pixels[..., i : i + 1] for i in range(3))
    kind = pixels.dtype.type
    sixth = hue * kind(6)
    parts = np.concatenate(
        [np.abs(sixth - kind(3)) - kind(1), kind(2) - np.abs(sixth - kind(2)), kind(2) - np.abs(sixth - kind(4))],
        axis=-1,
    )
    return ((kind(1) - saturation) + saturation * np.clip(parts, kind(0), kind(1))) * value


def _saturate(pixels: Any, scale: Any) -> Any:
    hsv = _to_hsv(pixels)
    hsv[..., 1] = np.clip(hsv[..., 1] * scale, 0, 1)
    return _from_hsv(hsv)


def _image_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank_at_least(op.inputs[0]._shape, 3)
    shapes.with_rank(op.inputs[1]._shape, 0)
    return [op.inputs[0]._shape]


for _name, _number, _rule in (
    ("AdjustContrastv2", "contrast_factor", _contrast_kernel),
    ("AdjustHue", "delta", _by_channel(_turn)),
    ("AdjustSaturation", "scale", _by_channel(_saturate)),
):
    define(
        _name,
        f"images: T, {_number}: float32 -> output: T",
        types={"T": frozenset(_SINGLE)},
        defaults={"T": dtypes.float32},
        shape=_image_shape,
        kernel=_rule,
        can_fail=True,
    )


def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """An image with `delta` added, where 1 is white (`tf.image.adjust_brightness`)."""
    with graph_for(image, delta).name_scope("adjust_brightness") as scope:
        image, single = _as_single(image)
        made = add(single, cast(delta, single.dtype), name=scope)
        return convert_image_dtype(made, image.dtype, saturate=True)


def random_brightness(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_brightness` by a number of [-max_delta, max_delta) (`tf.image.random_brightness`).

    Raises ValueError for one below 0.
    """
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """Images whose pixels are so many times as far from the mean of their channel (`tf.image.adjust_contrast`)."""
    with graph_for(images, contrast_factor).name_scope("adjust_contrast") as scope:
        images, single = _as_single(images, "images")
        made = tensor("AdjustContrastv2", single, contrast_factor, name=scope)
        return convert_image_dtype(made, images.dtype, saturate=True)


def _between(lower: float, upper: float, seed: int | None) -> Tensor:
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")
    return random_uniform([], lower, upper, seed=seed)


def random_contrast(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_contrast` by a number of [lower, upper) (`tf.image.random_contrast`).

    Raises ValueError for an empty range and one below 0.
    """
    return adjust_contrast(image, _between(lower, upper, seed))


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """Gain image^gamma (`tf.image.adjust_gamma`).  Raises ValueError for a gamma below 0."""
    with graph_for(image, gamma, gain).name_scope("adjust_gamma"):
        image, single = _as_single(image)
        wrong = holds(gamma >= 0, "Gamma should be a non-negative real number.")
        if wrong:
            gamma = with_dependencies(wrong, gamma)
        made: Any = gain * single**gamma
        return convert_image_dtype(made, image.dtype, saturate=True)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """An image whose hue is moved by `delta`, where 1 is once around (`tf.image.adjust_hue`)."""
    with graph_for(image).name_scope(name or "adjust_hue"):
        image, single = _as_single(image)
        return convert_image_dtype(tensor("AdjustHue", single, delta), image.dtype)


def random_hue(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_hue` by a number of [-max_delta, max_delta) (`tf.image.random_hue`).

    Raises ValueError for one outside of [0, 0.5].
    """
    if max_delta > 0.5:
        raise ValueError("max_delta must be <= 0.5.")
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Tensor:
    """An image whose saturation is so many times as large, at most 1 (`tf.image.adjust_saturation`)."""
    with graph_for(image).name_scope(name or "adjust_saturation"):
        image, single = _as_single(image)
        return convert_image_dtype(tensor("AdjustSaturation", single, saturation_factor), image.dtype)


def random_saturation(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_saturation` by a number of [lower, upper) (`tf.image.random_saturation`).

    Raises ValueError for an empty range and one below 0.
    """
    return adjust_saturation(image, _between(lower, upper, seed))


def per_image_standardization(image: Any) -> Tensor:
    """Each image less its mean, over its standard deviation (`tf.image.per_image_standardization`).

    The deviation counts as at least 1 / sqrt(number of elements).
    """
    with graph_for(image).name_scope("per_image_standardization") as scope:
        image = checked(image)
        given = image.dtype.base_dtype
        pixels: Any = image if given in _SINGLE else convert_image_dtype(image, dtypes.float32)
        count = reduce_prod(shape(pixels)[-3:])
        mean = reduce_mean(pixels, axis=[-1, -2, -3], keepdims=True)
        deviation = reduce_std(pixels, axis=[-1, -2, -3], keepdims=True)
        least = rsqrt(cast(count, pixels.dtype))
        deviation = maximum(deviation, least)
        pixels -= mean
        return convert_image_dtype(div(pixels, deviation, name=scope), given, saturate=True)


# ---------------------------------------------------------------- spaces of colours


def _colours_shape(op: Operation) -> list[MaybeShape]:
    known = op.inputs[0]._shape
    if known is None:
        return [None]
    shapes.with_rank_at_least(known, 1)
    if known[-1] not in (None, 3):
        raise ValueError(f"Dimension must be 3 but is {known[-1]}")
    return [(*known[:-1], 3)]


def _colours_kernel(function: Callable[[Any], Any]) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        def kernel(images: Array) -> Any:
            if not np.ndim(images):
                raise InvalidArgumentError(None, None, "input must be at least 1D")
            _check_colours(images)
            return function(images).astype(images.dtype)

        return kernel

    return rule


def _hsv_gradient(op: Operation, grad: Any) -> list[Any]:
    """Where the largest channel M and the smallest m are others at each pixel, there the derivatives are others."""
    kind = op.inputs[0].dtype
    channels = [op.inputs[0][..., i] for i in range(3)]
    extent: Any = op.outputs[0][..., 1] * op.outputs[0][..., 2]
    r, g, b = channels
    largest = [cast(logical_and(*pair), kind) for pair in ((r >= b, r >= g), (g > r, g >= b), (b > r, b > g))]
    smallest = [cast(logical_and(*pair), kind) for pair in ((r < b, r < g), (g <= r, g < b), (b <= r, b <= g))]
    top = _sum(part * channel for part, channel in zip(largest, channels))
    bottom = _sum(part * channel for part, channel in zip(smallest, channels))
    # hue = (base + (next - last) / (M - m)) / 6, where next and last follow the largest channel around
    spread = _sum(part * (channels[(i + 1) % 3] - channels[(i + 2) % 3]) for i, part in enumerate(largest))
    found = []
    for i in range(3):
        up, down = largest[i], smallest[i]
        by_value = grad[..., 2] * up
        by_saturation = up * div_no_nan(bottom, square(top)) - div_no_nan(down, top)
        moved = div_no_nan(largest[(i + 2) % 3] - largest[(i + 1) % 3], extent)
        by_hue = grad[..., 0] * (moved - (up - down) * div_no_nan(spread, square(extent))) / 6
        seen = cast(channels[i] > 0, kind)  # the saturation of a channel of 0 is 1 and stays so
        found.append(by_value + grad[..., 1] * seen * by_saturation + by_hue)
    return [stack(found, axis=-1)]


def _sum(terms: Any) -> Any:
    first, *others = terms
    for term in others:
        first = first + term
    return first


define(
    "RGBToHSV",
    "images: T -> output: T",
    types={"T": dtypes.FLOATING},
    defaults={"T": dtypes.float32},
    shape=_colours_shape,
    kernel=_colours_kernel(_to_hsv),
    gradient=_hsv_gradient,
    can_fail=True,
)
define(
    "HSVToRGB",
    "images: T -> output: T",
    types={"T": dtypes.FLOATING},
    defaults={"T": dtypes.float32},
    shape=_colours_shape,
    kernel=_colours_kernel(_from_hsv),
    differentiable=False,
    can_fail=True,
)


def rgb_to_hsv(images: Any, name: str | None = None) -> Tensor:
    """Hue, saturation and value of red, green and blue, all of [0, 1] (`tf.image.rgb_to_hsv`)."""
    return tensor("RGBToHSV", images, name=name)


def hsv_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Red, green and blue of hue, saturation and value, all of [0, 1] (`tf.image.hsv_to_rgb`)."""
    return tensor("HSVToRGB", images, name=name)


def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """How light images are: three channels become one (`tf.image.rgb_to_grayscale`)."""
    with graph_for(images).name_scope(name or "rgb_to_grayscale") as scope:
        images = convert_to_tensor(images, name="images")
        single = convert_image_dtype(images, dtypes.float32)
        gray = expand_dims(tensordot(single, [0.2989, 0.5870, 0.1140], [-1, -1]), -1)
        return convert_image_dtype(gray, images.dtype, name=scope)


def _gray_checks(images: Any) -> list[Operation]:
    known = images._shape
    if known is not None and len(known) < 2:
        raise ValueError("A grayscale image must be at least two-dimensional.")
    if is_static(known):
        if known[-1] != 1:
            raise ValueError("Last dimension of a grayscale image should be size 1.")
        return []
    return [
        assert_equal(shape(images)[-1], 1, message="Last dimension of a grayscale image should be size 1."),
        assert_greater_equal(rank(images), 3, message="A grayscale image must be at least two-dimensional."),
    ]


def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """One channel three times (`tf.image.grayscale_to_rgb`).  Raises ValueError where there are several."""
    with graph_for(images).name_scope(name or "grayscale_to_rgb") as scope:
        images = with_dependencies(_gray_checks(images), images)
        before = expand_dims(rank(images) - 1, 0)
        times = concat([ones(before, dtype=dtypes.int32), expand_dims(3, 0)], 0)
        made = tile(images, times, name=scope)
        known = images._shape
        if known is not None:
            made.set_shape([*known[:-1], 3])
        return made


def _matrix(name: str, rows: list[list[float]]) -> Callable[[Any], Tensor]:
    def function(images: Any) -> Tensor:
        images = convert_to_tensor(images, name="images")
        kernel = convert_to_tensor(rows, images.dtype, "kernel")
        known = images._shape
        return tensordot(images, kernel, axes=[[-1 if known is None else len(known) - 1], [0]])

    function.__name__ = function.__qualname__ = name
    given, made = name.split("_to_")
    function.__doc__ = f"Images of {given.upper()} in {made.upper()}, whose channels come last (`tf.image.{name}`)."
    return function


rgb_to_yiq = _matrix(
    "rgb_to_yiq",
    [[0.299, 0.59590059, 0.2115], [0.587, -0.27455667, -0.52273617], [0.114, -0.32134392, 0.31119955]],
)
yiq_to_rgb = _matrix(
    "yiq_to_rgb", [[1, 1, 1], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]]
)
rgb_to_yuv = _matrix(
    "rgb_to_yuv",
    [[0.299, -0.14714119, 0.61497538], [0.587, -0.28886916, -0.51496512], [0.114, 0.43601035, -0.10001026]],
)
yuv_to_rgb = _matrix("yuv_to_rgb", [[1, 1, 1], [0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0]])
