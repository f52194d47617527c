"""Fast runs: executed by the plan that nobody observes, buffered, and put on the timeline as recordings.

A plan is learned from one of its first runs, which are observed; from then on its runs take the fast plan, as long as
they write what is expected.  One that does not, or fails, is undone, as if it had not been.
"""

from __future__ import annotations

import threading
from time import perf_counter_ns, time
from typing import Any

import numpy as np

from tuigraph.debugger.buffers import is_large, size_of
from tuigraph.debugger.ledger import Ledger
from tuigraph.debugger.lives import Lives
from tuigraph.debugger.log import Log
from tuigraph.debugger.program import Spot
from tuigraph.debugger.replay import BufferedRun, Recording, Replayer, access_pattern
from tuigraph.debugger.runs import Amended, Run
from tuigraph.debugger.series import SeriesBook
from tuigraph.engine.containers import Cell, journal
from tuigraph.engine.execute import Execution

RECORDING_BYTES = 800  # of a recording itself
WRITE_BYTES = 180  # of an assignment in it
EVICTABLE_BYTES = 4096  # bytes that a run writes and that are worth evicting
BATCH_BYTES = 2**20  # that buffered runs may hold


class FastRuns:
    """Holds `lock` while it changes the log, and `alone` while it counts on no other thread's writing cells."""

    def __init__(
        self, log: Log, lives: Lives, ledger: Ledger, series: SeriesBook, lock: threading.Lock, alone: threading.Lock
    ) -> None:
        self.buffered: list[BufferedRun] = []  # those that are not yet on the timeline
        self._log = log
        self._lives = lives
        self._ledger = ledger
        self._series = series
        self._lock = lock
        self._alone = alone

    def learn(self, run: Run) -> None:
        """Find out whether the runs of a plan can be replayed, by one of the first."""
        session, stretch = run.session.session(), self._log.pieces[-1]
        if session is None or not run.execution.finished or stretch.run is not run or stretch.first:
            return
        writes = [undo for undo in stretch.writes if not isinstance(undo, Amended)]
        pattern = None if session.sess_str else access_pattern(run.plan, run.values, writes, session.store)
        self._log.replayers[run.plan] = None if pattern is None else Replayer(run, session.store, pattern)

    def run(self, replayer: Replayer, execution: Execution, place: Spot) -> bool:
        """Bring a run of the main thread to its end; False where it has to be observed, and nothing has happened."""
        plan = execution.plan
        pattern, timed = replayer.pattern, replayer.pace.is_next_timed
        fed = tuple([execution.values[slot] for slot, _ in plan.feeds])
        way = plan if timed else replayer.fast(execution.store, fed)
        if way is None:
            return False
        before = tuple([cell.value for cell in pattern.read])
        execution.take(way)
        spent: list[int] = []
        done = False
        with self._alone, journal.noting() as written:
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
            return False
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
        self._log.cache.state = max(self._log.cache.state, size)
        replayer.batch = BATCH_BYTES // (size + sum(map(size_of, fed)) + 1)
        return True

    def _measured(self, replayer: Replayer, execution: Execution, spent: list[int]) -> None:
        pace, graph = replayer.pace, replayer.session.graph.number
        pace.nanoseconds[:], pace.total = spent, sum(spent)
        with self._lock:
            self._ledger.measured(replayer.plan, graph, pace.ones, spent, execution.values)

    def flush(self) -> None:
        """Put the buffered runs on the timeline."""
        if self.buffered:
            with self._lock:
                self.flush_locked()

    def flush_locked(self) -> None:
        """The same for who holds the lock."""
        count = len(self.buffered)
        for run in self.buffered[:count]:
            self._enter(run)
        del self.buffered[:count]
        self._log.trim()

    def _enter(self, run: BufferedRun) -> None:
        replayer, place, before, fed, new, shown, moment = run
        log, buffers = self._log, self._log.buffers
        log.runs += 1
        number, session, pattern = log.runs, replayer.session, replayer.pattern
        session.runs += 1
        replayer.pace.begin()
        entry, bytes = log.now + 1, RECORDING_BYTES + WRITE_BYTES * len(new)
        held: list[int] = []
        for cell, pc, value in zip(pattern.cells, pattern.pcs, new):
            if is_large(value):
                held.append(buffers.hold(value))
            elif value.__class__ is np.ndarray:
                bytes += value.nbytes
            self._lives.assigned(session, cell, entry + pc, number, value)
        fed_buffers = [buffers.hold(value) for value in fed if value.__class__ is np.ndarray]
        recording = Recording(log.cache, replayer, number, log.now, place, before, fed, new)
        recording.buffers, recording.written_buffers, recording.bytes = tuple(fed_buffers), tuple(held), bytes
        log.record_bytes += bytes
        log.pieces.append(recording)
        log.now += len(recording)
        log.last = recording
        if replayer.is_evictable:
            log.join(recording)
        self._account_whole(replayer, number, fed)
        graph = session.graph.number
        for name, value in zip(replayer.names, shown):
            self._series.add(graph, session.number, name, value, moment)

    def _account_whole(self, replayer: Replayer, number: int, fed: tuple[Any, ...]) -> None:
        """Enter a run in the ledger, each instruction of which counts once."""
        reruns, sources, version = replayer.session.reruns, replayer.pace.sources, self._lives.version
        values, ones, graph = replayer.sources_of(fed), replayer.pace.ones, replayer.session.graph.number
        changed = reruns.whole(sources, values, number, version)
        self._ledger.add_whole(replayer.plan, graph, number, sources.masks, changed)
        if changed is None:
            self._ledger.ran_again(graph, reruns.partial(sources, values, ones, number, version))


def _timed(execution: Execution) -> list[int]:
    """Bring a run of a plan that goes straight on to its end; the nanoseconds of each instruction."""
    clock, spent = perf_counter_ns, []
    for pc in range(len(execution.plan)):
        began = clock()
        execution.advance(pc + 1)
        spent.append(clock() - began)
    return spent
