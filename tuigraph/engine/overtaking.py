"""Instructions that overtake one that has to wait.

TensorFlow runs whatever is ready, so an enqueue that waits for room does not keep the dequeue from running that makes
room.  In a plan where two operations may wait and neither depends on the other, the stretch from the first to the last
of them is an `Overlap`: it may run out of order.  All other plans, and what lies outside of it, are straight lines.

In an overlap, which strands.py runs, an instruction that cannot go on becomes a strand of its own, and so does one that
depends on it; the rest goes on. A loop whose round is not done where it would jump becomes one as a whole, so its
rounds do not overlap, while what stands in one round does. When the rest has come to the end of the overlap, the
strands are tried in the order of their places, again and again; when none of them can go on, the thread waits until
something has changed. All of this follows from the graph and the state alone, so a run that is stepped through has the
values of one that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tuigraph.engine.control import Jump, Schedule, WaitsFor
from tuigraph.engine.graph import Operation


def may_overtake(schedule: Schedule, waits_for: WaitsFor) -> bool:
    """Whether two operations that may have to wait do not depend on each other."""
    newest: dict[
        Operation, int
    ] = {}  # the last of those that an operation depends on, as long as each does on the former
    count = 0
    for op in schedule.operations:
        if op.definition.waits is None and not newest:
            continue
        before = max([newest.get(b, 0) for b in waits_for(op)], default=0)
        if op.definition.waits is not None:
            if before < count:
                return True
            count += 1
            before = count
        if before:
            newest[op] = before
    return False


class Loop(NamedTuple):
    """A loop of a plan, by its instructions."""

    first: int
    condition: int
    end: int  # the one behind it


class Overlap(NamedTuple):
    """The stretch of a plan that may run out of order: instructions from `start` up to `end`."""

    start: int
    end: int
    after: list[tuple[int, ...]]  # for each of its instructions, those of it that have to be done before
    loops: dict[int, Loop]  # by the places where they may jump
    jumps: Mapping[int, Jump]


def stretch(ops: list[Operation], schedule: Schedule, polling: set[Operation]) -> tuple[int, int]:
    """The overlap among the operations of a plan: from the first that may wait, or has to do with `polling`, to the
    last, and the loops around.
    """
    places = [i for i, op in enumerate(ops) if op.definition.waits is not None or op in polling]
    start, end = places[0], places[-1] + 1
    index = {op: i for i, op in enumerate(ops)} if schedule.loops else {}
    loops = [(index[loop.first], index[loop.last] + 1) for loop in schedule.loops]
    while True:
        touched = [loop for loop in loops if loop[0] < end and loop[1] > start]
        wider = min([start, *(first for first, _ in touched)]), max([end, *(last for _, last in touched)])
        if wider == (start, end):
            return wider
        start, end = wider


def overlap(
    ops: list[Operation],
    start: int,
    end: int,
    schedule: Schedule,
    waits_for: WaitsFor,
    stands_for: Callable[[Operation], Operation],
    jumps: Mapping[int, Jump],
) -> Overlap:
    """What has to be done before what.

    `schedule` holds all operations, also those that are none of the `ops` of the plan: what waits for such a one waits
    for what this would have waited for, and for the one that `stands_for` it.
    """
    index = {op: i for i, op in enumerate(ops[start:end], start)}
    done_by: dict[Operation, set[int]] = {}
    after: list[tuple[int, ...]] = [()] * (end - start)
    for op in schedule.operations:
        before: set[int] = set()
        for other in waits_for(op):
            before |= done_by.get(other, _NONE)
        place = index.get(op)
        if place is None:
            before |= done_by.get(stands_for(op), _NONE)
        else:
            after[place - start] = tuple(before)
            before = {place}
        if before:
            done_by[op] = before
    where = {op: i for i, op in enumerate(ops)} if schedule.loops else {}
    loops: dict[int, Loop] = {}
    for found in schedule.loops:
        loop = Loop(where[found.first], where[found.condition], where[found.last] + 1)
        loops[where[found.decides] + 1] = loops[loop.end] = loop
    return Overlap(start, end, after, loops, jumps)


_NONE: set[int] = set()
