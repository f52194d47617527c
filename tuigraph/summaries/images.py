"""Images for summaries: float pixels as bytes, and bytes as PNG.

PNG without filters or palettes is a compressed array in four chunks, less than what loading an image library takes.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

_COLOR_TYPE = {1: 0, 3: 2, 4: 6}  # channels: grayscale, RGB, RGBA
_TOO_SMALL = 1e-6  # an image without larger values is black


def png(pixels: Any) -> bytes:
    """uint8 pixels [height, width, 1, 3 or 4] as a PNG file."""
    height, width, channels = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOR_TYPE[channels], 0, 0, 0)
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # each row begins with the number of its filter: none
    rows[:, 1:] = pixels.reshape(height, -1)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


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
