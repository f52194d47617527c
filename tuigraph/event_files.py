"""An event file as records, read on as it grows; damage is counted and passed over, never hidden.

Damage in the content of a record (interop/record_framing.py) costs that record; in its length, what lies before the
next length whose checksum is right.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator

from google.protobuf.message import DecodeError
from tensorboard.compat.proto.event_pb2 import Event

from tuigraph.interop.record_framing import FOOTER, HEADER, content_at, length_at
from tuigraph.reading import opened

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
        with opened(self.path) as file:
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
        if len(data) - at < HEADER:
            return 0
        return int.from_bytes(data[at : at + 8], "little") + HEADER + FOOTER - (len(data) - at)

    def _record(self, data: bytes, at: int, left: int) -> tuple[Event | None, int] | None:
        """The event that begins there, None for damage, and its bytes; None where they are not all there yet.

        `left` are the bytes of the file from there on.
        """
        if len(data) - at < HEADER:
            return None
        length = length_at(data, at)
        if length is None:
            self.damaged += 1
            return None, _to_next_header(data, at + 1) - at
        whole = HEADER + length + FOOTER
        if whole > left or length > _LONGEST or len(data) - at < whole:
            return None
        content = content_at(data, at, length)
        if content is not None:
            with contextlib.suppress(DecodeError):
                return Event.FromString(content), whole
        self.damaged += 1
        return None, whole


def _to_next_header(data: bytes, at: int) -> int:
    """Where the next record begins in these bytes; else as far as they say that there is none."""
    for found in _LENGTH.finditer(data, at):
        if found.start() + HEADER <= len(data) and length_at(data, found.start()) is not None:
            return found.start()
    return max(at, len(data) - HEADER + 1)
