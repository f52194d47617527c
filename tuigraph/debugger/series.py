"""Scalars that a program fetches again and again, as curves.  A curve keeps its shape in bounded memory.

When a series is full, each four neighbours are replaced by the lowest and the highest of them, in their order: no peak
is lost, and the lowest of the lowest is still the lowest.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.wire.views import Series

KEPT = 8_000  # points in memory
SENT = 2_000  # points in a snapshot
MOST = 60  # curves


class Curve:
    """The values of one scalar by step and by time (in seconds since the epoch)."""

    def __init__(self) -> None:
        self.steps = array("d")
        self.values = array("d")
        self.times = array("d")
        self.total = 0

    def add(self, step: float, value: float, time: float) -> None:
        self.steps.append(step)
        self.values.append(value)
        self.times.append(time)
        self.total += 1
        if len(self.values) > KEPT:
            steps, values, times = self.points(KEPT // 2)
            self.steps, self.values, self.times = array("d", steps), array("d", values), array("d", times)

    def drop_from(self, step: float) -> None:
        """Forget the points of this step and of later ones."""
        kept = [i for i, known in enumerate(self.steps) if known < step]
        self.total = round(self.total * len(kept) / max(len(self.steps), 1))
        for column in (self.steps, self.values, self.times):
            column[:] = array("d", [column[i] for i in kept])

    def points(self, most: int) -> tuple[list[float], list[float], list[float]]:
        """Steps, values and times of at most so many points."""
        kept = decimate(self.values, most)
        return [self.steps[i] for i in kept], [self.values[i] for i in kept], [self.times[i] for i in kept]


def decimate(values: Sequence[float], most: int) -> Sequence[int]:
    """The indices of at most `most` values: of each stretch the lowest and the highest; what is not finite is both."""
    count = len(values)
    if count <= most:
        return range(count)
    width = math.ceil(count / (most // 2))
    kept: list[int] = []
    for start in range(0, count, width):
        stretch = range(start, min(start + width, count))
        kept.extend(sorted({min(stretch, key=lambda i: _low(values[i])), max(stretch, key=lambda i: _high(values[i]))}))
    return kept


def _low(value: float) -> float:
    return value if math.isfinite(value) else -math.inf


def _high(value: float) -> float:
    return value if math.isfinite(value) else math.inf


def as_number(value: Any) -> float | None:
    """The value as a point of a curve; None when it is no real scalar."""
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (np.generic, np.ndarray)) and value.size == 1 and value.dtype.kind in "biuf":
        return float(value.item())
    return None


class SeriesBook:
    """The curves of a program: each session begins its own, and the newest are kept."""

    def __init__(self) -> None:
        self._curves: dict[tuple[int, int, str], Curve] = {}

    def add(self, graph: int, session: int, name: str, value: Any, moment: float) -> None:
        """Note that the program fetched this value at a time; what is no real scalar draws no curve."""
        number = as_number(value)
        if number is not None:
            curve = self._curves.setdefault((graph, session, name), Curve())
            if len(self._curves) > MOST:
                del self._curves[next(iter(self._curves))]
            curve.add(float(curve.total), number, moment)

    def view(self) -> tuple[Series, ...]:
        """The curves with at least two points."""
        found = []
        for (_, _, name), curve in list(self._curves.items()):
            if curve.total > 1:
                steps, values, times = curve.points(SENT)
                rounded = tuple(round(moment, 3) for moment in times)
                found.append(Series(name.removesuffix(":0"), tuple(steps), tuple(values), curve.total, rounded))
        return tuple(found)
