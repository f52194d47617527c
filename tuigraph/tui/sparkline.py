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
    scale = (len(bars) - 1) / (high - low) if high > low else 0.0
    return "".join(bars[round((value - low) * scale)] if math.isfinite(value) else "!" for value in values)
