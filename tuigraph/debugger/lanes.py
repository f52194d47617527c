"""The way past the debugger: where nobody can want to stop in a run, a session's table leads to a *lane*.

A lane calls the plan's hot function and leaves a `Note` of what a recipe takes; the timeline puts notes in their places
some at a time, before anybody looks.  Who asks for a stop closes the road, and the next run goes the long way, which
opens it again where that may be.
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
from tuigraph.debugger.recipes import Course, Note
from tuigraph.debugger.series import as_number
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell, journal
from tuigraph.engine.execute import Observer, Request, Session


class Road:
    """Whether runs may pass by, and the statements of the program that make them."""

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


def lane(
    timeline: Timeline, road: Road, course: Course, session: Session, observer: Observer, request: Request
) -> Callable[..., Any]:
    """A function of the values that are fed, in the place of `Session.run`."""
    cells, count, pending, alone = course.pattern.read, len(course.pattern.cells), timeline.pending, timeline.alone
    written_cells, scalars = course.pattern.cells, course.scalars
    ready, session_of = request.ready, weakref.ref(session)
    slots, rebuild, hot_for = ready.slots, ready.rebuild, course.hot
    getframe, clock, run_begins = sys._getframe, time.time, timeline.graphs.run_begins

    def long_way(given: tuple[Any, ...]) -> Any:
        return ready.run_observed(session_of(), observer, given)[0]

    def run(*given: Any) -> Any:
        if not road.is_open or course.left <= 0 or get_ident() != road.thread:
            return long_way(given)
        frame = getframe(2)  # beyond `Session.run`
        place = road.places.get(frame.f_lasti) if frame.f_code is road.code else None
        if place is None:
            place = road.look(frame)
        fed = slots(given) if given else ()
        hot = hot_for(fed)
        if hot is None or place is None:
            return long_way(given)
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
            except Exception:  # the long way says which node it is, and stops there
                pass
            finally:
                journal.entries = outer
                if not done:
                    for cell, old, _ in reversed(written):
                        cell.value = old
        if not done:
            return long_way(given)
        course.left -= 1
        shown = [_shown(results[k]) for k in scalars] if scalars else ()
        note: Note = (course, place, before, tuple(fed), new, shown, clock())
        pending.append(note)
        if len(pending) >= course.batch:
            timeline.settle()
        return rebuild(results)

    return run


def _shown(value: Any) -> Any:
    """What the caller cannot change any more."""
    return as_number(value) if value.__class__ is np.ndarray else value
