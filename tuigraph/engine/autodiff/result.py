"""What a method of differentiation found, and what it cost."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Graph, Tensor, get_default_session


@dataclass
class Result:
    """The derivatives of the sum of y by each x, and the work behind them.

    traversals   how often the graph of y was gone through, forward or backward
    evaluations  how often y was computed in the original graph
    nodes_built  how many nodes were added to a graph, or put into a new one
    seconds      wall time, building included
    graph        where the derivative was evaluated
    error        the largest error relative to the largest derivative, where `compare` measured it
    """

    method: str
    gradients: list[Any]
    traversals: int
    evaluations: int
    nodes_built: int
    seconds: float
    graph: Graph
    error: float | None = None


@dataclass
class Problem:
    """A y, the tensors of its variables, their values, and the session that everything runs in."""

    y: Tensor
    xs: list[Tensor]
    session: Any
    feeds: dict[Any, Any]
    started: float = field(default_factory=time.perf_counter)

    @classmethod
    def of(cls, y: Any, xs: Any, session: Any, feed_dict: dict[Any, Any] | None) -> Problem:
        """Raises ValueError without a session, TypeError for a y or an x that is not floating."""
        session = session or get_default_session()
        if session is None:
            raise ValueError("No default session is registered: use `with session.as_default()` or pass session=...")
        with session.graph.as_default():
            target = convert_to_tensor(y)
            tensors = [convert_to_tensor(x, as_ref=True) for x in (xs if isinstance(xs, (list, tuple)) else [xs])]
        for tensor in (target, *tensors):
            if not tensor.dtype.is_floating:
                raise TypeError(f"{tensor.name} is {tensor.dtype.name}: only floating tensors have derivatives here.")
        return cls(target, tensors, session, dict(feed_dict or {}))

    @property
    def graph(self) -> Graph:
        return self.y.graph

    def values(self) -> list[Any]:
        """The values of the variables."""
        return [np.array(v) for v in self.session.run(self.xs, self.feeds)]

    def seconds(self) -> float:
        return time.perf_counter() - self.started
