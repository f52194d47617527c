"""Activation functions, softmax among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.custom_gradient import custom_gradient
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.gradient_rules import name_rule
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import GradientRule, Kernel, Slope, define, same_shape
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    constants,
    elementwise,
    filling,
    identities,
    joining,
    layout,
    linalg,
    masks,
    reductions,
)
from tuigraph.engine.ops.broadcasting import broadcast_shape, named_unary
from tuigraph.engine.ops.broadcasting import elementwise as rule
from tuigraph.engine.shapes import MaybeShape

SELU_SCALE = 1.0507009873554805
SELU_SCALE_ALPHA = 1.7580993408473768
_FLOATS = dtypes.FLOATING


def _activation(
    name: str,
    function: Any,
    gradient: Any,
    types: frozenset[dtypes.DType] = _FLOATS,
    slope: Any = None,
    ends: tuple[float, ...] = (),
) -> None:
    define(
        name,
        "features: T -> activations: T",
        types={"T": types},
        shape=same_shape,
        kernel=rule(function),
        gradient=gradient,
        symbolic=None if slope is None else Slope(slope),
        ends=ends,
    )


def _derivative(
    name: str, function: Any, second: Any, types: frozenset[dtypes.DType] = _FLOATS, by: str = "features"
) -> None:
    """The gradient of an activation: of `gradients` behind it, by its input or its result."""
    define(
        name,
        f"gradients: T, {by}: T -> backprops: T",
        types={"T": types},
        shape=broadcast_shape,
        kernel=rule(function),
        gradient=second,
    )


def _by_result(name: str) -> GradientRule:
    return lambda op, grad: [tensor(name, grad, op.outputs[0])]


def _by_input(name: str) -> GradientRule:
    return lambda op, grad: [tensor(name, grad, op.inputs[0])]


def _linear(name: str) -> GradientRule:
    """The second derivative of a function of straight pieces."""

    def second(op: Operation, grad: Tensor) -> list[Any]:
        x = op.inputs[1]
        return [tensor(name, grad, x), constants.zeros(identities.shape(x), x.dtype)]

    return second


def _exponential(name: str) -> GradientRule:
    """The second derivative of a function that is exponential below zero."""

    def second(op: Operation, grad: Tensor) -> list[Any]:
        y = op.inputs[1]
        return [tensor(name, grad, y), masks.where(y < 0, grad * op.inputs[0], filling.zeros_like(y))]

    return second


def _zero(x: Any) -> Any:
    return x.dtype.type(0)


# ---------------------------------------------------------------- of straight pieces

_activation(
    "Relu",
    lambda x: np.maximum(_zero(x), x),
    _by_result("ReluGrad"),
    dtypes.REAL,
    slope=lambda x, y: casts.cast(x > 0.0, x.dtype),
    ends=(0.0,),
)
_derivative("ReluGrad", lambda dy, y: dy * (y > 0).astype(dy.dtype), _linear("ReluGrad"), dtypes.REAL)
_activation(
    "Relu6", lambda x: np.clip(x, _zero(x), x.dtype.type(6)), _by_result("Relu6Grad"), dtypes.REAL, ends=(0.0, 6.0)
)
_derivative("Relu6Grad", lambda dy, y: dy * ((y > 0) & (y < 6)).astype(dy.dtype), _linear("Relu6Grad"), dtypes.REAL)


def _leaky_kernel(op: Operation, store: Store) -> Kernel:
    alpha = np.float32(op.attrs["alpha"])  # an attribute has the precision of a float
    return lambda x: (
        np.maximum(x, x * x.dtype.type(alpha)) if alpha <= 1 else np.where(x > 0, x, x * x.dtype.type(alpha))[()]
    )


def _leaky_slope_kernel(op: Operation, store: Store) -> Kernel:
    alpha = np.float32(op.attrs["alpha"])
    return lambda dy, x: np.where(x > 0, dy, dy * dy.dtype.type(alpha))[()]


def _leaky_second(op: Operation, grad: Tensor) -> list[Any]:
    x = op.inputs[1]
    return [tensor("LeakyReluGrad", grad, x, alpha=op.attrs["alpha"]), constants.zeros(identities.shape(x), x.dtype)]


define(
    "LeakyRelu",
    "features: T -> activations: T",
    types={"T": _FLOATS},
    defaults={"T": dtypes.float32},
    attrs={"alpha": 0.2},
    shape=same_shape,
    kernel=_leaky_kernel,
    gradient=lambda op, grad: [tensor("LeakyReluGrad", grad, op.inputs[0], alpha=op.attrs["alpha"])],
)
define(
    "LeakyReluGrad",
    "gradients: T, features: T -> backprops: T",
    types={"T": _FLOATS},
    defaults={"T": dtypes.float32},
    attrs={"alpha": 0.2},
    shape=broadcast_shape,
    kernel=_leaky_slope_kernel,
    gradient=_leaky_second,
)

# ---------------------------------------------------------------- smooth ones


def _elu(x: Any) -> Any:
    return np.where(x < 0, np.exp(x) - x.dtype.type(1), x)[()]


def _selu(x: Any) -> Any:
    scale, scale_alpha = x.dtype.type(SELU_SCALE), x.dtype.type(SELU_SCALE_ALPHA)
    return np.where(x < 0, scale_alpha * (np.exp(x) - x.dtype.type(1)), scale * x)[()]


def _selu_slope(dy: Any, y: Any) -> Any:
    scale, scale_alpha = y.dtype.type(SELU_SCALE), y.dtype.type(SELU_SCALE_ALPHA)
    return np.where(y < 0, dy * (y + scale_alpha), dy * scale)[()]


def _softplus(x: Any) -> Any:
    """log(1 + exp(x)), from the side on which exp cannot overflow."""
    return np.maximum(x, _zero(x)) + np.log1p(np.exp(-np.abs(x)))


def _softplus_slope(dy: Any, x: Any) -> Any:
    return dy / (np.exp(-x) + x.dtype.type(1))


def _softplus_second(op: Operation, grad: Tensor) -> list[Any]:
    dy, x = op.inputs
    with control_dependencies([grad]):
        by_x = grad * dy / (elementwise.exp(-x) + 2.0 + elementwise.exp(x))
        return [tensor("SoftplusGrad", grad, x), by_x]


def _softsign_slope(dy: Any, x: Any) -> Any:
    return dy / np.square(x.dtype.type(1) + np.abs(x))


def _softsign_slope_by_gradient(op: Operation, grad: Tensor) -> list[Any]:
    """In forward mode alone: as in TensorFlow, SoftsignGrad has no gradient of its own."""
    return [tensor("SoftsignGrad", grad, op.inputs[1]), None]


name_rule("SoftsignGradByGradient", _softsign_slope_by_gradient)

_activation("Elu", _elu, _by_result("EluGrad"))
_derivative(
    "EluGrad", lambda dy, y: np.where(y < 0, dy * (y + y.dtype.type(1)), dy)[()], _exponential("EluGrad"), by="outputs"
)
_activation("Selu", _selu, _by_result("SeluGrad"))
_derivative("SeluGrad", _selu_slope, _exponential("SeluGrad"), by="outputs")
_activation(
    "Softplus",
    _softplus,
    lambda op, grad: [grad * elementwise.sigmoid(op.inputs[0])],
    slope=lambda x, y: elementwise.sigmoid(x),
)
_derivative("SoftplusGrad", _softplus_slope, _softplus_second)
_activation("Softsign", lambda x: x / (np.abs(x) + x.dtype.type(1)), _by_input("SoftsignGrad"))
_derivative("SoftsignGrad", _softsign_slope, None)

relu = named_unary("Relu")
elu = named_unary("Elu")
selu = named_unary("Selu")
softplus = named_unary("Softplus")
softsign = named_unary("Softsign")


def relu6(features: Any, name: str | None = None) -> Tensor:
    """The smaller of relu and 6 (`tf.nn.relu6`)."""
    graph = graph_of((features,)) or get_default_graph()
    with graph.name_scope(name or "Relu6") as scope:
        return tensor("Relu6", convert_to_tensor(features, name="features"), name=scope)


def leaky_relu(features: Any, alpha: Any = 0.2, name: str | None = None) -> Tensor:
    """x, and alpha x below zero (`tf.nn.leaky_relu`)."""
    graph = graph_of((features,)) or get_default_graph()
    with graph.name_scope(name or "LeakyRelu") as scope:
        value = convert_to_tensor(features, name="features")
        if value.dtype.is_integer:
            value = casts.cast(value, dtypes.float32)
        return tensor("LeakyRelu", value, alpha=float(alpha), name=scope)


def crelu(features: Any, name: str | None = None, axis: int = -1) -> Tensor:
    """Relu of x and of -x, side by side (`tf.nn.crelu`)."""
    graph = graph_of((features,)) or get_default_graph()
    with graph.name_scope(name or "CRelu") as scope:
        value = convert_to_tensor(features, name="features")
        return relu(joining.concat([value, -value], axis, name=scope))


@custom_gradient
def swish(features: Any) -> Any:
    """X sigmoid(x) (`tf.nn.swish`)."""

    def grad(dy: Any) -> Any:
        with control_dependencies([dy]):
            sigmoid = elementwise.sigmoid(features)
        return dy * (sigmoid * (1.0 + features * (1.0 - sigmoid)))

    return features * elementwise.sigmoid(features), grad


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """relu(x weights + biases) (`tf.nn.relu_layer`)."""
    graph = graph_of((x, weights, biases)) or get_default_graph()
    with graph.name_scope(name or "relu_layer") as scope:
        x, weights = convert_to_tensor(x, name="x"), convert_to_tensor(weights, name="weights")
        biases = convert_to_tensor(biases, name="biases")
        return relu(tensor("BiasAdd", linalg.matmul(x, weights), biases), name=scope)


# ---------------------------------------------------------------- softmax


def softmax_of(logits: Any) -> Any:
    """The softmax along the last axis of an array."""
    exponentials = np.exp(logits - np.max(logits, axis=-1, keepdims=True, initial=-np.inf))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def log_softmax_of(logits: Any) -> Any:
    """The logarithm of the softmax along the last axis of an array."""
    shifted = logits - np.max(logits, axis=-1, keepdims=True, initial=-np.inf)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def _rows(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    shapes.with_rank_at_least(shape, 1)
    return [shape]


def _softmax_gradient(op: Operation, grad: Tensor) -> list[Any]:
    y = op.outputs[0]
    total = reductions.reduce_sum(grad * y, -1, keepdims=True)
    return [(grad - total) * y]


def _log_softmax_gradient(op: Operation, grad: Tensor) -> list[Any]:
    y = elementwise.exp(op.outputs[0])
    return [grad - reductions.reduce_sum(grad, -1, keepdims=True) * y]


for _name, _function, _gradient in (
    ("Softmax", softmax_of, _softmax_gradient),
    ("LogSoftmax", log_softmax_of, _log_softmax_gradient),
):
    define(
        _name,
        f"logits: T -> {_name.lower()}: T",
        types={"T": _FLOATS},
        shape=_rows,
        kernel=rule(_function),
        gradient=_gradient,
    )


def _along(op_type: str, logits: Any, axis: Any, name: str | None) -> Tensor:
    value = convert_to_tensor(logits)
    shape = value._shape
    if axis == -1 or (shape is not None and axis == len(shape) - 1):
        return tensor(op_type, value, name=name)
    if shape is None:
        raise TypeError("softmax along another axis than the last one needs to know the rank of the logits.")
    known = constant_value(axis) if isinstance(axis, Tensor) else axis
    if known is not None and not -len(shape) <= known < len(shape):
        raise InvalidArgumentError(
            None,
            None,
            f"Dimension ({known}) must be in the range [{-len(shape)}, {len(shape)}) "
            f"where {len(shape)} is the number of dimensions in the input.",
        )
    identities.rank(value)
    rank = identities.rank(value)
    place = axis % len(shape)
    swapped = _swapped(value, place, arithmetic.subtract(rank, 1))
    result = _swapped(tensor(op_type, swapped), place, arithmetic.subtract(rank, 1), name)
    result.set_shape(shapes.TensorShape(shape))
    return result


def _swapped(value: Tensor, axis: Any, last: Tensor, name: str | None = None) -> Tensor:
    order = joining.concat([filling.range_(axis), [last], filling.range_(axis + 1, last), [axis]], 0)
    return layout.transpose(value, order, name=name or "transpose")


def softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along an axis, by default the last one (`tf.nn.softmax`)."""
    axis = reductions.one_of("axis", axis, "dim", dim)
    return _along("Softmax", logits, -1 if axis is None else axis, name)


def log_softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """The logarithm of the softmax (`tf.nn.log_softmax`)."""
    axis = reductions.one_of("axis", axis, "dim", dim)
    return _along("LogSoftmax", logits, -1 if axis is None else axis, name)
