"""Sliding windows over images, on which convolution and pooling stand: sizes, padding, views and the way back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuigraph.engine.graph import Operation
from tuigraph.engine.shapes import MaybeShape, with_rank


def sequence(value: Any, channel: int, name: str) -> list[int]:
    """One number for each of four dimensions, from one, two or four.  Raises ValueError for other lengths."""
    if value is None:
        return [1, 1, 1, 1]
    numbers = [int(v) for v in value] if isinstance(value, (Sequence, np.ndarray)) else [int(value)]
    if len(numbers) == 4:
        return numbers
    if len(numbers) not in (1, 2):
        raise ValueError(f"{name} should be of length 1, 2 or 4 but was {len(numbers)}")
    pair = numbers * 2 if len(numbers) == 1 else numbers
    return [1, 1, *pair] if channel == 1 else [1, *pair, 1]


@dataclass(frozen=True)
class Window:
    """A window's size, step, dilation and padding along height and width, and where the channels are."""

    size: tuple[int, int]
    strides: tuple[int, int]
    dilations: tuple[int, int] = (1, 1)
    padding: str = "VALID"
    explicit: tuple[int, ...] = ()
    channels_first: bool = False

    @classmethod
    def of(cls, op: Operation, size: tuple[int, int]) -> Window:
        """The window that an operation's attributes describe."""
        first = op.attrs["data_format"] == "NCHW"

        def spatial(entries: Sequence[int]) -> tuple[int, int]:
            return (entries[2], entries[3]) if first else (entries[1], entries[2])

        explicit = tuple(op.attrs.get("explicit_paddings", ()))
        if explicit:
            explicit = explicit[4:8] if first else explicit[2:6]
        return cls(
            size,
            spatial(op.attrs["strides"]),
            spatial(op.attrs.get("dilations", (1, 1, 1, 1))),
            op.attrs["padding"],
            explicit,
            first,
        )

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
        n, h, w, _ = self.channels_last(with_rank(shape, 4))
        found: MaybeShape = self.as_given((n, self.count(h, 0), self.count(w, 1), channels))
        return found

    def channels_last(self, shape: Any) -> Any:
        return (shape[0], shape[2], shape[3], shape[1]) if self.channels_first else tuple(shape)

    def as_given(self, shape: Any) -> Any:
        return (shape[0], shape[3], shape[1], shape[2]) if self.channels_first else tuple(shape)

    def to_last(self, image: Any) -> Any:
        """An image with its channels behind."""
        return image.transpose(0, 2, 3, 1) if self.channels_first else image

    def to_given(self, image: Any) -> Any:
        return np.ascontiguousarray(image.transpose(0, 3, 1, 2) if self.channels_first else image)

    def padded(self, image: Any, fill: Any) -> Any:
        """An image with channels behind, in a frame of `fill`."""
        margins = [(0, 0), self.margins(image.shape[1], 0), self.margins(image.shape[2], 1), (0, 0)]
        if not any(a or b for a, b in margins):
            return image
        return np.pad(image, margins, constant_values=fill)

    def view(self, image: Any, fill: Any = 0) -> Any:
        """The windows of an image with channels behind, without a copy: [n, rows, columns, channels, height, width]."""
        frame = self.padded(image, image.dtype.type(fill))
        extents = (self.extent(0), self.extent(1))
        windows = np.lib.stride_tricks.sliding_window_view(frame, extents, axis=(1, 2))
        return windows[:, :: self.strides[0], :: self.strides[1], :, :: self.dilations[0], :: self.dilations[1]]

    def columns(self, image: Any) -> Any:
        """The windows of an image with channels behind, one to a row: [n * rows * columns, height * width * channels].

        What is read lies together: a window's row of pixels with their channels is one stretch of memory.
        """
        views = self.view(image).transpose(0, 1, 2, 4, 5, 3)
        return views.reshape(math.prod(views.shape[:3]), math.prod(views.shape[3:]))

    def spread(self, values: Any, shape: Sequence[int]) -> Any:
        """The sum of what each window holds, in an image of `shape` with channels behind: the transpose of `view`."""
        places = [(i, j) for i in range(self.size[0]) for j in range(self.size[1])]
        return self.gathered((values[..., i, j] for i, j in places), shape, values.dtype, values.shape[1:3])

    def gathered(self, values: Iterable[Any], shape: Sequence[int], dtype: Any, counts: Sequence[int]) -> Any:
        """An image of `shape` with channels behind, to which each place of the windows adds its array of `values`."""
        n, h, w, c = shape
        (top, bottom), (left, right) = self.margins(h, 0), self.margins(w, 1)
        frame = np.zeros((n, h + top + bottom, w + left + right, c), dtype=dtype)
        for part, value in zip(self.places(frame, counts), values):
            part += value
        return frame[:, top : top + h, left : left + w]

    def places(self, frame: Any, counts: Sequence[int]) -> Iterator[Any]:
        """Views of a padded image, row by row: what stands at each place of all `counts` windows."""
        for i in range(self.size[0]):
            for j in range(self.size[1]):
                y, x = i * self.dilations[0], j * self.dilations[1]
                yield frame[
                    :,
                    y : y + counts[0] * self.strides[0] : self.strides[0],
                    x : x + counts[1] * self.strides[1] : self.strides[1],
                ]

    def counts(self, image: Any) -> tuple[int, int]:
        """How many windows an image with channels behind has along height and width."""
        return self.count(image.shape[1], 0) or 0, self.count(image.shape[2], 1) or 0
