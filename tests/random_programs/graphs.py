"""Random programs as graphs that are built and ready to run, for tests of what watches them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

import tuigraph as tf
from tests.random_programs import running
from tests.random_programs.program import make
from tuigraph.engine.execute import set_observer


@dataclass
class RandomGraph:
    """A graph, tensors outside its branches and loops whose shapes are known, and one run of it."""

    graph: Any
    tensors: list[Any] = field(default_factory=list)
    fetches: list[Any] = field(default_factory=list)
    feeds: dict[Any, Any] = field(default_factory=dict)
    initializer: Any = None


def build(seed: int) -> RandomGraph:
    """The graph of the first program from this seed on whose run is long enough and ends; the search is unobserved."""
    observer = set_observer(None)
    try:
        return _first(seed)
    finally:
        set_observer(observer)


def _first(seed: int) -> RandomGraph:
    for number in range(1000 * seed, 1000 * (seed + 1)):
        program = make(number).data()
        program["road"], program["runs"] = "built", program["runs"][:1] * 2
        if "py_func" in program["source"]:
            continue
        try:
            made = running.build(tf, program)
            for _ in running.play(tf, program, made):
                pass
        except running.Failed:
            continue
        graph = _graph(made[0], program)
        if len({*graph.tensors} - {*graph.feeds}) < 4:
            continue
        with tf.Session(graph=graph.graph) as session:
            if len(session._compile(graph.fetches, graph.feeds, True).plan.operations) >= 25:
                return graph
    raise AssertionError(f"no program of seed {seed} is fit")


def _graph(made: running.Built, program: dict[str, Any]) -> RandomGraph:
    fetches, feeds = program["runs"][0]
    floats = [v for v in made.names.values() if isinstance(v, tf.Tensor) and v.dtype is tf.float32]
    outside = [t for t in floats if t.op.control_flow is None and t.get_shape().is_fully_defined()]
    return RandomGraph(
        made.graph,
        outside,
        [made.find(name) for name in fetches],
        {made.find(name): eval(value, {"np": np}) for name, value in feeds.items()},
        made.initializer,
    )
