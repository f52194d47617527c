"""Special functions as operations: the error functions, and what belongs to the gamma function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine import special_functions as special
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import GradientRule, Kernel, KernelRule, define
from tuigraph.engine.ops import constants, elementwise, reductions
from tuigraph.engine.ops.broadcast_gradient import Broadcast
from tuigraph.engine.ops.broadcasting import binary, named, named_unary, unary
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import as_value

_DOUBLES = dtypes.FLOATING - {dtypes.float16}


def _in_double(function: Any) -> KernelRule:
    """The kernel of a function that computes in float64."""

    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy
        return lambda *operands: as_value(np.asarray(function(*operands)).astype(dtype))

    return rule


def _error_gradient(factor: float) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        x = op.inputs[0]
        constant = constants.constant(factor, dtype=grad.dtype)
        with control_dependencies([grad]):
            square = elementwise.square(x)
            return [grad * constant * elementwise.exp(-square)]

    return rule


def _lgamma_gradient(op: Operation, grad: Tensor) -> list[Any]:
    with control_dependencies([grad]):
        return [grad * digamma(op.inputs[0])]


def _digamma_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x = op.inputs[0]
    with control_dependencies([grad]):
        return [grad * polygamma(constants.constant(1, dtype=x.dtype), x)]


_function: Any
for _name, _function, _gradient in (
    ("Erf", special.erf, _error_gradient(2 / math.sqrt(math.pi))),
    ("Erfc", special.erfc, _error_gradient(-2 / math.sqrt(math.pi))),
    ("Lgamma", special.lgamma, _lgamma_gradient),
    ("Digamma", special.digamma, _digamma_gradient),
):
    unary(_name, _function, types=dtypes.FLOATING, kernel=_in_double(_function), gradient=_gradient)

erf = named_unary("Erf")
erfc = named_unary("Erfc")
lgamma = named_unary("Lgamma")
digamma = named_unary("Digamma")


def _zeta_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, q = op.inputs
    broadcast = Broadcast(x, q)
    with control_dependencies([grad]):
        return [None, broadcast.back(1, -x * zeta(x + 1, q) * grad)]


def _polygamma_gradient(op: Operation, grad: Tensor) -> list[Any]:
    n, x = op.inputs
    broadcast = Broadcast(n, x)
    with control_dependencies([grad]):
        return [None, broadcast.back(1, polygamma(n + 1, x) * grad)]


def _density(a: Any, x: Any) -> Tensor:
    return elementwise.exp(-x + (a - 1) * elementwise.log(x) - lgamma(a))


def _igamma_gradient(sign: int) -> GradientRule:
    """By x, the density of the gamma distribution; by a, a difference, since there is no closed form."""

    def rule(op: Operation, grad: Tensor) -> list[Any]:
        a, x = op.inputs
        broadcast = Broadcast(a, x)
        with control_dependencies([grad]):
            by_a = tensor("IgammaGradA", a, x)
            by_x = _density(a, x)
            if sign < 0:
                by_a, by_x = -by_a, -by_x
            return [broadcast.back(0, by_a * grad), broadcast.back(1, by_x * grad)]

    return rule


def _igamma_slope(a: Any, x: Any) -> Any:
    a = np.asarray(a, np.float64)
    step = 1e-3 * np.maximum(a, 1e-3)
    f = [special.igamma(a + k * step, x) for k in (-2, -1, 1, 2)]
    return np.where(np.asarray(x) == 0, 0.0, (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * step))


for _name, _operands, _function, _gradient in (
    ("Zeta", ("x", "q"), special.zeta, _zeta_gradient),
    ("Polygamma", ("a", "x"), special.polygamma, _polygamma_gradient),
    ("Igamma", ("a", "x"), special.igamma, _igamma_gradient(1)),
    ("Igammac", ("a", "x"), special.igammac, _igamma_gradient(-1)),
):
    binary(_name, _function, types=_DOUBLES, operands=_operands, kernel=_in_double(_function), gradient=_gradient)
binary("IgammaGradA", _igamma_slope, types=_DOUBLES, operands=("a", "x"), kernel=_in_double(_igamma_slope))

polygamma = named("Polygamma")
igamma = named("Igamma")
igammac = named("Igammac")


def zeta(x: Any, q: Any, name: str | None = None) -> Tensor:
    """The Hurwitz zeta function, the sum of (q + n) ** -x over n from 0 (`tf.zeta`)."""
    return tensor("Zeta", x, q, name=name)


def _betainc_shape(op: Operation) -> list[MaybeShape]:
    merged: MaybeShape = ()
    for t in op.inputs:
        merged = shapes.broadcast(merged, t._shape)
    return [merged]


def _betainc_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """By x only, as in TensorFlow."""
    a, b, x = op.inputs
    broadcast = Broadcast(a, x)
    log_beta = lgamma(a) + lgamma(b) - lgamma(a + b)
    exponent = (b - 1) * elementwise.log(1 - x) + (a - 1) * elementwise.log(x) - log_beta
    return [None, None, broadcast.back(1, elementwise.exp(exponent) * grad)]


define(
    "Betainc",
    "a: T, b: T, x: T -> z: T",
    types={"T": _DOUBLES},
    shape=_betainc_shape,
    kernel=_in_double(special.betainc),
    gradient=_betainc_gradient,
)


def betainc(a: Any, b: Any, x: Any, name: str | None = None) -> Tensor:
    """The regularised incomplete beta function (`tf.betainc`)."""
    return tensor("Betainc", a, b, x, name=name)


def lbeta(x: Any, name: str | None = None) -> Tensor:
    """The logarithm of the beta function of the vectors along the last axis (`tf.lbeta`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "lbeta"):
        value = convert_to_tensor(x, name="x")
        product: Any = reductions.reduce_sum(lgamma(value), axis=[-1])
        return product - lgamma(reductions.reduce_sum(value, axis=[-1]))  # type: ignore[no-any-return]
