"""The values that a tensor has had in one run, one after the other: a loop computes it again and again.

Also names as tfdbg writes them: ``DEVICE:NODE:SLOT:DebugIdentity[N]``, of which all but the node may be missing.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tuigraph.debugger import lookup
from tuigraph.debugger.history import Steps
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Tensor
from tuigraph.wire.said import said

_NAME = re.compile(
    r"(?:(?:/job:\w+/replica:\d+/task:\d+)?/(?:device:)?\w+:\d+:)?(?P<name>[^:\[]+(?::\d+)?)"
    r"(?P<debug>:\w+)?(?P<number>\[\d+\])?$"
)


class Dump(NamedTuple):
    """A value, and the step of the run that has given it, from 1 on."""

    step: int
    pc: int
    value: Any


def of(timeline: Timeline, run: Run, tensor: Tensor) -> list[Dump]:
    """The values of a tensor in a run up to the shown moment; of a variable the one that it has."""
    slot = run.plan.slots.get(tensor)
    if slot is None:
        return []
    steps = Steps(run, timeline.pieces_of(run), timeline.cursor)
    found = []
    for step in steps.writers(slot):
        value = steps.value(slot, step)
        if steps.moments[step] < timeline.cursor and value is not None and value is not DEAD:
            found.append(Dump(step + 1, steps.pcs[step], value.value if isinstance(value, Cell) else value))
    return found


def numbered(timeline: Timeline, name: str, number: int) -> lookup.Found:
    """The value with this number, from 0 on, of those that a tensor has had in the shown run.  Raises Unknown."""
    run = lookup.shown_run(timeline)
    tensor = lookup.tensor_named(run, name) if run is not None else None
    values = of(timeline, run, tensor) if run is not None and tensor is not None else []
    if number >= len(values):
        raise Unknown(said("no_such_dump", name=name, number=number, n=len(values)))
    return lookup.Found(values[number].value, name, run, tensor)


def parsed(text: str) -> tuple[str, int]:
    """Node and slot in what tfdbg calls a tensor, and the number of the value, or -1.  Raises Unknown."""
    found = _NAME.match(text)
    if found is None or (found["debug"] or ":DebugIdentity") != ":DebugIdentity":
        raise Unknown(said("no_debug_tensor", name=text))
    return found["name"], int(found["number"][1:-1]) if found["number"] else -1
