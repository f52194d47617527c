"""The program's own handlers of signals: called between its statements, as TensorFlow, whose runs are no Python.

A handler may run the graph.  One that was called within a run, within the engine or while the program stands would find
half of something and locks that its own thread holds; so it waits until the program's own code is at work again, or
asks for the next run.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tuigraph.debugger.core import Core
from tuigraph.debugger.threads import OURS

AGAIN = 0.002  # seconds until a signal that has to wait comes again, and ever longer while it still has to
LONGEST = 0.05
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSIDE = tuple(os.path.join(_PACKAGE, part) + os.sep for part in ("engine", "debugger", "debuggee"))


class Signals:
    """Which handler the program has for each signal."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._handlers: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self._waits: dict[int, float] = {}  # seconds that a signal waits for now
        self._again: set[int] = set()  # those that come again
        self._signal, self._getsignal = signal.signal, signal.getsignal

    @contextmanager
    def taken(self) -> Iterator[None]:
        """In the block, handlers that are set are called when the program's own code is at work."""
        self._signal, self._getsignal = signal.signal, signal.getsignal
        signal.signal, signal.getsignal = self._set, self._get  # type: ignore[assignment]
        try:
            yield
        finally:
            signal.signal, signal.getsignal = self._signal, self._getsignal
            for number, handler in self._handlers.items():
                if self._getsignal(number) == self._came:
                    self._signal(number, handler)
            self._handlers.clear()

    def _set(self, number: int, handler: Any, /) -> Any:
        if not callable(handler) or handler is signal.default_int_handler:
            return self._named(number, self._signal(number, handler))
        former = self._named(number, self._signal(number, self._came))
        self._handlers[number] = handler
        return former

    def _get(self, number: int, /) -> Any:
        return self._named(number, self._getsignal(number))

    def _named(self, number: int, handler: Any) -> Any:
        """A handler as the program knows it."""
        return self._handlers.get(number, handler) if handler == self._came else handler

    def deliver(self) -> None:
        """A run is asked for, and has not begun: what has waited for that is called.  For the main thread alone."""
        for number in list(self._waits):
            del self._waits[number]
            self._handlers[number](number, sys._getframe(1))

    def _came(self, number: int, frame: FrameType | None) -> None:
        if number in self._again:
            self._again.discard(number)
            if number not in self._waits:
                return  # it has been delivered
        if not self._is_inside(frame):
            self._waits.pop(number, None)
            self._handlers[number](number, frame)
            return
        self._core.fast_path.is_open = False
        seconds = self._waits[number] = min(2 * self._waits.get(number, AGAIN / 2), LONGEST)
        again = threading.Timer(seconds, self._send_again, (number,))
        again.name, again.daemon = f"{OURS}signal", True
        again.start()

    def _send_again(self, number: int) -> None:
        if number in self._waits:
            self._again.add(number)
            signal.pthread_kill(threading.main_thread().ident or 0, number)

    def _is_inside(self, frame: FrameType | None) -> bool:
        """Whether a frame is at work for the program, and not the program itself."""
        program = self._core.program
        if self._core.machine.standing:
            return True
        while frame is not None and not program.is_own(frame.f_code):
            if frame.f_code.co_filename.startswith(_INSIDE):
                return frame is not program.around
            frame = frame.f_back
        return False
