"""What the screen needs of the debugged program and of a lesson, whoever provides them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


class Unit(Protocol):
    """A code cell of a lesson."""

    @property
    def source(self) -> str:
        """Python, without the marker of the cell."""


class Lesson(Protocol):
    """A lesson as the screen shows it; its code cells are the units of the program."""

    @property
    def number(self) -> str:
        """``03``; empty for a file without one."""

    @property
    def units(self) -> Sequence[Unit]:
        """The code cells in order."""

    def title_in(self, lang: str) -> str:
        """The title in a language."""

    def text_before(self, unit: int, lang: str) -> str:
        """The Markdown to be read before a code cell (from 0); that of ``len(units)`` closes the lesson."""


@dataclass(frozen=True)
class Unreadable:
    """A lesson file that cannot be opened, and why."""

    name: str
    why: str


ClientFactory = Callable[[Lesson, Callable[[Snapshot], None], Callable[[str], None]], Client]
"""Makes a client of a lesson, a receiver of snapshots (called from any thread) and of the news that it ended."""
