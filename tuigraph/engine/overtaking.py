"""Instructions that overtake one that has to wait.

TensorFlow runs whatever is ready, so an enqueue that waits for room does not keep the dequeue from running that makes
room.  In a plan where two operations may wait and neither depends on the other, the stretch from the first to the last
of them is an `Overlap`: it may run out of order.  All other plans, and what lies outside of it, are straight lines.

In an overlap an instruction that cannot go on becomes a strand of its own, and so does one that depends on it; the
rest goes on.  A loop whose round is not done where it would jump becomes one as a whole, so its rounds do not overlap,
while what stands in one round does.  When the rest has come to the end of the overlap, the strands are tried in the
order of their places, again and again; when none of them can go on, the thread waits until something has changed.  All
of this follows from the graph and the state alone, so a run that is stepped through has the values of one that is not.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tuigraph.engine.containers import Changes
from tuigraph.engine.control import Instruction, Jump, Schedule, WaitsFor
from tuigraph.engine.graph import Operation
from tuigraph.engine.waiting import MustWait, Wait, resumed


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


@dataclass(frozen=True)
class Overlap:
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


class Strand:
    """A stretch of instructions that is run in its own time: the whole overlap, a loop in it, or one instruction."""

    __slots__ = ("end", "jumps", "key", "pc", "start", "wait")

    def __init__(self, start: int, pc: int, end: int, jumps: bool = False, wait: Wait | None = None) -> None:
        self.start = start
        self.pc = pc
        self.end = end
        self.jumps = jumps  # it stands where a loop decides where to go on
        self.wait = wait
        self.key = (end, -start)  # what stands in a loop comes before the loop

    @property
    def is_single(self) -> bool:
        return self.end == self.start + 1


_START = (0, 0)


class Strands:
    """An overlap being run."""

    def __init__(
        self, overlap: Overlap, code: Sequence[Instruction], values: list[Any], changed: Changes, pc: int
    ) -> None:
        """`pc` is the next instruction."""
        self.overlap = overlap
        self.code = code
        self.values = values
        self.changed = changed
        self.before: Any = None  # what stood where the newest instruction put its results
        self.tried = pc  # the newest instruction that was tried
        self._singles: dict[int, Strand] = {}
        self._loops: list[Strand] = []
        self._order: list[Strand] = []  # all strands, by their keys
        self._keys: list[tuple[int, int]] = []
        self._next = _START  # the key of the strand that is tried next, or the first beyond it
        self._ran = False  # something has run since all strands were tried
        self._seen = -1  # how often something had changed when the first of them was tried
        whole = Strand(self.overlap.start, pc, self.overlap.end)
        self._add(whole)
        self._next = whole.key
        self._whole = whole

    def put_off_first(self, wait: Wait) -> None:
        """The next instruction has been tried, and has to wait."""
        self._put_off(self._whole, wait)

    # ------------------------------------------------------------ running

    def run_one(self) -> int:
        """Run one instruction and say which; -1 when all of the overlap is done.

        What a kernel raises goes through; `tried` is the instruction then.
        """
        while self._order:
            i = bisect.bisect_left(self._keys, self._next)
            if i == len(self._order):
                if not self._ran:
                    self.tried = self._order[0].pc
                    self.changed.wait_beyond(self._seen)
                self._next, self._ran, self._seen = _START, False, self.changed.count
                continue
            strand = self._order[i]
            self._next = strand.key
            pc = self._run_single(strand) if strand.is_single else self._run(strand)
            if pc >= 0:
                self._ran = True
                return pc
            self._next = (strand.end, 1 - strand.start)
        return -1

    def place(self) -> int:
        """The instruction that will probably be next; the one behind the overlap when all of it is done."""
        i = bisect.bisect_left(self._keys, self._next)
        waiting = self.overlap.end
        for strand in (*self._order[i:], *self._order[:i]):
            pc = strand.pc
            if strand.wait is not None:
                waiting = min(waiting, pc)
            elif not strand.jumps and not self._is_held(pc):
                return pc
        return waiting

    def _run_single(self, strand: Strand) -> int:
        if self._is_held(strand.pc):
            return -1
        wait = strand.wait
        if wait is not None and wait.standing and wait.line[0] is not wait and not wait.cancelled:
            return -1
        try:
            self._call(strand.pc, wait)
        except MustWait as must:
            strand.wait = must.wait
            return -1
        self._remove(strand)
        self._jump_where_it_is_due()
        return strand.pc

    def _run(self, strand: Strand) -> int:
        """Run an instruction of a loop, or of the whole; -1 when it is over, or has to wait for what stands in it."""
        while self._goes_on(strand):
            pc = strand.pc
            if self._is_held(pc):
                self._put_off(strand, None)
                continue
            try:
                self._call(pc, None)
            except MustWait as must:
                self._put_off(strand, must.wait)
                continue
            self._pass(strand)
            self._goes_on(strand)
            self._jump_where_it_is_due()
            return pc
        return -1

    def _jump_where_it_is_due(self) -> None:
        """What has run may have been what a loop needed to decide where to go on: the innermost first."""
        for strand in [strand for strand in self._order if strand.jumps]:
            self._goes_on(strand)

    def _call(self, pc: int, wait: Wait | None) -> None:
        self.tried = pc
        kernel, get, out = self.code[pc]
        resumed.wait = wait
        try:
            result = kernel(*get(self.values))
        finally:
            resumed.wait = None
        self.before = self.values[out]
        self.values[out] = result

    def _put_off(self, strand: Strand, wait: Wait | None) -> None:
        self._add(Strand(strand.pc, strand.pc, strand.pc + 1, wait=wait))
        self._pass(strand)
        self._ran = True

    def _pass(self, strand: Strand) -> None:
        strand.pc += 1
        strand.jumps = strand.pc in self.overlap.loops

    def _goes_on(self, strand: Strand) -> bool:
        """Jump where that can be; whether the strand has a next instruction."""
        while strand.jumps:
            loop = self.overlap.loops[strand.pc]
            if self._may_jump(strand):
                strand.pc = self.overlap.jumps[strand.pc](self.values)
                strand.jumps = False
            elif (loop.first, loop.end) == (strand.start, strand.end):
                return False
            else:
                self._add(Strand(loop.first, strand.pc, loop.end, jumps=True))
                strand.pc, strand.jumps = loop.end, False
        if strand.pc < strand.end:
            return True
        self._remove(strand)
        return False

    def _may_jump(self, strand: Strand) -> bool:
        """Whether it is known if there is another round; at the end of one, whether all of the round is done."""
        loop = self.overlap.loops[strand.pc]
        if strand.pc < loop.end:
            return loop.condition not in self._singles
        inside = bisect.bisect_right(self._keys, (loop.end, -loop.first))
        return not any(loop.first <= other.start and other is not strand for other in self._order[:inside])

    def _is_held(self, pc: int) -> bool:
        """Whether something that has to be done before is not: put off, or in a loop that is."""
        singles, loops = self._singles, self._loops
        for before in self.overlap.after[pc - self.overlap.start]:
            if before in singles:
                return True
            for loop in loops:
                if loop.start <= before < loop.end and not loop.start <= pc < loop.end:
                    return True
        return False

    def _add(self, strand: Strand) -> None:
        place = bisect.bisect_left(self._keys, strand.key)
        self._keys.insert(place, strand.key)
        self._order.insert(place, strand)
        if strand.is_single:
            self._singles[strand.start] = strand
        else:
            self._loops.append(strand)

    def _remove(self, strand: Strand) -> None:
        if strand.is_single:
            del self._singles[strand.start]
        elif strand in self._loops:
            self._loops.remove(strand)
        else:
            return
        place = bisect.bisect_left(self._keys, strand.key)
        del self._keys[place], self._order[place]

    # ------------------------------------------------------------ leaving off, and steps back

    @property
    def waits(self) -> Sequence[Wait]:
        return [strand.wait for strand in self._order if strand.wait is not None]

    def give_up(self) -> None:
        """Let nothing wait any more, and take back what was done in vain."""
        for wait in self.waits:
            wait.give_up()

    def leave(self) -> None:
        """Let nothing stand in line, as if it had not come to that yet."""
        for wait in self.waits:
            wait.leave()

    def saved(self) -> Any:
        """All that a step may change."""
        strands = [
            (s.start, s.pc, s.end, s.jumps, s.wait, None if s.wait is None else s.wait.saved()) for s in self._order
        ]
        return strands, self._next, self._ran

    def restore(self, saved: Any) -> None:
        self.leave()
        strands, self._next, self._ran = saved
        self._seen = -1
        self._singles, self._loops, self._order, self._keys = {}, [], [], []
        for start, pc, end, jumps, wait, of_wait in strands:
            self._add(Strand(start, pc, end, jumps, wait))
            if wait is not None:
                wait.restore(of_wait)
