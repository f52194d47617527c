"""Lets a program run, and stops it where its errand ends, or where a breakpoint or an interrupt wants it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import get_ident
from types import FrameType
from typing import Any

from tuigraph.debugger.brief import brief
from tuigraph.debugger.capture import Capture
from tuigraph.debugger.core import Core, Leave
from tuigraph.debugger.interrupts import Interrupts
from tuigraph.debugger.place import names_of
from tuigraph.debugger.program import inner_names, is_inline
from tuigraph.debugger.replay import Replayer
from tuigraph.debugger.runs import Run
from tuigraph.debugger.states import State
from tuigraph.debugger.stops import NO_STOPS, Breakpoint
from tuigraph.debugger.tracer import Tracer, gives_way
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
        self._looking: set[int] = set()  # threads that evaluate what a breakpoint is about
        self._runs: dict[int, Run] = {}  # that other threads are in

    # ------------------------------------------------------------ statements

    @contextmanager
    def going(self, state: State) -> Iterator[None]:
        """Code runs inside the block: its streams are captured, and it is traced if somebody steps."""
        others = self._core.turn.lent() if state is State.RUNNING else nullcontext()
        with self._capture.on(), self._core.machine.during(state):
            self.trace(None)
            try:
                with others:
                    yield
            finally:
                Tracer.disarm()

    @contextmanager
    def threads_traced(self) -> Iterator[None]:
        """In the block, threads that begin are traced where somebody wants to stop at statements."""
        former = threading.gettrace()
        threading.settrace(self._thread_begins)
        try:
            yield
        finally:
            threading.settrace(former)

    def _thread_begins(self, frame: FrameType, event: str, argument: Any) -> Any:
        self.trace(frame)
        return None

    def trace(self, frame: FrameType | None) -> None:
        """Look at the statements of this thread from here on, where anybody wants to."""
        core, errand = self._core, self._core.errand
        steps = errand.by_statement and errand.of_this_thread
        if self._may_stop and (steps or core.desk.breakpoints.at_statements):
            self.tracer.arm(frame)
        else:
            Tracer.disarm()

    @property
    def _may_stop(self) -> bool:
        """Whether this thread may be stopped; another one than the main one waits until nobody stands."""
        return self._core.machine.state is State.RUNNING or not self.interrupts.in_program

    def _trace_run(self, run: Run) -> bool:
        """Look at the statements of Python that the nodes of a run may call, if anybody wants to stop there."""
        core, errand = self._core, self._core.errand
        wanted = core.desk.breakpoints.lines or (errand.called and errand.by_statement and errand.of_this_thread)
        traced = bool(self._may_stop and run.pace.may_call_python and wanted)
        if traced:
            self.tracer.arm_calls()
        else:
            Tracer.disarm()
        return traced

    def break_in(self, frame: FrameType) -> None:
        """Stop where the program itself asks for it."""
        core = self._core
        if not self._may_stop or self.looks:
            return
        own = core.place.own(frame)
        if self.interrupts.in_program:
            with core.turn:
                self._settle(own)
                self._stop("breakpoint")
        else:
            self._stop_elsewhere("breakpoint", own)
        self.trace(own)

    def _settle(self, frame: FrameType | None) -> None:
        """At a statement of the main thread, perhaps of Python that a run has called."""
        place = self._core.place
        place.settle(frame)
        place.called = place.run is not None

    def _statement(self, frame: FrameType) -> None:
        """A statement of the program is about to run, while somebody steps or has asked for a stop."""
        core = self._core
        if self.looks:
            return
        if not self.interrupts.in_program:
            reason = self._why_stop(frame, self._runs.get(get_ident()))
            if reason is not None:
                self._stop_elsewhere(reason, frame)
        else:
            core.check_leaving()
            with core.turn:
                core.check_leaving()
                self._settle(frame)
                reason = "interrupt" if self.interrupts.asked else self._why_stop(frame, core.place.run)
                if reason is not None:
                    self._stop(reason)
        if reason is not None:
            self.trace(frame)

    def _why_stop(self, frame: FrameType, run: Run | None) -> StopReason | None:
        core, errand = self._core, self._core.errand
        moved = not is_inline(frame.f_code) and self._moved(frame)
        if self._is_breakpoint(frame) or moved:
            return "breakpoint"
        if not errand.by_statement or not errand.of_this_thread or (run is not None and not errand.called):
            return None
        if errand.frames and id(frame) not in errand.frames:
            return None
        if is_inline(frame.f_code) and (errand.motion != "step" or core.program.runs_in_its_statement(frame)):
            return None
        spot = core.program.place(frame)
        passed = errand.passes_over(core.place.depth(frame), spot.line if spot is not None else 0)
        return None if passed or not errand.done() else "statement"

    def _stop_elsewhere(self, reason: StopReason, frame: FrameType | None, run: Run | None = None) -> None:
        """Stop another thread than the main one: at a node of its `run`, or at a statement of Python.

        Raises SystemExit in it when the program is to end.
        """
        core = self._core
        called = run is None
        if not core.turn.wait(lambda: core.evaluating or core.machine.state is State.CATCHING_UP):
            core.output.add("note", said("thread_not_stopped", thread=this_thread()))
            return
        try:
            if core.machine.state is not State.RUNNING or core.leaving is not None:
                return  # it is over, or begins again
            with core.place.elsewhere(this_thread(), run or self._runs.get(get_ident()), frame):
                core.place.called = called and core.place.run is not None
                self._stop(reason)
        except Leave:
            self.interrupts.wake()
            raise SystemExit from None
        finally:
            core.turn.__exit__(None, None, None)

    def _returned(self, frame: FrameType, value: Any) -> None:
        """A function of the program returns, or one that can be gone on with gives way, while somebody looks on."""
        core = self._core
        errand = core.errand
        if not errand.of_this_thread:
            return
        if errand.frames and id(frame) == errand.frames[0] and not gives_way(frame):
            errand.frames = ()  # whatever comes next
        if errand.motion == "return" and core.place.depth(frame) == errand.depth:
            core.output.add("note", said("returns", name=frame.f_code.co_name, value=brief(value)))

    @property
    def looks(self) -> bool:
        """Whether this thread evaluates what a breakpoint is about: nobody observes the runs of that."""
        return get_ident() in self._looking

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """In the block, this thread evaluates what a breakpoint is about."""
        thread = get_ident()
        self._looking.add(thread)
        try:
            yield
        finally:
            self._looking.discard(thread)

    def _moved(self, frame: FrameType | None) -> bool:
        """Whether to stop for what a watched expression has come to."""
        core = self._core
        if not core.desk.breakpoints.watchpoints:
            return False
        with self._asking():
            return core.desk.breakpoints.moved(frame, self._names_of(frame), core.timeline)

    def _names_of(self, frame: FrameType | None) -> Callable[[], dict[str, Any]]:
        return lambda: self._core.program.namespace if frame is None else names_of(frame)

    def _is_breakpoint(self, frame: FrameType) -> bool:
        core = self._core
        if not core.desk.breakpoints.lines:
            return False
        lines, code = core.program.statement(frame), frame.f_code

        def applies(breakpoint: Breakpoint) -> bool:
            """A comprehension that runs while its statement does is reached where its own names are asked for."""
            if not is_inline(code):
                return inner_names(code, *lines).isdisjoint(breakpoint.names)
            own = set(code.co_varnames).intersection(breakpoint.names)
            return own.issubset(frame.f_locals) and bool(own or not core.program.runs_in_its_statement(frame))

        breakpoints = core.desk.breakpoints
        with self._asking():
            return breakpoints.on_line(code.co_filename, lines, self._names_of(frame), core.timeline, applies)

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
            breakpoints = core.desk.breakpoints
            if breakpoints.watchpoints or (breakpoints and breakpoints.of(execution.plan).all):
                return None
        elif state is not State.CATCHING_UP:
            return None
        frame = place.own(sys._getframe(1))
        Tracer.disarm()
        with core.turn:
            place.settle(frame)
            replayer = core.timeline.run_fast(session, execution, place.spot)
        if replayer is None:
            return None
        if errand.motion == "runs" and state is State.RUNNING:
            errand.done()
        self.trace(frame)
        breakpoints, lets_go = core.desk.breakpoints, errand.motion == "continue" and errand.goal < 0
        may_pass = state is State.CATCHING_UP or (lets_go and not breakpoints)
        core.fast_path.is_open = may_pass and place.run is None and not self.interrupts.asked
        return replayer

    def drive(self, run: Run) -> None:
        """Bring a run of the main thread to its end, stopping where somebody wants it."""
        core, place = self._core, self._core.place
        frame = place.own(sys._getframe(1))
        core.fast_path.is_open = False  # to the runs that a node of this one makes, which belong into its step
        with core.turn:
            aside, outer_run = core.machine.state is State.ASIDE, place.run
            outer = place.unit, place.line, place.file, place.frame
            Tracer.disarm()
            if not aside:
                place.settle(frame)
            run.unit, run.line, run.file = place.unit, place.line, place.file
            place.run = run
        try:
            if core.machine.state is State.RUNNING:
                with core.turn:
                    self._walk(run, frame)
            else:
                while not run.execution.finished:
                    core.timeline.advance(run, halts=False)
        finally:
            with core.turn:
                core.timeline.end(run)
                place.run = outer_run
                if aside:
                    place.unit, place.line, place.file, place.frame = outer
        self.trace(frame)

    def drive_elsewhere(self, run: Run) -> None:
        """Bring a run of another thread to its end, stopping where somebody wants it."""
        core, thread = self._core, get_ident()
        frame, outer = core.place.own(sys._getframe(1)), self._runs.get(thread)
        spot = core.program.place(frame) if frame is not None else None
        if spot is not None:
            run.unit, run.line, run.file = max(spot.unit, 0), spot.line, spot.file
        self._runs[thread] = run
        try:
            self._walk(run, frame)
        finally:
            core.timeline.end(run)
            if outer is None:
                del self._runs[thread]
            else:
                self._runs[thread] = outer
        self.trace(frame)

    def _walk(self, run: Run, frame: FrameType | None) -> None:
        """Execute a run, which the statement of a frame has asked for; the main thread has the turn, and lends it."""
        core, execution, timeline = self._core, run.execution, self._core.timeline
        main = not run.thread
        counts_begins = core.errand.of_this_thread and core.errand.motion in ("step", "over_run")
        if counts_begins and not (main and self.interrupts.asked):
            if core.errand.done():
                self._stop_in("node", run, frame)
        elif core.desk.breakpoints and self._arrives(run, frame):
            self._stop_in("breakpoint", run, frame)
        while execution.pc < run.end:
            stops = core.desk.breakpoints.of(run.plan) if core.desk.breakpoints else NO_STOPS
            if main and self.interrupts.asked:
                self._stop_in("interrupt", run, frame)
                continue  # with what is wanted now
            stepping = self._trace_run(run) or self._steps_here  # to know when the node is done that calls Python
            watched = core.desk.breakpoints.watched_in(run.plan, frame)
            left = execution.pc if execution.pc in stops.after or execution.pc in watched else -1
            goal = core.errand.goal - timeline.now if main else -1
            with core.turn.lent() if main else nullcontext():
                timeline.advance(
                    run, stops.all | watched if watched else stops.all, 1 if stepping or left >= 0 else goal, halts=main
                )
            errand = core.errand
            if (left >= 0 or execution.pc in stops.before) and self._arrives(run, frame, left):
                self._stop_in("breakpoint", run, frame)
            elif self._steps_here:
                if errand.done():
                    self._stop_in("node", run, frame)
            elif main and timeline.now == errand.goal:
                self._stop_in("interrupt", run, frame)
            elif (
                execution.pc == run.end
                and errand.of_this_thread
                and (errand.motion == "finish" or (errand.motion == "runs" and errand.done()))
            ):
                self._stop_in("node", run, frame)  # the last that was wanted

    @property
    def _steps_here(self) -> bool:
        """Whether this thread goes on node by node."""
        return self._core.errand.motion == "step" and self._core.errand.of_this_thread

    def _stop_in(self, reason: StopReason, run: Run, frame: FrameType | None) -> None:
        """Stop between two nodes of a run."""
        place = self._core.place
        if run.thread:
            self._stop_elsewhere(reason, frame, run)
        else:
            if place.called:
                place.settle(frame)
                place.called = False
            self._stop(reason)

    def _arrives(self, run: Run, frame: FrameType | None, left: int = -1) -> bool:
        """Whether a breakpoint stops the run here, after the instruction `left` or before the next one."""
        core, breakpoints = self._core, self._core.desk.breakpoints
        with self._asking():
            after = left >= 0 and breakpoints.after(run, left, self._names_of(frame), core.timeline)
        moved = left >= 0 and self._moved(frame)
        return breakpoints.before(run, run.execution.pc) or after or moved


def this_thread() -> str:
    """A name of the calling thread."""
    thread = threading.current_thread()
    return thread.name or str(thread.ident)
