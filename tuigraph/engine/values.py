"""Values in slots: a NumPy scalar for rank 0 (bytes for a string), an array otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.errors import InvalidArgumentError


def as_array(value: Any) -> Any:
    """The value as an array of any rank; text stays an object array of bytes."""
    if value.__class__ is bytes:
        array = np.empty((), dtype=object)
        array[()] = value
        return array
    return np.asarray(value)


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


def dims(shape: Any) -> tuple[int, ...]:
    """A shape given by a value of a run.  Raises InvalidArgumentError for a negative entry."""
    entries = tuple([int(d) for d in np.ravel(shape)])
    for d in entries:
        if d < 0:
            raise InvalidArgumentError(None, None, f"Dimension {d} must be >= 0: the shape is {list(entries)}")
    return entries
