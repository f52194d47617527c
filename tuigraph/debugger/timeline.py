"""One timeline of all runs and steps of a program: record, go back, go forward again.

The timeline is a list of entries: a run begins, a step was executed.  A *moment* is a number of entries; the cursor is
the moment that is shown, usually the newest one.  Going back over a step puts references back (the contents of its
slots, the values of the cells that it wrote) and keeps those it takes away for the way forward.  No kernel is called
for either, so forward again is the same to the bit.

A run that nobody steps through takes the fast plan and leaves a recording (`replay.py`) in the place of its records.

Bytes are bounded.  When records take more than `limit`, the oldest entries are dropped; counts, the texts of the newest
assignments and curves stay.  The values of the last run stay with it as long as it is the last.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from time import perf_counter_ns, time
from typing import Any

import numpy as np

from tuigraph.debugger.buffers import Buffers, size_of
from tuigraph.debugger.graphs import GraphBook
from tuigraph.debugger.ledger import Ledger
from tuigraph.debugger.lives import SHOWN, Lives
from tuigraph.debugger.pace import ENDLESS, TIMED_FIRST, Pace
from tuigraph.debugger.program import Spot
from tuigraph.debugger.queues import Queue
from tuigraph.debugger.replay import (
    CHECKPOINT_EVERY,
    BufferedRun,
    Recording,
    ReplayCache,
    Replayer,
    access_pattern,
    is_large,
)
from tuigraph.debugger.runs import KEEP, Amended, Entry, Made, Override, Record, Run, Stretch
from tuigraph.debugger.series import SeriesBook
from tuigraph.engine.containers import Cell, journal
from tuigraph.engine.execute import DEAD, Execution, Request, Session, Undo
from tuigraph.engine.plan import Plan

LIMIT = 32 * 2**20
RECORD_BYTES = 64  # of a step that left nothing but its results behind
UNDO_BYTES = 400  # of one that wrote cells, or slots that were full
RUN_BYTES = 1500  # of a run itself
RECORDING_BYTES = 800  # of one that is a recording
WRITE_BYTES = 180  # of an assignment in it
SMALL = 512  # bytes of an array that is not worth asking who else holds it
EVICTABLE_BYTES = 4096  # bytes that a run writes and that are worth evicting
BATCH_BYTES = 2**20  # that buffered runs may hold
CHUNK = 1024  # records that are dropped together
NOWHERE: frozenset[int] = frozenset()


class Timeline:
    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.graphs = GraphBook()
        self.lives = Lives(self.graphs)
        self.ledger = Ledger()
        self.series = SeriesBook()
        self.first = 0  # the oldest moment that the cursor can go to
        self._cursor: int | None = None  # None: the newest moment, whichever that is
        self.runs = 0
        self.active: dict[int, Run] = {}  # runs that have begun and not ended, by number
        self._last: Run | Recording | None = None
        self.halt = False  # set by anybody: main thread's run stops before its next step
        self.undone: dict[tuple[int, str], int] = {}  # calls in ended runs that lie after the cursor
        self.now = 0  # the newest moment
        self._stretches: Queue[Stretch | Recording] = Queue()
        self._evictable: Queue[Recording] = Queue()  # whose values nobody looks at in passing, the oldest first
        self._orphans: list[list[Recording]] = []  # segments that have lost their checkpoint
        self.buffered: list[BufferedRun] = []  # fast runs that are not yet on the timeline
        self._record_bytes = 0
        self._buffers = Buffers()
        self._paces: dict[Plan, Pace] = {}
        self._replayers: dict[Plan, Replayer | None] = {}  # None: the runs of a plan cannot be replayed
        self.cache = ReplayCache(lambda: self.cursor, lambda: self.limit - self._buffers.bytes - self._record_bytes)
        self.lock = threading.Lock()
        self.threaded = False  # other threads than the main one have made runs
        self.alone = threading.Lock()  # held while the main thread counts on being the only one
        self._live = threading.Event()  # other threads wait for it before a step
        self._live.set()

    # ------------------------------------------------------------ what there is

    @property
    def cursor(self) -> int:
        """The moment that is shown."""
        return self.now if self._cursor is None else self._cursor

    @property
    def past(self) -> bool:
        """Whether the cursor lies before the newest moment."""
        return self._cursor is not None

    @property
    def bytes(self) -> int:
        return self._buffers.bytes + self._record_bytes + self.cache.bytes

    @property
    def last_run(self) -> Run | None:
        """The newest of the program's own runs that has ended."""
        last = self._last
        return last.run if isinstance(last, Recording) else last

    def shown_in_passing(self, shown: Run | None) -> Run | None:
        """The last run, or the one that is `shown` while a replay of the last would cost too much."""
        last = self._last
        if shown is None or not isinstance(last, Recording) or self.cache.is_cheap(last):
            return self.last_run
        return shown

    @property
    def first_run(self) -> int:
        """The oldest run that somebody can go back into."""
        return self._stretches[0].run.number if self._stretches else self.runs

    def entry(self, number: int) -> Entry:
        """The entry that leads from moment `number` to the next."""
        stretch = self._stretches.last_where(lambda stretch: stretch.start <= number)
        return Entry(stretch, number - stretch.start)

    def stretches(self) -> list[Stretch | Recording]:
        """All that the timeline holds, from the oldest on."""
        return [self._stretches[i] for i in range(len(self._stretches))]

    def stretches_before(self, moment: int) -> Iterator[Stretch | Recording]:
        """Those that begin before a moment, the newest first."""
        count = len(self._stretches)
        if not count or self._stretches[0].start >= moment:
            return
        last = self._stretches.index_of_last(lambda stretch: stretch.start < moment)
        for i in range(last, -1, -1):
            yield self._stretches[i]

    @property
    def newest(self) -> Entry | None:
        """The entry before the cursor."""
        return self.entry(self.cursor - 1) if self.cursor > self.first else None

    def place(self) -> tuple[Run | None, int]:
        """The run around the cursor and how many of its steps lie before the cursor."""
        newest = self.newest
        if newest is not None:
            return newest.run, newest.number
        if self.past:
            following = self.entry(self.cursor)
            return following.run, max(following.number - 1, 0)
        return None, 0

    def next_pc(self, run: Run) -> int:
        """The instruction that follows the cursor in a run; the length of the plan when none does."""
        if self.past:
            for number in range(self.cursor, self.now):
                entry = self.entry(number)
                if entry.run is run and entry.undo is not None:
                    return entry.undo.pc
                if run.finished and entry.run.number > run.number:
                    break
        return run.end if run.finished else run.execution.pc

    # ------------------------------------------------------------ recording

    def begin(self, session: Session, execution: Execution, request: Request, main: bool = True) -> Run:
        """A run begins, made by the program's `main` thread (which returns to the newest moment) or by another."""
        if main:
            self.to_live()
            self.graphs.run_begins()
        else:
            self._live.wait()
            if not self.threaded:
                with self.alone:
                    self.threaded = True
        with self.lock:
            self._flush()
            self.runs += 1
            record = self.lives.opened(session)
            record.runs += 1
            plan = execution.plan
            run = Run(self.runs, record, plan, request, Made(execution, [0] * len(plan), {}))
            self.active[self.runs] = run
            pace = self._paces.get(run.plan)
            if pace is None:
                pace = self._paces[run.plan] = Pace(run.plan)
            run.pace = pace
            run.asked = request
            run.swept = pace.begin()
            if not run.swept:
                run.spent = [0] * run.end
            run.main = main
            if len(self.active) > 1:
                for other in self.active.values():
                    other.alone = False
            stretch = self._add(run, [None], [0], RUN_BYTES)
            for slot, _ in run.plan.feeds:
                if isinstance(value := run.values[slot], np.ndarray):
                    stretch.buffers.append(self._buffers.hold(value))
            return run

    def run_fast(self, session: Session, execution: Execution, place: Spot) -> Replayer | None:
        """Bring a run of the main thread to its end in the fast way, where it can be replayed; by what.

        Where it is not, nothing has happened.
        """
        self.flush()
        plan = execution.plan
        replayer = self._replayers.get(plan)
        if replayer is None or replayer.pace.total > ENDLESS or self.threaded or self.active:
            return None
        self.to_live()
        self.graphs.run_begins()
        pattern, timed = replayer.pattern, replayer.pace.is_next_timed
        fed = tuple([execution.values[slot] for slot, _ in plan.feeds])
        way = plan if timed else replayer.fast(execution.store, fed)
        if way is None:
            return None
        before = tuple([cell.value for cell in pattern.read])
        execution.take(way)
        spent: list[int] = []
        done = False
        with self.alone, journal.noting() as written:
            try:
                if timed:
                    spent = _timed(execution)
                else:
                    execution.advance()
                done = [cell for cell, _, _ in written] == pattern.cells
            except Exception:  # the observed plan says which node it is, and stops there
                pass
            finally:
                if not done:
                    for cell, old, _ in reversed(written):
                        cell.value = old
                    written.clear()
        if not done:
            execution.take(plan)
            return None
        new = tuple([value for _, _, value in written])
        fetched = [execution.values[way.fetched[k]] for k in replayer.scalars]
        shown = [value.value if isinstance(value, Cell) else value for value in fetched]
        self.buffered.append((replayer, place, before, fed, new, shown, time()))
        self.flush()
        if timed:
            self._measured(replayer, execution, spent)
        else:
            replayer.warm(way)
        replayer.left = replayer.pace.untimed
        size = sum(map(size_of, new))
        replayer.is_evictable = size > EVICTABLE_BYTES
        self.cache.state = max(self.cache.state, size)
        replayer.batch = BATCH_BYTES // (size + sum(map(size_of, fed)) + 1)
        return replayer

    def _measured(self, replayer: Replayer, execution: Execution, spent: list[int]) -> None:
        pace, plan, values = replayer.pace, replayer.plan, execution.values
        pace.nanoseconds[:], pace.total = spent, sum(spent)
        sizes = [sum([size_of(v) for s in slots if (v := values[s]).__class__ is not Cell]) for slots in plan.outputs]
        with self.lock:
            self.ledger.measured(plan, replayer.session.graph.number, pace.ones, spent, sizes)

    def flush(self) -> None:
        """Put the buffered runs on the timeline."""
        if self.buffered:
            with self.lock:
                self._flush()

    def _flush(self) -> None:
        count = len(self.buffered)
        for run in self.buffered[:count]:
            self._enter(run)
        del self.buffered[:count]
        self._trim()

    def _enter(self, run: BufferedRun) -> None:
        replayer, place, before, fed, new, shown, moment = run
        self.runs += 1
        number, session, pattern = self.runs, replayer.session, replayer.pattern
        session.runs += 1
        replayer.pace.begin()
        entry, bytes = self.now + 1, RECORDING_BYTES + WRITE_BYTES * len(new)
        held: list[int] = []
        for cell, pc, value in zip(pattern.cells, pattern.pcs, new):
            if is_large(value):
                held.append(self._buffers.hold(value))
            elif value.__class__ is np.ndarray:
                bytes += value.nbytes
            self.lives.assigned(session, cell, entry + pc, number, value)
        fed_buffers = [self._buffers.hold(value) for value in fed if value.__class__ is np.ndarray]
        recording = Recording(self.cache, replayer, number, self.now, place, before, fed, new)
        recording.buffers, recording.written_buffers, recording.bytes = tuple(fed_buffers), tuple(held), bytes
        self._record_bytes += bytes
        self._stretches.append(recording)
        self.now += len(recording)
        self._last = recording
        if replayer.is_evictable:
            self._join(recording)
        self._account_whole(replayer, number, fed)
        graph = session.graph.number
        for name, value in zip(replayer.names, shown):
            self.series.add(graph, session.number, name, value, moment)

    def _join(self, recording: Recording) -> None:
        """Into the segment of the run before it, or as the first of one."""
        replayer = recording.replayer
        segment, recent = replayer.segment, replayer.recent
        if len(segment) == CHECKPOINT_EVERY or not segment or not recording.follows(segment[-1]):
            segment = replayer.segment = []
            self._checkpoint(recording)
        segment.append(recording)
        recording.segment = segment
        recent.append(recording)
        if len(recent) > SHOWN:
            self._evictable.append(recent.popleft())

    def _checkpoint(self, recording: Recording) -> None:
        """It is the first of its segment, which keeps what it found as the checkpoint of the others."""
        found = [recording.kept[0][k] for k, _ in recording.replayer.pattern.finals]
        recording.buffers += tuple([self._buffers.hold(value) for value in found if is_large(value)])

    def _account_whole(self, replayer: Replayer, number: int, fed: tuple[Any, ...]) -> None:
        """Enter a run in the ledger, each instruction of which counts once."""
        reruns, sources, version = replayer.session.reruns, replayer.pace.sources, self.lives.version
        values, ones, graph = replayer.sources_of(fed), replayer.pace.ones, replayer.session.graph.number
        changed = reruns.whole(sources, values, number, version)
        self.ledger.add_whole(replayer.plan, graph, number, sources.masks, changed)
        if changed is None:
            self.ledger.ran_again(graph, reruns.partial(sources, values, ones, number, version))

    def advance(self, run: Run, stops: Collection[int] = NOWHERE, most: int = -1, halts: bool = True) -> None:
        """Execute steps until one of `stops` is next, `halt` is set, `most` steps are done or the run is over.

        A negative `most` is no bound.  The first step is executed even if it is one of `stops`.  With `halts` false,
        `halt` does not count, and while somebody looks at the past the run waits.
        """
        if run.swept and most < 0 and not stops:
            self._sweep(run, halts)
            return
        execution, nanoseconds = run.execution, run.pace.nanoseconds
        step, clock, end = execution.step, perf_counter_ns, run.end
        loops = bool(run.plan.jumps)
        executed = 0
        try:
            while execution.pc < end and executed != most:
                if (halts and self.halt) or (executed and execution.pc in stops):
                    return
                if self._cursor is not None:
                    self._live.wait()
                start = clock()
                undo = step()
                nanoseconds[undo.pc] = clock() - start
                executed += 1
                if undo.cells or loops:
                    self._record(run)
        finally:
            if execution.undo:
                self._record(run)

    def _sweep(self, run: Run, halts: bool) -> None:
        """Like `advance`, in as few pieces as there are writes of cells (see `pace`)."""
        execution, writer_from = run.execution, run.pace.writer_from
        start = execution.pc
        end = run.end
        if start == 0 and run.pace.writers is not None and run.main and not self.threaded and not (halts and self.halt):
            self._sweep_whole(run, run.pace.writers)
            return
        try:
            while execution.pc < end and not (halts and self.halt):
                if self._cursor is not None:
                    self._live.wait()
                pc = execution.pc
                if writer_from[pc] > pc:
                    execution.advance(writer_from[pc])
                else:
                    undo = execution.step()
                    if undo.cells:
                        self._record_swept(run, start, pc + 1, [undo])
                        start = pc + 1
        finally:
            execution.undo.clear()
            if start < execution.pc:
                self._record_swept(run, start, execution.pc, [])

    def _sweep_whole(self, run: Run, writers: list[int]) -> None:
        """Execute a run of the only thread that makes any in one piece; then say which step wrote what."""
        execution, code = run.execution, run.plan.code
        made = 0
        with self.alone, journal.noting() as writes:
            try:
                execution.advance()
                made = len(writers)
            finally:
                if execution.pc < run.end:
                    made = sum(pc < execution.pc for pc in writers)
                for cell, old, _ in writes[made:]:
                    cell.value = old
                undos = [Undo(pc, code[pc][2], None, [write]) for pc, write in zip(writers[:made], writes)]
                self._record_swept(run, 0, execution.pc, undos)

    def _record_swept(self, run: Run, start: int, stop: int, writes: list[Undo]) -> None:
        """Put steps that were executed once each on the timeline, some of which wrote cells."""
        pace, hold = run.pace, self._buffers.hold
        records: list[Record] = pace.numbers[start:stop]  # type: ignore[assignment]
        bytes = RECORD_BYTES * (stop - start) + UNDO_BYTES * len(writes)
        held: list[int] = []
        with self.lock:
            for undo in writes:
                records[undo.pc - start] = undo
                for cell, _, new in undo.cells:
                    if new.__class__ is np.ndarray:
                        if new.base is None and new.nbytes < SMALL:
                            bytes += new.nbytes
                        else:
                            held.append(hold(new))
                    self.lives.assigned(run.session, cell, self.now + undo.pc - start, run.number, new)
            own, shared = pace.results(run.execution.values, start, stop)
            for value in own:
                if value.__class__ is np.ndarray:
                    bytes += value.nbytes
            for value in shared:
                if value.__class__ is np.ndarray:
                    if value.base is None and value.nbytes < SMALL:
                        bytes += value.nbytes
                    else:
                        held.append(hold(value))
            run.counts[start:stop] = pace.ones[start:stop]
            run.steps += stop - start
            stretch = self._add(run, records, pace.nanoseconds[start:stop], bytes)
            stretch.buffers += held
            stretch.writes += writes

    def _record(self, run: Run) -> None:
        """Put the steps that have been executed and not yet recorded on the timeline.

        Steps that write cells are recorded at once, so that the order of writes is right whoever makes them; so are
        those of loops, whose slots are written again.
        """
        values, outputs, counts = run.execution.values, run.plan.outputs, run.counts
        undos = run.execution.undo
        records: list[Record] = []
        with self.lock:
            hold = self._buffers.hold
            held: list[int] = []
            bytes = 0
            for undo in undos:
                pc, out, before, cells = undo
                called = False
                for slot in outputs[pc] or (out,):
                    value = values[slot]
                    if value.__class__ is np.ndarray:
                        held.append(hold(value))
                    elif value is DEAD:
                        continue
                    called = True
                if called:
                    counts[pc] += 1
                if not cells and (before is None or (out.__class__ is slice and _is_empty(before))):
                    records.append(pc)
                    bytes += RECORD_BYTES
                else:
                    for cell, _, new in cells:
                        if new.__class__ is np.ndarray:
                            held.append(hold(new))
                        self.lives.assigned(run.session, cell, self.now + len(records), run.number, new)
                    records.append(undo)
                    bytes += UNDO_BYTES
            times = [run.pace.nanoseconds[undo.pc] for undo in undos]
            if run.spent:
                for undo, time in zip(undos, times):
                    run.spent[undo.pc] += time
            stretch = self._add(run, records, times, bytes)
            stretch.buffers += held
            stretch.writes += [undo for undo in undos if undo.cells]
            run.steps += len(records)
            self._trim()
        undos.clear()

    def _add(self, run: Run, records: Sequence[Record], times: list[int], bytes: int) -> Stretch:
        stretch = self._stretches.last()
        if not isinstance(stretch, Stretch) or stretch.run is not run or len(stretch.records) > CHUNK:
            stretch = Stretch(run, self.now)
            self._stretches.append(stretch)
            run.kept += 1
        stretch.records += records
        stretch.nanoseconds += times
        stretch.bytes += bytes
        self._record_bytes += bytes
        self.now += len(records)
        return stretch

    def end(self, run: Run) -> None:
        """The run is over, well or with an error; the program's own runs become `last_run`."""
        with self.lock:
            del self.active[run.number]
            run.finished = True
            if not run.swept:
                run.pace.total = sum(run.pace.nanoseconds)
            self._account(run)
            pace = run.pace
            if (
                run.main
                and run.alone
                and pace.is_plain
                and pace.runs >= TIMED_FIRST
                and run.plan not in self._replayers
            ):
                self._learn(run)
            if run.main:
                self._last = run
            if run.execution.pc >= run.end:
                for slot in run.plan.fetched:
                    tensor = run.plan.tensor[slot]
                    value = run.execution.values[slot]
                    shown = value.value if isinstance(value, Cell) else value
                    self.series.add(run.graph, run.session.number, tensor.name, shown, time())
            self._trim()

    def _learn(self, run: Run) -> None:
        """Find out whether the runs of a plan can be replayed, by one of the first."""
        session, stretch = run.session.session(), self._stretches[-1]
        if session is None or not run.execution.finished or stretch.run is not run or stretch.first:
            return
        writes = [undo for undo in stretch.writes if not isinstance(undo, Amended)]
        pattern = None if session.sess_str else access_pattern(run.plan, run.values, writes, session.store)
        self._replayers[run.plan] = None if pattern is None else Replayer(run, session.store, pattern)

    def _account(self, run: Run) -> None:
        """Enter a run that has ended in the ledger."""
        plan, graph, ledger, reruns, sources = run.plan, run.graph, self.ledger, run.session.reruns, run.pace.sources
        version = self.lives.version
        whole = run.counts == run.pace.ones
        if whole and run.pace.held is None:
            constants = (run.values[slot] for slot in run.pace.constants)
            run.pace.held = [self._buffers.hold(value) for value in constants if value.__class__ is np.ndarray]
        changed = reruns.whole(sources, run.values, run.number, version) if whole and run.alone else None
        if whole:
            ledger.add_whole(plan, graph, run.number, sources.masks, changed)
        else:
            ledger.add(plan, graph, run.number, run.counts)
        if run.spent:
            sizes = [
                sum([size_of(v) for slot in outputs if (v := run.values[slot]).__class__ is not Cell]) if count else 0
                for outputs, count in zip(plan.outputs, run.counts)
            ]
            ledger.measured(plan, graph, run.counts, run.spent, sizes)
        if not run.alone:
            reruns.forget()
        elif changed is None:
            again = reruns.partial(sources, run.values, run.counts, run.number, version)
            ledger.ran_again(graph, again)

    def amend(self, run: Run, changes: Sequence[tuple[Amended, Any]]) -> None:
        """Put steps on the timeline that were computed elsewhere, each with what it leaves in its slots (or `KEEP`).

        The cursor has to be at the newest moment, and the run to be the newest one.
        """
        with self.lock:
            self._materialize(run)
            held: list[int] = []
            called = [0] * run.end
            records: list[Record] = []
            for i, (change, after) in enumerate(changes):
                undo = change._replace(before=run.values[change.out])
                after = undo.before if after is KEEP else after
                records.append(undo)
                run.values[undo.out] = after
                for cell, _, new in undo.cells:
                    cell.value = new
                    self.lives.assigned(run.session, cell, self.now + i, run.number, new)
                written = [*([after] if isinstance(undo.out, int) else after), *(new for _, _, new in undo.cells)]
                held += [self._buffers.hold(value) for value in written if isinstance(value, np.ndarray)]
                called[undo.pc] += not isinstance(undo, Override)
            run.counts[:] = [count + more for count, more in zip(run.counts, called)]
            stretch = self._add(run, records, [0] * len(changes), UNDO_BYTES * len(changes))
            stretch.buffers += held
            stretch.writes += [record for record in records if isinstance(record, Undo)]
            run.steps += len(changes)
            if run.finished:
                self.ledger.add(run.plan, run.graph, run.number, called)
            self._trim()

    def _materialize(self, run: Run) -> None:
        """Keep the records of the newest run, where it is a recording."""
        recording = self._stretches[-1]
        if not isinstance(recording, Recording) or recording.run is not run:
            return
        made, records = recording.materialized()
        stretch = Stretch(run, recording.start)
        stretch.first, stretch.records, stretch.writes = 0, records, recording.writes
        stretch.nanoseconds, stretch.buffers = recording.nanoseconds, [*recording.buffers, *recording.written_buffers]
        if recording.segment is not None:
            recording.segment.remove(recording)
            recording.segment, recording.replayer.segment = None, []
        stretch.buffers += [self._buffers.hold(v) for v in made.execution.values if isinstance(v, np.ndarray)]
        stretch.bytes = recording.bytes + RECORD_BYTES * len(records)
        self._record_bytes += stretch.bytes - recording.bytes
        self._stretches.replace_last(stretch)
        self._last = run

    def _is_over(self) -> bool:
        """Whether more is held than may be."""
        reserve = min(self.cache.reserve, self.limit // 3)
        return self._buffers.bytes + self._record_bytes > self.limit - reserve

    def _evict(self, recording: Recording) -> None:
        """Let go of what a replay from the checkpoint of its segment restores."""
        if recording.segment is not None and recording is not self._last:
            recording.evict()
            for key in recording.written_buffers:
                self._buffers.release(key)
            recording.written_buffers = ()

    def _trim(self) -> None:
        """Drop the oldest stretches; of a run that has ended either all or none."""
        if self._cursor is not None or not self._is_over():
            return
        self.cache.clear()
        while self._evictable and self._is_over():
            self._evict(self._evictable[0])
            self._evictable.pop_first()
        if not self._is_over():
            return
        stretches = self._stretches
        first = stretches[0]
        while (self._is_over() or self._orphans) and len(stretches) > 1:
            if isinstance(first, Recording):
                self._drop_recording(first)
                first = stretches[0]
                continue
            run = first.run
            while isinstance(first, Stretch) and first.run is run and len(stretches) > 1:
                self._drop_first(first)
                first = stretches[0]
                if not run.finished:
                    break
        self.first = first.start

    def _drop_recording(self, recording: Recording) -> None:
        replayer = recording.replayer
        if recording is self._last:
            recording.restore()
        pattern, new = replayer.pattern, recording.kept[1]
        for cell, pc, value in zip(pattern.cells, pattern.pcs, new):
            self.lives.drop_write(recording.number, replayer.plan.operations[pc].name, cell, value)
        for key in (*recording.buffers, *recording.written_buffers):
            self._buffers.release(key)
        if recording.segment is not None:
            self._leave(recording, recording.segment)
            recording.segment = None
        self._record_bytes -= recording.bytes
        self._stretches.pop_first()
        if recording is not self._last:
            recording.forget()
        self._drop_run(replayer.plan, replayer.pace)

    def _leave(self, recording: Recording, segment: list[Recording]) -> None:
        """The checkpoint of a segment is gone: what hangs on it has to go as well."""
        segment.remove(recording)
        if segment and not segment[0].is_evicted:
            self._checkpoint(segment[0])
        elif segment and all(each is not segment for each in self._orphans):
            self._orphans.append(segment)
        self._orphans = [each for each in self._orphans if each and each[0].is_evicted]

    def _drop_first(self, stretch: Stretch) -> None:
        run = stretch.run
        for write in stretch.writes:
            self.lives.drop(run.number, run.plan.operations[write.pc].name, write)
        for key in stretch.buffers:
            self._buffers.release(key)
        self._record_bytes -= stretch.bytes
        self._stretches.pop_first()
        run.kept -= 1
        if run.finished and not run.kept:
            self._drop_run(run.plan, run.pace)

    def _drop_run(self, plan: Plan, pace: Pace) -> None:
        pace.runs_kept -= 1
        if not pace.runs_kept:
            self._replayers.pop(plan, None)
            self.ledger.forget(plan)
            for key in self._paces.pop(plan).held or ():
                self._buffers.release(key)

    def assignment(self, number: int, cell: Cell) -> tuple[int, str, Any, Any]:
        """Run, node, old and new value of the last write of a cell in an entry."""
        entry = self.entry(number)
        assert entry.undo is not None
        _, old, new = next(write for write in reversed(entry.undo.cells) if write[0] is cell)
        return entry.run.number, entry.run.plan.operations[entry.undo.pc].name, old, new

    # ------------------------------------------------------------ moving the cursor

    def back(self, count: int = 1) -> int:
        """Go back over so many entries; returns how many there were to go back over."""
        return self.go_to(self.cursor - count)

    def forward(self, count: int = 1) -> int:
        """Go forward over so many entries; returns how many there were to go forward over."""
        return self.go_to(self.cursor + count)

    def to_live(self) -> None:
        """Go to the newest moment."""
        if self._cursor is not None:
            self.go_to(self.now)

    def go_to(self, moment: int) -> int:
        """Go to a moment, or as near as the timeline reaches; returns over how many entries."""
        with self.lock:
            start = self.cursor
            moment = min(max(moment, self.first), self.now)
            self._cross(start, moment)
            if moment < self.now:
                self._cursor = moment
                self._live.clear()
            else:
                self._cursor = None
                self._live.set()
            return abs(moment - start)

    def _cross(self, number: int, moment: int) -> None:
        """Go over the entries between two moments; over a recording at once, where nobody has looked into it."""
        over: dict[Replayer, int] = {}
        net: dict[Cell, tuple[Recording, bool, int]] = {}  # where to find what is in cells, once all is gone over
        while number != moment:
            by = 1 if moment > number else -1
            entry = min(number, number + by)
            stretch = self._stretches.last_where(lambda stretch: stretch.start <= entry)  # noqa: B023
            if isinstance(stretch, Recording):
                end = stretch.start + len(stretch)
                whole = (
                    number == stretch.start and moment >= end if by > 0 else number == end and moment <= stretch.start
                )
                if whole:
                    stretch.forget()
                    stretch.pass_over(by, net)
                    over[stretch.replayer] = over.get(stretch.replayer, 0) - by
                    number += by * len(stretch)
                    continue
            _write_cells(net)
            (self._redo if by > 0 else self._undo)(Entry(stretch, entry - stretch.start))
            number += by
        _write_cells(net)
        for replayer, runs in over.items():
            graph = replayer.session.graph.number
            for op in replayer.plan.operations if runs else ():
                self.undone[graph, op.name] = self.undone.get((graph, op.name), 0) + runs

    def _undo(self, entry: Entry) -> None:
        undo, run = entry.undo, entry.run
        if undo is None:
            return
        for cell, old, _ in reversed(undo.cells):
            cell.value = old
        if run.made is not None:
            entry.stretch.after[entry.index] = run.values[undo.out]
            run.values[undo.out] = undo.before
        self._count(entry, -1)

    def _redo(self, entry: Entry) -> None:
        undo, run = entry.undo, entry.run
        if undo is None:
            return
        for cell, _, new in undo.cells:
            cell.value = new
        if run.made is not None:
            run.values[undo.out] = entry.stretch.after[entry.index]
        self._count(entry, 1)
        if run.made is not None:
            del entry.stretch.after[entry.index]

    def _count(self, entry: Entry, by: int) -> None:
        undo, run = entry.undo, entry.run
        assert undo is not None
        if isinstance(undo, Override):
            return
        if run.made is not None:
            after = entry.stretch.after[entry.index]
            results = [after] if isinstance(undo.out, int) else after[: len(run.plan.outputs[undo.pc])]
            if all(value is DEAD for value in results):
                return
            run.counts[undo.pc] += by
        if run.finished:
            key = run.graph, run.plan.operations[undo.pc].name
            self.undone[key] = self.undone.get(key, 0) - by

    def start_of_run(self) -> int:
        """The moment at which the run around the cursor, or else the one before, began."""
        number = self.cursor - 1
        if number > self.first and self.entry(number).undo is None:
            number -= 1
        while number > self.first and (self.entry(number).undo is not None):
            number -= 1
        return number + 1

    def end_of_run(self) -> int:
        """The moment at which the run around the cursor ends, or the next one where it ends here."""
        number = self.cursor
        if number < self.now and self.entry(number).undo is None:
            number += 1
        while number < self.now and self.entry(number).undo is not None:
            number += 1
        return number


def _is_empty(values: list[Any]) -> bool:
    return all(value is None for value in values)


def _timed(execution: Execution) -> list[int]:
    """Bring a run of a plan that goes straight on to its end; the nanoseconds of each instruction."""
    clock, spent = perf_counter_ns, []
    for pc in range(len(execution.plan)):
        began = clock()
        execution.advance(pc + 1)
        spent.append(clock() - began)
    return spent


def _write_cells(net: dict[Cell, tuple[Recording, bool, int]]) -> None:
    for cell, (recording, wrote, place) in net.items():
        cell.value = (recording.new if wrote else recording.before)[place]
    net.clear()
