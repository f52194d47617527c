"""Images turned, mirrored, cut and framed (`tf.image`): what moves pixels and changes none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import maximum, minimum
from tuigraph.engine.ops.case import case
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, less
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.division import floormod
from tuigraph.engine.ops.elementwise import round as round_
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import graph_for, reshape, shape
from tuigraph.engine.ops.image_checks import as_batch, checked, checks, holds, is_batch, is_known_in_a_run, sizes
from tuigraph.engine.ops.joining import stack
from tuigraph.engine.ops.layout import squeeze
from tuigraph.engine.ops.layout import transpose as transposed
from tuigraph.engine.ops.padding import pad, reverse
from tuigraph.engine.ops.random import random_uniform
from tuigraph.engine.ops.slicing import slice_

# ---------------------------------------------------------------- mirrored and turned


def _with_shape_of(image: Tensor, result: Tensor) -> Tensor:
    result.set_shape([None, None, None] if image._shape is None else image.shape)
    return result


def _flip(axis: int, scope: str) -> Callable[..., Tensor]:
    def function(image: Any) -> Tensor:
        with graph_for(image).name_scope(scope):
            image = checked(image)
            if is_batch(image):
                return reverse(image, [axis + 1])
            return _with_shape_of(image, reverse(image, [axis]))

    function.__name__ = function.__qualname__ = scope
    function.__doc__ = (
        f"An image [height, width, channels], or each of a batch, mirrored (`tf.image.{scope}`).\n\n"
        "Raises ValueError for another rank."
    )
    return function


flip_left_right = _flip(1, "flip_left_right")
flip_up_down = _flip(0, "flip_up_down")


def _random_flip(axis: int, scope: str) -> Callable[..., Tensor]:
    def function(image: Any, seed: int | None = None) -> Tensor:
        with graph_for(image).name_scope(scope) as name:
            image = checked(image)
            if not is_batch(image):
                mirrored = less(random_uniform([], 0, 1.0, seed=seed), 0.5)
                chosen = cond(mirrored, lambda: reverse(image, [axis]), lambda: image, name=name)
                return _with_shape_of(image, chosen)
            count = shape(image)[0]
            drawn = random_uniform([count], 0, 1.0, seed=seed)
            flips: Any = cast(round_(reshape(drawn, [count, 1, 1, 1])), image.dtype)
            mixed: Tensor = flips * reverse(image, [axis + 1]) + (1 - flips) * image
            return mixed

    function.__name__ = function.__qualname__ = scope
    function.__doc__ = (
        f"An image, or each of a batch, mirrored with a probability of a half (`tf.image.{scope}`).\n\n"
        "Raises ValueError for another rank than 3 and 4."
    )
    return function


random_flip_left_right = _random_flip(1, "random_flip_left_right")
random_flip_up_down = _random_flip(0, "random_flip_up_down")


def rot90(image: Any, k: Any = 1, name: str | None = None) -> Tensor:
    """An image, or each of a batch, turned `k` times to the left (`tf.image.rot90`)."""
    with graph_for(image, k).name_scope(name or "rot90") as scope:
        image = checked(image)
        k = convert_to_tensor(k, dtypes.int32, "k")
        shapes.with_rank(k._shape, 0)
        k = floormod(k, 4)
        batch = is_batch(image)
        rows, columns = (1, 2) if batch else (0, 1)
        order = [0, 2, 1, 3] if batch else [1, 0, 2]
        turns = [
            (equal(k, 1), lambda: transposed(reverse(image, [columns]), order)),
            (equal(k, 2), lambda: reverse(image, [rows, columns])),
            (equal(k, 3), lambda: reverse(transposed(image, order), [columns])),
        ]
        result: Tensor = case(turns, default=lambda: image, exclusive=True, name=scope)
        if batch:
            known = shapes.with_rank(result._shape, 4)
            result.set_shape([known[0], None, None, known[3]])
        else:
            result.set_shape([None, None, shapes.with_rank(image._shape, 3)[2]])
        return result


def transpose(image: Any, name: str | None = None) -> Tensor:
    """An image, or each of a batch, with rows for columns (`tf.image.transpose`)."""
    with graph_for(image).name_scope(name or "transpose"):
        image = checked(image)
        return transposed(image, [0, 2, 1, 3] if is_batch(image) else [1, 0, 2], name=name)


# ---------------------------------------------------------------- cut and framed


def central_crop(image: Any, central_fraction: float) -> Tensor:
    """The middle of an image, or of each of a batch: so much of its height and width (`tf.image.central_crop`).

    Raises ValueError for a fraction outside of (0, 1], and for another rank than 3 and 4.
    """
    with graph_for(image).name_scope("central_crop"):
        image = convert_to_tensor(image, name="image")
        if central_fraction <= 0.0 or central_fraction > 1.0:
            raise ValueError("central_fraction must be within (0, 1]")
        if central_fraction == 1.0:
            return image  # type: ignore[no-any-return]
        with_dependencies(checks(image), image)
        known = image._shape
        if known is None or len(known) not in (3, 4):
            raise ValueError(
                "`image` should either be a Tensor with rank = 3 or rank = 4. "
                f"Had rank = {None if known is None else len(known)}."
            )
        first = len(known) - 3
        lengths = [shape(image)[first + i] if known[first + i] is None else known[first + i] for i in (0, 1)]
        starts = [_margin(length, central_fraction) for length in lengths]
        extents = [length - start * 2 for length, start in zip(lengths, starts)]
        part = slice_(image, stack([0] * first + [*starts, 0]), stack([-1] * first + [*extents, -1]))
        part.set_shape([*known[:first], *(None if is_known_in_a_run(e) else e for e in extents), known[-1]])
        return part


def _margin(length: Any, fraction: float) -> Any:
    if not is_known_in_a_run(length):
        return int((float(length) - float(length) * fraction) / 2)
    exact: Any = cast(length, dtypes.float64)
    return cast((exact - exact * fraction) / 2, dtypes.int32)


def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """An image, or each of a batch, in a frame of zeros, with so many rows and columns before it
    (`tf.image.pad_to_bounding_box`).

    Raises ValueError where it does not fit.
    """
    with graph_for(image).name_scope("pad_to_bounding_box"):
        image, batch = as_batch(image)
        wrong = checks(image)
        count, height, width, depth = sizes(image, 4)
        right, below = target_width - offset_width - width, target_height - offset_height - height
        wrong += holds(offset_height >= 0, "offset_height must be >= 0")
        wrong += holds(offset_width >= 0, "offset_width must be >= 0")
        wrong += holds(right >= 0, "width must be <= target - offset")
        wrong += holds(below >= 0, "height must be <= target - offset")
        image = with_dependencies(wrong, image)
        margins = reshape(stack([0, 0, offset_height, below, offset_width, right, 0, 0]), [4, 2])
        padded = pad(image, margins)
        padded.set_shape([None if is_known_in_a_run(n) else n for n in (count, target_height, target_width, depth)])
        return padded if batch else squeeze(padded, axis=[0])


def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """So many rows and columns of an image, or of each of a batch, from a place on (`tf.image.crop_to_bounding_box`).

    Raises ValueError where there are not as many.
    """
    with graph_for(image).name_scope("crop_to_bounding_box"):
        image, batch = as_batch(image)
        wrong = checks(image)
        count, height, width, depth = sizes(image, 4)
        wrong += holds(offset_width >= 0, "offset_width must be >= 0.")
        wrong += holds(offset_height >= 0, "offset_height must be >= 0.")
        wrong += holds(target_width > 0, "target_width must be > 0.")
        wrong += holds(target_height > 0, "target_height must be > 0.")
        wrong += holds(width >= (target_width + offset_width), "width must be >= target + offset.")
        wrong += holds(height >= (target_height + offset_height), "height must be >= target + offset.")
        image = with_dependencies(wrong, image)
        part = slice_(image, stack([0, offset_height, offset_width, 0]), stack([-1, target_height, target_width, -1]))
        part.set_shape([None if is_known_in_a_run(n) else n for n in (count, target_height, target_width, depth)])
        return part if batch else squeeze(part, axis=[0])


def larger(x: Any, y: Any) -> Any:
    return maximum(x, y) if is_known_in_a_run(x) or is_known_in_a_run(y) else max(x, y)


def _smaller(x: Any, y: Any) -> Any:
    return minimum(x, y) if is_known_in_a_run(x) or is_known_in_a_run(y) else min(x, y)


def _equal(x: Any, y: Any) -> Any:
    return equal(x, y) if is_known_in_a_run(x) or is_known_in_a_run(y) else x == y


def resize_image_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """An image, or each of a batch, cut or framed with zeros at both sides alike to a height and a width
    (`tf.image.resize_image_with_crop_or_pad`).

    Raises ValueError for a size that is not above 0.
    """
    with graph_for(image).name_scope("resize_image_with_crop_or_pad"):
        image, batch = as_batch(image)
        wrong = checks(image)
        wrong += holds(target_width > 0, "target_width must be > 0.")
        wrong += holds(target_height > 0, "target_height must be > 0.")
        image = with_dependencies(wrong, image)
        if is_known_in_a_run(target_height):
            target_height = with_dependencies(wrong, target_height)
        if is_known_in_a_run(target_width):
            target_width = with_dependencies(wrong, target_width)
        _, height, width, _ = sizes(image, 4)
        wider = target_width - width
        cut_left, frame_left = larger(-wider // 2, 0), larger(wider // 2, 0)
        higher = target_height - height
        cut_above, frame_above = larger(-higher // 2, 0), larger(higher // 2, 0)
        cropped = crop_to_bounding_box(
            image, cut_above, cut_left, _smaller(target_height, height), _smaller(target_width, width)
        )
        made = pad_to_bounding_box(cropped, frame_above, frame_left, target_height, target_width)
        _, height, width, _ = sizes(made, 4)
        wrong = holds(_equal(height, target_height), "resized height is not correct.")
        wrong += holds(_equal(width, target_width), "resized width is not correct.")
        made = with_dependencies(wrong, made)
        return made if batch else squeeze(made, axis=[0])
