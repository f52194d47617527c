"""A record as it lies in a file: its length, the checksum of that, its content, the checksum of that.

Event files and TFRecord files are such records one after the other.
Source: tensorflow/core/lib/io/record_writer.cc.
"""

from __future__ import annotations

import struct

from tuigraph.interop.checksums import masked

HEADER = 12  # bytes of the length and its checksum
FOOTER = 4  # bytes of the checksum of the content
_CHECKSUM = struct.Struct("<I")


def framed(content: bytes) -> bytes:
    """A record with this content."""
    length = struct.pack("<Q", len(content))
    return length + _CHECKSUM.pack(masked(length)) + content + _CHECKSUM.pack(masked(content))


def length_at(data: bytes, place: int) -> int | None:
    """How long the content of a record is that begins there; None where the checksum is not that of a length.

    `data` has at least HEADER bytes from there on.
    """
    length = data[place : place + 8]
    (checksum,) = _CHECKSUM.unpack_from(data, place + 8)
    return int.from_bytes(length, "little") if checksum == masked(length) else None


def content_at(data: bytes, place: int, length: int) -> bytes | None:
    """The content of a record of that length; None where the checksum is not that of the content.

    `data` has the whole record.
    """
    start = place + HEADER
    content = data[start : start + length]
    (checksum,) = _CHECKSUM.unpack_from(data, start + length)
    return content if checksum == masked(content) else None
