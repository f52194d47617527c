"""What is said of the numbers of a value: extremes and moments, what is not finite, a histogram, a heat map.

Arrays may be large: they are gone through in parts, and sums are made in double precision.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuigraph.engine.values import Array
from tuigraph.wire.questions import Statistics

PART = 2**20  # elements that are looked at together
BINS = 40  # of a histogram
HOTTEST = 8  # level of a heat map
SAMPLED = 2**22  # elements from which on a heat map is drawn of some of the rows


def real(array: Array) -> Array:
    """Of complex numbers their magnitudes."""
    return np.abs(array) if array.dtype.kind == "c" else array


def parts(flat: Array) -> Iterator[Array]:
    """A flat array in parts."""
    for start in range(0, flat.size, PART):
        yield flat[start : start + PART]


def statistics(flat: Array) -> Statistics:
    """Of a flat array of numbers or truth values."""
    count = zeros = nans = infs = negative = 0
    minimum, maximum, mean = np.inf, -np.inf, 0.0
    for some in parts(flat):
        values = real(some).astype(np.float64)
        finite = values[np.isfinite(values)]
        zeros += int((values == 0).sum())
        nans += int(np.isnan(values).sum())
        infs += int((values == np.inf).sum())
        negative += int((values == -np.inf).sum())
        if finite.size:
            minimum, maximum = min(minimum, float(finite.min())), max(maximum, float(finite.max()))
            count += finite.size
            with np.errstate(over="ignore"):
                mean += (float(finite.mean()) - mean) * finite.size / count
    if not count:
        return Statistics(np.nan, np.nan, np.nan, np.nan, zeros, nans, infs, negative, ())
    squares = 0.0
    histogram = np.zeros(BINS, np.int64)
    for some in parts(flat):
        values = real(some).astype(np.float64)
        finite = values[np.isfinite(values)]
        with np.errstate(over="ignore"):
            squares += float(((finite - mean) ** 2).sum())
        histogram += _binned(finite, minimum, maximum)
    deviation = float(np.sqrt(squares / count))
    return Statistics(minimum, maximum, mean, deviation, zeros, nans, infs, negative, tuple(histogram.tolist()))


def _binned(finite: Array, minimum: float, maximum: float) -> Array:
    """How many fall into each of `BINS` equal parts; all into the first when there is but one value."""
    low, width = minimum / 4, maximum / 4 - minimum / 4  # a quarter, since the ends may be a whole range apart
    if not width:
        return np.bincount(np.zeros(finite.size, np.int64), minlength=BINS)
    places = ((finite / 4 - low) / width * BINS).astype(np.int64)
    return np.bincount(places.clip(0, BINS - 1), minlength=BINS)


def heat_map(part: Array, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """The means of at most `rows` x `columns` equal parts of a table, as levels 0 .. `HOTTEST` from least to greatest.

    The last axis is the columns.  A part that holds something that is not finite has the level -1.
    """
    if part.size == 0:
        return ()
    matrix = real(part).reshape(-1, part.shape[-1] if part.ndim else 1)
    rows, columns = min(rows, matrix.shape[0]), min(columns, matrix.shape[1])
    if matrix.size > SAMPLED:
        matrix = matrix[:: max(1, min(matrix.size // SAMPLED, matrix.shape[0] // rows))]
    values = matrix.astype(np.float64)
    tops = np.arange(rows) * values.shape[0] // rows
    lefts = np.arange(columns) * values.shape[1] // columns
    heights = np.diff([*tops, values.shape[0]])
    widths = np.diff([*lefts, values.shape[1]])
    with np.errstate(all="ignore"):
        sums = np.add.reduceat(np.add.reduceat(values, tops, axis=0), lefts, axis=1)
        means = sums / np.outer(heights, widths)
        finite = means[np.isfinite(means)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
        levels = np.round((means - low) / (high - low) * HOTTEST) if high > low else np.zeros_like(means)
        levels = np.where(np.isfinite(means) & np.isfinite(levels), levels, -1)
    return tuple(tuple(int(level) for level in line) for line in levels)
