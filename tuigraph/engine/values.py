"""Values in slots: a NumPy scalar for rank 0 (bytes for a string), an array otherwise."""

from __future__ import annotations

import functools
import math
import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.engine.errors import InvalidArgumentError, ResourceExhaustedError

# What the type checker takes a value for: a NumPy scalar has what an array has.  Text of rank 0 has nothing of it.
Array = np.ndarray[Any, np.dtype[Any]]


def as_array(value: Any) -> Array:
    """The value as an array of any rank; text stays an object array of bytes."""
    if value.__class__ is bytes:
        array = np.empty((), dtype=object)
        array[()] = value
        return array
    return np.asarray(value)


def check_rank(name: str, value: Any, rank: int) -> None:
    """Raises InvalidArgumentError for an operand of another rank than `rank`."""
    if np.ndim(value) != rank:
        raise InvalidArgumentError(
            None, None, f"{name} must be rank {rank}, but has shape [{','.join(map(str, np.shape(value)))}]"
        )


def as_rows(value: Any, depth: int) -> Array:
    """The value with its first `depth` dimensions as one, also where there is nothing in it."""
    shape = np.shape(value)
    return np.reshape(value, (math.prod(shape[:depth]), *shape[depth:]))


def as_value(array: Any) -> Any:
    """What a kernel returns for an array: its only element where the rank is 0 (text is bytes already)."""
    return array if array.__class__ is bytes or array.ndim else array[()]


def as_text(value: str | bytes) -> str | bytes:
    """The value of an attribute as nodes have it: text, or bytes where those are no UTF-8."""
    try:
        return value.decode() if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return value


def as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def dims(shape: Any, itemsize: int = 1) -> tuple[int, ...]:
    """A shape given by a value of a run.  Raises InvalidArgumentError for a negative entry, ResourceExhaustedError for
    more bytes than this machine has.
    """
    entries = tuple([int(d) for d in np.ravel(shape)])
    for d in entries:
        if d < 0:
            raise InvalidArgumentError(None, None, f"Dimension {d} must be >= 0: the shape is {list(entries)}")
    check_room(entries, itemsize)
    return entries


def check_room(shape: Sequence[int], itemsize: int = 1) -> None:
    """Whether an array of this shape can be made at all.  Raises ResourceExhaustedError, at once, where it cannot."""
    if math.prod(shape) * itemsize > _memory():
        raise ResourceExhaustedError(
            None, None, f"OOM when allocating tensor with shape[{','.join(map(str, shape))}]: this machine has less."
        )


@functools.cache
def _memory() -> int:
    """The bytes of memory of this machine; where it does not say, what an address can reach."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return sys.maxsize
