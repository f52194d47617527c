"""Snapshots of a program: when it has stopped, while it runs, and over again for somebody who has heard nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tuigraph.debugger.core import Core
from tuigraph.debugger.questions import Questions
from tuigraph.debugger.states import State
from tuigraph.debugger.views import Scene, Views
from tuigraph.engine.execute import set_observer
from tuigraph.wire.views import More, ProgramState, Snapshot, StopReason, WatchView

REFRESH = 0.1  # seconds between two snapshots while the program runs


class Telling:
    """A snapshot tells at most `most` nodes, and as many counts; the rest is told by `more`."""

    def __init__(self, core: Core, questions: Questions, most: int) -> None:
        self._core = core
        self._questions = questions
        self._most = most
        self.lock = threading.Lock()  # held while a snapshot is made and told, and where the program comes to stand
        self.fresh()

    def fresh(self) -> None:
        """Nothing has been told yet."""
        self._views = Views(self._core.timeline, self._most)

    def stopped(self, reason: StopReason) -> Snapshot:
        """The program stands."""
        with self.lock:
            return self._views.snapshot(self._scene(self._core.place.state, reason))

    def again(self) -> Snapshot:
        """The whole picture."""
        with self.lock:
            self.fresh()
            self._core.timeline.graphs.retell()
            self._core.timeline.ledger.retell()
            return self._views.snapshot(self._scene(self._core.place.state, "prompt"))

    def more(self) -> More | None:
        """The next part of what the snapshots so far had no room for."""
        with self.lock:
            return self._views.more()

    @contextmanager
    def ticking(self, tell: Callable[[Snapshot], None], insist: Callable[[], None]) -> Iterator[None]:
        """In the block, tell now and then how the program gets on, and `insist` while it runs; from another thread."""
        closing = threading.Event()
        ticker = threading.Thread(
            target=self._tick, args=(closing, tell, insist), name="tuigraph-debugger", daemon=True
        )
        ticker.start()
        try:
            yield
        finally:
            closing.set()
            ticker.join()

    def _tick(self, closing: threading.Event, tell: Callable[[Snapshot], None], insist: Callable[[], None]) -> None:
        core = self._core
        shown: object = None
        shown_at = 0.0
        while not closing.wait(REFRESH / 2):
            if core.machine.standing:
                shown = None
                continue
            insist()
            if time.monotonic() - shown_at < REFRESH:
                continue
            now = core.timeline.now, core.timeline.runs, core.timeline.graphs.size
            if now == shown and core.output.empty:
                continue
            with self.lock:
                if core.machine.state in (State.RUNNING, State.ASIDE):
                    tell(self._views.snapshot(self._scene("running", "statement")))
            shown, shown_at = now, time.monotonic()

    def _watched(self) -> tuple[WatchView, ...]:
        """The watches, whose expressions may call the program's code: nobody stops or observes that."""
        if not self._core.desk.watches:
            return ()
        observer = set_observer(None)
        try:
            with self._core.machine.during(State.ASIDE):
                return self._core.desk.views_of_watches()
        except KeyboardInterrupt:
            return ()
        finally:
            set_observer(observer)

    def _scene(self, state: ProgramState, reason: StopReason) -> Scene:
        core, place = self._core, self._core.place
        breakpoints = core.desk.breakpoints
        return Scene(
            state=state,
            reason=reason,
            unit=place.unit,
            units=len(core.program.units),
            line=place.line,
            run=place.run,
            output=core.output.take(),
            breakpoints=breakpoints.patterns,
            stops=tuple(breakpoint.view() for breakpoint in breakpoints),
            watches=self._watched() if state != "running" else (),
            branch=core.desk.view_of_branch() if state != "running" else None,
            verdicts=self._questions.take(),
            unit_moments=tuple(place.moments),
            begins=place.begins,
            names=place.names() if state != "running" else {},
        )
