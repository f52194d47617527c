"""Cross entropies of logits and labels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import define, pure
from tuigraph.engine.ops import (
    activations,
    arithmetic,
    casts,
    comparison,
    constants,
    elementwise,
    filling,
    identities,
    joining,
    layout,
    linalg,
    masks,
    reductions,
    slicing,
)
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, check_rank


def _with_logits(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    if sentinel is not None:
        raise ValueError(f"Only call `{function}` with named arguments (labels=..., logits=..., ...)")
    if labels is None or logits is None:
        raise ValueError("Both labels and logits must be provided.")


# ---------------------------------------------------------------- the operations


def _dense_shape(op: Operation) -> list[MaybeShape]:
    shape = shapes.broadcast(*(shapes.with_rank(t._shape, 2) for t in op.inputs))
    return [None if shape is None else shape[:1], shape]


def _dense(logits: Array, labels: Array) -> Any:
    try:
        rank = len(np.broadcast_shapes(np.shape(logits), np.shape(labels)))
    except ValueError:
        rank = 0
    if rank != 2:
        raise InvalidArgumentError(
            None,
            None,
            f"logits and labels must be broadcastable and 2-dimensional: logits_size={shapes.listed(np.shape(logits))} "
            f"labels_size={shapes.listed(np.shape(labels))}",
        )
    logs = activations.log_softmax_of(logits)
    loss = -np.sum(np.where(labels == 0, logs.dtype.type(0), labels * logs), axis=-1)
    return loss.astype(logs.dtype), np.exp(logs) - labels


def _scaled_rows(vector: Tensor, matrix: Tensor) -> Tensor:
    return layout.expand_dims(vector, -1) * matrix


def _is_zero(grad: Tensor) -> bool:
    if grad.op.type == "ZerosLike":
        return True
    value = constant_value(grad)
    return value is not None and not np.any(value)


def _dense_gradient(op: Operation, grad_loss: Tensor, grad_backprop: Tensor) -> list[Any]:
    logits = op.inputs[0]
    grad = _scaled_rows(grad_loss, op.outputs[1])
    if grad_backprop is not None and not _is_zero(grad_backprop):
        probabilities = activations.softmax(logits)
        weighted = linalg.matmul(layout.expand_dims(grad_backprop, 1), layout.expand_dims(probabilities, 2))
        grad = grad + (grad_backprop - layout.squeeze(weighted, axis=1)) * probabilities
    return [grad, _scaled_rows(grad_loss, -activations.log_softmax(logits))]


define(
    "SoftmaxCrossEntropyWithLogits",
    "features: T, labels: T -> loss: T, backprop: T",
    types={"T": dtypes.FLOATING},
    shape=_dense_shape,
    kernel=pure(_dense),
    gradient=_dense_gradient,
)


def _sparse_shape(op: Operation) -> list[MaybeShape]:
    features, labels = shapes.with_rank(op.inputs[0]._shape, 2), shapes.with_rank(op.inputs[1]._shape, 1)
    rows = shapes.merge(features[:1], labels)
    return [rows, (*(rows or (None,)), features[1])]


def _sparse(logits: Array, labels: Array) -> Any:
    check_rank("logits", logits, 2)
    check_rank("labels", labels, 1)
    classes = logits.shape[1]
    if len(labels) != len(logits):
        raise InvalidArgumentError(
            None,
            None,
            "logits and labels must have the same first dimension, got logits shape "
            f"{shapes.listed(logits.shape)} and labels shape {shapes.listed(labels.shape)}",
        )
    outside = labels[(labels < 0) | (labels >= classes)]
    if outside.size:
        raise InvalidArgumentError(
            None,
            None,
            f"Received a label value of {outside[0]} which is outside the valid range of [0, {classes}).  "
            f"Label values: {' '.join(str(label) for label in labels[:10])}",
        )
    logs = activations.log_softmax_of(logits)
    rows = np.arange(len(logits))
    backprop = np.exp(logs)
    backprop[rows, labels] -= 1
    return -logs[rows, labels], backprop


def _sparse_gradient(op: Operation, grad_loss: Tensor, _: Any) -> list[Any]:
    once = tensor(
        "PreventGradient",
        op.outputs[1],
        message="Currently there is no way to take the second derivative of sparse_softmax_cross_entropy_with_logits "
        "due to the fused implementation's interaction with tf.gradients()",
    )
    return [_scaled_rows(grad_loss, once), None]


define(
    "SparseSoftmaxCrossEntropyWithLogits",
    "features: T, labels: Tlabels -> loss: T, backprop: T",
    types={"T": dtypes.FLOATING, "Tlabels": dtypes.INDEX},
    defaults={"Tlabels": dtypes.int64},
    shape=_sparse_shape,
    kernel=pure(_sparse),
    gradient=_sparse_gradient,
)


# ---------------------------------------------------------------- softmax


def _rows_of(value: Tensor) -> Tensor:
    """All dimensions but the last one made into one."""
    rank = identities.rank(value)
    last = slicing.slice_(identities.shape(value), [arithmetic.subtract(rank, 1)], [1])
    rows = identities.reshape(value, joining.concat([[-1], last], 0))
    shape = value._shape
    if shape is not None and None not in shape[:-1]:
        rows.set_shape([shapes.count(shape[:-1]), shape[-1]])
    return rows


def _axis_last(value: Tensor, axis: Any, rank: Tensor) -> Tensor:
    order = joining.concat([filling.range_(axis), filling.range_(axis + 1, rank), [axis]], 0)
    return layout.transpose(value, order)


def softmax_cross_entropy_with_logits_v2(
    labels: Any, logits: Any, axis: Any = None, name: str | None = None, dim: Any = None
) -> Tensor:
    """The cross entropy between `labels`, a distribution for each row, and softmax(logits).

    Gradients flow into both (`tf.nn.softmax_cross_entropy_with_logits_v2`).  The result has the shape of the logits
    without `axis`, by default the last one.
    """
    axis = reductions.one_of("axis", axis, "dim", dim)
    axis = -1 if axis is None else axis
    graph = graph_of((logits, labels)) or get_default_graph()
    with graph.name_scope(name or "softmax_cross_entropy_with_logits") as scope:
        logits, labels = convert_to_tensor(logits, name="logits"), convert_to_tensor(labels, name="labels")
        kind = logits.dtype.base_dtype
        precise = casts.cast(logits, dtypes.float32) if kind is dtypes.float16 else logits
        labels = casts.cast(labels, precise.dtype)
        rank, shape = identities.rank(precise), logits._shape
        if axis != -1:
            precise, labels = _axis_last(precise, axis, rank), _axis_last(labels, axis, rank)
        input_shape = identities.shape(precise)
        cost = apply("SoftmaxCrossEntropyWithLogits", _rows_of(precise), _rows_of(labels), name=scope).outputs[0]
        cost = identities.reshape(cost, slicing.slice_(input_shape, [0], [arithmetic.subtract(rank, 1)]))
        if shape is not None:
            rest = list(shape)
            del rest[axis]
            cost.set_shape(rest)
        return cost if precise is logits else casts.cast(cost, kind)


def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: Any = -1,
    name: str | None = None,
    axis: Any = None,
) -> Tensor:
    """As the v2 function, but the labels are constants to gradients (`tf.nn.softmax_cross_entropy_with_logits`)."""
    _with_logits("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    graph = graph_of((logits, labels)) or get_default_graph()
    with graph.name_scope(name or "softmax_cross_entropy_with_logits_sg") as scope:
        labels = identities.stop_gradient(labels, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels, logits, axis=dim if axis is None else axis, name=scope)


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross entropy of class numbers and softmax(logits) (`tf.nn.sparse_softmax_cross_entropy_with_logits`).

    `labels` have the shape of the logits without the last dimension.  Raises ValueError where the static shapes say
    otherwise; a label outside the classes is an InvalidArgumentError in the run.
    """
    _with_logits("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    graph = graph_of((labels, logits)) or get_default_graph()
    with graph.name_scope(name or "SparseSoftmaxCrossEntropyWithLogits"):
        labels, logits = convert_to_tensor(labels), convert_to_tensor(logits)
        kind = logits.dtype.base_dtype
        precise = casts.cast(logits, dtypes.float32) if kind is dtypes.float16 else logits
        labels_shape = identities.shape(labels)
        _check_sparse(labels._shape, logits._shape)
        if logits._shape is not None and len(logits._shape) == 2:
            cost = apply("SparseSoftmaxCrossEntropyWithLogits", precise, labels, name=name).outputs[0]
            return cost if precise is logits else casts.cast(cost, kind)
        classes = identities.shape(logits)[identities.rank(logits) - 1]
        rows = identities.reshape(precise, [-1, classes])
        cost = apply("SparseSoftmaxCrossEntropyWithLogits", rows, identities.reshape(labels, [-1]), name=name).outputs[
            0
        ]
        cost = identities.reshape(cost, labels_shape)
        cost.set_shape(shapes.TensorShape(labels._shape))
        return cost if precise is logits else casts.cast(cost, kind)


def _check_sparse(labels: MaybeShape, logits: MaybeShape) -> None:
    if logits == ():
        raise ValueError("Logits cannot be scalars - received shape ().")
    if logits is None or labels is None:
        return
    if len(labels) != len(logits) - 1:
        raise ValueError(
            f"Rank mismatch: Rank of labels (received {len(labels)}) should equal rank of logits minus 1 "
            f"(received {len(logits)})."
        )
    if None not in labels and None not in logits[:-1] and labels != logits[:-1]:
        raise ValueError(
            f"Shape mismatch: The shape of labels (received {shapes.text(labels)}) should equal the shape of logits "
            f"except for the last dimension (received {shapes.text(logits)})."
        )


# ---------------------------------------------------------------- sigmoid, Poisson


def _same_shapes(labels: Tensor, logits: Tensor, names: str = "logits and labels") -> None:
    if not shapes.compatible(labels._shape, logits._shape):
        raise ValueError(
            f"{names} must have the same shape ({shapes.text(logits._shape)} vs {shapes.text(labels._shape)})"
        )


def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """max(x, 0) - x z + log(1 + exp(-|x|)) for logits x and labels z (`tf.nn.sigmoid_cross_entropy_with_logits`)."""
    _with_logits("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    graph = graph_of((logits, labels)) or get_default_graph()
    with graph.name_scope(name or "logistic_loss") as scope:
        x = convert_to_tensor(logits, name="logits")
        z = convert_to_tensor(labels, name="labels")
        _same_shapes(z, x)
        zeros = filling.zeros_like(x, dtype=x.dtype)
        positive = x >= zeros
        positive_part = masks.where(positive, x, zeros)
        minus_absolute = masks.where(positive, -x, x)
        linear = positive_part - x * z
        return arithmetic.add(linear, elementwise.log1p(elementwise.exp(minus_absolute)), name=scope)


def weighted_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, pos_weight: Any = None, name: str | None = None, targets: Any = None
) -> Tensor:
    """The sigmoid cross entropy with a weight on positive labels (`tf.nn.weighted_cross_entropy_with_logits`)."""
    labels = reductions.one_of("labels", labels, "targets", targets)
    graph = graph_of((logits, labels)) or get_default_graph()
    with graph.name_scope(name or "logistic_loss") as scope:
        x = convert_to_tensor(logits, name="logits")
        z = convert_to_tensor(labels, name="labels")
        _same_shapes(z, x)
        log_weight = 1 + (pos_weight - 1) * z
        linear = (1 - z) * x
        absolute = elementwise.abs(x)
        tail = elementwise.log1p(elementwise.exp(-absolute)) + activations.relu(-x)
        return arithmetic.add(linear, log_weight * tail, name=scope)


def log_poisson_loss(targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None) -> Tensor:
    """exp(c) - z c for log inputs c and targets z, with Stirling's term if asked for (`tf.nn.log_poisson_loss`)."""
    graph = graph_of((log_input, targets)) or get_default_graph()
    with graph.name_scope(name or "log_poisson_loss"):
        c = convert_to_tensor(log_input, name="log_input")
        z = convert_to_tensor(targets, name="targets")
        _same_shapes(z, c, "log_input and targets")
        result: Any = elementwise.exp(c) - c * z
        if compute_full_loss:
            half, two_pi = (constants.constant(v, dtype=z.dtype) for v in (0.5, 2 * math.pi))
            stirling = z * elementwise.log(z) - z + half * elementwise.log(two_pi * z)
            zeros, ones = filling.zeros_like(z, dtype=z.dtype), filling.ones_like(z, dtype=z.dtype)
            result = result + masks.where(comparison.logical_and(z >= zeros, z <= ones), zeros, stirling)
        return result  # type: ignore[no-any-return]
