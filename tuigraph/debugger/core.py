"""What the parts of a debugger share: the program and where it stands, its timeline, the desk, the state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tuigraph.debugger.desk import Desk
from tuigraph.debugger.errand import Errand
from tuigraph.debugger.fast_path import FastPath
from tuigraph.debugger.place import Place
from tuigraph.debugger.program import Program
from tuigraph.debugger.states import Machine, State
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.tracer import Tracer
from tuigraph.debugger.turn import Turn
from tuigraph.engine import graph as graphs
from tuigraph.engine import stacks
from tuigraph.engine.execute import set_observer
from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.said import said
from tuigraph.wire.views import Asking


class Leave(BaseException):
    """Unwinds the program: it ends, or starts again before `unit`."""

    def __init__(self, unit: int | None) -> None:
        super().__init__(unit)
        self.unit = unit


class Stayed(BaseException):
    """Unwinds what was typed in the past, where it would have left the past and is not to."""


class Core:
    """The things themselves; what is done with them stands in the parts."""

    def __init__(self, program: Program, limit: int, kept_in: Path | None) -> None:
        self.program = program
        self.place = Place(program)
        self.fast_path = FastPath(self.place)
        self.machine = Machine(self._turned)
        self.output = OutputBuffer(unit=self._printing)
        program.tell(lambda note: self.output.add("note", note))
        self.desk = Desk(program, self.output, self.place.names, kept_in)
        self.desk.here = lambda: self.place.filename
        self.desk.frame = lambda: self.place.frame
        self.timeline = Timeline(limit)
        self.turn = Turn()
        self.evaluating = False  # what was typed runs, and may wait for other threads
        self.errand = Errand()
        self.leaving: Leave | None = None
        self.asking: Asking | None = None  # the program waits for a line
        self.ask: Callable[[bool], str] = lambda secret: ""  # for a line that somebody types
        self.attached = False  # to a program that somebody else runs
        self._limit = limit

    def _turned(self) -> None:
        """Whoever looks finds all runs on the timeline."""
        self.fast_path.is_open = False
        self.timeline.flush()

    def _printing(self) -> int:
        """The unit whose code prints now; a function that it has called may stand in another."""
        return -1 if self.machine.state is State.ASIDE else self.place.running

    @property
    def standing_state(self) -> State:
        """The state of a program that waits for a command here."""
        if self.desk.branch is not None:
            return State.BRANCH
        if self.timeline.past:
            return State.PAST
        return State.AT_NODE if self.place.run is not None else State.IDLE

    def fresh(self) -> None:
        """The program starts over."""
        self.leaving = None
        self.clear_engine()
        self.program.fresh()
        self.timeline = Timeline(self._limit)
        self.desk.fresh(self.timeline)
        self.place.fresh()

    def clear_engine(self) -> None:
        """Close the program's sessions and leave the default graphs and sessions of this thread empty."""
        for session in self.timeline.lives.open_sessions():
            session.close()
        stacks.sessions.stack.clear()
        graphs.default_graphs.stack.clear()
        graphs.reset_default_graph()

    def leave(self, unit: int | None) -> NoReturn:
        """Leave the program, for good or to start it again before a unit."""
        if self.attached:
            Tracer.disarm()
            set_observer(None)
            raise SystemExit(0)
        self.leaving = Leave(unit)
        raise self.leaving

    def check_past(self) -> None:
        """What runs now leaves the past: where it was typed there, somebody is asked.  Raises Stayed."""
        timeline = self.timeline
        if self.machine.state is State.ASIDE and timeline.past:
            self.output.add("note", said("leaves_past", n=timeline.now - timeline.cursor))
            if self.ask(False).strip().lower()[:1] not in tuple("y是"):
                raise Stayed

    def check_leaving(self) -> None:
        """Leave, if that is wanted: the program may have caught it in an `except` of its own."""
        if self.leaving is not None:
            raise self.leaving
