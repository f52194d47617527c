"""The debugger: runs a program, stops it at statements and nodes, and obeys a control.

A stop is a call: somewhere under the program's own frames the debugger asks its control for commands until one says to
go on.  So a stop inside a run keeps everything as it is, and the way out is to return.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol

from tuigraph.debugger.aside import Aside
from tuigraph.debugger.capture import Capture, Read, Write
from tuigraph.debugger.core import Core, Leave
from tuigraph.debugger.endings import Endings, wait_for_threads
from tuigraph.debugger.explain import explain, in_words
from tuigraph.debugger.forks import left
from tuigraph.debugger.handlers import Handlers
from tuigraph.debugger.lives import sessions_alive
from tuigraph.debugger.observer import Watcher
from tuigraph.debugger.program import Program, Spot
from tuigraph.debugger.questions import Judge, Questions
from tuigraph.debugger.signals import Signals
from tuigraph.debugger.states import State
from tuigraph.debugger.stepping import Stepping
from tuigraph.debugger.ticking import ticking
from tuigraph.debugger.timeline import LIMIT, Timeline
from tuigraph.debugger.tracer import Tracer
from tuigraph.debugger.views import Views
from tuigraph.engine.execute import set_observer
from tuigraph.engine.source import calls_kept
from tuigraph.wire.commands import Command
from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.record import replace
from tuigraph.wire.said import Text, said
from tuigraph.wire.views import Asking, More, Problem, Snapshot, StopReason


class Control(Protocol):
    """Who decides what a stopped program does next."""

    def stopped(self, snapshot: Snapshot) -> Command:
        """The program has stopped; what now?"""

    def progress(self, snapshot: Snapshot) -> None:
        """The program is running.  Called from another thread."""


class Debugger:
    """Runs `program` under `control`.  `limit` bounds the bytes of the timeline; `judge` judges a learner's answers.

    What the program prints is written at once by `write`, else told with the next snapshot.  `read` gives it a line
    that somebody types, "" where there is none.

    Breakpoints and watches are kept in the file `kept_in`, if there is one.  A snapshot tells at most `most` nodes, and
    as many counts; the rest is told by `more`.  With `keeps_interrupts`, one that comes while the program stands is for
    it as soon as it runs.
    """

    def __init__(
        self,
        program: Program,
        control: Control,
        limit: int = LIMIT,
        judge: Judge | None = None,
        kept_in: Path | None = None,
        most: int = sys.maxsize,
        read: Read = lambda secret: "",
        write: Write | None = None,
        keeps_interrupts: bool = False,
    ) -> None:
        self._control = control
        self._core = Core(program, limit, kept_in)
        self.exit: object = None  # what the program has ended itself with, as SystemExit has it
        self._forked = False  # this is a process that the program has forked
        self._read = read
        self._endings = Endings()
        self._signals = Signals(self._core)
        self._core.ask = self._ask
        self._capture = Capture(self._core.output, self._ask, write)
        self._outer = Capture.streams()
        self._questions = Questions()
        self._views = Views(self._core, self._questions, most)
        self._stepping = Stepping(self._core, self._capture, self._stop)
        self._stepping.interrupts.keeps = keeps_interrupts
        self._aside = Aside(self._core, self._stepping, self._questions, judge)
        self._handlers = Handlers(self._core, self._aside, self._questions)

    @property
    def timeline(self) -> Timeline:
        """What has happened in the program since it was started last."""
        return self._core.timeline

    # ------------------------------------------------------------ the life of the program

    def run(self) -> None:
        """Run the program until its control says Quit; stops before the first statement."""
        core, interrupts = self._core, self._stepping.interrupts
        self._outer = Capture.streams()
        trace, hook = sys.gettrace(), sys.excepthook
        former = set_observer(Watcher(core, self._stepping, self._signals))
        unit: int | None = 0
        try:
            tell = self._control.progress
            with (
                left(self._fork),
                calls_kept(Debugger._run_unit.__code__),
                self._endings.taken(),
                interrupts.taken(),
                self._signals.taken(),
                ticking(core, self._views, tell, interrupts.insist),
                self._stepping.threads_traced(),
                core.turn,
            ):
                while unit is not None:
                    try:
                        self._play(unit)
                    except Leave as leave:
                        unit = leave.unit
        finally:
            core.clear_engine()
            set_observer(former)
            sys.settrace(trace)
            sys.excepthook = hook

    def attach(self, frame: FrameType) -> None:
        """Take over a program that is running already, and stop at the statement that its frame is at.

        Raises SystemExit when the program is to end.
        """
        self._stepping.interrupts.here()
        set_observer(Watcher(self._core, self._stepping, self._signals))
        self._core.attached = True
        self._core.desk.fresh(self._core.timeline)
        self._core.timeline.graphs.look(frame.f_globals)
        for session in sessions_alive():
            self._core.timeline.lives.found(session)
        self._core.machine.turn(State.RUNNING)
        self._stepping.break_in(frame)

    def pause(self) -> None:
        """Ask for a stop at the next statement or node, without ever raising.  May be called from any thread."""
        self._stepping.interrupts.pause()

    def stop_at(self, moment: int) -> None:
        """Let the next move be interrupted when the timeline has come so far."""
        self._core.errand.goal = moment

    @property
    def output(self) -> OutputBuffer:
        """What is printed, on its way to the next snapshot."""
        return self._core.output

    def _fork(self) -> None:
        """In a process that the program has forked nobody looks on."""
        self._forked = True
        self._core.turn.end()
        set_observer(None)
        Tracer.disarm()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _ask(self, secret: bool) -> str:
        """A line for the program, which waits for it."""
        core = self._core
        if core.machine.state is State.RUNNING and self._stepping.interrupts.in_program:
            with core.turn:
                core.place.settle(core.place.own(sys._getframe()))
        core.asking = Asking(secret)
        try:
            with self._views.lock:
                if not core.machine.standing:
                    self._control.progress(self._views.running())
            return self._read(secret)
        finally:
            core.asking = None

    def retell(self) -> Snapshot:
        """The whole picture, for somebody who has heard nothing yet."""
        return self._views.again()

    def more(self) -> More | None:
        """The next part of what the snapshots so far had no room for."""
        return self._views.more()

    def _play(self, start: int) -> None:
        """From a fresh start: run the units before `start` without stopping, then the others."""
        core, place = self._core, self._core.place
        self.exit = None
        core.fresh()
        self._endings.hand_over()
        self._views.fresh()
        self._questions.fresh()
        units = len(core.program.units)
        with core.program.installed():
            core.timeline.graphs.look(core.program.namespace)
            for unit in range(min(start, units)):
                self._run_unit(unit, State.CATCHING_UP)
            reason: StopReason = "start"
            for unit in range(start, units):
                place.before(unit, core.timeline.now)
                self._stop(reason)
                reason = "unit"
                if not self._run_unit(unit, State.RUNNING):
                    break
            if core.program.is_script:
                self._wind_down()
            while True:
                place.end()
                self._stop("end", place.failure)
                place.failure = None

    def _run_unit(self, unit: int, state: State) -> bool:
        """Whether the program goes on after it."""
        core, place = self._core, self._core.place
        place.enter(unit, core.timeline.now)
        core.program.around = sys._getframe()
        self._questions.begin(unit, core.timeline.ledger)
        try:
            pieces = core.program.compile(unit)
            core.program.begin(unit)
            with self._stepping.going(state):
                for code in pieces:
                    exec(code, core.program.namespace)
            core.program.end()
            core.timeline.graphs.look(core.program.namespace)
            answer = self._questions.end(unit, core.timeline.ledger)
            if answer is not None:
                self._aside.judge(answer)
        except Leave:
            raise
        except SystemExit as end:
            if self._forked:
                raise
            self.exit = end.code
            if end.code:
                core.output.add("note", said("program_ended_itself", code=str(end.code)))
            return False
        except KeyboardInterrupt:
            self._after("interrupt", None, [said("cell_interrupted")])
        except BaseException as error:
            if self._forked:
                traceback.print_exception(error)
                os._exit(1)
            problem = explain(error, core.program)
            if sys.excepthook is not sys.__excepthook__:
                self._aside.call(partial(sys.excepthook, type(error), error, error.__traceback__))
            if problem.unit >= 0 or problem.file:
                place.go_to(Spot(problem.unit, problem.line, problem.file))
            self._after("error", problem, in_words(problem, core.program), error.__traceback__)
        core.check_leaving()
        return True

    def _wind_down(self) -> None:
        """The script has ended, and what it has left running or asked for at the end comes to its end too."""
        core = self._core
        core.program.around = frame = sys._getframe()
        with self._stepping.going(State.RUNNING):
            for call in chain([wait_for_threads], self._endings):
                self._stepping.trace(frame)
                try:
                    call()
                except (Leave, SystemExit) as end:
                    if isinstance(end, Leave) or self._forked:
                        raise
                except BaseException as error:  # which Python ignores, too
                    Tracer.disarm()
                    core.output.add_all("error", in_words(explain(error, core.program), core.program))
        core.check_leaving()

    def _after(
        self, reason: StopReason, problem: Problem | None, lines: Iterable[Text], trace: TracebackType | None = None
    ) -> None:
        """A unit has ended before its end; the calls that an error came through can still be looked at."""
        place = self._core.place
        place.settle(None)
        place.fall(trace)
        self._core.output.add_all("error" if problem else "note", lines)
        place.state = "failed" if problem else "stopped"
        self._stop(reason, problem)
        place.settle(None)
        place.state, place.failure = "stopped", problem

    # ------------------------------------------------------------ stopping

    def _stop(self, reason: StopReason, problem: Problem | None = None) -> None:
        """Show where the program stands and obey until it is to go on."""
        core, handlers = self._core, self._handlers
        if self._forked:
            os._exit(0)
        core.check_leaving()
        Tracer.disarm()
        with core.machine.during(core.standing_state):
            with self._views.lock:  # nobody tells that it runs any more
                self._stepping.interrupts.clear()
            core.errand.goal = -1
            core.desk.breakpoints.drop_once()
            place = core.place
            if place.selected:
                place.select(0)
            answer = (
                None
                if place.begins or place.thread
                else self._questions.stop(place.unit, place.line, place.in_function and problem is None)
            )
            if answer is not None:
                self._aside.judge(answer)
            outcome = handlers.stopped(reason, problem)
            while outcome.reason is not None:
                core.machine.turn(core.standing_state)
                snapshot = replace(self._views.stopped(outcome.reason), **outcome.shows)
                with nullcontext() if place.thread else self._capture.off(self._outer):  # the main thread may print
                    command = self._control.stopped(snapshot)
                outcome = handlers.obey(command)
