"""How a variable moved: its value if it is a scalar, else its norm, after assignments spread evenly over its life.

Only what is shown is measured, and measured once: of ever more assignments those are taken whose numbers are multiples
of ever larger powers of two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

MOST = 16  # points that are shown
LARGEST = 2**22  # elements of an array that is measured


class Track:
    """The measured assignments of one variable, by number."""

    def __init__(self) -> None:
        self._measured: dict[int, float] = {}
        self._stride = 1

    def view(self, dropped: int, count: int, value_after: Callable[[int], Any]) -> tuple[float, ...]:
        """The points up to assignment `dropped` + `count`, of which the last `count` can still be looked up."""
        total = dropped + count
        while total > MOST * self._stride:
            self._stride *= 2
            self._measured = {n: norm for n, norm in self._measured.items() if n % self._stride == 0}
        first = -(-dropped // self._stride) * self._stride
        for number in range(first, total, self._stride):
            if number not in self._measured:
                self._measured[number] = measure(value_after(number - dropped))
        return tuple(norm for number, norm in sorted(self._measured.items()) if number < total)


def measure(value: Any) -> float:
    """A scalar's value, or the Euclidean norm; nan for what has none."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.size > LARGEST:
        return float("nan")
    with np.errstate(all="ignore"):
        norm = array.reshape(())[()] if array.size == 1 else np.linalg.norm(array.reshape(-1).astype(np.float64))
    return float(f"{float(norm):.6g}")
