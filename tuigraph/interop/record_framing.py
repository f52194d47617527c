"""A record as it lies in a file: its length, the checksum of that, its content, the checksum of that.

Event files and TFRecord files are such records one after the other; TFRecord files may be compressed as a whole.
Source: tensorflow/core/lib/io/record_writer.cc.
"""

from __future__ import annotations

import gzip
import struct
import zlib

from tuigraph.engine.errors import DataLossError
from tuigraph.engine.system_errors import as_tensorflow
from tuigraph.interop.checksums import masked
from tuigraph.reading import contents as whole

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


def record_at(data: bytes, place: int) -> tuple[bytes, int] | None:
    """The content of the record that begins there and the place behind it; None at the end.

    Raises DataLossError where it is damaged or cut off.
    """
    if place >= len(data):
        return None
    length = length_at(data, place) if place + HEADER <= len(data) else 0
    if length is None:
        raise DataLossError(None, None, f"corrupted record at {place}")
    end = place + HEADER + length + FOOTER
    if end > len(data):
        raise DataLossError(None, None, f"truncated record at {place}")
    content = content_at(data, place, length)
    if content is None:
        raise DataLossError(None, None, f"corrupted record at {place}")
    return content, end


def contents(name: bytes, compression: str) -> bytes:
    """What stands in a file that is compressed as GZIP or ZLIB, or is not (``""``).

    Raises NotFoundError when there is no such file, DataLossError where it is no such compression.
    """
    with as_tensorflow(name):
        data = whole(name)
    try:
        if compression == "GZIP":
            return gzip.decompress(data)
        return zlib.decompress(data) if compression == "ZLIB" else data
    except (OSError, EOFError, zlib.error) as error:
        raise DataLossError(None, None, f"{name.decode(errors='replace')}: {error}") from None
