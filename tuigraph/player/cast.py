"""Terminal recordings in the asciicast v2 format (asciinema's), written event by event."""

from __future__ import annotations

import json
from typing import IO

from tuigraph.harmless import clean

_BEGIN = "\x1b[?1049h\x1b[?25l\x1b[2J"  # a screen of its own, without a cursor


class Cast:
    """A recording whose time is told by `wait`, not by a clock."""

    def __init__(self, stream: IO[str], columns: int, lines: int, title: str) -> None:
        self._stream = stream
        self._time = 0.0
        self._written = [_BEGIN]  # at this time
        size, environment = {"width": columns, "height": lines}, {"TERM": "xterm-256color"}
        self._put({"version": 2, **size, "title": clean(title), "env": environment})

    def write(self, text: str) -> None:
        """The program draws."""
        self._written.append(text)

    def mark(self, label: str) -> None:
        """A place that a player of recordings can go to."""
        self._flush()
        self._put([round(self._time, 3), "m", label])

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        self._flush()
        self._time += seconds

    def end(self) -> None:
        """The recording stays at the last screen that was waited for: how the program leaves is not part of it."""
        self._put([round(self._time, 3), "o", ""])

    def _flush(self) -> None:
        if self._written:
            self._put([round(self._time, 3), "o", "".join(self._written)])
        self._written = []

    def _put(self, event: object) -> None:
        self._stream.write(json.dumps(event, ensure_ascii=False) + "\n")
