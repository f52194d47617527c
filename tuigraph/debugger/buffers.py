"""The bytes that recorded values really take: arrays that share memory (views, a constant in each run) count once."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.containers import Cell

SMALL = 512  # bytes of an array that is not worth asking who else holds it
OBJECT_BYTES = 64  # of a string in an object array, about


def buffer_of(value: Any) -> int:
    """What identifies the memory behind an array: equal for an array and its views."""
    base = value.base if value.base is not None else value
    return id(base)


def size_of(value: Any) -> int:
    """Bytes of a value by itself."""
    if isinstance(value, Cell):
        value = value.value
    if isinstance(value, np.ndarray):
        return int(value.nbytes + (value.size * OBJECT_BYTES if value.dtype.hasobject else 0))
    if isinstance(value, np.generic):
        return int(value.nbytes)
    return len(value) if isinstance(value, (bytes, str)) else 0


def is_large(value: Any) -> bool:
    """Whether the memory of a value counts for itself."""
    return value.__class__ is np.ndarray and not (value.base is None and value.nbytes < SMALL)


class Buffers:
    """How many records hold each piece of memory, and the bytes of all of them."""

    def __init__(self) -> None:
        self.bytes = 0
        self._held: dict[int, list[int]] = {}  # buffer -> [records, bytes]

    def hold(self, value: np.ndarray[Any, Any]) -> int:
        """Count the array in; the number returned releases it again."""
        base = value.base
        key = id(value if base is None else base)
        entry = self._held.get(key)
        if entry is None:
            owner = base if base.__class__ is np.ndarray else value
            size = size_of(owner) if owner.dtype.hasobject else owner.nbytes
            self._held[key] = [1, size]
            self.bytes += size
        else:
            entry[0] += 1
        return key

    def release(self, key: int) -> None:
        entry = self._held[key]
        entry[0] -= 1
        if not entry[0]:
            del self._held[key]
            self.bytes -= entry[1]
