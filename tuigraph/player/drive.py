"""Debug a lesson in this process, with a function that answers each stop with a command."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tuigraph.configuration import memory
from tuigraph.debuggee.programs import program_of
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.questions import Judge
from tuigraph.debugger.timeline import LIMIT
from tuigraph.lessons import Lesson
from tuigraph.wire.commands import Command, Quit
from tuigraph.wire.messages import Load
from tuigraph.wire.picture import Picture
from tuigraph.wire.unit import units_of
from tuigraph.wire.views import Output, OutputKind, Snapshot, Verdict
from tuigraph.words import Words

_SLICE = 0.05  # seconds of sleep between two looks for an interrupt


class Stage:
    """What there is to see of the program besides the snapshot of a stop, and the time that passes on it."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self.picture = Picture()
        self.interrupted: Callable[[], bool] = lambda: False
        self._sleep = sleep
        self._output: list[Output] = []
        self._added: list[str] = []
        self._verdicts: list[Verdict] = []

    def apply(self, snapshot: Snapshot) -> None:
        self.picture.apply([snapshot])
        self._output += snapshot.output
        self._verdicts += snapshot.verdicts
        self._added += [node.name for graph in snapshot.nodes for node in graph.added]

    def take_output(self, *kinds: OutputKind, words: Words) -> str:
        """What has been printed since this was last asked, of these kinds."""
        output, self._output = self._output, []
        return "".join(words.lines(piece.text) for piece in output if piece.kind in kinds)

    def take_added(self) -> list[str]:
        """Names of the nodes that have been built since this was last asked."""
        added, self._added = self._added, []
        return added

    def take_verdicts(self) -> list[Verdict]:
        """The verdicts since this was last asked."""
        verdicts, self._verdicts = self._verdicts, []
        return verdicts

    def wait(self, seconds: float) -> None:
        """Raises KeyboardInterrupt soon after an interrupt."""
        while seconds > 0:
            if self.interrupted():
                raise KeyboardInterrupt
            self._sleep(min(seconds, _SLICE))
            seconds -= _SLICE


def drive(lesson: Lesson, stage: Stage, respond: Callable[[Snapshot], Command], judge: Judge | None = None) -> None:
    """Debug a lesson until `respond` answers Quit; what it raises is raised here, after the program has been left.

    Raises KeyboardInterrupt after an interrupt.
    """
    units = units_of(lesson.path, lesson.units)
    program = program_of(Load(units, echo=lesson.path.suffix == ".ipynb"))
    with _interrupts() as stage.interrupted:
        control = _Responding(stage, respond)
        Debugger(program, control, judge=judge, limit=memory() or LIMIT, keeps_interrupts=True).run()
    if control.given_up:
        raise control.given_up


class _Responding:
    """The control of the debugger.  It never raises: the exception would go through the lesson, which may catch it."""

    def __init__(self, stage: Stage, respond: Callable[[Snapshot], Command]) -> None:
        self.given_up: BaseException | None = None
        self._stage = stage
        self._respond = respond
        self._lock = threading.Lock()  # progress comes from another thread

    def progress(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._stage.apply(snapshot)

    def stopped(self, snapshot: Snapshot) -> Command:
        with self._lock:
            self._stage.apply(snapshot)
        try:
            if self._stage.interrupted() or snapshot.reason == "interrupt":
                raise KeyboardInterrupt
            return self._respond(snapshot)
        except (Exception, KeyboardInterrupt) as error:
            self.given_up = error
            return Quit()


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """A function that says whether SIGINT has come since it was last asked (of the main thread).

    The program stands most of the time here, and the debugger takes no notice of one then until it runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    former = signal.set_wakeup_fd(writer)

    def arrived() -> bool:
        try:
            return signal.SIGINT in os.read(reader, 4096)
        except BlockingIOError:
            return False

    try:
        yield arrived
    finally:
        signal.set_wakeup_fd(former)
        os.close(reader)
        os.close(writer)
