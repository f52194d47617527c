"""The fast path past the debugger: where nobody can want to stop in a run, a session's table leads to it.

A fast run calls the plan's hot function and leaves a `BufferedRun`, all that a recording takes; the buffer is flushed
when it is full, and before anybody looks.  Who asks for a stop closes the fast path, and the next run takes the slow
one, which opens it again where that may be.
"""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Callable
from operator import is_
from threading import get_ident
from types import CodeType, FrameType
from typing import Any

import numpy as np

from tuigraph.debugger.place import Place
from tuigraph.debugger.program import Spot
from tuigraph.debugger.replay import Replayer
from tuigraph.debugger.series import as_number
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell, journal
from tuigraph.engine.execute import Observer, Request, Session


class FastPath:
    """Whether runs may take it, and the statements of the program that make them."""

    __slots__ = ("_place", "code", "is_open", "places", "thread")

    def __init__(self, place: Place) -> None:
        self._place = place
        self.is_open = False
        self.thread = get_ident()
        self.code: CodeType | None = None  # of the program, that has made the newest run
        self.places: dict[int, Spot] = {}  # by the instruction in it

    def look(self, frame: FrameType) -> Spot | None:
        """The program's statement around a frame; None where there is none."""
        own = self._place.own(frame)
        if own is None:
            return None
        self._place.settle(own)
        found = self._place.spot
        if own is frame:
            if own.f_code is not self.code:
                self.code, self.places = own.f_code, {}
            self.places[own.f_lasti] = found
        return found


def fast_run(
    timeline: Timeline, fast_path: FastPath, replayer: Replayer, session: Session, observer: Observer, request: Request
) -> Callable[..., Any]:
    """A function of the values that are fed, in the place of `Session.run`."""
    pattern, scalars = replayer.pattern, replayer.scalars
    cells, written_cells, count = pattern.read, pattern.cells, len(pattern.cells)
    buffered, alone = timeline.fast_runs.buffered, timeline.alone
    ready, session_of = request.ready, weakref.ref(session)
    slots, rebuild, hot_for = ready.slots, ready.rebuild, replayer.hot
    getframe, clock, run_begins = sys._getframe, time.time, timeline.graphs.run_begins

    def slow_path(given: tuple[Any, ...]) -> Any:
        return ready.run_observed(session_of(), observer, given)[0]

    def run(*given: Any) -> Any:
        if not fast_path.is_open or replayer.left <= 0 or get_ident() != fast_path.thread:
            return slow_path(given)
        frame = getframe(2)  # beyond `Session.run`
        place = fast_path.places.get(frame.f_lasti) if frame.f_code is fast_path.code else None
        if place is None:
            place = fast_path.look(frame)
        fed = slots(given) if given else ()
        hot = hot_for(fed)
        if hot is None or place is None:
            return slow_path(given)
        run_begins()
        done = False
        with alone:
            before = tuple([cell.value for cell in cells])
            outer = journal.entries
            written: list[tuple[Cell, Any, Any]] = []
            journal.entries = written
            try:
                if not timeline.threaded:
                    results = hot(*fed)
                    new = tuple([entry[2] for entry in written])
                    done = len(new) == count and all(map(is_, [entry[0] for entry in written], written_cells))
            except Exception:  # the slow path says which node it is, and stops there
                pass
            finally:
                journal.entries = outer
                if not done:
                    for cell, old, _ in reversed(written):
                        cell.value = old
        if not done:
            return slow_path(given)
        replayer.left -= 1
        shown = [_shown(results[k]) for k in scalars] if scalars else ()
        buffered.append((replayer, place, before, tuple(fed), new, shown, clock()))
        if len(buffered) >= replayer.batch:
            timeline.flush()
        return rebuild(results)

    return run


def _shown(value: Any) -> Any:
    """What the caller cannot change any more."""
    return as_number(value) if value.__class__ is np.ndarray else value
