"""How many instructions the benchmarks' plans have once they are hot: what a pass leaves out stays left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import tuigraph as tf
from tests.benchmarks import graphs
from tests.benchmarks.clocks import Row

INSTRUCTIONS = {
    "W1 run(f)": 8,
    "W1 run([x, y, f])": 8,
    "W7 mini-batch step": 8,
    "W8 chain of 100": 702,
    "W8 its gradients": 1695,
    "W9 5 modules": 36,
    "W9 100 modules": 701,
    "W10 logistic step": 19,
}


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def instructions(row: Row) -> int:
    session = row.work.func.__self__
    before = set(session._plans)
    for _ in range(3):  # shapes of feeds have a plan of their own once they have come before
        row.work()
    (made,) = set(session._plans) - before
    prepared = session._plans[made]
    return len([*prepared.plan.variants.values(), prepared.plan][0])


def test_the_plans_of_the_benchmarks_are_as_short_as_ever() -> None:
    found: dict[str, int] = {}
    for workload in (graphs.first_graph, graphs.mini_batch, graphs.chain, graphs.modules, graphs.logistic):
        found.update((row.name, instructions(row)) for row in workload(tf) if getattr(row.work, "func", None))
    assert found == INSTRUCTIONS
