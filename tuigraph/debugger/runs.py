"""What stands on a timeline: runs, and the stretches of their records.

A run that nobody stepped through is a recording at first (`replay.py`): replayed when somebody asks for its values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tuigraph.debugger.lives import SessionRecord
from tuigraph.debugger.pace import Pace
from tuigraph.engine.execute import Execution, Request, Undo
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan


class Amended(Undo):
    """A step that a what-if has made again, and that was kept."""

    __slots__ = ()


class Override(Amended):
    """A value that somebody put in the place of another, by keeping a what-if; no kernel was called."""

    __slots__ = ()


KEEP: Any = object()  # what is in the slots already

Record = Undo | int | None
"""A step; or only the index of its instruction, when its slots were empty before and it wrote no cell; or None: the run
begins."""


class Asked(Protocol):
    """The names of what a run was asked for."""

    @property
    def fetches(self) -> tuple[str, ...]: ...

    @property
    def feeds(self) -> tuple[str, ...]: ...


class Replayable(Protocol):
    """Computes the values of a run again when they are asked for."""

    def replay(self) -> Made: ...


class Made:
    """What a run has left behind, as it is at the moment that is shown."""

    __slots__ = ("after", "counts", "execution")

    def __init__(self, execution: Execution, counts: list[int], after: dict[int, Any]) -> None:
        self.execution = execution
        self.counts = counts
        self.after = after  # by record: the contents of the slots, while the cursor is before that step


class Run:
    """One `Session.run`.  `values` and `counts` are those of the moment that is shown."""

    __slots__ = (
        *("alone", "asked", "end", "feeds", "fetches", "file", "finished", "graph", "kept", "line", "made"),
        *("number", "pace", "plan", "replayable", "session", "spent", "steps", "swept", "thread", "unit"),
    )

    def __init__(self, number: int, session: SessionRecord, plan: Plan, asked: Asked, made: Made | None = None) -> None:
        self.number = number
        self.session = session
        self.graph = session.graph.number
        self.plan = plan
        self.end = len(plan.code)
        self.fetches = asked.fetches
        self.feeds = asked.feeds
        self.made = made  # None until somebody asks
        self.replayable: Replayable | None = None
        self.unit = 0  # where the program asked for it
        self.line = 0
        self.file = ""  # other than that of the unit
        self.thread = ""  # that has made it, other than the program's main thread
        self.swept = False
        self.spent: list[int] = []  # nanoseconds, by instruction; empty in a swept run, which is not timed
        self.alone = True  # no other run has overlapped it
        self.pace: Pace
        self.asked: Request
        self.steps = 0  # executed so far
        self.finished = False  # it has ended, well or with an error
        self.kept = 0  # stretches on the timeline

    def remains(self) -> Made:
        """What it has left behind, replayed if need be."""
        made = self.made
        if made is None:
            assert self.replayable is not None
            made = self.replayable.replay()
        return made

    @property
    def execution(self) -> Execution:
        return self.remains().execution

    @property
    def values(self) -> list[Any]:
        return self.remains().execution.values

    @property
    def counts(self) -> list[int]:
        return self.remains().counts


class Stretch:
    """Neighbouring records of one run, from moment `start` on."""

    __slots__ = ("_after", "buffers", "bytes", "first", "nanoseconds", "records", "run", "start", "writes")

    def __init__(self, run: Run, start: int) -> None:
        self.run = run
        self.start = start
        self.first = run.steps  # steps of the run before it
        self.records: list[Record] = []
        self.writes: list[Undo] = []  # those of the records that wrote cells
        self.nanoseconds: list[int] = []
        self.buffers: list[int] = []
        self.bytes = 0
        self._after: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self.records)

    @property
    def number(self) -> int:
        return self.run.number

    @property
    def plan(self) -> Plan:
        return self.run.plan

    @property
    def after(self) -> dict[int, Any]:
        """By index: the contents of the slots, while the cursor is before that step."""
        return self._after

    def record(self, index: int) -> Record:
        return self.records[index]


class Piece(Protocol):
    """Neighbouring records of one run, however they are kept."""

    @property
    def run(self) -> Run: ...

    @property
    def number(self) -> int:
        """Of the run."""

    @property
    def plan(self) -> Plan:
        """Of the run, too."""

    @property
    def start(self) -> int:
        """The moment before the first of them."""

    @property
    def first(self) -> int:
        """Steps of the run before it."""

    @property
    def records(self) -> Sequence[Record]: ...

    @property
    def writes(self) -> Sequence[Undo]:
        """Those of the records that wrote cells."""

    @property
    def nanoseconds(self) -> Sequence[int]: ...

    @property
    def buffers(self) -> Sequence[int]: ...

    @property
    def bytes(self) -> int: ...

    @property
    def after(self) -> dict[int, Any]:
        """By index: the contents of the slots, while the cursor is before that step."""

    def __len__(self) -> int: ...

    def record(self, index: int) -> Record: ...


class Entry:
    """One record of the timeline, to look at."""

    __slots__ = ("index", "run", "stretch", "undo")

    def __init__(self, stretch: Piece, index: int) -> None:
        self.stretch = stretch
        self.index = index
        self.run = stretch.run
        record = stretch.record(index)
        self.undo: Undo | None
        if isinstance(record, int):
            out = self.run.plan.code[record][2]
            before = None if isinstance(out, int) else [None] * (out.stop - out.start)
            self.undo = Undo(record, out, before, [])
        else:
            self.undo = record

    @property
    def number(self) -> int:
        """Steps of the run up to this one; 0 where it begins."""
        begins = self.stretch.record(0) is None
        return self.stretch.first + self.index + (0 if begins else 1)

    @property
    def nanoseconds(self) -> int:
        return self.stretch.nanoseconds[self.index]

    @property
    def op(self) -> Operation | None:
        return None if self.undo is None else self.run.plan.operations[self.undo.pc]
