"""Drives a debugger in this process: a list of commands, and the snapshots that answer them."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.program import Program
from tuigraph.engine.containers import Cell
from tuigraph.wire.commands import Command, Move, Quit
from tuigraph.wire.picture import Picture
from tuigraph.wire.questions import ValuePage
from tuigraph.wire.unit import Unit
from tuigraph.wire.views import Output, Snapshot
from tuigraph.words import Words

Act = Command | Callable[["Driver"], "Command | None"]


english = Words("en").say


def printed(output: Iterable[Output]) -> str:
    """What output says in English."""
    return "".join(Words("en").lines(piece.text) for piece in output)


def page_of(snapshot: Snapshot) -> ValuePage | None:
    """The page of a value that a snapshot answers with."""
    return snapshot.answer if isinstance(snapshot.answer, ValuePage) else None


class Driver:
    """The control of a debugger.  An act is a command, or a function of the driver that may return one."""

    def __init__(
        self,
        source: str | list[str],
        *acts: Act,
        limit: int = 2**26,
        echo: bool = False,
        kept_in: Path | None = None,
        path: Path | None = None,
    ) -> None:
        sources = [source] if isinstance(source, str) else source
        units = [Unit(text, str(path or f"cell_{i}.py")) for i, text in enumerate(sources)]
        self.program = Program(units, echo=echo)
        self.debugger = Debugger(self.program, self, limit, kept_in=kept_in)
        self.acts = list(acts)
        self.snapshots: list[Snapshot] = []
        self.running: list[Snapshot] = []
        self.picture = Picture()

    def go(self) -> Driver:
        self.debugger.run()
        return self

    def stopped(self, snapshot: Snapshot) -> Command:
        self.picture.apply([snapshot])
        self.snapshots.append(snapshot)
        while self.acts:
            act = self.acts.pop(0)
            command = act(self) if callable(act) else act
            if command is not None:
                return command
        return Quit()

    def progress(self, snapshot: Snapshot) -> None:
        self.picture.apply([snapshot])
        self.running.append(snapshot)

    @property
    def last(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def text(self) -> str:
        return printed(self.picture.output)

    @property
    def names(self) -> dict[str, Any]:
        return self.program.namespace


def run(source: str | list[str], *acts: Act, **options: Any) -> Driver:
    """Debug to the last act, then quit."""
    return Driver(source, *acts, **options).go()


def to_the_end(driver: Driver) -> Command | None:
    """Continue until the program has ended."""
    if driver.last.state == "finished":
        return None
    driver.acts.insert(0, to_the_end)
    return Move("continue")


def step_to_the_end(driver: Driver) -> Command | None:
    """Step until the program has ended."""
    if driver.last.state == "finished":
        return None
    driver.acts.insert(0, step_to_the_end)
    return Move("step")


def calls(driver: Driver, graph: int = 0) -> dict[str, int]:
    """What the picture says of each node's calls."""
    shown = driver.picture.calls.get(graph or driver.last.graph, {})
    return {name: count.total for name, count in shown.items()}


def state_hash(driver: Driver) -> str:
    """A hash of all that the moment at the cursor consists of: cells, node values, counts, place."""
    timeline = driver.debugger.timeline
    digest = hashlib.sha256()

    def add(thing: Any) -> None:
        if isinstance(thing, Cell):
            thing = ("cell", thing.name)
        if isinstance(thing, (np.ndarray, np.generic)):
            digest.update(str((thing.dtype, thing.shape)).encode())
            digest.update(pickle.dumps(thing.tolist()) if thing.dtype.hasobject else thing.tobytes())
        else:
            digest.update(repr(thing).encode())

    for session in timeline.lives.open_sessions():
        for key, cell in sorted(session.store.cells.items()):
            add(key)
            add(cell.value)
    seen: Iterable[Any] = timeline.stretches()
    for stretch in seen:
        add(stretch.run.number)
        add(stretch.run.counts)
        for value in stretch.run.values:
            add(value)
    add(timeline.cursor)
    snapshot = driver.debugger.retell()
    add(sorted(snapshot.calls, key=lambda count: (count.graph, count.name)))
    add(snapshot.variables)
    add(snapshot.values)
    return digest.hexdigest()
