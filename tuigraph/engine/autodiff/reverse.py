"""Reverse mode: once forward for the values, once backward for all derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.autodiff.result import Problem, Result
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.gradients import gradients


def reverse(y: Any, xs: Any, session: Any = None, feed_dict: Any = None) -> Result:
    """The derivatives of the sum of `y` by `tf.gradients` (`tf.autodiff.reverse`): two traversals, for any number of
    variables.
    """
    problem = Problem.of(y, xs, session, feed_dict)
    before = problem.graph.version
    with problem.graph.as_default():
        grads = gradients(problem.y, problem.xs, unconnected_gradients="zero")
        made = [convert_to_tensor(g) for g in grads]
    nodes = problem.graph.version - before
    found = problem.session.run(made, problem.feeds)
    return Result("reverse", [np.array(v)[()] for v in found], 2, 1, nodes, problem.seconds(), problem.graph)
