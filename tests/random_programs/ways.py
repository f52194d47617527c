"""Runs a program in ways that agree bit for bit: as it is, hot, observed, and stepped with steps back."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

import tuigraph as tf
from tests.random_programs import running
from tuigraph.engine import execute, prepared
from tuigraph.engine.containers import UNINITIALIZED


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


def bits(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype != object:
        return value.dtype.str, value.shape, value.tobytes()
    return "uninitialized" if value is UNINITIALIZED else repr(value)


@contextlib.contextmanager
def hot_at_once() -> Iterator[None]:
    """Plans are hot from their first run on."""
    former = prepared.RUNS_BEFORE_HOT
    prepared.RUNS_BEFORE_HOT = 0
    try:
        yield
    finally:
        prepared.RUNS_BEFORE_HOT = former


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
    others = {"observed": Whole(), "stepped": Stepper(random.Random(program["seed"])), "hot": None}
    for way, observer in others.items():
        with hot_at_once() if way == "hot" else contextlib.nullcontext():
            _, other, text = played(program, stages, observer)
        if other != exact:
            k = next(k for k, (a, b) in enumerate(zip(exact, other)) if a != b)
            return answers, message, f"{way} in run {k}: {text or message or 'other bits'}"
    return answers, message, ""
