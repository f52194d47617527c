"""Interrupts of a debugged program, by SIGINT.

One first asks for a stop at the next node or statement, from which the program can go on.  Where none comes within
`PATIENCE` (the program sleeps, or computes in somebody else's code) the program gets a KeyboardInterrupt, and its unit
ends.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tuigraph.debugger.core import Core
from tuigraph.debugger.states import State
from tuigraph.debugger.tracer import Tracer

PATIENCE = 0.15  # seconds


class Interrupts:
    """What was asked for and has not happened yet."""

    def __init__(self, core: Core, tracer: Tracer) -> None:
        self._core = core
        self._tracer = tracer
        self._main = 0
        self._asked = 0.0  # when; infinite where nobody is to insist
        self._insist = False
        self._soft = False
        self.keeps = False  # whether one that comes while the program stands is for it once it runs
        self._kept = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Signals are for the program inside the block; this is its thread."""
        self.here()
        in_main_thread = threading.current_thread() is threading.main_thread()
        handler = signal.signal(signal.SIGINT, self._came) if in_main_thread else None
        try:
            yield
        finally:
            if in_main_thread:
                signal.signal(signal.SIGINT, handler)

    def here(self) -> None:
        """The program runs in this thread."""
        self._main = threading.get_ident()

    @property
    def in_program(self) -> bool:
        """Whether this is the program's thread."""
        return threading.get_ident() == self._main

    @property
    def asked(self) -> bool:
        """Whether the program is to stop as soon as it can."""
        return self._asked > 0

    def clear(self) -> None:
        """The program has stopped."""
        self._asked, self._insist, self._kept, self._core.timeline.halt = 0.0, False, False, False

    def pause(self) -> None:
        """Ask for a stop at the next statement or node, without ever raising.  May be called from any thread."""
        self._soft = True
        signal.pthread_kill(self._main, signal.SIGINT)

    def wake(self) -> None:
        """The program is to end, and its thread may wait for something."""
        signal.pthread_kill(self._main, signal.SIGINT)

    def insist(self) -> None:
        """Called now and then while the program runs: one that nobody has obeyed for too long is to raise."""
        if self._kept:
            self._kept = False
            signal.pthread_kill(self._main, signal.SIGINT)
        elif self._asked and time.monotonic() - self._asked > PATIENCE:
            self._insist = True
            signal.pthread_kill(self._main, signal.SIGINT)

    def _came(self, number: int, frame: FrameType | None) -> None:
        """SIGINT has come."""
        self._core.fast_path.is_open = False
        soft, self._soft = self._soft, False
        machine = self._core.machine
        if self._core.leaving is not None and frame is not None:
            self._tracer.arm(frame)
            raise self._core.leaving
        if machine.standing:
            self._core.desk.cancelled, self._kept = True, self.keeps
            return
        aside = machine.state is State.ASIDE
        if self._insist or (aside and not soft):
            self.clear()
            raise KeyboardInterrupt
        if aside:
            return
        self._asked = float("inf") if soft else self._asked or time.monotonic()
        self._core.timeline.halt = True
        if frame is not None:
            self._tracer.arm(frame)
