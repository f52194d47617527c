"""Loops that wait by looking: each round reads a state which another operation of the run writes, in no given order.

TensorFlow runs both, so the loop sees the state change.  Here such a loop gives way at the start of each round: its
LoopCond has to wait like an operation on a queue (see `overtaking`), though only until the rest has had its turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.control import Schedule, WaitsFor, given_out, variable_of
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Writes

OUTSIDE = "outside"  # stands for the state of Python functions


def polling(schedule: Schedule, waits_for: WaitsFor, fed: set[Tensor]) -> dict[Operation, set[Operation]]:
    """For each loop that polls, by its LoopCond, the operations that write what it looks at."""
    found: dict[Operation, set[Operation]] = {}
    for loop in schedule.loops:
        states = _looked_at(loop.condition, schedule, fed)
        writers = {
            op
            for op in (schedule.operations if states else ())
            if op.definition.writes is not Writes.NOTHING and not states.isdisjoint(_states(op))
        }
        if writers:
            writers = _apart(writers, loop.condition, schedule.operations, waits_for)
        if writers:
            found[loop.condition] = writers
    return found


def polled(polls: dict[Operation, set[Operation]]) -> set[Any]:
    """The states that the writers write."""
    return {state for writers in polls.values() for op in writers for state in _states(op)}


def _looked_at(condition: Operation, schedule: Schedule, fed: set[Tensor]) -> set[Any]:
    """The states that the value of a loop's condition comes from, also by way of earlier rounds."""
    states: set[Any] = set()
    seen: set[Operation] = set()
    stack = [condition]
    while stack:
        op = stack.pop()
        if op in seen:
            continue
        seen.add(op)
        if op.definition.stateful:
            states.update(_states(op))
        if op not in schedule.frames:  # outside: what may be the memory of a variable
            states.update(variable_of(t) for t in given_out(op) if t.dtype.is_ref)
            stack.extend(t.op for t in given_out(op) if t not in fed and not t.dtype.is_ref)
        else:
            stack.extend(t.op for t in op.inputs if t not in fed)
    return states


def _states(op: Operation) -> Iterable[Any]:
    """What a stateful operation reads or writes."""
    named = {variable_of(t) for t in op.inputs if t.dtype.is_ref or t.dtype.base_dtype is dtypes.resource}
    return named or ({OUTSIDE} if op.definition.writes is Writes.ANYTHING else ())


def _apart(writers: set[Operation], condition: Operation, ops: list[Operation], waits_for: WaitsFor) -> set[Operation]:
    """Those that neither wait for a loop nor are waited for by it."""
    behind = {condition}
    for op in ops:
        if not behind.isdisjoint(waits_for(op)):
            behind.add(op)
    before: set[Operation] = set()
    stack = [condition]
    while stack:
        op = stack.pop()
        if op not in before:
            before.add(op)
            stack.extend(waits_for(op))
    return writers - behind - before
