"""All four methods on one problem, with their errors measured."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.autodiff.copying import Copy
from tuigraph.engine.autodiff.forward import forward
from tuigraph.engine.autodiff.numeric import numeric
from tuigraph.engine.autodiff.result import Problem, Result
from tuigraph.engine.autodiff.reverse import reverse
from tuigraph.engine.autodiff.symbolic import symbolic
from tuigraph.engine.gradients import gradients
from tuigraph.engine.session import Session


def compare(y: Any, xs: Any, session: Any = None, feed_dict: Any = None) -> dict[str, Result]:
    """What each method finds, by name (`tf.autodiff.compare`).

    The errors are measured against the derivative in a copy of the graph whose floats are float64.
    """
    found = {m.__name__: m(y, xs, session, feed_dict) for m in (numeric, symbolic, forward, reverse)}
    exact = _exact(Problem.of(y, xs, session, feed_dict))
    largest = max((float(np.max(np.abs(g), initial=0.0)) for g in exact), default=0.0)
    for result in found.values():
        worst = max((float(np.max(np.abs(a - b), initial=0.0)) for a, b in zip(result.gradients, exact)), default=0.0)
        result.error = worst / largest if largest else worst
    return found


def _exact(problem: Problem) -> list[Any]:
    copy = Copy(problem.y, problem.xs, precise=True)
    with copy.graph.as_default():
        grads = gradients(copy.target, [copy.tensors[x] for x in problem.xs], unconnected_gradients="zero")
    feeds = copy.feeds(problem.session, problem.feeds)
    return Session(graph=copy.graph).run(grads, feeds)  # type: ignore[no-any-return]
