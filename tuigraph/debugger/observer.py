"""The engine's observer: brings the sessions and runs of a program to its debugger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from tuigraph.debugger.core import Core
from tuigraph.debugger.fast_path import fast_run
from tuigraph.debugger.signals import Signals
from tuigraph.debugger.stepping import Stepping, this_thread
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.execute import Execution, Request, Session


class Watcher:
    """Made in the thread that the program runs in."""

    def __init__(self, core: Core, stepping: Stepping, signals: Signals) -> None:
        self._core = core
        self._signals = signals
        self._stepping = stepping
        self._main = core.fast_path.thread = threading.get_ident()

    def break_in(self, frame: FrameType) -> None:
        """Stop where the program itself asks for it."""
        self._stepping.break_in(frame)

    def session_opened(self, session: Session) -> None:
        timeline = self._core.timeline
        self._return(timeline)
        timeline.flush()
        timeline.lives.opened(session)

    def session_closed(self, session: Session) -> None:
        timeline = self._core.timeline
        self._return(timeline)
        timeline.flush()
        timeline.lives.closed(session, timeline.now)

    def run(self, session: Session, execution: Execution, request: Request) -> Callable[..., Any] | None:
        """Bring the execution to its end."""
        timeline = self._core.timeline
        if self._stepping.looks:
            while not execution.finished:
                execution.step()
            return None
        if threading.get_ident() == self._main:
            self._signals.deliver()
            self._stepping.check_leaving()
            self._core.check_past()
            replayer = None if request.trace else self._stepping.run_fast(session, execution)
            if replayer is None:
                self._stepping.drive(timeline.begin(session, execution, request))
            elif self._core.fast_path.is_open and replayer.is_hot:
                return fast_run(timeline, self._core.fast_path, replayer, session, self, request)
            return None
        self._stepping.drive_elsewhere(timeline.begin(session, execution, request, this_thread()))
        return None

    def _return(self, timeline: Timeline) -> None:
        if threading.get_ident() == self._main:
            self._core.check_past()
            with self._core.turn:
                timeline.to_live()
