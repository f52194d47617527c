"""Slices of partitioned variables: how a checkpoint names, describes and joins them.

A slice is a start and a length for each axis; the length WHOLE stands for all of an axis.  Operations of a Saver give
it in words, ``"200 3 0,67:-"``: the shape of the variable, then its slice.  The index of a checkpoint has it as a key
that sorts as the slices do, which is OrderedCode's encoding of name, rank, starts and lengths.

Sources: tensorflow/core/util/saved_tensor_slice_util.cc, tensorflow/core/framework/tensor_slice.cc,
tensorflow/core/lib/strings/ordered_code.cc.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine import errors
from tuigraph.interop.protos import TensorSliceProto

WHOLE = -1
Extents = tuple[tuple[int, int], ...]
Part = tuple[Extents, NDArray[Any]]


@dataclass(frozen=True)
class Sliced:
    """A variable that is saved in slices: its shape, and each slice with its elements."""

    shape: tuple[int, ...]
    parts: list[Part]


def parse(words: bytes) -> tuple[tuple[int, ...], Extents]:
    """The shape and the slice that an operation of a Saver is given.  Raises InvalidArgumentError."""
    try:
        *lengths, last = words.decode().split()
        extents = tuple(_extent(axis) for axis in last.split(":"))
        shape = tuple(map(int, lengths))
        region(extents, shape)
    except ValueError:
        raise errors.InvalidArgumentError(
            None, None, f"A slice of a variable is its shape and the slice, such as 200 3 0,67:-, not {words!r}."
        ) from None
    return shape, extents


def _extent(axis: str) -> tuple[int, int]:
    if axis == "-":
        return 0, WHOLE
    start, length = map(int, axis.split(","))
    return start, length


def region(extents: Extents, shape: tuple[int, ...]) -> tuple[slice, ...]:
    """Where the elements of a slice stand in an array of that shape.  Raises ValueError for one that is not in it."""
    if len(extents) != len(shape):
        raise ValueError(f"a slice of {len(extents)} axes is none of the shape {list(shape)}")
    found = []
    for (start, length), size in zip(extents, shape):
        end = size if length == WHOLE else start + length
        if not 0 <= start <= end <= size:
            raise ValueError(f"the slice {extents} is not within the shape {list(shape)}")
        found.append(slice(start, end))
    return tuple(found)


def shape_of(extents: Extents, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a slice of an array of that shape.  Raises ValueError for one that is not in it."""
    return tuple(axis.stop - axis.start for axis in region(extents, shape))


def join(shape: tuple[int, ...], dtype: np.dtype[Any], parts: Iterable[Part]) -> NDArray[Any]:
    """The array that slices make up.  Raises ValueError when they leave something out or lie outside."""
    parts = list(parts)
    if sum(array.size for _, array in parts) < math.prod(shape):
        raise ValueError(f"its slices do not fill the shape {list(shape)}")
    filled = np.zeros(shape, np.bool_)
    whole = np.empty(shape, dtype)
    for extents, array in parts:
        where = region(extents, shape)
        whole[where] = array.reshape(shape_of(extents, shape))
        filled[where] = True
    if not filled.all():
        raise ValueError(f"its slices do not fill the shape {list(shape)}")
    return whole


# ---- in files


def of_proto(proto: Any) -> Extents:
    """The slice that a TensorSliceProto describes; an axis without a length is whole."""
    return tuple((axis.start, axis.length or WHOLE) for axis in proto.extent)


def to_proto(extents: Extents) -> Any:
    """A slice as a TensorSliceProto."""
    proto = TensorSliceProto()
    for start, length in extents:
        proto.extent.add(**({} if length == WHOLE else {"start": start, "length": length}))
    return proto


def key(name: str, extents: Extents) -> bytes:
    """The key under which a slice of a variable stands in the index of a checkpoint."""
    text = name.encode().replace(b"\xff", b"\xff\0").replace(b"\0", b"\0\xff")
    numbers = b"".join(_signed(number) for extent in extents for number in extent)
    return b"\0" + text + b"\0\1" + _unsigned(len(extents)) + numbers


def _unsigned(number: int) -> bytes:
    digits = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([len(digits)]) + digits


def _signed(number: int) -> bytes:
    """As many ones as bytes, then a zero, then the number: written so that bytes sort as numbers do."""
    size = (number if number >= 0 else ~number).bit_length() // 7 + 1
    bits = 8 * size
    ones = ((1 << size) - 1) << (bits - size)
    return ((number & ((1 << bits) - 1)) ^ ones).to_bytes(size, "big")
