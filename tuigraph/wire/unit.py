"""A unit of a program: a code cell of a lesson, or one script."""

from __future__ import annotations

from tuigraph.wire.record import Record


class Unit(Record, frozen=True):
    """A piece of source.  `first_line` is where it starts in its file, counting from 1."""

    source: str
    filename: str
    first_line: int = 1

    @property
    def lines(self) -> list[str]:
        return self.source.splitlines()
