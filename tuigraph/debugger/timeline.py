"""One timeline of all runs and steps of a program: record, go back, go forward again.

The timeline is a list of entries: a run begins, a step was executed.  A *moment* is a number of entries; the cursor is
the moment that is shown, usually the newest one.  Going back over a step (`undo_redo.py`) puts references back (the
contents of its slots, the values of the cells that it wrote) and keeps those it takes away for the way forward.  No
kernel is called for either, so forward again is the same to the bit.

A run that nobody steps through takes the fast plan and leaves a recording in the place of its records (`fast_runs.py`).

Bytes are bounded (`log.py`).  When records take more than `limit`, the oldest entries are dropped; counts, the texts of
the newest assignments and curves stay.  The values of the last run stay with it as long as it is the last.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from time import perf_counter_ns, time
from typing import Any

import numpy as np

from tuigraph.debugger.buffers import SMALL
from tuigraph.debugger.fast_runs import FastRuns
from tuigraph.debugger.graphs import GraphBook
from tuigraph.debugger.ledger import Ledger
from tuigraph.debugger.lives import Lives
from tuigraph.debugger.log import RECORD_BYTES, Log
from tuigraph.debugger.pace import ENDLESS, TIMED_FIRST, Pace
from tuigraph.debugger.program import Spot
from tuigraph.debugger.replay import Recording, Replayer
from tuigraph.debugger.runs import KEEP, Amended, Entry, Made, Override, Piece, Record, Run, Stretch
from tuigraph.debugger.series import SeriesBook
from tuigraph.debugger.undo_redo import UndoRedo
from tuigraph.engine.containers import Cell, journal
from tuigraph.engine.execute import DEAD, Execution, Request, Session, Undo

LIMIT = 32 * 2**20
UNDO_BYTES = 400  # of a step that wrote cells, or slots that were full
RUN_BYTES = 1500  # of a run itself
CHUNK = 1024  # records that are dropped together
NOWHERE: frozenset[int] = frozenset()


class Timeline:
    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.graphs = GraphBook()
        self.lives = Lives(self.graphs)
        self.ledger = Ledger()
        self.series = SeriesBook()
        self.active: dict[int, Run] = {}  # runs that have begun and not ended, by number
        self.halt = False  # set by anybody: main thread's run stops before its next step
        self.lock = threading.Lock()
        self.threaded = False  # other threads than the main one have made runs
        self.alone = threading.Lock()  # held while the main thread counts on being the only one
        self._log = Log(limit, self.lives, self.ledger)
        self.fast_runs = FastRuns(self._log, self.lives, self.ledger, self.series, self.lock, self.alone)
        self._undo_redo = UndoRedo(self._log.pieces)
        self._live = threading.Event()  # other threads wait for it before a step
        self._live.set()

    # ------------------------------------------------------------ what there is

    @property
    def first(self) -> int:
        """The oldest moment that the cursor can go to."""
        return self._log.first

    @property
    def now(self) -> int:
        """The newest moment."""
        return self._log.now

    @property
    def cursor(self) -> int:
        """The moment that is shown."""
        return self._log.shown

    @property
    def runs(self) -> int:
        """How many runs there have been."""
        return self._log.runs

    @property
    def undone(self) -> dict[tuple[int, str], int]:
        """Calls in ended runs that lie after the cursor, by graph and node."""
        return self._undo_redo.undone

    @property
    def past(self) -> bool:
        """Whether the cursor lies before the newest moment."""
        return self._log.cursor is not None

    @property
    def bytes(self) -> int:
        return self._log.bytes

    @property
    def last_run(self) -> Run | None:
        """The newest of the program's own runs that has ended."""
        last = self._log.last
        return last.run if isinstance(last, Recording) else last

    def shown_in_passing(self, shown: Run | None) -> Run | None:
        """The last run, or the one that is `shown` while a replay of the last would cost too much."""
        last = self._log.last
        if shown is None or not isinstance(last, Recording) or self._log.cache.is_cheap(last):
            return self.last_run
        return shown

    @property
    def first_run(self) -> int:
        """The oldest run that somebody can go back into."""
        return self._log.pieces[0].number if self._log.pieces else self._log.runs

    def entry(self, number: int) -> Entry:
        """The entry that leads from moment `number` to the next."""
        stretch = self._log.pieces.last_where(lambda stretch: stretch.start <= number)
        return Entry(stretch, number - stretch.start)

    def stretches(self) -> list[Stretch | Recording]:
        """All that the timeline holds, from the oldest on."""
        return [self._log.pieces[i] for i in range(len(self._log.pieces))]

    def pieces_of(self, run: Run) -> list[Piece]:
        """What the timeline holds of a run, from the oldest on."""
        return [piece for piece in self.stretches() if piece.number == run.number]

    def stretches_before(self, moment: int) -> Iterator[Stretch | Recording]:
        """Those that begin before a moment, the newest first."""
        count = len(self._log.pieces)
        if not count or self._log.pieces[0].start >= moment:
            return
        last = self._log.pieces.index_of_last(lambda stretch: stretch.start < moment)
        for i in range(last, -1, -1):
            yield self._log.pieces[i]

    @property
    def newest(self) -> Entry | None:
        """The entry before the cursor."""
        return self.entry(self.cursor - 1) if self.cursor > self._log.first else None

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
            for number in range(self.cursor, self._log.now):
                entry = self.entry(number)
                if entry.run is run and entry.undo is not None:
                    return entry.undo.pc
                if run.finished and entry.run.number > run.number:
                    break
        return run.end if run.finished else run.execution.pc

    # ------------------------------------------------------------ recording

    def begin(self, session: Session, execution: Execution, request: Request, thread: str = "") -> Run:
        """A run begins, made by the program's main thread (which returns to the newest moment) or by another."""
        if not thread:
            self.to_live()
            self.graphs.run_begins()
        else:
            self._live.wait()
            if not self.threaded:
                with self.alone:
                    self.threaded = True
        with self.lock:
            self.fast_runs.flush_locked()
            self._log.runs += 1
            record = self.lives.opened(session)
            record.runs += 1
            plan = execution.plan
            run = Run(self._log.runs, record, plan, request, Made(execution, [0] * len(plan), {}))
            self.active[self._log.runs] = run
            pace = self._log.paces.get(run.plan)
            if pace is None:
                pace = self._log.paces[run.plan] = Pace(run.plan)
            run.pace = pace
            run.asked = request
            run.swept = pace.begin() and request.trace is None
            if not run.swept:
                run.spent = [0] * run.end
            run.thread = thread
            if len(self.active) > 1:
                for other in self.active.values():
                    other.alone = False
            stretch = self._add(run, [None], [0], RUN_BYTES)
            for slot, _ in run.plan.feeds:
                if isinstance(value := run.values[slot], np.ndarray):
                    stretch.buffers.append(self._log.buffers.hold(value))
            return run

    def run_fast(self, session: Session, execution: Execution, place: Spot) -> Replayer | None:
        """Bring a run of the main thread to its end in the fast way, where it can be replayed; by what.

        Where it is not, nothing has happened.
        """
        self.flush()
        replayer = self._log.replayers.get(execution.plan)
        if replayer is None or replayer.pace.total > ENDLESS or self.threaded or self.active:
            return None
        self.to_live()
        self.graphs.run_begins()
        return replayer if self.fast_runs.run(replayer, execution, place) else None

    def flush(self) -> None:
        """Put the runs that are still buffered on the timeline."""
        self.fast_runs.flush()

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
        loops, trace = bool(run.plan.jumps), run.asked.trace
        executed = 0
        try:
            while execution.pc < end and executed != most:
                if (halts and self.halt) or (executed and execution.pc in stops):
                    return
                if self._log.cursor is not None:
                    self._live.wait()
                start = clock()
                undo = step()
                nanoseconds[undo.pc] = clock() - start
                executed += 1
                if trace is not None:
                    trace.note(execution, undo, start, nanoseconds[undo.pc])
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
        if (
            start == 0
            and run.pace.writers is not None
            and not run.thread
            and not self.threaded
            and not (halts and self.halt)
        ):
            self._sweep_whole(run, run.pace.writers)
            return
        try:
            while execution.pc < end and not (halts and self.halt):
                if self._log.cursor is not None:
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
        pace, hold = run.pace, self._log.buffers.hold
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
                    self.lives.assigned(run.session, cell, self._log.now + undo.pc - start, run.number, new)
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
            hold = self._log.buffers.hold
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
                        self.lives.assigned(run.session, cell, self._log.now + len(records), run.number, new)
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
            self._log.trim()
        undos.clear()

    def _add(self, run: Run, records: Sequence[Record], times: list[int], bytes: int) -> Stretch:
        stretch = self._log.pieces.last()
        if not isinstance(stretch, Stretch) or stretch.run is not run or len(stretch.records) > CHUNK:
            stretch = Stretch(run, self._log.now)
            self._log.pieces.append(stretch)
            run.kept += 1
        stretch.records += records
        stretch.nanoseconds += times
        stretch.bytes += bytes
        self._log.record_bytes += bytes
        self._log.now += len(records)
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
                not run.thread
                and run.alone
                and pace.is_plain
                and pace.runs >= TIMED_FIRST
                and run.plan not in self._log.replayers
            ):
                self.fast_runs.learn(run)
            if not run.thread:
                self._log.last = run
            if run.execution.pc >= run.end:
                for slot in run.plan.fetched:
                    tensor = run.plan.tensor[slot]
                    value = run.execution.values[slot]
                    shown = value.value if isinstance(value, Cell) else value
                    self.series.add(run.graph, run.session.number, tensor.name, shown, time())
            self._log.trim()

    def _account(self, run: Run) -> None:
        """Enter a run that has ended in the ledger."""
        plan, graph, ledger, reruns, sources = run.plan, run.graph, self.ledger, run.session.reruns, run.pace.sources
        version = self.lives.version
        whole = run.counts == run.pace.ones
        if whole and run.pace.held is None:
            constants = (run.values[slot] for slot in run.pace.constants)
            run.pace.held = [self._log.buffers.hold(value) for value in constants if value.__class__ is np.ndarray]
        changed = reruns.whole(sources, run.values, run.number, version) if whole and run.alone else None
        if whole:
            ledger.add_whole(plan, graph, run.number, sources.masks, changed)
        else:
            ledger.add(plan, graph, run.number, run.counts)
        if run.spent:
            ledger.measured(plan, graph, run.counts, run.spent, run.values)
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
            self._log.materialize(run)
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
                    self.lives.assigned(run.session, cell, self._log.now + i, run.number, new)
                written = [*([after] if isinstance(undo.out, int) else after), *(new for _, _, new in undo.cells)]
                held += [self._log.buffers.hold(value) for value in written if isinstance(value, np.ndarray)]
                called[undo.pc] += not isinstance(undo, Override)
            run.counts[:] = [count + more for count, more in zip(run.counts, called)]
            stretch = self._add(run, records, [0] * len(changes), UNDO_BYTES * len(changes))
            stretch.buffers += held
            stretch.writes += [record for record in records if isinstance(record, Undo)]
            run.steps += len(changes)
            if run.finished:
                self.ledger.add(run.plan, run.graph, run.number, called)
            self._log.trim()

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
        if self._log.cursor is not None:
            self.go_to(self._log.now)

    def go_to(self, moment: int) -> int:
        """Go to a moment, or as near as the timeline reaches; returns over how many entries."""
        with self.lock:
            start = self.cursor
            moment = min(max(moment, self._log.first), self._log.now)
            self._undo_redo.cross(start, moment)
            if moment < self._log.now:
                self._log.cursor = moment
                self._live.clear()
            else:
                self._log.cursor = None
                self._live.set()
            return abs(moment - start)

    def start_of_run(self) -> int:
        """The moment at which the run around the cursor, or else the one before, began."""
        number = self.cursor - 1
        if number > self._log.first and self.entry(number).undo is None:
            number -= 1
        while number > self._log.first and (self.entry(number).undo is not None):
            number -= 1
        return number + 1

    def end_of_run(self) -> int:
        """The moment at which the run around the cursor ends, or the next one where it ends here."""
        number = self.cursor
        if number < self._log.now and self.entry(number).undo is None:
            number += 1
        while number < self._log.now and self.entry(number).undo is not None:
            number += 1
        return number


def _is_empty(values: list[Any]) -> bool:
    return all(value is None for value in values)
