"""``python -m tests.benchmarks.worth [WORD]`` prints what each optimisation is worth, measured by switching it off.

A number is how many times as long a row takes without it, both ways one after the other in this process, on one thread
with ``OPENBLAS_NUM_THREADS=1``.  No switch changes a bit of a result.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import tuigraph as tf
from tests.benchmarks import graphs
from tests.benchmarks.__main__ import machine, row
from tests.benchmarks.clocks import Row

NEVER = 10**9
SWITCHES: dict[str, dict[str, Any]] = {
    "hot plans, and the table that leads to them": {"prepared.RUNS_BEFORE_HOT": NEVER},
    "plans for shapes of the feeds": {"prepared.Prepared.plan_for": lambda self, raw: self.plan},
    "constants folded": {"plan.fold": lambda *_: {}},
    "equal nodes merged": {"plan.merge": lambda *_: {}},
    "what is merely waited for left out": {"plan._is_silent": lambda op: False},
    "dying operands overwritten": {"plan._Emitter.in_place": lambda self, kernel, *_: kernel},
    "equal modules computed together": {"alike.LEAST": NEVER},
    "arrays that nobody else has changed in place": {"containers._ALONE": 0},
    "NumPy's settings by the context variable": {"quiet._variable": None},
}
WORKLOADS = [
    *("first_graph", "descent", "mini_batch", "chain", "modules", "logistic", "network"),
    *("convolutions", "embedding", "recurrent"),
]
ROUNDS = 3


@contextlib.contextmanager
def without(switches: dict[str, Any]) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for name, value in switches.items():
            stack.enter_context(mock.patch(f"tuigraph.engine.{name}", value))
        yield


def rows(workload: str) -> list[Row]:
    """Those that run again and again."""
    return [one for one in graphs.rows(tf, getattr(graphs, workload)) if one.work is not None]


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    print(machine(), "", row(["without", *map(str, range(1, 1 + len(SWITCHES)))]), sep="\n")
    print(row(["---", *["---:"] * len(SWITCHES)]))
    for workload in WORKLOADS:
        ratios: dict[str, list[list[float]]] = {}
        for _ in range(ROUNDS):
            whole = {name: seconds() for name, seconds, _ in rows(workload) if word in name}
            for i, switches in enumerate(SWITCHES.values()):
                with without(switches):
                    for name, seconds, _ in rows(workload) if whole else ():
                        if name in whole:
                            kept = ratios.setdefault(name, [[] for _ in SWITCHES])
                            kept[i].append(seconds() / whole[name])
        for name, found in ratios.items():
            print(row([name, *(f"{statistics.median(one):.2f}" for one in found)]), flush=True)
    print("", *(f"{i}. {name}" for i, name in enumerate(SWITCHES, 1)), sep="\n")


if __name__ == "__main__":
    main()
