"""Sliding windows over images of two dimensions and more, on which convolution and pooling stand: sizes, padding, views
and the way back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuigraph.engine.graph import Operation
from tuigraph.engine.shapes import MaybeShape, with_rank


def sequence(value: Any, channel: int, name: str, spatial: int = 2) -> list[int]:
    """One number for each dimension of an image with so many `spatial` ones, from one, as many, or all.

    Raises ValueError for other lengths.
    """
    if value is None:
        return [1] * (spatial + 2)
    numbers = [int(v) for v in value] if isinstance(value, (Sequence, np.ndarray)) else [int(value)]
    if len(numbers) == spatial + 2:
        return numbers
    if len(numbers) not in (1, spatial):
        raise ValueError(f"{name} should be of length 1, {spatial} or {spatial + 2} but was {len(numbers)}")
    inner = numbers * spatial if len(numbers) == 1 else numbers
    return [1, 1, *inner] if channel == 1 else [1, *inner, 1]


def _not_allowed(attr: str, given: Any, *allowed: str) -> ValueError:
    listed = ", ".join(f'"{value}"' for value in allowed)
    return ValueError(f"Value for attr '{attr}' of {given!r} is not in the list of allowed values: {listed}")


@dataclass(frozen=True)
class Window:
    """A window's size, step, dilation and padding along each spatial dimension, and where the channels are."""

    size: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    padding: str = "VALID"
    explicit: tuple[int, ...] = ()
    channels_first: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a padding that there is not."""
        if self.padding not in ("SAME", "VALID") and not (self.padding == "EXPLICIT" and self.explicit):
            raise _not_allowed("padding", self.padding, "SAME", "VALID")

    @classmethod
    def of(cls, op: Operation, size: tuple[int, ...]) -> Window:
        """The window that an operation's attributes describe.

        Raises ValueError for an order of dimensions that there is not: what is taken for another one gives numbers.
        """
        order, inner = op.attrs["data_format"], "DHW"[3 - len(size) :]
        last_of, first_of = f"N{inner}C", f"NC{inner}"
        if order not in (last_of, first_of):
            raise _not_allowed("data_format", order, last_of, first_of)
        first = order == first_of

        def spatial(entries: Sequence[int]) -> tuple[int, ...]:
            return tuple(entries[2:] if first else entries[1:-1])

        explicit = tuple(op.attrs.get("explicit_paddings", ()))
        return cls(
            size,
            spatial(op.attrs["strides"]),
            spatial(op.attrs["dilations"]) if "dilations" in op.attrs else (1,) * len(size),
            op.attrs["padding"],
            explicit[4:] if first else explicit[2:-2],
            first,
        )

    @property
    def rank(self) -> int:
        """The number of spatial dimensions."""
        return len(self.size)

    def extent(self, axis: int) -> int:
        return (self.size[axis] - 1) * self.dilations[axis] + 1

    def count(self, length: int | None, axis: int) -> int | None:
        """How many windows fit along an axis.  Raises ValueError when none does."""
        if length is None:
            return None
        stride = self.strides[axis]
        if self.padding == "SAME":
            return -(-length // stride)
        if self.padding == "EXPLICIT":
            length += sum(self.explicit[2 * axis : 2 * axis + 2])
        if length < self.extent(axis):
            raise ValueError(f"Negative dimension size caused by subtracting {self.extent(axis)} from {length}")
        return (length - self.extent(axis)) // stride + 1

    def margins(self, length: int, axis: int) -> tuple[int, int]:
        """How much is put in front and behind along an axis."""
        if self.padding == "EXPLICIT":
            return self.explicit[2 * axis], self.explicit[2 * axis + 1]
        if self.padding == "VALID":
            return 0, 0
        needed = max(((self.count(length, axis) or 0) - 1) * self.strides[axis] + self.extent(axis) - length, 0)
        return needed // 2, needed - needed // 2

    def output(self, shape: MaybeShape, channels: int | None) -> MaybeShape:
        """The static shape of one value per window."""
        n, *lengths, _ = self.channels_last(with_rank(shape, self.rank + 2))
        counts = [self.count(length, axis) for axis, length in enumerate(lengths)]
        found: MaybeShape = self.as_given((n, *counts, channels))
        return found

    def channels_last(self, shape: Any) -> Any:
        return (shape[0], *shape[2:], shape[1]) if self.channels_first else tuple(shape)

    def as_given(self, shape: Any) -> Any:
        return (shape[0], shape[-1], *shape[1:-1]) if self.channels_first else tuple(shape)

    def to_last(self, image: Any) -> Any:
        """An image with its channels behind."""
        return np.moveaxis(image, 1, -1) if self.channels_first else image

    def to_given(self, image: Any) -> Any:
        return np.ascontiguousarray(np.moveaxis(image, -1, 1) if self.channels_first else image)

    def padded(self, image: Any, fill: Any) -> Any:
        """An image with channels behind, in a frame of `fill`."""
        inner = [self.margins(length, axis) for axis, length in enumerate(image.shape[1:-1])]
        if not any(a or b for a, b in inner):
            return image
        return np.pad(image, [(0, 0), *inner, (0, 0)], constant_values=fill)

    def view(self, image: Any, fill: Any = 0) -> Any:
        """The windows of an image with channels behind, without a copy: [n, *counts, channels, *size]."""
        frame = self.padded(image, image.dtype.type(fill))
        extents = [self.extent(axis) for axis in range(self.rank)]
        windows = np.lib.stride_tricks.sliding_window_view(frame, extents, axis=tuple(range(1, self.rank + 1)))
        every, all_of = slice(None), [slice(None, None, step) for step in (*self.strides, *self.dilations)]
        return windows[(every, *all_of[: self.rank], every, *all_of[self.rank :])]

    def columns(self, image: Any) -> Any:
        """The windows of an image with channels behind, one to a row: [n * counts, size * channels].

        What is read lies together: a window's row of pixels with their channels is one stretch of memory.
        """
        rank = self.rank
        views = self.view(image)
        views = views.transpose(*range(rank + 1), *range(rank + 2, 2 * rank + 2), rank + 1)
        return views.reshape(math.prod(views.shape[: rank + 1]), math.prod(views.shape[rank + 1 :]))

    def spread(self, values: Any, shape: Sequence[int]) -> Any:
        """The sum of what each window holds, in an image of `shape` with channels behind: the transpose of `view`."""
        parts = (values[(..., *place)] for place in np.ndindex(self.size))
        return self.gathered(parts, shape, values.dtype, values.shape[1 : self.rank + 1])

    def gathered(self, values: Iterable[Any], shape: Sequence[int], dtype: Any, counts: Sequence[int]) -> Any:
        """An image of `shape` with channels behind, to which each place of the windows adds its array of `values`."""
        n, *lengths, c = shape
        margins = [self.margins(length, axis) for axis, length in enumerate(lengths)]
        framed = [length + before + after for length, (before, after) in zip(lengths, margins)]
        frame = np.zeros((n, *framed, c), dtype=dtype)
        for part, value in zip(self.places(frame, counts), values):
            part += value
        return frame[(slice(None), *(slice(before, before + k) for k, (before, _) in zip(lengths, margins)))]

    def places(self, frame: Any, counts: Sequence[int]) -> Iterator[Any]:
        """Views of a padded image, row by row: what stands at each place of all `counts` windows."""
        for place in np.ndindex(self.size):
            starts = [i * dilation for i, dilation in zip(place, self.dilations)]
            yield frame[
                (
                    slice(None),
                    *(slice(at, at + count * k, k) for at, count, k in zip(starts, counts, self.strides)),
                )
            ]

    def counts(self, image: Any) -> tuple[int, ...]:
        """How many windows an image with channels behind has along each spatial dimension."""
        return tuple(self.count(length, axis) or 0 for axis, length in enumerate(image.shape[1:-1]))
