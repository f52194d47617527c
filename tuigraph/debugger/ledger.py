"""How often the kernel of each node really ran, and in which runs: counted where the executor's steps happen.

A run counts in a list of its own, one number per instruction of its plan, so that threads do not disturb each other
and a step costs one addition.  When the run ends, its list is added to the counts of the nodes; where every instruction
ran once, the usual case, only the run's number is noted until somebody asks.  Time and bytes are those of the runs that
were timed, step by step; a training loop that nobody steps through is timed now and then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuigraph.debugger.buffers import size_of
from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan

RANGES = 4096  # of consecutive runs, kept per node


class Runs:
    """A set of run numbers as ranges in their order; the oldest ranges are forgotten."""

    __slots__ = ("ranges",)

    def __init__(self) -> None:
        self.ranges: list[list[int]] = []

    def add_one(self, run: int) -> None:
        ranges = self.ranges
        if ranges and ranges[-1][1] == run - 1:
            ranges[-1][1] = run
        else:
            self.add(run, run)

    def add(self, first: int, last: int) -> None:
        ranges = self.ranges
        start = end = len(ranges)
        while start and ranges[start - 1][1] >= first - 1:
            start -= 1
        while end > start and ranges[end - 1][0] > last + 1:
            end -= 1
        joined = ranges[start:end]
        if joined:
            first, last = min(first, joined[0][0]), max(last, joined[-1][1])
        ranges[start:end] = [[first, last]]
        if len(ranges) > 2 * RANGES:
            del ranges[:-RANGES]


class NodeCount:
    """The calls of one node's kernel in the runs that have ended, and those runs."""

    __slots__ = ("again", "bytes", "nanoseconds", "runs", "timed", "total", "type")

    def __init__(self, type: str = "") -> None:
        self.type = type
        self.total = 0
        self.runs = Runs()
        self.again = 0  # calls although nothing had changed since the one before
        self.timed = 0  # calls that were timed,
        self.nanoseconds = 0  # the time that they took
        self.bytes = 0  # and the size of their results


class _Whole:
    """Runs of one plan in which each instruction ran once, not yet added to the nodes."""

    __slots__ = ("changes", "count", "graph", "masks", "runs")

    def __init__(self, graph: int, masks: list[int]) -> None:
        self.graph = graph
        self.count = 0
        self.runs = Runs()
        self.masks = masks  # by instruction: its sources
        self.changes: dict[int, int] = {}  # how often these sources had changed


class Mark(NamedTuple):
    """A moment in the life of a ledger."""

    number: int
    whole: list[tuple[Plan, int, int]]  # runs that were not yet added to the nodes: plan, graph, how many


class Ledger:
    """The counts of all nodes, by graph number and node name."""

    def __init__(self) -> None:
        self._before: list[dict[tuple[int, str], int]] = []  # by mark: counts as they were before they first changed
        self._nodes: dict[int, dict[str, NodeCount]] = {}
        self._whole: dict[Plan, _Whole] = {}
        self._touched: dict[int, set[str]] = {}
        self._lock = threading.Lock()

    def add(self, plan: Plan, graph: int, run: int, counts: list[int]) -> None:
        """Add the counts of a run that has ended."""
        with self._lock:
            self._spread(plan, graph, counts, ((run, run),))

    def add_whole(self, plan: Plan, graph: int, run: int, masks: list[int], changed: int | None) -> None:
        """Add a run that has ended, in which each instruction ran once.

        Where `changed` is known, all instructions but those whose mask shares a bit with it ran although nothing had
        changed.
        """
        with self._lock:
            whole = self._whole.get(plan)
            if whole is None:
                whole = self._whole[plan] = _Whole(graph, masks)
            whole.count += 1
            whole.runs.add_one(run)
            if changed is not None:
                whole.changes[changed] = whole.changes.get(changed, 0) + 1

    def measured(
        self, plan: Plan, graph: int, counts: list[int], nanoseconds: list[int], values: Sequence[Any]
    ) -> None:
        """Add the time of a run, and of each instruction the bytes that it left behind last in the slots."""
        with self._lock:
            for op, outputs, count, time in zip(plan.operations, plan.outputs, counts, nanoseconds):
                if count:
                    node = self._node(graph, op)
                    size = sum([size_of(v) for slot in outputs if (v := values[slot]).__class__ is not Cell])
                    node.timed += count
                    node.nanoseconds += time
                    node.bytes += size * count

    def ran_again(self, graph: int, operations: Iterable[Operation]) -> None:
        """These nodes were called once more although nothing had changed."""
        with self._lock:
            for op in operations:
                self._node(graph, op).again += 1

    def forget(self, plan: Plan) -> None:
        """The plan is no longer on the timeline; its counts stay."""
        with self._lock:
            self._fold(plan, self._whole.pop(plan, None))

    def node(self, graph: int, name: str) -> NodeCount:
        """The count of a node, without runs that are still going on."""
        with self._lock:
            self._fold_all()
            return self._nodes.get(graph, {}).get(name) or NodeCount()

    def total(self, graph: int, name: str) -> int:
        """Like `node`, after `touched` has brought everything up to date."""
        found = self._nodes.get(graph, {}).get(name)
        return found.total if found else 0

    def mark(self) -> Mark:
        """A mark for `since`."""
        with self._lock:
            self._before.append({})
            waiting = [(plan, whole.graph, whole.count) for plan, whole in self._whole.items() if whole.count]
            return Mark(len(self._before) - 1, waiting)

    def since(self, mark: Mark, graph: int, name: str) -> int:
        """The calls of a node's kernel in the runs that have ended since a mark."""
        with self._lock:
            self._fold_all()
            node = self._nodes.get(graph, {}).get(name)
            if node is None:
                return 0
            key = graph, name
            before = next((counts[key] for counts in self._before[mark.number :] if key in counts), node.total)
            waiting = sum(
                count
                for plan, number, count in mark.whole
                if number == graph and any(op.name == name for op in plan.operations)
            )
            return node.total - before - waiting

    def nodes(self) -> dict[int, dict[str, NodeCount]]:
        """The counts of all nodes, by graph number and by name; without runs that are still going on."""
        with self._lock:
            self._fold_all()
            return {graph: dict(nodes) for graph, nodes in self._nodes.items()}

    def touched(self) -> dict[int, set[str]]:
        """The nodes whose counts have changed since this was last asked."""
        with self._lock:
            self._fold_all()
            touched, self._touched = self._touched, {}
            return touched

    def retell(self) -> None:
        """Let everything count as changed."""
        with self._lock:
            self._touched = {graph: set(nodes) for graph, nodes in self._nodes.items()}

    def _fold_all(self) -> None:
        for plan, whole in self._whole.items():
            self._fold(plan, whole)

    def _fold(self, plan: Plan, whole: _Whole | None) -> None:
        if whole is None or not whole.count:
            return
        self._spread(plan, whole.graph, [whole.count] * len(plan), whole.runs.ranges)
        for changed, times in whole.changes.items():
            for op, mask in zip(plan.operations, whole.masks):
                if not mask & changed:
                    self._node(whole.graph, op).again += times
        whole.count = 0
        whole.runs = Runs()
        whole.changes = {}

    def _node(self, graph: int, op: Operation) -> NodeCount:
        nodes = self._nodes.setdefault(graph, {})
        found = nodes.get(op.name)
        if found is None:
            found = nodes[op.name] = NodeCount(op.type)
        return found

    def _spread(self, plan: Plan, graph: int, counts: list[int], runs: Iterable[Iterable[int]]) -> None:
        touched = self._touched.setdefault(graph, set())
        before = self._before[-1] if self._before else {}
        ranges = [tuple(r) for r in runs]
        for op, count in zip(plan.operations, counts):
            if count:
                node = self._node(graph, op)
                before.setdefault((graph, op.name), node.total)
                node.total += count
                for first, last in ranges:
                    node.runs.add(first, last)
                touched.add(op.name)
