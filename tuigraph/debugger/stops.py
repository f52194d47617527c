"""Breakpoints: where a program is to stop, and under which condition.

A breakpoint without a condition stops *before* its node runs.  One with a condition over the value ``x``, and a filter,
stop *after* it, when there is a value to look at.  One on a line of the source stops before the statement.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from tuigraph.debugger import expressions, filters, health
from tuigraph.debugger.brief import told
from tuigraph.debugger.health import Watching
from tuigraph.debugger.project import real
from tuigraph.debugger.refusals import Refused
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.watchpoints import Watched
from tuigraph.engine.containers import UNINITIALIZED, Cell, held
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role
from tuigraph.wire.commands import Among, Break, BreakKind
from tuigraph.wire.said import Text, joined, said
from tuigraph.wire.views import StopPoint
from tuigraph.words.numbers import whole_number

PLANS = 100  # whose stops are remembered

Place = tuple[str, int]  # file and line
Names = Callable[[], Mapping[str, Any]]  # that a condition can use


@dataclass
class Breakpoint:
    """`hits` counts how often it was reached with its condition holding; the first `ignore` times pass."""

    kind: BreakKind
    pattern: str
    condition: str = ""
    ignore: int = 0
    once: bool = False
    hits: int = 0
    trouble: Text = ""  # why the condition could not be evaluated, the last time
    code: CodeType | None = field(default=None, repr=False)
    watched: Watched | None = field(default=None, repr=False)  # by one on an expression
    told: bool = False  # that there is trouble
    among: Among = field(default_factory=Among)  # whose values a filter is shown
    watching: Watching | None = None  # the check that it is
    place: Place | None = None  # of one on a line or on the nodes that a line has made

    @property
    def names(self) -> Collection[str]:
        """Those that the condition uses."""
        return self.code.co_names if self.code is not None else ()

    @property
    def looks_at_values(self) -> bool:
        return bool(self.condition) or self.kind == "filter"

    def matches(self, op: Operation) -> bool:
        """Whether it is about this node."""
        if self.kind == "node":
            return op.name == self.pattern or fnmatch.fnmatchcase(op.name, self.pattern)
        if self.kind == "type":
            return fnmatch.fnmatchcase(op.type, self.pattern)
        if self.kind == "dtype":
            return bool(op.outputs) and op.outputs[0].dtype.base_dtype.name == self.pattern
        if self.kind == "source":
            return op.source is not None and (real(op.source[0]), op.source[1]) == self.place
        if self.kind != "filter" or op.role is Role.VARIABLE:  # which make no value, they have one
            return False
        if self.watching is not None and not self.watching.check.about(op):
            return False
        if self.watching is not None and not op.outputs:
            return filters.is_node_among(op, self.among)
        return any(filters.is_among(tensor, self.among) for tensor in op.outputs)

    def reached(self) -> bool:
        """It was reached, with its condition holding: whether to stop."""
        self.hits += 1
        return self.hits > self.ignore

    def view(self) -> StopPoint:
        return StopPoint(self.kind, self.pattern, self.condition, self.ignore, self.hits, self.trouble)

    @property
    def words(self) -> str:
        """What sets it."""
        words = [self.pattern if self.kind == "node" else f"{self.kind} {self.pattern}"]
        words += [f"if {self.condition}"] if self.condition else []
        words += [f"ignore {self.ignore}"] if self.ignore else []
        return " ".join(words)

    def text(self) -> Text:
        reached = said("reached", n=self.hits)
        return joined((self.words, "  ", reached, *(("  ", self.trouble) if self.trouble else ())))


class PlanStops:
    """The breakpoints of the instructions of one plan."""

    __slots__ = ("after", "all", "before")

    def __init__(self, plan: Plan, breakpoints: Iterable[Breakpoint]) -> None:
        self.before: dict[int, list[Breakpoint]] = {}
        self.after: dict[int, list[Breakpoint]] = {}
        for breakpoint in breakpoints:
            where = self.after if breakpoint.looks_at_values else self.before
            for pc, op in enumerate(plan.operations):
                if breakpoint.matches(op):
                    where.setdefault(pc, []).append(breakpoint)
        self.all = frozenset((*self.before, *self.after))


NO_STOPS = PlanStops(Plan(), ())


class Breakpoints:
    """All breakpoints of a program, by kind and pattern."""

    def __init__(self) -> None:
        self._all: dict[tuple[BreakKind, str], Breakpoint] = {}
        self._plans: dict[Plan, PlanStops] = {}
        self.lines: list[Breakpoint] = []  # those on lines of the source
        self.watchpoints: list[Breakpoint] = []  # those on expressions
        self.tell: Callable[[Text], None] = lambda text: None  # what goes wrong with a condition

    def __iter__(self) -> Any:
        return iter(self._all.values())

    def __bool__(self) -> bool:
        return bool(self._all)

    @property
    def at_statements(self) -> bool:
        """Whether any may stop at a statement."""
        return bool(self.lines or self.watchpoints)

    def change(self, command: Break, place: Place | None = None, watched: Watched | None = None) -> None:
        """Set a breakpoint, replace it, or remove it.  Raises SyntaxError for a condition that is no expression,
        ValueError for a filter that nobody has registered.
        """
        key = command.kind, command.pattern
        if command.on:
            watching = filters.check(command.pattern) if command.kind == "filter" else None
            if command.kind == "filter" and watching is None:
                filters.get_tensor_filter(command.pattern)
            code = expressions.compiled(command.condition) if command.condition else None
            stop = Breakpoint(*key, command.condition, command.ignore, command.once, code=code, place=place)
            stop.among, stop.watched, stop.watching = command.among, watched, watching
            self._all[key] = stop
        else:
            self._all.pop(key, None)
        self._changed()

    def drop_once(self) -> None:
        """The program has stopped: what was to hold until then is over."""
        gone = [key for key, breakpoint in self._all.items() if breakpoint.once]
        for key in gone:
            del self._all[key]
        if gone:
            self._changed()

    def fresh(self, namespace: Mapping[str, Any]) -> None:
        """The program starts over, with other names."""
        self._plans = {}
        for breakpoint in self._all.values():
            breakpoint.hits, breakpoint.trouble, breakpoint.told = 0, "", False
            if breakpoint.watched is not None:
                breakpoint.watched.fresh(namespace)

    def _changed(self) -> None:
        self._plans = {}
        self.lines = [breakpoint for breakpoint in self._all.values() if breakpoint.kind == "line"]
        self.watchpoints = [breakpoint for breakpoint in self._all.values() if breakpoint.watched is not None]

    @property
    def patterns(self) -> tuple[str, ...]:
        return tuple(b.pattern for b in self._all.values() if b.kind == "node" and not b.once)

    @property
    def commands(self) -> list[Break]:
        """What sets all of them again."""
        kept = (b for b in self._all.values() if not b.once)
        return [Break(b.pattern, kind=b.kind, condition=b.condition, ignore=b.ignore) for b in kept]

    def of(self, plan: Plan) -> PlanStops:
        found = self._plans.get(plan)
        if found is None:
            if len(self._plans) > PLANS:
                self._plans.clear()
            found = self._plans[plan] = PlanStops(plan, self._all.values())
        return found

    def on_line(
        self,
        filename: str,
        lines: tuple[int, int],
        names: Names,
        timeline: Timeline,
        applies: Callable[[Breakpoint], bool],
    ) -> bool:
        """Whether to stop before a statement that stands on these lines, the first and the last."""
        found, file, (first, last) = False, real(filename), lines
        for breakpoint in self.lines:
            place = breakpoint.place
            here = place is not None and place[0] == file and first <= place[1] <= last
            if here and applies(breakpoint) and self._holds(breakpoint, names, timeline):
                found = breakpoint.reached() or found
        return found

    def watched_in(self, plan: Plan, frame: FrameType | None) -> frozenset[int]:
        """The instructions of a plan after which an expression may have changed."""
        found = (stop.watched.places(plan, frame) for stop in self.watchpoints if stop.watched is not None)
        return frozenset[int]().union(*found)

    def moved(self, frame: FrameType | None, names: Names, timeline: Timeline) -> bool:
        """Whether to stop for what an expression has come to; how it has changed is told."""
        stop = False
        for breakpoint in self.watchpoints:
            assert breakpoint.watched is not None
            change = breakpoint.watched.moved(frame, timeline)
            breakpoint.trouble = breakpoint.watched.trouble
            if change is not None and self._holds(breakpoint, names, timeline) and breakpoint.reached():
                self.tell(change)
                stop = True
        return stop

    def _holds(self, breakpoint: Breakpoint, names: Names, timeline: Timeline, **given: Any) -> bool:
        if breakpoint.code is None:
            return True
        reader = expressions.Reader(timeline)
        try:
            found = expressions.holds(breakpoint.code, names(), reader, **given)
        except expressions.FAILURES as error:
            breakpoint.trouble = told(error)
            if not breakpoint.told:
                breakpoint.told = True
                self.tell(said("condition_fails", stop=breakpoint.words, why=breakpoint.trouble))
            return False
        if found and reader.remark:
            self.tell(said("condition_holds_with", condition=breakpoint.condition, values=reader.remark))
        breakpoint.trouble = ""
        return found

    def before(self, run: Run, pc: int) -> bool:
        """Whether to stop before an instruction that is about to run."""
        return sum(breakpoint.reached() for breakpoint in self.of(run.plan).before.get(pc, ())) > 0

    def after(self, run: Run, pc: int, names: Names, timeline: Timeline, count: bool = True) -> bool:
        """Whether to stop after an instruction that has run, for what its result is."""
        stop = False
        op = run.plan.operations[pc]
        for breakpoint in self.of(run.plan).after.get(pc, ()):
            if breakpoint.watching is not None:
                stop = (self._ails(breakpoint, run, pc, timeline, count)) or stop
                continue
            for index, slot in enumerate(run.plan.outputs[pc]):
                value = run.values[slot]
                value = held(value) if isinstance(value, Cell) else value
                if value is None or value is DEAD or value is UNINITIALIZED:
                    continue
                if breakpoint.kind == "filter" and not _passes(breakpoint, op, index, run, value):
                    continue
                if self._holds(breakpoint, names, timeline, x=value):
                    stop = (not count or breakpoint.reached()) or stop
                    break
        return stop

    def _ails(self, breakpoint: Breakpoint, run: Run, pc: int, timeline: Timeline, count: bool) -> bool:
        """Whether a health check finds something wrong with the step that has just been made; it says what."""
        newest, watching = timeline.newest, breakpoint.watching
        undo = newest.undo if newest is not None and newest.run is run else None
        op = run.plan.operations[pc]
        step = health.step(run, pc, undo.cells if undo is not None else (), timeline.graphs.given.of(op))
        what = watching.of(step) if watching is not None else ""
        if not what or (count and not breakpoint.reached()):
            return False
        self.tell(health.told(breakpoint.pattern, op, run.number, what))
        return True


def _passes(breakpoint: Breakpoint, op: Operation, index: int, run: Run, value: Any) -> bool:
    if not filters.is_among(op.outputs[index], breakpoint.among):
        return False
    try:
        found = filters.get_tensor_filter(breakpoint.pattern)(filters.Datum(op.name, index, run.number), value)
    except expressions.FAILURES as error:
        breakpoint.trouble = told(error)
        return False
    breakpoint.trouble = ""
    return bool(found)


def line_of(text: str) -> tuple[str, int]:
    """The file and the line of ``12`` or ``file.py:12``.  Raises Refused when it is neither."""
    name, _, line = text.rpartition(":")
    number = whole_number(line)
    if number is None:
        raise Refused(said("no_line", text=text))
    return name, number
