"""Curves in characters: series decimated to the columns of a pane, drawn in braille dots or in ASCII."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # rows of a braille cell, left and right
MARKS = "*+xo#@"  # of the series in ASCII mode
SIGNS = "●▲■◆○△□◇"  # that tell series apart where they are drawn in dots
BETWEEN = 12  # columns from one sign of a series to its next

LARGEST = sys.float_info.max / 4


@dataclass(frozen=True)
class Scale:
    """The range of an axis; logarithmic over positive values when ``log``."""

    low: float
    high: float
    log: bool

    def at(self, fraction: float) -> float:
        """The value at a fraction of the axis."""
        value = self.low + fraction * (self.high - self.low)
        return 10**value if self.log else value


def columns(steps: Sequence[float], values: Sequence[float], low: float, high: float, width: int) -> list[list[float]]:
    """The values that fall into each of ``width`` columns, as [first, min, max, last]; [] where there are none."""
    found: list[list[float]] = [[] for _ in range(width)]
    scale = (width - 1) / (high - low) if high > low else 0.0
    for step, value in zip(steps, values, strict=True):
        if not math.isfinite(value):
            continue
        column = found[int((step - low) * scale)]
        if column:
            column[1] = min(column[1], value)
            column[2] = max(column[2], value)
            column[3] = value
        else:
            column[:] = value, value, value, value
    return found


def scale_of(curves: Sequence[Sequence[float]], log: bool) -> Scale | None:
    """The range that holds all finite values, None when there are none to show."""
    values = [value for curve in curves for value in curve if math.isfinite(value) and (value > 0 or not log)]
    if not values:
        return None
    low, high = _held(min(values)), _held(max(values))
    if log:
        low, high = math.log10(low), math.log10(high)
    if low == high:
        low, high = low - (abs(low) / 2 or 1), high + (abs(high) / 2 or 1)
    return Scale(low, high, log)


def _held(value: float) -> float:
    """A value that the difference of two is a number of."""
    return max(-LARGEST, min(value, LARGEST))


def plot(
    curves: Sequence[tuple[Sequence[float], Sequence[float]]],
    scale: Scale,
    width: int,
    height: int,
    ascii: bool,
    span: tuple[float, float] | None = None,
    signs: Sequence[tuple[str, int]] = (),
) -> list[list[tuple[str, int]]]:
    """``height`` rows of ``width`` (character, number of the series or -1), from one end of ``span`` to the other.

    Steps lie inside the span (without one, it is theirs); what lies above or below the scale is left out.  Here and
    there a series has its sign, from some column on, also where it lies under another one; "" is no sign.
    """
    across, down = (1, 1) if ascii else (2, 4)
    dots = [[0] * width for _ in range(height)]
    tracks: list[dict[int, int]] = [{} for _ in curves]  # of each series, the row of dots by column
    signed: dict[tuple[int, int], tuple[str, int]] = {}
    owner = [[-1] * width for _ in range(height)]
    ends = [steps for steps, _ in curves if steps]
    first, last = span or (min(steps[0] for steps in ends), max(steps[-1] for steps in ends))
    bottom = height * down - 1

    def row(value: float) -> int:
        if scale.log:
            value = math.log10(value)
        return bottom - round((_held(value) - scale.low) / (scale.high - scale.low) * bottom)

    def vertical(x: int, a: int, b: int, number: int) -> None:
        for y in range(max(min(a, b), 0), min(max(a, b), bottom) + 1):
            dots[y // down][x // across] |= 1 if ascii else _DOTS[y % 4][x % 2]
            owner[y // down][x // across] = number

    for number, (steps, values) in enumerate(curves):
        if scale.log:
            values = [value if value > 0 else math.nan for value in values]
        before: tuple[int, int] | None = None
        track = tracks[number]
        for x, column in enumerate(columns(steps, values, first, last, width * across)):
            if not column:
                continue
            enter, least, most, leave = (row(value) for value in column)
            if before is not None:  # a straight line from the former point
                x0, y0 = before
                former = y0
                for between in range(x0 + 1, x + 1):
                    y = y0 + (enter - y0) * (between - x0) // (x - x0)
                    vertical(between, former + (y > former) - (y < former), y, number)
                    track[between // across] = former = y
            vertical(x, least, most, number)
            track[x // across] = leave
            before = x, leave
    for number, (sign, start) in enumerate(signs):
        track = {x: y for x, y in tracks[number].items() if 0 <= y <= bottom} if sign else {}
        places = [x for x in range(start, width, BETWEEN) if x in track] or list(track)[len(track) // 2 :][:1]
        signed.update({(track[x] // down, x): (sign, number) for x in places})
    rows = [
        [
            (" ", -1) if not mask else (MARKS[of % len(MARKS)] if ascii else chr(0x2800 + mask), of)
            for mask, of in zip(masks, owners, strict=True)
        ]
        for masks, owners in zip(dots, owner, strict=True)
    ]
    for (y, x), cell in signed.items():
        rows[y][x] = cell
    return rows
