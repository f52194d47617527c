"""An overlap of a plan being run: what cannot go on waits in strands of its own (overtaking.py)."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

from tuigraph.engine.containers import Changes
from tuigraph.engine.control import Instruction
from tuigraph.engine.overtaking import Overlap
from tuigraph.engine.waiting import MustWait, Wait, resumed


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
