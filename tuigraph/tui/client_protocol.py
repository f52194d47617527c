"""What the screen needs of the debugged program and of a lesson, whoever provides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tuigraph.debugger.commands import Command
from tuigraph.debugger.snapshot import Snapshot


class Client(Protocol):
    """The screen's end of a debugged program that runs elsewhere."""

    def start(self) -> None:
        """Start the program; it stops before its first line."""

    def send(self, command: Command) -> None:
        """Ask for something; the answer is a snapshot."""

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the program."""

    def pause(self) -> None:
        """Stop the running program in the debugger, as a breakpoint would."""

    def restart(self) -> None:
        """Start the program again from nothing."""

    def close(self) -> None:
        """End the program."""


class Cell(Protocol):
    """A piece of a lesson: text in one language, or code."""

    kind: str
    lang: str | None
    source: str


class Lesson(Protocol):
    """A lesson as the screen shows it; its code cells are the units of the program."""

    number: str
    title: Mapping[str, str]
    cells: Sequence[Cell]


ClientFactory = Callable[[Lesson, Callable[[Snapshot], None], Callable[[str], None]], Client]
"""Makes a client of a lesson, a receiver of snapshots (called from any thread) and of the news that it ended."""
