"""Numerical differentiation: move each variable a little and look how y moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.autodiff.result import Problem, Result


def numeric(y: Any, xs: Any, session: Any = None, feed_dict: Any = None, step: float | None = None) -> Result:
    """The derivatives of the sum of `y` by forward differences (`tf.autodiff.numeric`).

    One evaluation at the point and one for each element of `xs`.  `step` is relative to an element's size where that
    is above 1; by default it is the square root of the type's precision, which balances the error of the formula
    against that of rounding.
    """
    problem = Problem.of(y, xs, session, feed_dict)
    start = problem.values()
    evaluations = 0

    def cost(position: int | None = None, moved: Any = None) -> float:
        nonlocal evaluations
        evaluations += 1
        values = [moved if i == position else v for i, v in enumerate(start)]
        return float(
            np.sum(problem.session.run(problem.y, {**problem.feeds, **dict(zip(problem.xs, values))}), dtype=np.float64)
        )

    at_point = cost()
    gradients = []
    for position, value in enumerate(start):
        derivative = np.zeros(value.shape, value.dtype)
        for index in np.ndindex(value.shape):
            moved = value.copy()
            moved[index] += (step or np.sqrt(np.finfo(value.dtype).eps)) * max(1.0, abs(value[index]))
            derivative[index] = (cost(position, moved) - at_point) / float(moved[index] - value[index])
        gradients.append(derivative[()])
    return Result("numeric", gradients, evaluations, evaluations, 0, problem.seconds(), problem.graph)
