"""Runs a program in ways that agree bit for bit: as it is, hot, observed, stepped with steps back, and watched.

A watched program's runs take the fast path past the debugger and leave recordings, as those do that nobody steps
through; the replay of one writes what the run wrote.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Iterator
from typing import Any, ClassVar
from unittest import mock

import numpy as np

import tuigraph as tf
from tests.random_programs import running
from tuigraph.debugger.fast_path import fast_run
from tuigraph.debugger.program import Spot
from tuigraph.debugger.replay import Recording
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine import execute
from tuigraph.engine.containers import UNINITIALIZED

WATCHED_ONE_OF = 3  # programs


class Whole:
    """An observer that lets the observed plan run in one go."""

    def session_opened(self, session: Any) -> None: ...

    def session_closed(self, session: Any) -> None: ...

    def run(self, session: Any, execution: execute.Execution, request: Any) -> None:
        execution.advance()


class Stepper(Whole):
    """An observer that steps, and now and then takes some steps back."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.steps = self.backs = 0

    def run(self, session: Any, execution: execute.Execution, request: Any) -> None:
        budget = 30
        while not execution.finished:
            if execution.undo and budget and self._draw.random() < 0.2:
                for _ in range(self._draw.randint(1, len(execution.undo))):
                    execution.back()
                    self.backs += 1
                budget -= 1
            execution.step()
            self.steps += 1


class FastPath:
    """One that is always open."""

    is_open = True
    code = None
    places: ClassVar[dict[int, Spot]] = {}

    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def look(self, frame: Any) -> Spot:
        return Spot(0, 0)


class Watched(Whole):
    """A debugger's timeline, in which each run has been observed once before others like it take the fast path."""

    def __init__(self) -> None:
        self.timeline = Timeline()

    def run(self, session: Any, execution: execute.Execution, request: Any) -> Any:
        timeline = self.timeline
        replayer = timeline.run_fast(session, execution, Spot(0, 0))
        if replayer is not None:
            return fast_run(timeline, FastPath(), replayer, session, self, request) if replayer.is_hot else None  # type: ignore[arg-type]
        run = timeline.begin(session, execution, request)
        try:
            while not execution.finished:
                timeline.advance(run)
        finally:
            timeline.end(run)
        return None

    def differs(self) -> str:
        """The run whose replay writes something else than it wrote, if any."""
        self.timeline.flush()
        for piece in self.timeline.stretches():
            if isinstance(piece, Recording):
                _, written = piece.replayer.replay(piece.before, piece.fed)
                if [bits(value) for value in written] != [bits(value) for value in piece.new]:
                    return f"the replay of run {piece.number}"
        return ""


def bits(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype != object:
        return value.dtype.str, value.shape, value.tobytes()
    return "uninitialized" if value is UNINITIALIZED else repr(value)


_BEFORE = {
    "engine.prepared.RUNS_BEFORE_HOT": 0,
    "debugger.replay.RUNS_BEFORE_HOT": 1,
    "debugger.timeline.TIMED_FIRST": 1,
    "debugger.pace.TIMED_FIRST": 1,
}


@contextlib.contextmanager
def hot_at_once() -> Iterator[None]:
    """Plans are hot from their first run on."""
    with contextlib.ExitStack() as stack:
        for name, runs in _BEFORE.items():
            stack.enter_context(mock.patch(f"tuigraph.{name}", runs))
        yield


def played(program: dict[str, Any], stages: list[Any], observer: Any) -> tuple[list[Any], list[Any], str]:
    """What the runs gave, as described values and as bits with all state after each; and the text of an error."""
    former = execute.set_observer(observer)
    described: list[Any] = []
    exact: list[Any] = []
    message = ""
    try:
        for session, values in running.play(tf, program, stages):
            described.append([running.describe(v) for v in values])
            cells = {key: bits(cell.value) for key, cell in session.store.cells.items()}
            exact.append(([bits(v) for v in values], cells))
    except running.Failed as failed:
        described.append({"error": type(failed.error).__name__, "at": failed.stage})
        message = str(failed.error)
        node = getattr(failed.error, "op", None)
        exact.append((described[-1], node and node.name))
    finally:
        execute.set_observer(former)
    return described, exact, message


def all_ways(program: dict[str, Any]) -> tuple[list[Any], str, str]:
    """The answers of the plain way; the text of the error in it, if any; and how another way differs, if it does."""
    try:
        stages = running.build(tf, program)
    except running.Failed as failed:
        return [{"error": type(failed.error).__name__, "at": failed.stage}], str(failed.error), ""
    answers, exact, message = played(program, stages, None)
    watched = Watched()
    others: dict[str, Any] = {
        "observed": Whole(),
        "stepped": Stepper(random.Random(program["seed"])),
        "hot": None,
    }
    if program["seed"] % WATCHED_ONE_OF == 0:
        others["watched"] = watched
    for way, observer in others.items():
        with hot_at_once() if way in ("hot", "watched") else contextlib.nullcontext():
            _, other, text = played(program, stages, observer)
        if way == "watched" and (wrong := watched.differs()):
            return answers, message, wrong
        if other != exact:
            k = next(k for k, (a, b) in enumerate(zip(exact, other)) if a != b)
            return answers, message, f"{way} in run {k}: {text or message or 'other bits'}"
    return answers, message, ""
