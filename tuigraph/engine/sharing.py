"""Results that are the memory of an operand: what is assigned to a variable later in the run shows in them.

TensorFlow 1.15.5 copies no value that only gets another shape or type, nor one of which an operation takes all.  Rows
of a first dimension are taken without a copy where they begin and end at a multiple of 64 bytes.  Each rule was asked
of it with an assignment that follows (`tests/engine/test_shared_memory.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine.containers import UNINITIALIZED, Cell, held
from tuigraph.engine.values import as_array, as_value

ALIGNED = 64  # bytes

Where = Callable[..., bool]  # (the operand, the result, the other operands)


class View(Cell):
    """What an operation made of a cell's value without a copy of it: it shows what the cell holds now.

    Raises AttributeError when something is assigned to it.
    """

    __slots__ = ("_dtype", "_made", "_root", "_shape", "_size", "_start")

    def __init__(self, of: Cell, value: Any, made: Any) -> None:
        """`value` is what `of` holds, and `made` what came of it."""
        root, given, array = of.root, as_array(value), as_array(made)
        self.store, self.container, self.name, self.lock = root.store, root.container, root.name, root.lock
        self._root, self._made, self._size = root, made, as_array(held(root)).size
        self._start: int = of._start if isinstance(of, View) else 0  # bytes
        if array.nbytes < given.nbytes:
            self._start += array.ctypes.data - given.ctypes.data
        self._shape, self._dtype = array.shape, array.dtype

    @property
    def root(self) -> Cell:
        return self._root

    @property
    def value(self) -> Any:
        return self.shown(self._root.value)

    @value.setter
    def value(self, value: Any) -> None:
        raise AttributeError("What is seen of a cell is not assigned to: assign to the cell.")

    def shown(self, value: Any) -> Any:
        """What it shows when this is the value of the cell."""
        if value is UNINITIALIZED:
            return value
        flat = as_array(value).reshape(-1)
        if flat.size != self._size:  # TensorFlow has given it other memory, and this one stays
            return self._made
        end = self._start + as_array(self._made).nbytes
        part = flat[self._start // flat.itemsize : end // flat.itemsize]
        return as_value((part if part.dtype == self._dtype else part.view(self._dtype)).reshape(self._shape))


def everywhere(value: Any, result: Any, *others: Any) -> bool:
    return True


class Shares(NamedTuple):
    """Which operand the results may be the memory of, and when; `as_it_is` when they have its shape and type too."""

    operand: int = 0
    where: Where = everywhere
    as_it_is: bool = False


def whole(value: Any, result: Any, *others: Any) -> bool:
    """Nothing was left out, added or brought together."""
    return bool(np.size(result) == np.size(value))


def same_shape(value: Any, result: Any, *others: Any) -> bool:
    return bool(np.shape(value) == np.shape(result))


def alone(value: Any, result: Any, *others: Any) -> bool:
    """Of several operands there is one."""
    return not others


def not_turned(value: Any, result: Any, order: Any) -> bool:
    """The dimensions that have more than one element keep their order."""
    longer = [axis for axis in order.tolist() if np.shape(value)[axis] > 1]
    return longer == sorted(longer)


def not_reversed(value: Any, result: Any, axes: Any) -> bool:
    return all(np.shape(value)[axis] == 1 for axis in axes.tolist())


def whole_band(matrix: Any, result: Any, lower: Any, upper: Any) -> bool:
    rows, columns = np.shape(matrix)[-2:]
    return bool((lower < 0 or lower == rows) and (upper < 0 or upper == columns))


def whole_or_rows(value: Any, result: Any, *others: Any) -> bool:
    """All of it, not backwards; or rows that lie at multiples of 64 bytes."""
    if np.size(result) == np.size(value):
        return not any(step < 0 for step in np.asarray(result).strides)
    return np.ndim(value) > 0 and _is_aligned(value, result)


def whole_or_aligned(value: Any, result: Any, *others: Any) -> bool:
    """All of it; or rows, in more than one dimension, of a multiple of 64 bytes each."""
    return np.size(result) == np.size(value) or aligned_rows(value, result)


def aligned_rows(value: Any, result: Any, *others: Any) -> bool:
    return np.ndim(value) > 1 and _is_aligned(value, result)


def _is_aligned(value: Any, result: Any) -> bool:
    if not isinstance(result, np.ndarray) or not value.flags.c_contiguous or not result.flags.c_contiguous:
        return False
    if not result.size or not np.may_share_memory(value, result):
        return False
    row = value.nbytes // len(value)
    unit = row if value.ndim > 1 else ALIGNED
    start = result.ctypes.data - value.ctypes.data
    return (value.ndim == 1 or not row % ALIGNED) and not start % unit and not result.nbytes % unit
