"""The debugger: runs a program, stops it at statements and nodes, and obeys a control.

A stop is a call: somewhere under the program's own frames the debugger asks its control for commands until one says to
go on.  So a stop inside a run keeps everything as it is, and the way out is to return.

An interrupt (SIGINT) first asks for a stop at the next node or statement, from which the program can go on.  Where none
comes within `PATIENCE` (the program sleeps, or computes in somebody else's code) the program gets a KeyboardInterrupt,
and its unit ends.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from tuigraph.debugger import profile
from tuigraph.debugger.brief import told
from tuigraph.debugger.capture import Capture
from tuigraph.debugger.completion import complete
from tuigraph.debugger.console import Console
from tuigraph.debugger.desk import Desk
from tuigraph.debugger.explain import explain, in_words
from tuigraph.debugger.program import Program
from tuigraph.debugger.questions import Judge, Question, Questions
from tuigraph.debugger.stops import NO_STOPS
from tuigraph.debugger.timeline import LIMIT, Run, Timeline
from tuigraph.debugger.tracer import Tracer
from tuigraph.debugger.views import Scene, Views
from tuigraph.engine import graph as graphs
from tuigraph.engine import stacks
from tuigraph.engine.execute import Execution, Request, set_observer
from tuigraph.wire.commands import (
    TYPED,
    AnswerPrediction,
    Break,
    CheckExercise,
    Command,
    Complete,
    EndBranch,
    Evaluate,
    GoToUnit,
    Motion,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    ShowProfile,
    ShowValue,
    ShowWhy,
    Typed,
    Watch,
    WhatIf,
)
from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.record import replace
from tuigraph.wire.views import More, Problem, ProgramState, Snapshot, StopReason, WatchView

if TYPE_CHECKING:
    from tuigraph.engine.session import Session

PATIENCE = 0.15  # seconds
REFRESH = 0.1  # seconds between two snapshots while the program runs


class Control(Protocol):
    """Who decides what a stopped program does next."""

    def stopped(self, snapshot: Snapshot) -> Command:
        """The program has stopped; what now?"""

    def progress(self, snapshot: Snapshot) -> None:
        """The program is running.  Called from another thread."""


class _Leave(BaseException):
    """Unwinds the program: it ends, or starts again before `unit`."""

    def __init__(self, unit: int | None) -> None:
        super().__init__(unit)
        self.unit = unit


class Debugger:
    """Runs `program` under `control`.  `limit` bounds the bytes of the timeline; `judge` judges a learner's answers.

    Breakpoints and watches are kept in the file `kept_in`, if there is one.  A snapshot tells at most `most` nodes, and
    as many counts; the rest is told by `more`.
    """

    def __init__(
        self,
        program: Program,
        control: Control,
        limit: int = LIMIT,
        judge: Judge | None = None,
        kept_in: Path | None = None,
        most: int = sys.maxsize,
    ) -> None:
        self.program = program
        self.control = control
        self.output = OutputBuffer()
        self.desk = Desk(program, self.output, self._names, kept_in)
        self.desk.unit = lambda: self._unit
        self.console = Console(self.desk, program)
        self.timeline = Timeline(limit)
        self._limit = limit
        self._most = most
        self._judge = judge
        self._questions = Questions()
        self._unit_moments: list[int] = []
        self._begins = True
        self._failure: Problem | None = None  # of the unit that has run last
        self._views = Views(self.timeline, self._most)
        self._tracer = Tracer(program, self._statement)
        self._capture = Capture(self.output)
        self._outer = Capture.streams()
        self._main = 0
        self._motion: Motion = "continue"
        self._count = 1
        self._depth = 0
        self._origin = 0
        self._goal = -1
        self._silent = False
        self._attached = False  # to a program that somebody else runs
        self._evaluating = False
        self._leaving: _Leave | None = None
        self._running = False
        self._asked = 0.0  # when an interrupt was asked for and has not happened yet
        self._insist = False
        self._soft = False
        self._state: ProgramState = "stopped"
        self._unit = 0
        self._line = 0
        self._frame: FrameType | None = None
        self._run: Run | None = None
        self._view_lock = threading.Lock()
        self._closing = threading.Event()

    # ------------------------------------------------------------ the life of the program

    def run(self) -> None:
        """Run the program until its control says Quit; stops before the first statement."""
        self._main = threading.get_ident()
        self._outer = Capture.streams()
        trace = sys.gettrace()
        former = set_observer(Watcher(self))
        in_main_thread = threading.current_thread() is threading.main_thread()
        handler = signal.signal(signal.SIGINT, self._interrupted) if in_main_thread else None
        ticker = threading.Thread(target=self._tick, name="tuigraph-debugger", daemon=True)
        ticker.start()
        unit: int | None = 0
        try:
            while unit is not None:
                try:
                    self._play(unit)
                except _Leave as leave:
                    unit = leave.unit
        finally:
            self._closing.set()
            ticker.join()
            if in_main_thread:
                signal.signal(signal.SIGINT, handler)
            self._clear_engine()
            set_observer(former)
            sys.settrace(trace)

    def attach(self, frame: FrameType) -> None:
        """Take over a program that is running already, and stop at the statement that its frame is at.

        Raises SystemExit when the program is to end.
        """
        self._main = threading.get_ident()
        set_observer(Watcher(self))
        self._attached = True
        self.break_in(frame)

    def break_in(self, frame: FrameType) -> None:
        """Stop where the program itself asks for it."""
        if threading.get_ident() != self._main or self._evaluating or self._silent:
            return
        own = self._own_frame(frame)
        self._settle(own)
        self._stop("breakpoint")
        self._trace(own)

    def pause(self) -> None:
        """Ask for a stop at the next statement or node, without ever raising.  May be called from any thread."""
        self._soft = True
        signal.pthread_kill(self._main, signal.SIGINT)

    def stop_at(self, moment: int) -> None:
        """Let the next move be interrupted when the timeline has come so far."""
        self._goal = moment

    def retell(self) -> Snapshot:
        """The whole picture, for somebody who has heard nothing yet."""
        with self._view_lock:
            self._views = Views(self.timeline, self._most)
            self.timeline.graphs.retell()
            self.timeline.ledger.retell()
            return self._views.snapshot(self._scene(self._state, "prompt"))

    def more(self) -> More | None:
        """The next part of what the snapshots so far had no room for."""
        with self._view_lock:
            return self._views.more()

    def _play(self, start: int) -> None:
        """From a fresh start: run the units before `start` without stopping, then the others."""
        self._fresh()
        units = len(self.program.units)
        with self.program.installed():
            self._silent = True
            for unit in range(min(start, units)):
                self._run_unit(unit)
            self._silent = False
            reason: StopReason = "start"
            for unit in range(start, units):
                self._unit, self._line, self._frame = unit, self.program.first_statement(unit), None
                self._state, self._begins = "stopped", True
                self._unit_moments = [*self._unit_moments[:unit], self.timeline.now]
                self._stop(reason)
                reason = "unit"
                if not self._run_unit(unit):
                    break
            while True:
                self._unit, self._line, self._frame, self._state = max(units - 1, 0), 0, None, "finished"
                self._stop("end", self._failure)
                self._failure = None

    def _run_unit(self, unit: int) -> bool:
        """Whether the program goes on after it."""
        self._unit, self._begins, self._failure = unit, False, None
        self._unit_moments = [*self._unit_moments[:unit], self.timeline.now]
        self._questions.begin(unit, self.timeline.ledger)
        try:
            pieces = self.program.compile(unit)
            with self._going(None):
                for code in pieces:
                    exec(code, self.program.namespace)
            answer = self._questions.end(unit, self.timeline.ledger)
            if answer is not None:
                self._answer(answer)
        except _Leave:
            raise
        except SystemExit as end:
            if end.code:
                self.output.add("note", f"the program ended itself: {end.code}\n")
            return False
        except KeyboardInterrupt:
            self._after("interrupt", None, "interrupted: the rest of this cell was not run\n")
        except BaseException as error:
            problem = explain(error, self.program)
            if problem.unit >= 0:
                self._unit, self._line = problem.unit, problem.line
            self._after("error", problem, in_words(problem, self.program))
        if self._leaving:
            raise self._leaving
        return True

    def _after(self, reason: StopReason, problem: Problem | None, text: str) -> None:
        """A unit has ended before its end."""
        self._frame = None
        self.output.add("error" if problem else "note", text)
        self._state = "failed" if problem else "stopped"
        self._stop(reason, problem)
        self._state, self._failure = "stopped", problem

    def _fresh(self) -> None:
        self._leaving = None
        self._clear_engine()
        self.timeline = Timeline(self._limit)
        self._views = Views(self.timeline, self._most)
        self.desk.fresh(self.timeline)
        self._run = None
        self._state = "stopped"
        self._questions.fresh()
        self._unit_moments = []
        self.program.fresh()

    def _clear_engine(self) -> None:
        """Close the program's sessions and leave the default graphs and sessions of this thread empty."""
        for session in self.timeline.lives.open_sessions():
            session.close()
        stacks.sessions.stack.clear()
        stacks.graphs.stack.clear()
        graphs.reset_default_graph()

    # ------------------------------------------------------------ stopping

    def _stop(self, reason: StopReason, problem: Problem | None = None) -> None:
        """Show where the program stands and obey until it is to go on."""
        self.check_leaving()
        Tracer.disarm()
        with self._view_lock:
            self._running = False
            self._asked, self._insist, self.timeline.halt = 0.0, False, False
        self._goal = -1
        self.desk.breakpoints.drop_once()
        completions: tuple[str, ...] = ()
        answers: dict[str, Any] = {}
        waiting: list[Command] = []
        in_words = False
        while True:
            if not waiting:
                in_words = False
                snapshot = replace(self._snapshot(reason, problem, completions), **answers)
                with self._capture.off(self._outer):
                    waiting.append(self.control.stopped(snapshot))
            command = waiting.pop(0)
            if isinstance(command, Typed):
                with self._aside():
                    waiting += self.console.obey(command.text)
                in_words = True
                reason, completions, answers = "prompt", (), {"why": self.console.take_why()}
                continue
            problem, completions, answers = None, (), {}
            if isinstance(command, Move):
                moved = self._move(command)
                if moved is None:
                    break
                self.desk.breakpoints.drop_once()
                reason = moved
            elif isinstance(command, Evaluate):
                problem = self._evaluate(command.source)
                reason = "prompt"
            elif isinstance(command, Seek):
                if command.moment > self.timeline.now and self._state != "finished":
                    self.timeline.to_live()
                    self._goal, self._motion = command.moment, "continue"
                    break
                self.timeline.go_to(command.moment)
                reason = "node"
            elif isinstance(command, (Quit, GoToUnit)):
                self._leave(command.unit if isinstance(command, GoToUnit) else None)
            else:
                reason, completions, answers = self._asked_for(command, in_words)
        self._running = True

    def _asked_for(self, command: Command, in_words: bool) -> tuple[StopReason, tuple[str, ...], dict[str, Any]]:
        """The answer to what does not move the program.  Whatever happens on the way never reaches the program."""
        former = self.desk.branch
        try:
            if isinstance(command, (Break, Watch, Rewind, SaveValue, EndBranch)):
                return self.desk.obey(command), (), {}
            if isinstance(command, (AnswerPrediction, CheckExercise)):
                if self._questions.due(command):
                    self._answer(command)
            elif isinstance(command, ShowWhy):
                return "prompt", (), {"why": self.console.causes(command)}
            elif isinstance(command, ShowProfile):
                return "prompt", (), {"profile": profile.view(self.timeline, command.order, command.most)}
            else:
                with self._aside():
                    if isinstance(command, ShowValue):
                        return "prompt", (), {"page": self.desk.page(command)}
                    if isinstance(command, WhatIf):
                        self.desk.obey(command)
                        if in_words and self.desk.branch is not former:
                            self.desk.tell("\n".join(self.console.branch_lines()))
                    elif isinstance(command, Complete):
                        return "prompt", self._completed(command.text), {}
        except _Leave:
            raise
        except BaseException as error:
            self.desk.note(told(error))
        return "prompt", (), {}

    def _completed(self, text: str) -> tuple[str, ...]:
        return self.console.complete(text[1:]) if text.startswith(TYPED) else complete(text, self._names())

    def _leave(self, unit: int | None) -> NoReturn:
        if self._attached:
            Tracer.disarm()
            set_observer(None)
            raise SystemExit(0)
        self._leaving = _Leave(unit)
        raise self._leaving

    def _move(self, move: Move) -> StopReason | None:
        """Move on the timeline; None when the program itself is to go on."""
        timeline = self.timeline
        if move.motion in ("back", "back_run", "live"):
            return self._move_back(move)
        count = max(move.count, 1)
        if timeline.past:
            if move.motion == "step":
                count -= timeline.forward(count)
            elif move.motion == "continue":
                if self.desk.travel.forward_to_breakpoint():
                    return "breakpoint"
            else:
                for _ in range(count if move.motion == "runs" else 1):
                    timeline.go_to(timeline.end_of_run())
                count = 0
            if self.timeline.past or not count:
                return "node"
        if self._state == "finished":
            self.output.add("note", "the program has come to its end\n")
            return "end"
        if move.motion == "finish" and (self._run is None or self._run.execution.finished):
            self.output.add("note", "no run is going on\n")
            return "prompt"
        self._motion, self._count = move.motion, count
        self._depth, self._origin = max(self._own_depth(self._frame), 1), self._line
        return None

    def _move_back(self, move: Move) -> StopReason:
        timeline = self.timeline
        if move.motion == "live":
            timeline.to_live()
            return "node"
        before = timeline.cursor
        for _ in range(max(move.count, 1)):
            if move.motion == "back":
                timeline.back(max(move.count, 1))
                break
            timeline.go_to(timeline.start_of_run())
        if timeline.cursor == timeline.first:
            why = "the timeline holds nothing older" if timeline.first else "this is where the first run began"
            if before == timeline.first:
                self.output.add("note", why + "\n")
        return "node"

    def _snapshot(self, reason: StopReason, problem: Problem | None, completions: tuple[str, ...]) -> Snapshot:
        with self._view_lock:
            return self._views.snapshot(self._scene(self._state, reason, problem, completions))

    def _scene(
        self,
        state: ProgramState,
        reason: StopReason,
        problem: Problem | None = None,
        completions: tuple[str, ...] = (),
    ) -> Scene:
        return Scene(
            state=state,
            reason=reason,
            unit=self._unit,
            units=len(self.program.units),
            line=self._line,
            run=self._run,
            problem=problem,
            output=self.output.take(),
            completions=completions,
            breakpoints=self.desk.breakpoints.patterns,
            stops=tuple(breakpoint.view() for breakpoint in self.desk.breakpoints),
            watches=self._watched() if state != "running" else (),
            branch=self.desk.view_of_branch() if state != "running" else None,
            verdicts=self._questions.take(),
            unit_moments=tuple(self._unit_moments),
            begins=self._begins,
        )

    def _watched(self) -> tuple[WatchView, ...]:
        """The watches, whose expressions may call the program's code: nobody stops or observes that."""
        if not self.desk.watches:
            return ()
        evaluating, observer = self._evaluating, set_observer(None)
        self._evaluating = True
        try:
            return self.desk.views_of_watches()
        finally:
            self._evaluating = evaluating
            set_observer(observer)

    # ------------------------------------------------------------ statements

    @contextmanager
    def _going(self, frame: FrameType | None) -> Iterator[None]:
        """The program's code runs inside the block: its streams are captured, and it is traced if somebody steps."""
        with self._capture.on():
            self._running = True
            self._trace(frame)
            try:
                yield
            finally:
                Tracer.disarm()
                self._running = False

    def _trace(self, frame: FrameType | None) -> None:
        wanted = self._motion in ("step", "next", "until") or bool(self.desk.breakpoints.lines)
        if wanted and not self._silent and not self._evaluating:
            self._tracer.arm(frame)
        else:
            Tracer.disarm()

    def _statement(self, frame: FrameType) -> None:
        """A statement of the program is about to run, while somebody steps or has asked for a stop."""
        self.check_leaving()
        self._settle(frame)
        reason: StopReason = "statement"
        if self._asked:
            reason = "interrupt"
        elif self._is_breakpoint(frame):
            reason = "breakpoint"
        elif self._motion not in ("step", "next", "until") or self._is_passed_over(frame):
            return
        else:
            self._count -= 1
            if self._count > 0:
                return
        self._stop(reason)
        self._trace(frame)

    def _is_passed_over(self, frame: FrameType) -> bool:
        """Whether `next` or `until` does not stop here."""
        if self._motion == "step":
            return False
        depth = self._own_depth(frame)
        return depth > self._depth or (self._motion == "until" and depth == self._depth and self._line <= self._origin)

    def _is_breakpoint(self, frame: FrameType) -> bool:
        lines = self.desk.breakpoints.lines
        if not lines:
            return False
        first, last = self.program.statement(frame)
        return self.desk.breakpoints.on_line(frame.f_code.co_filename, first, last, self._names(), self.timeline)

    def _settle(self, frame: FrameType | None) -> None:
        """Take note of the program's own frame, and of the statement that it is at."""
        self._frame = frame
        if frame is not None:
            self._unit, self._line = self.program.place(frame) or (self._unit, self._line)

    def _own_frame(self, frame: FrameType | None) -> FrameType | None:
        while frame is not None and not self.program.is_traced(frame.f_code):
            frame = frame.f_back
        return frame

    def _own_depth(self, frame: FrameType | None) -> int:
        """How many of the program's own frames are on the stack."""
        depth = 0
        while frame is not None:
            depth += self.program.is_traced(frame.f_code)
            frame = frame.f_back
        return depth

    # ------------------------------------------------------------ runs

    def check_leaving(self, insist: bool = False) -> None:
        """Leave the program, if that is wanted.  One that caught it in an `except` of its own is told at each line."""
        if self._leaving:
            if insist:
                self._tracer.arm(sys._getframe())
            raise self._leaving

    def drive(self, run: Run) -> None:
        """Bring a run of the main thread to its end, stopping where somebody wants it."""
        frame = self._own_frame(sys._getframe(2))
        outer, outer_place = self._run, (self._unit, self._line, self._frame)
        Tracer.disarm()
        if not self._evaluating:
            self._settle(frame)
        run.unit, run.line = self._unit, self._line
        self._run = run
        try:
            if self._evaluating or self._silent:
                while not run.execution.finished:
                    self.timeline.advance(run, halts=False)
            else:
                self._walk(run)
        finally:
            self.timeline.end(run)
            self._run = outer
            if self._evaluating:
                self._unit, self._line, self._frame = outer_place
        self._trace(frame)

    def _walk(self, run: Run) -> None:
        execution, timeline = run.execution, self.timeline
        if self._motion == "step" and not self._asked:
            self._stop_at_node("node")
        elif self._arrives(run):
            self._stop("breakpoint")
        while not execution.finished:
            stops = self.desk.breakpoints.of(run.plan) if self.desk.breakpoints else NO_STOPS
            if self._asked:
                self._stop("interrupt")
                continue  # with what is wanted now
            stepping = self._motion == "step"
            left = execution.pc if execution.pc in stops.after else -1
            timeline.advance(run, stops.all, 1 if stepping or left >= 0 else self._goal - timeline.now)
            if (left >= 0 or execution.pc in stops.before) and self._arrives(run, left):
                self._stop("breakpoint")
            elif stepping:
                self._stop_at_node("node")
            elif timeline.now == self._goal:
                self._goal = -1
                self._stop("interrupt")
            elif execution.pc == len(run.plan) and (self._motion == "finish" or self._was_last_run()):
                self._stop("node")

    def _arrives(self, run: Run, left: int = -1) -> bool:
        """Whether a breakpoint stops the run here, after the instruction `left` or before the next one."""
        breakpoints = self.desk.breakpoints
        if not breakpoints:
            return False
        after = left >= 0 and breakpoints.after(run, left, self._names(), self.timeline)
        return breakpoints.before(run, run.execution.pc) or after

    def _was_last_run(self) -> bool:
        """A run has come to its end, which may be the last of those that somebody wanted."""
        if self._motion != "runs":
            return False
        self._count -= 1
        return self._count <= 0

    def _stop_at_node(self, reason: StopReason) -> None:
        self._count -= 1
        if self._count <= 0:
            self._stop(reason)

    # ------------------------------------------------------------ the prompt

    def _names(self) -> dict[str, Any]:
        """The names at the place where the program stands."""
        frame = self._frame
        if frame is None or frame.f_locals is frame.f_globals:
            return self.program.namespace
        return {**frame.f_globals, **frame.f_locals}

    def _evaluate(self, source: str) -> Problem | None:
        """Run what was typed; where it fails, the problem."""
        motion, names = self._motion, self.program.namespace
        if self._frame is not None and self._frame.f_locals is not self._frame.f_globals:
            names = self._names()
        self._evaluating = True
        try:
            pieces = self.program.compile_prompt(source)
            with self._going(None):
                for code in pieces:
                    exec(code, names)
        except _Leave:
            raise
        except KeyboardInterrupt:
            self.output.add("error", "KeyboardInterrupt\n")
        except SystemExit:
            self.output.add("note", "exit() at the prompt ends nothing\n")
        except BaseException as error:
            problem = explain(error, self.program)
            self.output.add("error", in_words(problem, self.program))
            return problem
        finally:
            self._evaluating = False
            self._motion = motion
        return None

    def _answer(self, question: Question) -> None:
        """Have an answer judged on the newest state.  A check may run sessions, which are not observed."""
        if self._judge is None:
            return
        timeline = self.timeline
        timeline.to_live()
        graph = timeline.graphs.record(graphs.get_default_graph()).number
        calls = self._questions.calls(question, timeline.ledger, graph)
        try:
            with self._aside():
                verdict = self._judge(question, self.program.namespace, calls)
                self._questions.verdicts.append(verdict)  # the list may have been taken while the judge was at work
        except Exception as error:
            self.output.add("error", in_words(explain(error, self.program), self.program))

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """The block may call the program's code and run its sessions; nobody stops or observes them meanwhile."""
        motion, observer = self._motion, set_observer(None)
        self._evaluating = True
        try:
            with self._going(None):
                yield
        except KeyboardInterrupt:
            self.output.add("error", "KeyboardInterrupt\n")
        finally:
            self._evaluating = False
            self._motion = motion
            set_observer(observer)

    # ------------------------------------------------------------ interrupts and progress

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        """SIGINT has come."""
        soft, self._soft = self._soft, False
        if not self._running:
            self.desk.cancelled = True
            return
        if self._insist or (self._evaluating and not soft):
            self._asked, self._insist, self.timeline.halt = 0.0, False, False
            raise KeyboardInterrupt
        if self._evaluating:
            return
        if not soft:
            self._asked = self._asked or time.monotonic()
        else:
            self._asked = float("inf")
        self.timeline.halt = True
        if frame is not None:
            self._tracer.arm(frame)

    def _tick(self) -> None:
        """Until the debugger ends: insist on interrupts that nobody obeys, and show how the program gets on."""
        shown: object = None
        shown_at = 0.0
        while not self._closing.wait(REFRESH / 2):
            if not self._running:
                shown = None
                continue
            asked = self._asked
            if asked and time.monotonic() - asked > PATIENCE:
                self._insist = True
                signal.pthread_kill(self._main, signal.SIGINT)
            if time.monotonic() - shown_at < REFRESH:
                continue
            state = self.timeline.now, self.timeline.runs, self.timeline.graphs.size
            if state == shown and self.output.empty:
                continue
            with self._view_lock:
                if self._running and not self._silent:
                    snapshot = self._views.snapshot(self._scene("running", "statement"))
                    self.control.progress(snapshot)
            shown, shown_at = state, time.monotonic()


class Watcher:
    """The engine's Observer: brings sessions and runs to a debugger."""

    def __init__(self, debugger: Debugger) -> None:
        self.debugger = debugger
        self._main = threading.get_ident()

    def session_opened(self, session: Session) -> None:
        timeline = self.debugger.timeline
        self._return(timeline)
        timeline.lives.opened(session)

    def session_closed(self, session: Session) -> None:
        timeline = self.debugger.timeline
        self._return(timeline)
        timeline.lives.closed(session, timeline.now)

    def run(self, session: Session, execution: Execution, request: Request) -> None:
        """Bring the execution to its end.  A run that another thread makes is recorded and never stopped."""
        timeline = self.debugger.timeline
        if threading.get_ident() == self._main:
            self.debugger.check_leaving(insist=True)
            self.debugger.drive(timeline.begin(session, execution, request))
            return
        run = timeline.begin(session, execution, request, main=False)
        try:
            while not execution.finished:
                timeline.advance(run, halts=False)
        finally:
            timeline.end(run)

    def _return(self, timeline: Timeline) -> None:
        if threading.get_ident() == self._main:
            timeline.to_live()
