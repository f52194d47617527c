"""The log behind a timeline: its entries in so many bytes, and what goes when these run short.

Large values that a replay can restore are evicted first, the oldest before all others.  Then the oldest entries are
dropped; of a run that has ended either all or none.
"""

from __future__ import annotations

import numpy as np

from tuigraph.debugger.buffers import Buffers, is_large
from tuigraph.debugger.ledger import Ledger
from tuigraph.debugger.lives import SHOWN, Lives
from tuigraph.debugger.pace import Pace
from tuigraph.debugger.queues import Queue
from tuigraph.debugger.replay import CHECKPOINT_EVERY, Recording, ReplayCache, Replayer
from tuigraph.debugger.runs import Run, Stretch
from tuigraph.engine.plan import Plan

RECORD_BYTES = 64  # of a step that left nothing but its results behind


class Log:
    """What is held of the runs, from moment `first` to moment `now`."""

    def __init__(self, limit: int, lives: Lives, ledger: Ledger) -> None:
        self.limit = limit
        self.pieces: Queue[Stretch | Recording] = Queue()
        self.first = 0  # the oldest moment that the cursor can go to
        self.now = 0  # the newest moment
        self.cursor: int | None = None  # None: the newest moment, whichever that is
        self.runs = 0
        self.last: Run | Recording | None = None  # the newest of the program's own runs that has ended
        self.buffers = Buffers()
        self.record_bytes = 0
        self.paces: dict[Plan, Pace] = {}
        self.replayers: dict[Plan, Replayer | None] = {}  # None: the runs of a plan cannot be replayed
        self.cache = ReplayCache(lambda: self.shown, self._room)
        self._lives = lives
        self._ledger = ledger
        self._evictable: Queue[Recording] = Queue()  # whose values nobody looks at in passing, the oldest first
        self._orphans: list[list[Recording]] = []  # segments that have lost their checkpoint

    @property
    def shown(self) -> int:
        """The moment at the cursor."""
        return self.now if self.cursor is None else self.cursor

    def _room(self) -> int:
        return self.limit - self.buffers.bytes - self.record_bytes

    @property
    def bytes(self) -> int:
        return self.buffers.bytes + self.record_bytes + self.cache.bytes

    def join(self, recording: Recording) -> None:
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
        recording.buffers += tuple([self.buffers.hold(value) for value in found if is_large(value)])

    def materialize(self, run: Run) -> None:
        """Keep the records of the newest run, where it is a recording."""
        recording = self.pieces[-1]
        if not isinstance(recording, Recording) or recording.run is not run:
            return
        made, records = recording.materialized()
        stretch = Stretch(run, recording.start)
        stretch.first, stretch.records, stretch.writes = 0, records, recording.writes
        stretch.nanoseconds, stretch.buffers = recording.nanoseconds, [*recording.buffers, *recording.written_buffers]
        if recording.segment is not None:
            recording.segment.remove(recording)
            recording.segment, recording.replayer.segment = None, []
        stretch.buffers += [self.buffers.hold(v) for v in made.execution.values if isinstance(v, np.ndarray)]
        stretch.bytes = recording.bytes + RECORD_BYTES * len(records)
        self.record_bytes += stretch.bytes - recording.bytes
        self.pieces.replace_last(stretch)
        self.last = run

    def _is_over(self) -> bool:
        """Whether more is held than may be."""
        reserve = min(self.cache.reserve, self.limit // 3)
        return self.buffers.bytes + self.record_bytes > self.limit - reserve

    def _evict(self, recording: Recording) -> None:
        """Let go of what a replay from the checkpoint of its segment restores."""
        if recording.segment is not None and recording is not self.last:
            recording.evict()
            for key in recording.written_buffers:
                self.buffers.release(key)
            recording.written_buffers = ()

    def trim(self) -> None:
        """Drop the oldest stretches; of a run that has ended either all or none."""
        if self.cursor is not None or not self._is_over():
            return
        self.cache.clear()
        while self._evictable and self._is_over():
            self._evict(self._evictable[0])
            self._evictable.pop_first()
        if not self._is_over():
            return
        stretches = self.pieces
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
        if recording is self.last:
            recording.restore()
        pattern, new = replayer.pattern, recording.kept[1]
        for cell, pc, value in zip(pattern.cells, pattern.pcs, new):
            self._lives.drop_write(recording.number, replayer.plan.operations[pc].name, cell, value)
        for key in (*recording.buffers, *recording.written_buffers):
            self.buffers.release(key)
        if recording.segment is not None:
            self._leave(recording, recording.segment)
            recording.segment = None
        self.record_bytes -= recording.bytes
        self.pieces.pop_first()
        if recording is not self.last:
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
            self._lives.drop(run.number, run.plan.operations[write.pc].name, write)
        for key in stretch.buffers:
            self.buffers.release(key)
        self.record_bytes -= stretch.bytes
        self.pieces.pop_first()
        run.kept -= 1
        if run.finished and not run.kept:
            self._drop_run(run.plan, run.pace)

    def _drop_run(self, plan: Plan, pace: Pace) -> None:
        pace.runs_kept -= 1
        if not pace.runs_kept:
            self.replayers.pop(plan, None)
            self._ledger.forget(plan)
            for key in self.paces.pop(plan).held or ():
                self.buffers.release(key)
