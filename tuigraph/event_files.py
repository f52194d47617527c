"""An event file as records, read on as it grows; damage is counted and passed over, never hidden.

A record is eight bytes of length, their checksum, the content, its checksum (TFRecord).  Damage in a content costs that
record; in a length, what lies before the next length whose checksum is right.

Source: tensorflow/core/lib/io/record_reader.cc.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator

import google_crc32c
from google.protobuf.message import DecodeError
from tensorboard.compat.proto.event_pb2 import Event

from tuigraph.interop.checksums import mask

_HEADER = 12  # the length and its checksum
_FOOTER = 4
_CHUNK = 1 << 20  # bytes read at a time
_LONGEST = 1 << 31  # bytes of a record that can be: a protocol buffer has no more
_LENGTH = re.compile(rb"(?s)(?=(?!\0{4}).{4}\0{4})")  # what may be a length, wherever it begins


class EventFile:
    """The events of one file, whoever writes it.

    `damaged` counts the places where something was lost, `unfinished` the bytes behind the last whole record: those of
    a record that is being written, or of a file that was cut.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.damaged = 0
        self.unfinished = 0
        self._next = 0  # the first byte that no event has come from

    def read(self) -> Iterator[Event]:
        """The events that have come since the last call.  Raises OSError."""
        with open(self.path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(self._next)
            data, at = b"", 0
            while True:
                found = self._record(data, at, size - self._next)
                if found is None:
                    more = file.read(max(_CHUNK, self._missing(data, at)))
                    if not more:
                        break
                    data, at = data[at:] + more, 0
                    continue
                event, length = found
                at += length
                self._next += length
                if event is not None:
                    yield event
            self.unfinished = len(data) - at

    def _missing(self, data: bytes, at: int) -> int:
        """How many bytes the record that begins there needs, as far as that is known."""
        if len(data) - at < _HEADER:
            return 0
        return int.from_bytes(data[at : at + 8], "little") + _HEADER + _FOOTER - (len(data) - at)

    def _record(self, data: bytes, at: int, left: int) -> tuple[Event | None, int] | None:
        """The event that begins there, None for damage, and its bytes; None where they are not all there yet.

        `left` are the bytes of the file from there on.
        """
        if len(data) - at < _HEADER:
            return None
        if not _is_header(data, at):
            self.damaged += 1
            return None, _to_next_header(data, at + 1) - at
        length = int.from_bytes(data[at : at + 8], "little")
        whole = _HEADER + length + _FOOTER
        if whole > left or length > _LONGEST or len(data) - at < whole:
            return None
        content = data[at + _HEADER : at + _HEADER + length]
        (checksum,) = struct.unpack_from("<I", data, at + _HEADER + length)
        if checksum == mask(google_crc32c.value(content)):
            try:
                return Event.FromString(content), whole
            except DecodeError:
                pass
        self.damaged += 1
        return None, whole


def _is_header(data: bytes, at: int) -> bool:
    (checksum,) = struct.unpack_from("<I", data, at + 8)
    return bool(checksum == mask(google_crc32c.value(data[at : at + 8])))


def _to_next_header(data: bytes, at: int) -> int:
    """Where the next record begins in these bytes; else as far as they say that there is none."""
    for found in _LENGTH.finditer(data, at):
        if found.start() + _HEADER <= len(data) and _is_header(data, found.start()):
            return found.start()
    return max(at, len(data) - _HEADER + 1)
