"""What the screen needs of the debugged program, whoever provides it; and of a lesson that cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tuigraph.lessons import Lesson
from tuigraph.wire.commands import Command
from tuigraph.wire.picture import Update
from tuigraph.wire.said import Said


class Client(Protocol):
    """The screen's end of a debugged program that runs elsewhere."""

    def start(self) -> None:
        """Start the program; it stops before its first line."""

    @property
    def running(self) -> bool:
        """Whether something that was asked has not been answered yet."""

    def send(self, command: Command) -> None:
        """Ask for something; the answer is a snapshot."""

    def type_line(self, line: str) -> None:
        """Give the program a line that it waits for, with its end; "" where there is no more."""

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the program."""

    def pause(self) -> None:
        """Stop the running program in the debugger, as a breakpoint would."""

    def restart(self) -> None:
        """Start the program again from nothing."""

    def close(self) -> None:
        """End the program."""


@dataclass(frozen=True)
class Unreadable:
    """A lesson file that cannot be opened, and why."""

    name: str
    why: str


ClientFactory = Callable[[Lesson, Callable[[Update], None], Callable[[Said], None]], Client]
"""Makes a client of a lesson, a receiver of updates (called from any thread) and of the news that it ended."""
