"""Where a program stands: unit, statement, frame and run; and the names that it has there."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from tuigraph.debugger.program import Program, Spot
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.wire.said import said
from tuigraph.wire.views import Problem, ProgramState


class Call(NamedTuple):
    """A frame and the line that it is at, which of one that an error has left only its traceback knows."""

    frame: FrameType
    line: int


_OF_A_THREAD = ("unit", "line", "file", "frame", "_inner", "_fallen", "selected", "run", "called", "thread", "state")


class Place:
    """The place of the program's main thread, or of another one while that is stopped."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.fresh()

    def fresh(self) -> None:
        """The program starts over."""
        self.unit = 0
        self.line = 0
        self.file = ""  # other than that of the unit
        self.frame: FrameType | None = None  # that is looked from
        self._inner: FrameType | None = None  # where the program stands
        self._fallen: tuple[Call, ...] = ()  # that an error came through
        self.selected = 0  # of the calls
        self.run: Run | None = None
        self.called = False  # in Python that a node of the run has called
        self.thread = ""  # other than the main one
        self._home: dict[str, Any] = {}  # the place of the thread that stands, while another one is looked from
        self.begins = True  # nothing of the unit has run yet
        self.state: ProgramState = "stopped"
        self.moments: list[int] = []  # at which the units began
        self.failure: Problem | None = None  # of the unit that has run last

    def before(self, unit: int, moment: int) -> None:
        """Before the first statement of a unit."""
        self.unit, self.line, self.file = unit, self._program.first_statement(unit), ""
        self.settle(None)
        self.state, self.begins = "stopped", True
        self.moments = [*self.moments[:unit], moment]

    def enter(self, unit: int, moment: int) -> None:
        """The unit runs."""
        self.unit, self.file, self.begins, self.failure = unit, "", False, None
        self.moments = [*self.moments[:unit], moment]

    @property
    def running(self) -> int:
        """The unit that began last, wherever the code stands that it runs; -1 before the first."""
        return len(self.moments) - 1

    def end(self) -> None:
        """After the last unit."""
        self.unit, self.line, self.file = max(len(self._program.units) - 1, 0), 0, ""
        self.settle(None)
        self.state = "finished"

    def settle(self, frame: FrameType | None) -> None:
        """At the statement that a frame of the program is at."""
        self.frame = self._inner = frame
        self._fallen, self.selected = (), 0
        spot = self._program.place(frame) if frame is not None else None
        if spot is not None:
            self.go_to(spot)

    @contextmanager
    def elsewhere(self, thread: str, run: Run | None, frame: FrameType | None) -> Iterator[None]:
        """In the block, the place of another thread, in its run."""
        former = {name: getattr(self, name) for name in _OF_A_THREAD}
        self.settle(frame)
        self.run, self.thread, self.called, self.state = run, thread, False, "stopped"
        try:
            yield
        finally:
            for name, value in former.items():
                setattr(self, name, value)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls of the program's own code, innermost first; after an error those that it came through."""
        return self._fallen or self.calls_from(self._inner)

    def calls_from(self, frame: FrameType | None) -> tuple[Call, ...]:
        """The calls of the program's own code that a frame is in."""
        calls = (Call(frame, frame.f_lineno) for frame in self._program.frames(frame))
        return tuple(call for call in calls if self._spot(call) is not None)

    def visit(self, thread: str, calls: tuple[Call, ...]) -> None:
        """Look from another thread, in the calls that it is in, until `come_back`.  Raises Unknown without a call."""
        if not calls:
            raise Unknown(said("thread_without_calls", thread=thread))
        self.come_back()
        self._home = {name: getattr(self, name) for name in _OF_A_THREAD}
        self._inner, self._fallen, self.run, self.called, self.thread = None, calls, None, False, thread
        self.select(0)

    @property
    def visits(self) -> bool:
        """Whether another thread than the one that stands is looked from."""
        return bool(self._home)

    def come_back(self) -> None:
        """Look from the thread that stands."""
        for name, value in self._home.items():
            setattr(self, name, value)
        self._home = {}

    def fall(self, trace: TracebackType | None) -> None:
        """At the innermost place of the program that an error came through."""
        calls = [Call(frame, line) for frame, line in traceback.walk_tb(trace)]
        self._inner = None
        self._fallen = tuple(call for call in reversed(calls) if self._spot(call) is not None)
        if self._fallen:
            self.select(0)

    def select(self, number: int) -> None:
        """Look from a call, whose names hold until the program moves.  Raises Unknown when there is none."""
        calls = self.calls
        if not calls:
            raise Unknown(said("no_calls"))
        self.selected = max(0, min(number, len(calls) - 1))
        self.frame = calls[self.selected].frame
        spot = self._spot(calls[self.selected])
        if spot is not None:
            self.go_to(spot)

    def _spot(self, call: Call) -> Spot | None:
        filename = call.frame.f_code.co_filename
        return self._program.spot(filename, self._program.statement_at(filename, call.line)[0])

    def go_to(self, spot: Spot) -> None:
        """At a line of the source; the unit stays the one that runs where it is in none."""
        self.unit = spot.unit if spot.unit >= 0 else self.unit
        self.line, self.file = spot.line, spot.file

    @property
    def spot(self) -> Spot:
        """The statement."""
        return Spot(self.unit, self.line, self.file)

    @property
    def filename(self) -> str:
        """The file that it stands in."""
        units = self._program.units
        return self.file or (units[self.unit].filename if units else "")

    def own(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame of the program's own code."""
        return self._program.innermost(frame)

    def depth(self, frame: FrameType | None) -> int:
        """How many frames of the program's own code are on the stack."""
        return sum(self._program.is_traced(inner.f_code) for inner in self._program.frames(frame))

    @property
    def in_function(self) -> bool:
        """Whether there are local names."""
        return self.frame is not None and self.frame.f_locals is not self.frame.f_globals

    def names(self) -> dict[str, Any]:
        """The names that the program has here."""
        return self._program.namespace if self.frame is None else names_of(self.frame)

    def own_names(self) -> dict[str, Any]:
        """Those of the function, or of the file outside of functions."""
        return dict(self._program.namespace if self.frame is None else self.frame.f_locals)


def names_of(frame: FrameType) -> dict[str, Any]:
    """The names that a frame can use, but for Python's own."""
    is_function = frame.f_locals is not frame.f_globals
    return {**frame.f_globals, **frame.f_locals} if is_function else frame.f_globals
