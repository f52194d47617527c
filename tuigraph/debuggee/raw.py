"""What the program's process and those that it starts write behind Python's back, in the order of what Python prints.

The standard descriptors are pipes that this process reads itself: before each piece that Python prints, and otherwise
as soon as something comes.  The screen has the same ends, for what is left when this process dies.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import threading
from collections.abc import Iterator

from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.views import OutputKind

PART = 65536  # bytes


class Raw:
    """Reads the descriptors that stand for standard output and standard error."""

    def __init__(self, out: int, err: int) -> None:
        self._kinds: dict[int, OutputKind] = {out: "out", err: "err"}  # of those that somebody can still write to
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decode = {descriptor: decoder("replace").decode for descriptor in self._kinds}
        for descriptor in self._kinds:
            os.set_inheritable(descriptor, False)
            os.set_blocking(descriptor, False)

    def __call__(self) -> Iterator[tuple[OutputKind, str]]:
        """What has come; never waits."""
        for descriptor, kind in list(self._kinds.items()):
            with contextlib.suppress(BlockingIOError):
                while data := os.read(descriptor, PART):
                    yield kind, self._decode[descriptor](data)
                self._kinds.pop(descriptor, None)

    def feed(self, buffer: OutputBuffer) -> None:
        """Let the buffer have it from now on."""
        buffer.raw = self
        threading.Thread(target=self._watch, args=(buffer,), name="tuigraph-raw", daemon=True).start()

    def _watch(self, buffer: OutputBuffer) -> None:
        while self._kinds:
            select.select(list(self._kinds), [], [])
            buffer.pull()
