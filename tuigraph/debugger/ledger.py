"""How often the kernel of each node really ran, and in which runs: counted where the executor's steps happen.

A run counts in a list of its own, one number per instruction of its plan, so that threads do not disturb each other
and a step costs one addition.  When the run ends, its list is added to the counts of the nodes; where every instruction
ran once, the usual case, only the run's number is noted until somebody asks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

from tuigraph.engine.plan import Plan

RANGES = 4096  # of consecutive runs, kept per node


class Runs:
    """A set of run numbers as ranges; the oldest ranges are forgotten."""

    __slots__ = ("ranges",)

    def __init__(self) -> None:
        self.ranges: deque[list[int]] = deque(maxlen=RANGES)

    def add(self, first: int, last: int) -> None:
        if self.ranges and self.ranges[-1][1] >= first - 1:
            self.ranges[-1][1] = max(self.ranges[-1][1], last)
        else:
            self.ranges.append([first, last])


class NodeCount:
    """The calls of one node's kernel in the runs that have ended, and those runs."""

    __slots__ = ("runs", "total")

    def __init__(self) -> None:
        self.total = 0
        self.runs = Runs()


class _Whole:
    """Runs of one plan in which each instruction ran once, not yet added to the nodes."""

    __slots__ = ("count", "graph", "ones", "runs")

    def __init__(self, plan: Plan, graph: int) -> None:
        self.graph = graph
        self.ones = [1] * len(plan)
        self.count = 0
        self.runs = Runs()


class Ledger:
    """The counts of all nodes, by graph number and node name."""

    def __init__(self) -> None:
        self._nodes: dict[int, dict[str, NodeCount]] = {}
        self._whole: dict[Plan, _Whole] = {}
        self._touched: dict[int, set[str]] = {}
        self._lock = threading.Lock()

    def add(self, plan: Plan, graph: int, run: int, counts: list[int]) -> None:
        """Add the counts of a run that has ended."""
        with self._lock:
            whole = self._whole.get(plan)
            if whole is None:
                whole = self._whole[plan] = _Whole(plan, graph)
            if counts == whole.ones:
                whole.count += 1
                whole.runs.add(run, run)
            else:
                self._spread(plan, graph, counts, ((run, run),))

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

    def totals(self) -> dict[tuple[int, str], int]:
        """The counts of all nodes, by graph number and node name."""
        with self._lock:
            self._fold_all()
            return {(graph, name): node.total for graph, nodes in self._nodes.items() for name, node in nodes.items()}

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
        whole.count = 0
        whole.runs = Runs()

    def _spread(self, plan: Plan, graph: int, counts: list[int], runs: Iterable[Iterable[int]]) -> None:
        nodes = self._nodes.setdefault(graph, {})
        touched = self._touched.setdefault(graph, set())
        ranges = [tuple(r) for r in runs]
        for op, count in zip(plan.operations, counts):
            if count:
                node = nodes.get(op.name)
                if node is None:
                    node = nodes[op.name] = NodeCount()
                node.total += count
                for first, last in ranges:
                    node.runs.add(first, last)
                touched.add(op.name)
