"""The lives of variables: initialised, assigned, destroyed; each at a moment of the timeline.

A moment is a number of entries of the timeline.  What a variable was assigned is looked up in the entries as long as
they are kept; of entries that are dropped, the newest assignments leave their text behind.
"""

from __future__ import annotations

import gc
import weakref
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from tuigraph.debugger import format
from tuigraph.debugger.buffers import size_of
from tuigraph.debugger.graphs import Declared, GraphBook, GraphRecord
from tuigraph.debugger.reruns import Reruns
from tuigraph.debugger.track import Track
from tuigraph.engine.containers import UNINITIALIZED, Cell, held
from tuigraph.engine.execute import Session, Undo
from tuigraph.engine.session import BaseSession
from tuigraph.wire.said import Said, Text, said
from tuigraph.wire.views import Assignment, SessionView, VariableState, VariableView

SHOWN = 8  # assignments of a variable in a snapshot
CLOSED = 32  # closed sessions that are remembered
VARIABLES = 400  # variables in a snapshot
SMALL = 4096  # bytes
BEFORE = (-1, 0)  # entry and run of what was assigned before anybody looked

EVICTED: Any = object()  # stands for a value that would have to be computed

Lookup = Callable[[int, Cell], "tuple[int, str, Any, Any]"]
"""From the number of an entry and a cell to run, node, old value and new value."""


class Life:
    """One variable in one session."""

    def __init__(self, declared: Declared, cell: Cell) -> None:
        self.name, self.dtype, self.shape = declared
        self.cell: Cell | None = cell  # None once it is destroyed and nothing on the timeline speaks of it
        self.initialized: tuple[int, int] | None = None  # entry and run
        self.entries: deque[int] = deque()  # of the assignments that the timeline still holds
        self.writers: dict[int, int] = {}  # on a server: by entry, the session that made it
        self.dropped: deque[tuple[int, str, Any]] = deque(maxlen=SHOWN)  # run, node, value or its text
        self.dropped_count = 0
        self.destroyed: tuple[int, Said] | None = None
        self.last: Text = ""  # the text of the last value, once it is destroyed
        self.version = 0  # how many values it has had
        self._writer = 0  # the newest run that has assigned to it,
        self._version_before = 0  # and the version that this run had found
        self._track = Track()

    def assigned(self, entry: int, run: int, new: Any) -> None:
        self.entries.append(entry)
        if run != self._writer:
            self._writer, self._version_before = run, self.version
        self.version += 1
        if self.initialized is None and new is not UNINITIALIZED:
            self.initialized = entry, run

    def written_before(self, moment: int) -> int:
        """How many of the writes that the timeline still holds are before a moment."""
        return bisect_left(self.entries, moment)

    def values(self, lookup: Lookup) -> list[Any]:
        """What it has been given, as far as that is kept; texts of large values that are not."""
        kept = [] if self.cell is None else [lookup(entry, self.cell)[3] for entry in self.entries]
        return [value for _, _, value in self.dropped] + kept

    def version_before(self, run: int) -> int:
        """The version that a run found, if none has assigned to the variable since."""
        return self._version_before if self._writer == run else self.version

    def drop(self, run: int, node: str, value: Any) -> None:
        """The timeline drops the oldest assignment; of the newest of those, the text stays."""
        self.writers.pop(self.entries.popleft(), None)
        self.dropped_count += 1
        self._let_go()
        if value is EVICTED:
            return
        small = size_of(value) <= SMALL  # then its text can wait until somebody asks
        self.dropped.append((run, node, value if small else format.preview(value)))

    def destroy(self, moment: int, by: Said) -> None:
        if self.destroyed is None and self.cell is not None:
            self.destroyed = moment, by
            self.last = format.preview(self.cell) if self.initialized else ""
            self._let_go()

    def _let_go(self) -> None:
        """Do not keep the memory of a variable that is gone."""
        if self.destroyed and not self.entries:
            self.cell = None

    def view(self, session: int, moment: int, now: bool, lookup: Lookup, numbers: Mapping[str, int]) -> VariableView:
        """The variable as it was at a moment; `now` when that is the newest one; `numbers` of sessions by label."""
        count = len(self.entries)
        while not now and count and self.entries[count - 1] >= moment:
            count -= 1
        newest = [self.entries[i] for i in range(max(0, count - SHOWN), count)]
        made = [(run, node, new) for run, node, _, new in (lookup(entry, self.cell) for entry in newest if self.cell)]
        texts = [
            Assignment(run, node, value if isinstance(value, (str, Said)) else format.preview(value))
            for run, node, value in [*self.dropped, *made][-SHOWN:]
        ]
        destroyed = self.destroyed if self.destroyed and (now or self.destroyed[0] <= moment) else None
        initialized = self.initialized if self.initialized and (now or self.initialized[0] < moment) else None
        state: VariableState = "live" if initialized else "uninitialized"
        preview = self.last if destroyed or self.cell is None else format.preview(self.cell)
        if destroyed:
            state = "destroyed"
        return VariableView(
            session=session,
            name=self.name,
            dtype=self.dtype,
            shape=self.shape,
            state=state,
            preview=preview if initialized else "",
            initialized_run=initialized[1] if initialized else 0,
            assignments=tuple(texts),
            assigned=self.dropped_count + count,
            destroyed=destroyed[1] if destroyed else "",
            track=self._track.view(self.dropped_count, count, self._value_after(lookup)),
            container="" if self.cell is None else self.cell.container,
            writer=self._writer_at(count, now, lookup, numbers) if self.writers or numbers else "",
        )

    def _writer_at(self, count: int, now: bool, lookup: Lookup, numbers: Mapping[str, int]) -> Text:
        """The session that has made the last of so many writes, of another process as its server names it."""
        cell = self.cell
        if cell is None:
            return ""
        number = self.writers.get(self.entries[count - 1]) if count else None
        if now and cell.writer:
            number = numbers.get(cell.writer)
            return str(cell.writer) if number is None else said("session", n=number)
        if now and count and type(cell) is Cell and lookup(self.entries[count - 1], cell)[3] is not cell.value:
            return ""  # somebody else has written since
        return "" if number is None else said("session", n=number)

    def _value_after(self, lookup: Lookup) -> Callable[[int], Any]:
        """From the place of an assignment among those that are held to the value that it wrote."""
        return lambda place: None if self.cell is None else lookup(self.entries[place], self.cell)[3]


class SessionRecord:
    """A session of the program, by a number that counts from 1 since the program started."""

    def __init__(self, number: int, session: Session, graph: GraphRecord) -> None:
        self.number = number
        self.session = weakref.ref(session)
        self.graph = graph
        self.runs = 0
        self.closed: int | None = None  # the moment
        self.server = session.sess_str or ""
        self.lives: dict[str, Life] = {}
        self.reruns = Reruns()


class Lives:
    """All sessions and their variables."""

    def __init__(self, graphs: GraphBook) -> None:
        self._graphs = graphs
        self._by_cell: dict[Cell, Life | None] = {}  # None: a cell that is no variable
        self.sessions: dict[int, SessionRecord] = {}
        self._numbers: weakref.WeakKeyDictionary[Session, SessionRecord] = weakref.WeakKeyDictionary()
        self._labels: dict[str, int] = {}  # of sessions on clusters
        self._count = 0
        self._latest: SessionRecord | None = None

    def opened(self, session: Session) -> SessionRecord:
        latest = self._latest
        if latest is not None and latest.session() is session:
            return latest
        found = self._numbers.get(session)
        if found is None:
            self._count += 1
            found = SessionRecord(self._count, session, self._graphs.record(session.graph))
            self.sessions[found.number] = self._numbers[session] = found
            if session.label:
                self._labels[session.label] = found.number
        self._latest = found
        return found

    def found(self, session: Session) -> None:
        """A session that was there before anybody looked, and what its variables hold."""
        record = self.opened(session)
        self._sweep(record)
        for life in record.lives.values():
            if life.cell is not None and held(life.cell) is not UNINITIALIZED:
                life.initialized = BEFORE

    def closed(self, session: Session, moment: int) -> None:
        record = self.opened(session)
        self._sweep(record)
        record.closed = moment
        record.reruns = Reruns()
        if not record.server:
            for life in record.lives.values():
                life.destroy(moment, said("by_close"))
        ended = [r for r in self.sessions.values() if r.closed is not None]
        for old in ended[:-CLOSED]:
            del self.sessions[old.number]

    def open_sessions(self) -> list[Session]:
        found = (record.session() for record in self.sessions.values() if record.closed is None)
        return [session for session in found if session is not None]

    def assigned(self, record: SessionRecord, cell: Cell, entry: int, run: int, new: Any) -> None:
        """A step of a run in this session has written a cell."""
        life = self._by_cell.get(cell, _NOT_SEEN)
        if life is _NOT_SEEN:
            life = self._find(record, cell)
        if life is not None:
            life.assigned(entry, run, new)
            if record.server:
                life.writers[entry] = record.number

    def of(self, cell: Cell) -> Life | None:
        """The life that a cell holds the value of; None for what is no variable or was never assigned."""
        return self._by_cell.get(cell)

    def values(self, name: str, session: Session | None, lookup: Lookup) -> list[Any]:
        """What a variable has been given in a session, or in any."""
        records = [record for record in self.sessions.values() if session is None or record.session() is session]
        lives = [record.lives[name] for record in records if name in record.lives]
        return [value for life in lives for value in life.values(lookup)]

    def version(self, cell: Cell, run: int, at_the_end: bool) -> int:
        """The number of a variable's value at the end of a run or at its start."""
        life = self._by_cell.get(cell)
        if life is None:
            return 0
        return life.version if at_the_end else life.version_before(run)

    def _find(self, record: SessionRecord, cell: Cell) -> Life | None:
        declared = record.graph.variable(cell.name)
        life = self._by_cell[cell] = None if declared is None else Life(declared, cell)
        if life is not None:
            former = record.lives.get(life.name)
            record.lives[life.name] = life
            if former is not None:
                former.destroy(0, said("by_reset"))
        return life

    def drop(self, run: int, node: str, undo: Undo) -> None:
        """The timeline drops a step, the oldest one, in which a node wrote cells."""
        for cell, _, new in undo.cells:
            self.drop_write(run, node, cell, new)

    def drop_write(self, run: int, node: str, cell: Cell, new: Any) -> None:
        """The timeline drops the oldest write of a cell; of an EVICTED value no text stays."""
        life = self._by_cell.get(cell)
        if life is not None:
            life.drop(run, node, new)
            if life.cell is None:
                del self._by_cell[cell]

    def _sweep(self, record: SessionRecord) -> None:
        """Find variables whose cells are there but were not assigned in a recorded step, or are gone."""
        session = record.session()
        if session is None:
            if not record.server:
                for life in record.lives.values():
                    life.destroy(0, said("by_garbage"))
            return
        if record.closed is not None and not record.server:
            return
        cells = session.store.cells
        for life in list(record.lives.values()):
            cell = life.cell
            if cell is not None and life.destroyed is None and cells.get((cell.container, cell.name)) is not cell:
                life.destroy(0, said("by_reset"))
        for cell in list(cells.values()):
            if cell not in self._by_cell:
                self._find(record, cell)
            known = self._by_cell.get(cell)
            if known is not None:
                record.lives.setdefault(known.name, known)

    def view(self, moment: int, now: bool, lookup: Lookup) -> tuple[VariableView, ...]:
        """The variables of all sessions at a moment, those of newer sessions first where there are too many."""
        found: list[list[VariableView]] = []
        total = 0
        for record in reversed(list(self.sessions.values())):
            self._sweep(record)
            views = [
                life.view(record.number, moment, now, lookup, self._labels) for life in list(record.lives.values())
            ]
            if record.closed is None and record.session() is not None:
                views.extend(self._untouched(record))
            order = {variable.name: i for i, variable in enumerate(record.graph.variables())}
            views.sort(key=lambda view: order.get(view.name, 0))
            found.append(views[: VARIABLES - total])
            total += len(found[-1])
        return tuple(view for views in reversed(found) for view in views)

    def _untouched(self, record: SessionRecord) -> list[VariableView]:
        """Variables of the graph that the session knows nothing of yet."""
        return [
            VariableView(record.number, *variable, "uninitialized", "", 0, (), 0, "")
            for variable in record.graph.variables()[:VARIABLES]
            if variable.name not in record.lives
        ]

    def session_views(self, moment: int, now: bool) -> tuple[SessionView, ...]:
        return tuple(
            SessionView(
                r.number, r.graph.number, r.closed is not None and (now or r.closed <= moment), r.runs, r.server
            )
            for r in list(self.sessions.values())
        )


def sessions_alive() -> list[BaseSession]:
    """The open sessions of this process, also those that were made while nobody looked, the oldest first."""
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), BaseSession)]
    return sorted((session for session in found if not session.closed), key=lambda session: session.number)


_NOT_SEEN: Any = object()
