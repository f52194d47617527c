"""Images for summaries: float pixels as bytes."""

from __future__ import annotations

from typing import Any

import numpy as np

_TOO_SMALL = 1e-6  # an image without larger values is black


def as_bytes(pixels: Any, bad_color: Any) -> Any:
    """Pixels [height, width, channels] as uint8; floats scaled as `tf.summary.image` says."""
    if pixels.dtype == np.uint8:
        return pixels
    dtype = np.float64 if pixels.dtype == np.float64 else np.float32
    values = pixels.astype(dtype)
    finite = np.isfinite(values).all(axis=2)
    known = values[finite]
    low, high = (known.min(), known.max()) if known.size else (np.inf, -np.inf)
    largest, target, offset = (max(-low, abs(high)), 127, 128) if low < 0 else (high, 255, 0)
    scale = dtype(0) if largest < _TOO_SMALL else dtype(target) / dtype(largest)
    out = np.empty(pixels.shape, np.uint8)
    out[finite] = known * scale + dtype(offset)
    out[~finite] = bad_color[: pixels.shape[2]]
    return out
