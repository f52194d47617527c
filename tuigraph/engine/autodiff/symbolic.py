"""Symbolic differentiation: from the formula of y to a formula for each derivative, in a graph of its own.

Nothing of the original graph runs.  Each element of each variable gets an expression of its own, as on paper, and that
is why the new graph is large.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine.autodiff.copying import Copy
from tuigraph.engine.autodiff.result import Problem, Result
from tuigraph.engine.autodiff.symbolic_rules import derivative_of
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops import reductions
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.session import Session


def symbolic(y: Any, xs: Any, session: Any = None, feed_dict: Any = None) -> Result:
    """The derivatives of the sum of `y` by the rules of calculus (`tf.autodiff.symbolic`), evaluated in the new graph.

    Raises NotImplementedError for an operation that the rules do not know, and ValueError for a variable of unknown
    shape.
    """
    problem = Problem.of(y, xs, session, feed_dict)
    copy = Copy(problem.y, problem.xs)
    operations = copy.graph.get_operations()
    expressions: list[list[Tensor | None]] = []
    with copy.graph.as_default():
        for x in problem.xs:
            variable = copy.tensors[x]
            shape: Any = variable.shape.as_list()
            if None in shape:
                raise ValueError(
                    f"{x.name} has the shape {x.shape}: symbolic differentiation needs to know it in full."
                )
            expressions.append([_derivative(operations, copy.target, variable, i) for i in np.ndindex(*shape)])
    flat = [e for row in expressions for e in row if e is not None]
    values = iter(Session(graph=copy.graph).run(flat, copy.feeds(problem.session, problem.feeds)))
    found = []
    for x, row in zip(problem.xs, expressions):
        numbers = [0.0 if e is None else float(next(values)) for e in row]
        shape = x.shape.as_list()
        found.append(np.array(numbers, x.dtype.base_dtype.numpy).reshape(shape)[()])
    return Result("symbolic", found, 0, 0, copy.graph.version, problem.seconds(), copy.graph)


def _derivative(operations: list[Operation], target: Tensor, variable: Tensor, index: tuple[int, ...]) -> Tensor | None:
    """An expression for the derivative of the sum of `target` by one element; None where it is 0."""
    shape: Any = variable.shape.as_list()
    seed = np.zeros(shape, variable.dtype.numpy)
    seed[index] = 1
    derivatives = {variable: constant(seed)}
    for op in operations:
        if any(x in derivatives for x in op.inputs):
            for output, expression in zip(op.outputs, derivative_of(op, [derivatives.get(x) for x in op.inputs])):
                if expression is not None:
                    derivatives[output] = expression
    found = derivatives.get(target)
    return found if found is None or found.shape.as_list() == [] else reductions.reduce_sum(found)
