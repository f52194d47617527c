"""The messages between a screen and a debuggee; what they carry stands in `commands` and `views`."""

from __future__ import annotations

from tuigraph.wire.commands import Command
from tuigraph.wire.record import Record, Tagged
from tuigraph.wire.said import Said
from tuigraph.wire.unit import Unit
from tuigraph.wire.views import More, Snapshot


class Done(Record, frozen=True):
    """A command that was carried out.  `moment` is -1, or how far the timeline had come when it was interrupted."""

    command: Command
    moment: int = -1


class Load(Tagged, frozen=True):
    """The first message to a debuggee: the program, and what brings it to where it was before."""

    units: tuple[Unit, ...]
    argv: tuple[str, ...] = ()
    echo: bool = False
    replay: tuple[Done, ...] = ()
    note: Said | None = None  # shown with the first snapshot
    keep: bool = False  # breakpoints and watches, from one start to the next
    lines: tuple[str, ...] = ()  # that were typed for the program so far


class Pause(Tagged, frozen=True):
    """Stop at the next statement or node."""


class Line(Tagged, frozen=True):
    """What the program waits for, with its end; "" where there is no more."""

    text: str


class Answer(Tagged, frozen=True):
    """The program has stopped, `moment` entries into its timeline."""

    snapshot: Snapshot
    moment: int


class Progress(Tagged, frozen=True):
    """The program is running."""

    snapshot: Snapshot


ToDebuggee = Command | Load | Pause | Line
ToScreen = Answer | Progress | More
