"""CRC32C as TensorFlow's files store it: masked."""

from __future__ import annotations

import google_crc32c

_MASK_DELTA = 0xA282EAD8


def mask(checksum: int) -> int:
    """A CRC32C as it is stored, so that the checksum of data that contain checksums stays a good one."""
    return ((checksum >> 15 | checksum << 17) + _MASK_DELTA) & 0xFFFFFFFF


def masked(data: bytes) -> int:
    """The checksum of some bytes, as it is stored."""
    return mask(google_crc32c.value(data))
