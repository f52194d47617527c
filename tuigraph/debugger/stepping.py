"""Lets a program run, and stops it where its errand ends, or where a breakpoint or an interrupt wants it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tuigraph.debugger.brief import brief
from tuigraph.debugger.capture import Capture
from tuigraph.debugger.core import Core
from tuigraph.debugger.interrupts import Interrupts
from tuigraph.debugger.replay import Replayer
from tuigraph.debugger.runs import Run
from tuigraph.debugger.states import State
from tuigraph.debugger.stops import NO_STOPS
from tuigraph.debugger.tracer import Tracer
from tuigraph.engine.execute import Execution, Session
from tuigraph.wire.said import said
from tuigraph.wire.views import StopReason


class Stepping:
    """Calls `stop` where the program is to stop; it comes back when the program is to go on."""

    def __init__(self, core: Core, capture: Capture, stop: Callable[[StopReason], None]) -> None:
        self._core = core
        self._capture = capture
        self._stop = stop
        self.tracer = Tracer(core.program, self._statement, self._returned)
        self.interrupts = Interrupts(core, self.tracer)
        self._told: set[tuple[str, str]] = set()  # threads and the nodes with breakpoints that they have reached

    # ------------------------------------------------------------ statements

    @contextmanager
    def going(self, state: State) -> Iterator[None]:
        """Code runs inside the block: its streams are captured, and it is traced if somebody steps."""
        with self._capture.on(), self._core.machine.during(state):
            self.trace(None)
            try:
                yield
            finally:
                Tracer.disarm()

    def trace(self, frame: FrameType | None) -> None:
        """Look at the statements from here on, where anybody wants to."""
        core = self._core
        if core.machine.state is State.RUNNING and (core.errand.by_statement or core.desk.breakpoints.lines):
            self.tracer.arm(frame)
        else:
            Tracer.disarm()

    def break_in(self, frame: FrameType) -> None:
        """Stop where the program itself asks for it."""
        core = self._core
        if not self.interrupts.in_program or core.machine.state is not State.RUNNING:
            return
        own = core.place.own(frame)
        core.place.settle(own)
        self._stop("breakpoint")
        self.trace(own)

    def _statement(self, frame: FrameType) -> None:
        """A statement of the program is about to run, while somebody steps or has asked for a stop."""
        core, errand = self._core, self._core.errand
        core.check_leaving()
        core.place.settle(frame)
        reason: StopReason = "statement"
        if self.interrupts.asked:
            reason = "interrupt"
        elif self._is_breakpoint(frame):
            reason = "breakpoint"
        else:
            passed = not errand.by_statement or errand.passes_over(core.place.depth(frame), core.place.line)
            if passed or not errand.done():
                return
        self._stop(reason)
        self.trace(frame)

    def _returned(self, frame: FrameType, value: Any) -> None:
        """A function of the program returns, while somebody waits for that."""
        core = self._core
        if core.errand.motion == "return" and core.place.depth(frame) == core.errand.depth:
            core.output.add("note", said("returns", name=frame.f_code.co_name, value=brief(value)))

    def _is_breakpoint(self, frame: FrameType) -> bool:
        core = self._core
        if not core.desk.breakpoints.lines:
            return False
        first, last = core.program.statement(frame)
        filename = frame.f_code.co_filename
        return core.desk.breakpoints.on_line(filename, first, last, core.place.names(), core.timeline)

    # ------------------------------------------------------------ runs

    def check_leaving(self) -> None:
        """Leave the program, if that is wanted, at each line of one that catches it."""
        if self._core.leaving is not None:
            self.tracer.arm(sys._getframe())
            self._core.check_leaving()

    def run_fast(self, session: Session, execution: Execution) -> Replayer | None:
        """Bring a run of the main thread to its end in the fast way, where nobody can want to stop in it."""
        core, errand, place = self._core, self._core.errand, self._core.place
        state = core.machine.state
        if state is State.RUNNING:
            if self.interrupts.asked or errand.motion in ("step", "finish", "over_run") or place.run is not None:
                return None
            if errand.motion == "runs" and errand.count <= 1:
                return None
            if 0 <= errand.goal <= core.timeline.now + 1 + len(execution.plan):
                return None
            if core.desk.breakpoints and core.desk.breakpoints.of(execution.plan).all:
                return None
        elif state is not State.CATCHING_UP:
            return None
        frame = place.own(sys._getframe(1))
        Tracer.disarm()
        place.settle(frame)
        replayer = core.timeline.run_fast(session, execution, place.spot)
        if replayer is not None and errand.motion == "runs" and state is State.RUNNING:
            errand.done()
        self.trace(frame)
        breakpoints, lets_go = core.desk.breakpoints, errand.motion == "continue" and errand.goal < 0
        may_pass = state is State.CATCHING_UP or (lets_go and not breakpoints and not breakpoints.lines)
        core.fast_path.is_open = may_pass and place.run is None and not self.interrupts.asked
        return replayer

    def drive(self, run: Run) -> None:
        """Bring a run of the main thread to its end, stopping where somebody wants it."""
        core, place = self._core, self._core.place
        frame = place.own(sys._getframe(1))
        core.fast_path.is_open = False  # to the runs that a node of this one makes, which belong into its step
        aside, outer_run = core.machine.state is State.ASIDE, place.run
        outer = place.unit, place.line, place.file, place.frame
        Tracer.disarm()
        if not aside:
            place.settle(frame)
        run.unit, run.line, run.file = place.unit, place.line, place.file
        place.run = run
        try:
            if core.machine.state is State.RUNNING:
                self._walk(run)
            else:
                while not run.execution.finished:
                    core.timeline.advance(run, halts=False)
        finally:
            core.timeline.end(run)
            place.run = outer_run
            if aside:
                place.unit, place.line, place.file, place.frame = outer
        self.trace(frame)

    def _walk(self, run: Run) -> None:
        core, execution, timeline = self._core, run.execution, self._core.timeline
        if core.errand.motion in ("step", "over_run") and not self.interrupts.asked:
            self._node_done()
        elif core.desk.breakpoints and self._arrives(run):
            self._stop("breakpoint")
        while execution.pc < run.end:
            stops = core.desk.breakpoints.of(run.plan) if core.desk.breakpoints else NO_STOPS
            if self.interrupts.asked:
                self._stop("interrupt")
                continue  # with what is wanted now
            errand = core.errand
            stepping = errand.motion == "step"
            left = execution.pc if execution.pc in stops.after else -1
            timeline.advance(run, stops.all, 1 if stepping or left >= 0 else errand.goal - timeline.now)
            if (left >= 0 or execution.pc in stops.before) and self._arrives(run, left):
                self._stop("breakpoint")
            elif stepping:
                self._node_done()
            elif timeline.now == errand.goal:
                self._stop("interrupt")
            elif execution.pc == run.end and (
                errand.motion == "finish" or (errand.motion == "runs" and errand.done())  # the last that was wanted
            ):
                self._stop("node")

    def look_on(self, run: Run) -> None:
        """Bring a run of another thread to its end.  It is not stopped: its breakpoints count, and say so once."""
        core, execution = self._core, run.execution
        while not execution.finished:
            breakpoints = core.desk.breakpoints
            stops = breakpoints.of(run.plan) if breakpoints else NO_STOPS
            pc = execution.pc
            reached = pc in stops.before and breakpoints.before(run, pc)
            core.timeline.advance(run, stops.all, 1 if pc in stops.after else -1, halts=False)
            if pc in stops.after:
                reached = breakpoints.after(run, pc, core.program.namespace, core.timeline) or reached
            if reached:
                name, thread = run.plan.operations[pc].name, threading.current_thread().name
                if (thread, name) not in self._told:
                    self._told.add((thread, name))
                    core.output.add("note", said("reached_by_thread", node=name, thread=thread, n=run.number))

    def _arrives(self, run: Run, left: int = -1) -> bool:
        """Whether a breakpoint stops the run here, after the instruction `left` or before the next one."""
        core, breakpoints = self._core, self._core.desk.breakpoints
        after = left >= 0 and breakpoints.after(run, left, core.place.names(), core.timeline)
        return breakpoints.before(run, run.execution.pc) or after

    def _node_done(self) -> None:
        if self._core.errand.done():
            self._stop("node")
