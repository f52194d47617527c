"""Forward mode: every node carries a second number, how fast it moves when one variable moves (a dual number).

There is no second table of rules.  A gradient rule is linear in the gradient it is given: it is a product with the
transposed Jacobian.  Differentiating it once more by that gradient gives the product with the Jacobian itself, which
is what a tangent needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.autodiff.result import Problem, Result
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.control import topological
from tuigraph.engine.gradient_rules import rule_of
from tuigraph.engine.gradients import gradients
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops import constants
from tuigraph.engine.roles import Role

_CONTINUOUS = dtypes.FLOATING | dtypes.COMPLEX
_BY_GRADIENT = {"SoftsignGrad": "SoftsignGradByGradient"}  # rules of operations that tf.gradients refuses


def forward(y: Any, xs: Any, session: Any = None, feed_dict: Any = None) -> Result:
    """The derivatives of the sum of `y` by dual numbers (`tf.autodiff.forward`): one traversal for each element of
    `xs`.

    Raises LookupError for an operation without a gradient, NotImplementedError for a loop.
    """
    problem = Problem.of(y, xs, session, feed_dict)
    start = problem.values()
    before = problem.graph.version
    with problem.graph.as_default(), problem.graph.name_scope("forward"):
        seeds = [constants.placeholder(v.dtype, v.shape, name="seed") for v in start]
        tangent = pushforward([problem.y], problem.xs, seeds)[0]
    nodes = problem.graph.version - before
    traversals = 0
    found = [np.zeros(v.shape, v.dtype) for v in start]
    for position, derivative in enumerate(found):
        for index in np.ndindex(derivative.shape):
            if tangent is None:
                continue
            feeds = dict(problem.feeds)
            feeds.update((seed, np.zeros(v.shape, v.dtype)) for seed, v in zip(seeds, start))
            feeds[seeds[position]] = _unit(derivative, index)
            derivative[index] = np.sum(problem.session.run(tangent, feeds))
            traversals += 1
    result = [derivative[()] for derivative in found]
    return Result("forward", result, traversals, traversals, nodes, problem.seconds(), problem.graph)


def _unit(like: Any, index: tuple[int, ...]) -> Any:
    seed = np.zeros(like.shape, like.dtype)
    seed[index] = 1
    return seed


def pushforward(ys: Sequence[Tensor], xs: Sequence[Tensor], tangents: Sequence[Tensor]) -> list[Tensor | None]:
    """Nodes for how fast each y moves when the xs move by `tangents`; None for a y that does not depend on them."""
    moving: dict[Tensor, Tensor] = dict(zip(xs, tangents))
    for op in _ancestors([y.op for y in ys]):
        if any(x in moving for x in op.inputs):
            for output, tangent in zip(op.outputs, _push(op, [moving.get(x) for x in op.inputs])):
                if tangent is not None:
                    moving.setdefault(output, tangent)
    return [moving.get(y) for y in ys]


def _ancestors(targets: list[Operation]) -> list[Operation]:
    """The operations that the targets depend on, each behind those that it needs."""
    found: set[Operation] = set()
    stack = list(targets)
    while stack:
        op = stack.pop()
        if op not in found:
            if op.role is Role.ENTER:
                raise NotImplementedError(
                    f"Forward mode does not go through loops: '{op.name}' enters one. Use reverse mode."
                )
            found.add(op)
            stack.extend(x.op for x in op.inputs)
    return topological(sorted(found, key=lambda op: op.id), lambda op: [x.op for x in op.inputs])


def _push(op: Operation, tangents: list[Tensor | None]) -> list[Tensor | None]:
    rule = rule_of(op)
    places = [i for i, t in enumerate(op.outputs) if t.dtype.base_dtype in _CONTINUOUS]
    if rule is None or not places:
        return [None] * len(op.outputs)
    with op.graph.name_scope(op.name + "_tangent"), op.graph.gradient_override_map(_BY_GRADIENT):
        weights: list[Any] = [None] * len(op.outputs)
        for i in places:
            weights[i] = tensor("OnesLike", op.outputs[i])  # any value will do
        transposed = rule(op, *weights)
        transposed = transposed if isinstance(transposed, (list, tuple)) else [transposed]
        pairs = [(convert_to_tensor(g), t) for g, t in zip(transposed, tangents) if g is not None and t is not None]
        if not pairs:
            return [None] * len(op.outputs)
        products, movements = zip(*pairs)
        chosen = gradients(list(products), [weights[i] for i in places], list(movements))
    found: list[Tensor | None] = [None] * len(op.outputs)
    for i, tangent in zip(places, chosen):
        found[i] = None if tangent is None else convert_to_tensor(tangent)
    return found
