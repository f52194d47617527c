"""A few numbers as a line of small bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

BARS, BARS_ASCII = "▁▂▃▄▅▆▇█", "_.-=+*#@"


def spark(values: Sequence[float], width: int, ascii: bool = False) -> str:
    """At most ``width`` characters, each for the last of a stretch of the values; what is not finite is ``!``."""
    bars = BARS_ASCII if ascii else BARS
    if len(values) > width:
        values = [values[(i + 1) * len(values) // width - 1] for i in range(width)]
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return "!" * len(values)
    low, high = min(finite), max(finite)
    part = 1.0 if math.isfinite(high - low) else 0.5  # of each value, so that their difference is a number
    span = high * part - low * part

    def bar(value: float) -> str:
        return bars[round((value * part - low * part) / span * (len(bars) - 1)) if span else 0]

    return "".join(bar(value) if math.isfinite(value) else "!" for value in values)
