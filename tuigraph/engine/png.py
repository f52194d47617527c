"""Pixels as a PNG file.

PNG without filters or palettes is a compressed array in four chunks, less than what loading an image library takes.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

_COLOR_TYPE = {1: 0, 2: 4, 3: 2, 4: 6}  # channels: grayscale, grayscale and alpha, RGB, RGBA


def png(pixels: Any, compression: int = -1) -> bytes:
    """uint8 or uint16 pixels [height, width, 1 to 4] as a PNG file, compressed by a level of zlib's."""
    height, width, channels = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8 * pixels.itemsize, _COLOR_TYPE[channels], 0, 0, 0)
    parts = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(height, -1).view(np.uint8)
    rows = np.zeros((height, 1 + parts.shape[1]), np.uint8)  # each row begins with the number of its filter: none
    rows[:, 1:] = parts
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), compression)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
