"""A unit of a program: a code cell of a lesson, or one script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from tuigraph.wire.record import Record


class CodeCell(Protocol):
    """A code cell of a lesson."""

    @property
    def source(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def number(self) -> int: ...


class Unit(Record, frozen=True):
    """A piece of source.  `first_line` is where it starts in its file, counting from 1.

    In a `notebook` there may be commands for IPython among the lines.
    """

    source: str
    filename: str
    first_line: int = 1
    notebook: bool = False

    @property
    def path(self) -> str:
        """The file that it is in, also where a cell is a file of its own."""
        return re.sub(r"\[\d+\]\Z", "", self.filename) if self.notebook else self.filename

    @property
    def lines(self) -> list[str]:
        return self.source.splitlines()


def units_of(path: str | Path, cells: Iterable[CodeCell]) -> tuple[Unit, ...]:
    """The code cells of a lesson.  Lines of a notebook are counted in each cell, so each is a file of its own."""
    suffix = Path(path).suffix
    each, notebook = suffix == ".ipynb", suffix in (".ipynb", ".md")
    return tuple(
        Unit(cell.source, f"{path}[{cell.number}]" if each else str(path), max(cell.line, 1), notebook)
        for cell in cells
    )
