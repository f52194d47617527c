"""Which element of an array stands where in the viewer's table; the same arithmetic as `debugger.values.table`."""

from __future__ import annotations

import re
from math import prod

from tuigraph.wire.said import said
from tuigraph.words.errors import SaidError


class NoElement(SaidError):
    """What was typed names no element; the text says why."""


def index_of(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The index that ``3, 0`` or ``[3, 0]`` means in an array of that shape.  Raises NoElement."""
    parts = [part for part in re.split(r"[\s,\[\]]+", text) if part]
    try:
        index = [int(part) for part in parts]
    except ValueError:
        raise NoElement(said("no_element", text=text)) from None
    if len(index) != len(shape):
        raise NoElement(said("too_few_indices", text=text, n=len(shape)))
    index = [i + size if i < 0 else i for i, size in zip(index, shape)]
    if any(not 0 <= i < size for i, size in zip(index, shape)):
        raise NoElement(said("out_of_bounds", text=text, shape=str(list(shape))))
    return tuple(index)


def place_of(index: tuple[int, ...], shape: tuple[int, ...], columns: int) -> tuple[int, int]:
    """Row and column of an element; a vector fills rows of so many columns."""
    flat = 0
    for i, size in zip(index, shape):
        flat = flat * size + i
    return divmod(flat, shape[-1] if len(shape) >= 2 else max(columns, 1))


def element_at(row: int, column: int, shape: tuple[int, ...], columns: int) -> tuple[int, ...]:
    """The element at a place: the opposite of `place_of`."""
    flat = row * (shape[-1] if len(shape) >= 2 else max(columns, 1)) + column
    flat = max(0, min(flat, prod(shape) - 1))
    index: list[int] = []
    for size in reversed(shape):
        flat, i = divmod(flat, size)
        index.insert(0, i)
    return tuple(index)
