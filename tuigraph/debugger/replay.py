"""Record and replay: a run that nobody steps through is recorded as what it takes to compute its values again.

Such a run takes the fast plan and leaves a `Recording`: what was fed, the cells that it read as they were, and what it
wrote.  Arrays are only referred to, since an assignment rebinds and never changes one.  When somebody looks into the
run, it is replayed: the observed plan runs on cells of its own that hold what the run found, which gives the same
values to the bit.
It can do so in any thread, since it shares nothing with the program.

Not every run can be replayed: `access_pattern` says which.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tuigraph.debugger.buffers import is_large, size_of
from tuigraph.debugger.lives import EVICTED, SessionRecord
from tuigraph.debugger.program import Spot
from tuigraph.debugger.runs import Made, Record, Run
from tuigraph.engine import quiet
from tuigraph.engine.containers import UNINITIALIZED, Cell, Store, journal
from tuigraph.engine.execute import Execution, Ready, Undo
from tuigraph.engine.opdef import Writes
from tuigraph.engine.philox import Stream
from tuigraph.engine.plan import Plan
from tuigraph.engine.prepared import RUNS_BEFORE_HOT

SHARE = 20  # the part of the time that may go into values which are only shown in passing is one in so many
SLOT_BYTES = 40  # of a slot, beside its value
IN_SIGHT = 12  # runs whose values somebody who goes back looks at again and again
CHECKPOINT_EVERY = 24  # runs; what the first of them found in the cells is kept when memory is scarce
Write = tuple[Cell, Any, Any]  # with the old and the new value
BufferedRun = tuple["Replayer", Spot, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...], Sequence[Any], float]
"""A fast run that is not yet on the timeline: its replayer, unit and line, what it found, was fed and wrote, what
scalars it gave, and when."""


class AccessPattern:
    """The cells that each run of a plan reads and writes, and the instructions that write them, in their order."""

    def __init__(self, plan: Plan, values: Sequence[Any], writes: Sequence[Undo]) -> None:
        self.cells = [cell for undo in writes for cell, _, _ in undo.cells]
        self.pcs = [undo.pc for undo in writes for _ in undo.cells]
        edges = [i for i, pc in enumerate(self.pcs) if i == 0 or pc != self.pcs[i - 1]]
        self.part_of = {self.pcs[a]: slice(a, b) for a, b in pairwise([*edges, len(self.pcs)])}
        self.operations = [plan.operations[pc] for pc in self.part_of]
        held = (value for value in values if isinstance(value, Cell))
        self.read = list(dict.fromkeys((*held, *self.cells)))
        newest = {cell: ~i for i, cell in enumerate(self.read)}
        self._former: list[int] = []  # of each write: the one before it of the same cell, or ~ the place in `read`
        for i, cell in enumerate(self.cells):
            self._former.append(newest[cell])
            newest[cell] = i
        self.finals = [(k, newest[cell]) for k, cell in enumerate(self.read) if newest[cell] >= 0]
        """The places in `read` of what is written, with those of the last writes."""

    def writes(self, before: Sequence[Any], new: Sequence[Any]) -> list[Write]:
        """All writes of a run, from what it found in the cells that it read, and what it wrote."""
        olds = (new[i] if i >= 0 else before[~i] for i in self._former)
        return list(zip(self.cells, olds, new))


def access_pattern(plan: Plan, values: Sequence[Any], writes: Sequence[Undo], store: Store) -> AccessPattern | None:
    """What an observed run of a plan shows of all of them; None where they cannot be replayed exactly.

    They can where all that they read and write are cells of the session that a node of theirs refers to, or generators.
    """
    if plan.cells:
        return None
    kept = {*store.cells.values(), *store.private.values()}
    written = {undo.pc: undo.cells for undo in writes}
    for pc, op in enumerate(plan.operations):
        rule = op.definition
        if rule.stateful and (rule.reaches_out or rule.waits is not None):
            return None
        if rule.stateful and rule.writes is Writes.ANYTHING:
            operands = [values[slot] for slot in plan.inputs[pc]]
            if not written.get(pc):
                return None
            held = {id(operand) for operand in operands}  # arrays among them compare element by element
            if not all(isinstance(old, Stream) or id(cell) in held for cell, old, _ in written[pc]):
                return None
    pattern = AccessPattern(plan, values, writes)
    return pattern if kept.issuperset(pattern.read) else None


class Replayer:
    """What the recorded runs of one plan have in common: how they run the fast way, and how they are replayed."""

    def __init__(self, run: Run, store: Store, pattern: AccessPattern) -> None:
        """From one of them that was observed."""
        plan = run.plan
        self.pace = run.pace
        self.plan = plan
        self.session: SessionRecord = run.session
        self.fetches = run.fetches
        self.feeds = run.feeds
        self.pattern = pattern
        fetched = [plan.tensor[slot] for slot in plan.fetched]
        self.scalars = [
            k for k, t in enumerate(fetched) if t._shape is None or all(size in (None, 1) for size in t._shape)
        ]
        self.names = [fetched[k].name for k in self.scalars]  # of what may be a curve
        self._ready = run.asked.ready
        self._fast: Ready | None = None
        self._hot: dict[Plan, Callable[..., tuple[Any, ...]] | None] = {}
        self.batch = 1  # runs that may be buffered before they are put on the timeline
        self.left = 0  # runs that may take the fast path before one is timed
        self.is_evictable = False  # whether it is worth while to evict what runs wrote
        self.segment: list[Recording] = []  # the newest runs, as long as each found what the one before it had left
        self.recent: deque[Recording] = deque()  # whose values are shown in passing
        self._elsewhere = self._place(store)  # now, since a graph may change
        self._known: dict[Plan, bool] = {}
        self._sources = [value if isinstance(value, Cell) else None for value in run.values]

    def sources_of(self, fed: Sequence[Any]) -> list[Any]:
        """The slots that hold cells and feeds."""
        for (slot, _), value in zip(self.plan.feeds, fed):
            self._sources[slot] = value
        return self._sources

    def fast(self, store: Store, fed: Sequence[Any]) -> Plan | None:
        """The plan that nobody observes, always on one store; None where it does not write in the same order."""
        if self._fast is None:
            self._fast = self._ready.on(store, False)
        plan = self._fast.plan_for(fed)
        known = self._known.get(plan)
        if known is None:
            wanted = set(self.pattern.operations)
            found = [op for op in plan.operations if op in wanted]
            known = self._known[plan] = found == self.pattern.operations
        return plan if known else None

    def warm(self, plan: Plan) -> None:
        """A fast plan has run once more."""
        plan.runs += 1
        if plan.runs == RUNS_BEFORE_HOT and self._fast is not None:
            self._hot[plan] = self._fast.flat(plan)

    @property
    def is_hot(self) -> bool:
        return any(self._hot.values())

    def hot(self, fed: Sequence[Any]) -> Callable[..., tuple[Any, ...]] | None:
        """The fast plan for feeds of these shapes as one function, once it has run a number of times."""
        return self._hot.get(self._fast.plan_for(fed)) if self._fast is not None else None

    def replay(self, before: Sequence[Any], fed: Sequence[Any]) -> tuple[Execution, tuple[Any, ...]]:
        """The execution of a run that has come to its end, and what it wrote."""
        plan, store, cells, originals = self._elsewhere
        for cell, value in zip(cells, before):
            cell.value = value
        execution = Execution(plan, store)
        for (slot, _), value in zip(plan.feeds, fed):
            execution.values[slot] = value
        outer, entries = journal.entries, list[Write]()
        journal.entries = entries
        settings = quiet.begin()
        try:
            execution.advance()
        finally:
            quiet.end(settings)
            journal.entries = outer
        execution.plan = self.plan
        execution.values = [originals[v] if isinstance(v, Cell) else v for v in execution.values]
        for cell in cells:
            cell.value = UNINITIALIZED
        return execution, tuple([new for _, _, new in entries])

    def _place(self, store: Store) -> tuple[Plan, Store, list[Cell], dict[Any, Cell]]:
        """The observed plan once more, on a store of its own."""
        own, read = Store(), self.pattern.read
        plan = self._ready.on(own, True).plan
        assert plan.operations == self.plan.operations
        cells = [
            own.private[cell.name] if store.private.get(cell.name) is cell else own.cells[cell.container, cell.name]
            for cell in read
        ]
        return plan, own, cells, dict(zip(cells, read))


class Recording:
    """All records of one run, from moment `start` on; replayed when somebody asks for more than what it wrote."""

    __slots__ = (
        *("_before", "_new", "_run", "buffers", "bytes", "replayer", "fed", "is_evicted", "cache", "number", "place"),
        *("segment", "start", "written_buffers"),
    )

    first = 0

    def __init__(
        self,
        cache: ReplayCache,
        replayer: Replayer,
        number: int,
        start: int,
        place: Spot,
        before: tuple[Any, ...],
        fed: tuple[Any, ...],
        new: tuple[Any, ...],
    ) -> None:
        """Tuples of arrays and numbers are nothing that the garbage collector has to look at."""
        self.cache = cache
        self.replayer = replayer
        self.number = number
        self.start = start
        self.place = place
        self._before = before
        self.fed = fed
        self._new = new
        self.is_evicted = False  # large values that it found and wrote are gone, and can be replayed
        self.segment: list[Recording] | None = None
        self.buffers: tuple[int, ...] = ()  # of what it found and was fed
        self.written_buffers: tuple[int, ...] = ()
        self.bytes = 0
        self._run: Run | None = None

    def __len__(self) -> int:
        return 1 + len(self.replayer.plan)

    @property
    def run(self) -> Run:
        if self._run is None:
            replayer = self.replayer
            run = self._run = Run(self.number, replayer.session, replayer.plan, replayer)
            run.replayable = self
            run.pace = replayer.pace
            run.unit, run.line, run.file = self.place
            run.steps, run.finished, run.kept, run.swept = len(replayer.plan), True, 1, True
        return self._run

    @property
    def plan(self) -> Plan:
        return self.replayer.plan

    @property
    def before(self) -> tuple[Any, ...]:
        """What it found in the cells that it read."""
        return self.cache.restored(self)[0] if self.is_evicted else self._before

    @property
    def new(self) -> tuple[Any, ...]:
        """What it wrote."""
        return self.cache.restored(self)[1] if self.is_evicted else self._new

    @property
    def kept(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """What is left of what it found and wrote."""
        return self._before, self._new

    def follows(self, former: Recording) -> bool:
        """Whether it found what another run of its kind had left."""
        before, new = self._before, former._new
        return not former.is_evicted and all(before[k] is new[i] for k, i in self.replayer.pattern.finals)

    def evict(self) -> None:
        """Let go of large values, which a replay from the checkpoint of its segment restores.

        The checkpoint is what the first run of the segment had found.
        """
        assert self.segment is not None
        self._new = tuple([EVICTED if is_large(value) else value for value in self._new])
        if self.segment[0] is not self:
            before = list(self._before)
            for k, _ in self.replayer.pattern.finals:
                before[k] = EVICTED if is_large(before[k]) else before[k]
            self._before = tuple(before)
        self.is_evicted = True

    def restore(self) -> None:
        """Take back what was evicted, since the checkpoint of its segment is going."""
        if self.is_evicted:
            (self._before, self._new), self.is_evicted = self.cache.restored(self), False

    @property
    def written(self) -> list[Write]:
        return self.replayer.pattern.writes(self.before, self.new)

    @property
    def is_replayed(self) -> bool:
        return self._run is not None and self._run.made is not None

    @property
    def nanoseconds(self) -> list[int]:
        return [0, *self.replayer.pace.nanoseconds]

    @property
    def records(self) -> list[Record]:
        records: list[Record] = [None, *range(len(self.replayer.plan))]
        for undo in self.writes:
            records[undo.pc + 1] = undo
        return records

    def record(self, index: int) -> Record:
        pc = index - 1
        if pc in self.replayer.pattern.part_of:
            return self._undo(pc, self.written)
        return pc if index else None

    @property
    def writes(self) -> list[Undo]:
        written = self.written
        return [self._undo(pc, written) for pc in self.replayer.pattern.part_of]

    def _undo(self, pc: int, written: list[Write]) -> Undo:
        out = self.replayer.plan.code[pc][2]
        before = None if isinstance(out, int) else [None] * (out.stop - out.start)
        return Undo(pc, out, before, written[self.replayer.pattern.part_of[pc]])

    @property
    def after(self) -> dict[int, Any]:
        return self.run.remains().after

    def replay(self) -> Made:
        return self.cache.replay(self)

    def pass_over(self, way: int, net: dict[Cell, tuple[Recording, bool, int]]) -> None:
        """Say where to find what is in the cells after it, or with a negative `way` before it."""
        pattern = self.replayer.pattern
        for k, i in pattern.finals:
            net[pattern.read[k]] = (self, True, i) if way > 0 else (self, False, k)

    def forget(self) -> None:
        """Let go of the values of its replay."""
        if self.is_replayed:
            self.cache.drop(self)

    def materialized(self) -> tuple[Made, list[Record]]:
        """Its values, which are not to be replayed any more since somebody is about to change them, and records."""
        made = self.run.remains()
        self.cache.release(self)
        return made, self.records


class ReplayCache:
    """Replays runs, and holds the values of the latest.  `room` says how many bytes there are for them."""

    def __init__(self, cursor: Callable[[], int], room: Callable[[], int]) -> None:
        self.bytes = 0
        self.largest = 0  # bytes of one run's values
        self._cursor = cursor
        self._room = room
        self._held: dict[Recording, int] = {}  # bytes, the latest last
        self._restored: dict[Recording, tuple[tuple[Any, ...], tuple[Any, ...]]] = {}  # what they found and wrote
        self.state = 0  # bytes of what a run writes
        self._lock = threading.RLock()
        self._costs: dict[Replayer, float] = {}  # seconds
        self._made_at = 0.0

    def is_cheap(self, recording: Recording) -> bool:
        """Whether it can be replayed now for somebody who only looks on while the program runs."""
        return recording.is_replayed or time.monotonic() - self._made_at > SHARE * self._costs.get(
            recording.replayer, 0.0
        )

    def replay(self, recording: Recording) -> Made:
        """What a run has left behind, as it is at the cursor."""
        with self._lock:
            run = recording.run
            if run.made is not None:
                return run.made
            before = recording.before
            began = time.perf_counter()
            execution, _ = recording.replayer.replay(before, recording.fed)
            self._costs[recording.replayer] = time.perf_counter() - began
            self._made_at = time.monotonic()
            count = len(recording.replayer.plan)
            done = min(max(self._cursor() - recording.start - 1, 0), count)
            made = run.made = Made(execution, [1] * done + [0] * (count - done), {})
            values: Any = execution.values
            code = recording.replayer.plan.code
            size = _size_of(values, before, recording)
            for pc in range(done, count):
                out = code[pc][2]
                made.after[pc + 1] = values[out]
                values[out] = None if isinstance(out, int) else [None] * (out.stop - out.start)
            self._held[recording] = size
            self.bytes += size
            self.largest = max(self.largest, size)
            self._fit()
            return made

    @property
    def reserve(self) -> int:
        """The bytes that should be kept free for it."""
        return max(2 * self.largest + IN_SIGHT * self.state, self.bytes)

    def restored(self, recording: Recording) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """What an evicted recording found and wrote: its segment is replayed up to it."""
        with self._lock:
            restored, segment = self._restored, recording.segment
            found = restored.get(recording)
            if found is not None:
                return found
            assert segment is not None
            last = segment.index(recording)
            first = last
            while first and segment[first - 1] not in restored:
                first -= 1
            left = restored[segment[first - 1]][1] if first else ()
            for each in segment[first : last + 1]:
                before = list(each.kept[0])
                if left:
                    for k, i in each.replayer.pattern.finals:
                        before[k] = left[i]
                _, left = each.replayer.replay(before, each.fed)
                restored[each] = tuple(before), left
                self.bytes += sum(map(size_of, left))
            self._fit()
            return restored[recording]

    def _fit(self) -> None:
        """Let go of the oldest that there is no room for."""
        while self.bytes > self._room() and len(self._held) > 2:
            self.drop(next(iter(self._held)))
        while self.bytes > self._room() and len(self._restored) > 1:
            self._let_go(next(iter(self._restored)))

    def _let_go(self, recording: Recording) -> None:
        if recording in self._restored:
            self.bytes -= sum(map(size_of, self._restored.pop(recording)[1]))

    def clear(self) -> None:
        """The program goes on: nobody looks any more."""
        with self._lock:
            for recording in list(self._restored):
                self._let_go(recording)

    def drop(self, recording: Recording) -> None:
        """Hold the values of a run no longer."""
        with self._lock:
            self.release(recording)
            recording.run.made = None

    def release(self, recording: Recording) -> None:
        """The values of a run are somebody else's care."""
        with self._lock:
            self.bytes -= self._held.pop(recording, 0)


def _size_of(values: Sequence[Any], before: Sequence[Any], recording: Recording) -> int:
    """The bytes of values, without those that the recording or the plan holds."""
    seen = {id(value) for value in (*before, *recording.fed)}
    size = SLOT_BYTES * len(values)
    constants = recording.replayer.pace.constants
    for slot, value in enumerate(values):
        if isinstance(value, np.ndarray) and slot not in constants:
            owner = value if value.base is None else value.base
            if id(owner) not in seen:
                seen.add(id(owner))
                size += size_of(owner)
    return size
