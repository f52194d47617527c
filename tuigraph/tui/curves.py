"""Curves as data: several series of several runs on chosen axes, smoothed, cut to a window, read at a cursor.

Positions along the x axis are in the unit of the axis (steps, or seconds), or their decimal logarithm on a log axis.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from tuigraph.tui.braille import Scale, scale_of

Axis = Literal["step", "relative", "wall"]
AXES: tuple[Axis, ...] = ("step", "relative", "wall")
WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99)  # of smoothing, as keys go through them
OUTSIDE = 0.05  # share of the values at either end that are outliers
SMALLEST = 1e-9  # share of the whole axis that a window can be narrowed to


@dataclass(frozen=True)
class Trace:
    """One series of one run.  `times` are seconds since the epoch, () when they are not known."""

    run: str
    name: str
    steps: tuple[float, ...]
    values: tuple[float, ...]
    times: tuple[float, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.run}/{self.name}" if self.run else self.name


@dataclass(frozen=True)
class Drawn:
    """A trace on the axes: what is drawn faintly, and what is drawn (the same without smoothing)."""

    trace: Trace
    xs: Sequence[float]
    raw: Sequence[float]
    ys: Sequence[float]


@dataclass(frozen=True)
class Reading:
    """The point of a trace next to the cursor."""

    trace: Trace
    x: float
    value: float
    smoothed: float


def smooth(values: Sequence[float], weight: float) -> list[float]:
    """TensorBoard's exponential moving average, without the pull towards zero at its start.

    What is not finite stays as it is and does not take part.
    """
    if len(set(values)) <= 1:
        return list(values)
    found = []
    last, remaining = 0.0, 1.0
    for value in values:
        if math.isfinite(value):
            last = last * weight + (1 - weight) * value
            remaining *= weight
            found.append(last / (1 - remaining))
        else:
            found.append(value)
    return found


@dataclass
class Chart:
    """Traces and how they are looked at."""

    axis: Axis = "step"
    log_x: bool = False
    log_y: bool = False
    weight: float = 0.0
    without_outliers: bool = False
    window: tuple[float, float] | None = None  # the part of the x axis that is shown, None for all of it
    cursor: float | None = None
    selected: int = 0
    hidden: set[str] = field(default_factory=set)
    traces: tuple[Trace, ...] = ()
    kept: tuple[Trace, ...] = ()  # of an earlier start of the program
    _drawn: dict[str, Drawn] = field(default_factory=dict)

    def show(self, traces: tuple[Trace, ...]) -> bool:
        """Take traces over; whether they differ from the former ones."""
        if traces == self.traces:
            return False
        former = {trace.label: trace for trace in self.traces}
        self.traces = traces
        self.selected = max(0, min(self.selected, len(traces) - 1))
        same = {t.label for t in traces if former.get(t.label) == t}
        keep = same if self.axis != "relative" or len(same) == len(traces) else set()
        self._drawn = {label: drawn for label, drawn in self._drawn.items() if label in keep}
        return True

    def keep(self, run: str) -> None:
        """Keep the program's curves as they are now, to be compared with those of another start."""
        own = tuple(trace for trace in self.traces if not trace.run)
        self.kept += tuple(Trace(run, t.name, t.steps, t.values, t.times) for t in own)
        self.show((*self.kept, *own))

    # axes

    def next_axis(self) -> None:
        self.axis = AXES[(AXES.index(self.axis) + 1) % len(AXES)]
        self._new_axis()

    def toggle_log_x(self) -> None:
        self.log_x = not self.log_x
        self._new_axis()

    def smoother(self, by: int) -> None:
        """More or less smoothing."""
        at = bisect_left(WEIGHTS, self.weight)
        self.weight = WEIGHTS[max(0, min(at + by, len(WEIGHTS) - 1))]
        self._drawn = {}

    def smoothed(self, values: Sequence[float]) -> Sequence[float]:
        """The values as they are drawn."""
        return smooth(values, self.weight) if self.weight else values

    def _new_axis(self) -> None:
        self.window = self.cursor = None
        self._drawn = {}

    def position(self, x: float) -> str:
        """A place on the x axis for a reader."""
        if self.log_x:
            x = 10**x
        if self.axis == "step":
            return f"{x:.0f}" if x == round(x) or abs(x) >= 1000 else f"{x:.4g}"
        if self.axis == "relative":
            return duration(x)
        return time.strftime("%H:%M:%S", time.localtime(x))

    # what is there

    @property
    def shown(self) -> list[Trace]:
        return [trace for trace in self.traces if trace.label not in self.hidden]

    def drawn(self) -> list[Drawn]:
        """The shown traces that have points on these axes."""
        found = (self._on_axes(trace) for trace in self.shown)
        return [drawn for drawn in found if drawn.xs]

    def _on_axes(self, trace: Trace) -> Drawn:
        drawn = self._drawn.get(trace.label)
        if drawn is None:
            drawn = self._drawn[trace.label] = self._place(trace)
        return drawn

    def _place(self, trace: Trace) -> Drawn:
        places: Sequence[float] = trace.steps if self.axis == "step" else trace.times
        if self.axis == "relative" and places:
            start = min(t.times[0] for t in self.traces if t.run == trace.run and t.times)
            places = [place - start for place in places]
        points = list(zip(places, trace.values))
        if any(a > b for a, b in pairwise(places)):
            points.sort(key=lambda point: point[0])
        smoothed = self.smoothed([value for _, value in points])
        if self.log_x:
            kept = [(math.log10(x), v, s) for (x, v), s in zip(points, smoothed) if x > 0]
        else:
            kept = [(x, v, s) for (x, v), s in zip(points, smoothed)]
        return Drawn(trace, [x for x, _, _ in kept], [v for _, v, _ in kept], [s for _, _, s in kept])

    def extent(self) -> tuple[float, float] | None:
        """The ends of the x axis with everything on it."""
        drawn = self.drawn()
        if not drawn:
            return None
        return min(d.xs[0] for d in drawn), max(d.xs[-1] for d in drawn)

    def span(self) -> tuple[float, float] | None:
        """The ends of the x axis as it is shown."""
        return self.window or self.extent()

    def scale(self) -> Scale | None:
        """The y axis, fitted to what the window shows; None when there is nothing to show."""
        span = self.span()
        if span is None:
            return None
        curves = [_cut(d, d.ys, span) for d in self.drawn()]
        if self.weight:
            curves += [_cut(d, d.raw, span) for d in self.drawn()]
        if self.without_outliers:
            values = sorted(v for curve in curves for v in curve if math.isfinite(v) and (v > 0 or not self.log_y))
            drop = int(len(values) * OUTSIDE)
            curves = [values[drop : len(values) - drop]]
        return scale_of(curves, self.log_y)

    # window and cursor

    def zoom(self, factor: float) -> None:
        """Make the window narrower by a factor, around the cursor (else the middle)."""
        whole, span = self.extent(), self.span()
        if whole is None or span is None:
            return
        low, high = span
        middle = self.cursor if self.cursor is not None and low <= self.cursor <= high else (low + high) / 2
        low, high = middle - (middle - low) / factor, middle + (high - middle) / factor
        if high - low >= whole[1] - whole[0]:
            self.window = None
        elif high - low > (whole[1] - whole[0]) * SMALLEST:
            self._look_at(low, high, whole)

    def pan(self, share: float) -> None:
        """Move the window by a share of its width."""
        whole = self.extent()
        if self.window is not None and whole is not None:
            low, high = self.window
            self._look_at(low + share * (high - low), high + share * (high - low), whole)

    def _look_at(self, low: float, high: float, whole: tuple[float, float]) -> None:
        shift = max(whole[0] - low, 0.0) + min(whole[1] - high, 0.0)
        self.window = low + shift, high + shift

    def select(self, by: int) -> None:
        """Select another series."""
        if self.traces:
            self.selected = (self.selected + by) % len(self.traces)

    def toggle_hidden(self) -> None:
        """Hide the selected series, or show it again."""
        if self.traces:
            self.hidden ^= {self.traces[self.selected].label}

    def reset(self) -> None:
        self.window = self.cursor = None

    def move_cursor(self, columns: int, width: int) -> None:
        """Move the cursor by columns of a plot that is `width` columns wide; the window follows."""
        span, whole = self.span(), self.extent()
        if span is None or whole is None:
            return
        low, high = span
        column = (high - low) / max(width - 1, 1)
        if self.cursor is None:
            self.cursor = high if columns < 0 else low
        self.cursor = max(whole[0], min(self.cursor + columns * column, whole[1]))
        if self.window is not None and not low <= self.cursor <= high:
            self.pan((self.cursor - (low if self.cursor < low else high)) / (high - low))

    def readings(self) -> list[Reading]:
        """Of each shown trace the point next to the cursor, or its last one without a cursor."""
        found = []
        for drawn in self.drawn():
            at = len(drawn.xs) - 1
            if self.cursor is not None:
                at = min(bisect_left(drawn.xs, self.cursor), at)
                if at and self.cursor - drawn.xs[at - 1] <= drawn.xs[at] - self.cursor:
                    at -= 1
            found.append(Reading(drawn.trace, drawn.xs[at], drawn.raw[at], drawn.ys[at]))
        return found


def _cut(drawn: Drawn, values: Sequence[float], span: tuple[float, float]) -> Sequence[float]:
    return values[bisect_left(drawn.xs, span[0]) : bisect_right(drawn.xs, span[1])]


def clip(xs: Sequence[float], ys: Sequence[float], span: tuple[float, float]) -> tuple[list[float], list[float]]:
    """The points inside a window, and where the lines to the next points outside cross its edges."""
    low, high = span
    first, last = bisect_left(xs, low), bisect_right(xs, high)
    inside_x, inside_y = list(xs[first:last]), list(ys[first:last])

    def crossing(left: int, edge: float) -> float:
        share = (edge - xs[left]) / (xs[left + 1] - xs[left])
        return ys[left] + share * (ys[left + 1] - ys[left])

    if 0 < first < len(xs):
        inside_x.insert(0, low)
        inside_y.insert(0, crossing(first - 1, low))
    if 0 < last < len(xs):
        inside_x.append(high)
        inside_y.append(crossing(last - 1, high))
    return inside_x, inside_y


def duration(seconds: float) -> str:
    """Seconds for a reader: ``0.25 s``, ``3m 20s``, ``2h 05m``."""
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m {rest:02}s"
    return f"{minutes // 60}h {minutes % 60:02}m"
