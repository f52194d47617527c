"""`tf.layers` as functions: each makes its variables under a variable scope of its own and returns its result.

With a `name` and ``reuse=True`` a layer shares the variables of an earlier one of that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.default_graph import add_to_collection, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import identities
from tuigraph.engine.ops import layers as ops
from tuigraph.engine.ops.linalg import matmul
from tuigraph.engine.scopes import variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import global_variables


@contextmanager
def _layer(name: str | None, default: str, reuse: Any = None) -> Iterator[None]:
    """The variable scope and name scope of one layer."""
    with variable_scope(name or (default if reuse else None), default) as captured:
        pass
    with (
        variable_scope(captured, reuse=reuse, auxiliary_name_scope=False) as scope,
        name_scope(scope.original_name_scope),
    ):
        yield


def _weight(name: str, shape: list[Any], regularizer: Any, regularizer_scope: str, **options: Any) -> Any:
    """A variable of the layer; the loss of its regularizer joins the collection when the variable is new."""
    known = set(global_variables())
    variable = get_variable(name, shape, **options)
    if regularizer is not None and variable not in known:
        with name_scope(regularizer_scope + "/Regularizer"):
            loss = regularizer(variable)
        if loss is not None:
            add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable


def _affine(inputs: Tensor, kernel: Any, bias: Any) -> Tensor:
    """``inputs @ kernel + bias`` along the last dimension; `bias` may be None."""
    known = inputs._shape
    if known is not None and len(known) > 2:
        from tuigraph.engine.ops.contractions import tensordot

        outputs = tensordot(inputs, kernel, [[len(known) - 1], [0]])
        outputs.set_shape((*known[:-1], kernel._shape[-1]))
    else:
        outputs = matmul(inputs, kernel)
    return outputs if bias is None else ops.bias_add(outputs, bias)


def _checked(inputs: Tensor, layer: str) -> int:
    """The last dimension of inputs that a dense layer can take."""
    known = inputs._shape
    if known is None or len(known) < 2:
        raise ValueError(
            f"Input 0 of layer {layer} is incompatible with the layer: expected min_ndim=2, found shape "
            f"{shapes.text(known)}."
        )
    if known[-1] is None:
        raise ValueError("The last dimension of the inputs to `Dense` should be defined. Found `None`.")
    dtype = inputs.dtype.base_dtype
    if not (dtype.is_floating or dtype.is_complex):
        raise TypeError(
            f"Unable to build `Dense` layer with non-floating point dtype {dtype}: cast the inputs with tf.cast."
        )
    return known[-1]


def dense(
    inputs: Any,
    units: int,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = None,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """``activation(inputs @ kernel + bias)`` along the last dimension (`tf.layers.dense`).

    `inputs` has a rank of at least 2 and a known last dimension n; the kernel has shape (n, units), the bias (units,).
    Raises ValueError for other inputs, TypeError for inputs that are not floating point.
    """
    inputs = convert_to_tensor(inputs)
    with _layer(name, "dense", reuse):
        size = _checked(inputs, name or "dense")
        common = {"dtype": inputs.dtype.base_dtype, "trainable": trainable}
        kernel = _weight(
            "kernel", [size, units], kernel_regularizer, "kernel",
            initializer=kernel_initializer, constraint=kernel_constraint, **common,
        )  # fmt: skip
        bias = None
        if use_bias:
            bias = _weight(
                "bias", [units], bias_regularizer, "bias",
                initializer=bias_initializer or initializers.Zeros(), constraint=bias_constraint, **common,
            )  # fmt: skip
        outputs = _affine(inputs, kernel, bias)
        outputs = outputs if activation is None else activation(outputs)
        if activity_regularizer is not None:
            add_to_collection(GraphKeys.REGULARIZATION_LOSSES, activity_regularizer(outputs))
        return outputs


def flatten(inputs: Any, name: str | None = None) -> Tensor:
    """All dimensions but the first as one (`tf.layers.flatten`)."""
    inputs = convert_to_tensor(inputs)
    known = inputs._shape
    with _layer(name, "flatten"):
        rows = known[0] if known else None
        if rows is None:
            shape = identities.shape(inputs)
            rows = shape[0]
        outputs = identities.reshape(inputs, (rows, -1))
        if known is not None:
            outputs.set_shape((known[0], shapes.count(known[1:])))
        return outputs


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Tensor:
    """Zero a share `rate` of the elements and scale the others up, while `training` (`tf.layers.dropout`).

    `training`: a bool, or a tensor that says it when the graph runs.
    """
    from tuigraph.engine.ops.control_flow import cond

    inputs = convert_to_tensor(inputs)

    def dropped() -> Tensor:
        return ops.dropout(inputs, noise_shape=noise_shape, seed=seed, rate=rate)

    with _layer(name, "dropout"):
        known = constant_value(training) if isinstance(training, Tensor) else training
        if known is not None:
            return dropped() if known else identities.identity(inputs)
        chosen: Tensor = cond(training, dropped, lambda: identities.identity(inputs))
        return chosen


_RELU = object()
_ZEROS = object()


def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Any = _RELU,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """A dense layer with variables ``weights`` and ``biases``, by default a ReLU (`tf.contrib.layers.fully_connected`).

    Without a `biases_initializer`, or with a `normalizer_fn`, it has no biases.  Raises ValueError and TypeError as
    `dense` does.
    """
    from tuigraph.engine.ops.activations import relu

    inputs = convert_to_tensor(inputs)
    with variable_scope(scope, "fully_connected", [inputs], reuse=reuse) as opened:
        with name_scope(opened.original_name_scope):
            size = _checked(inputs, opened.name)
            keys = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES, *(variables_collections or ())]
            common = {"dtype": inputs.dtype.base_dtype, "trainable": trainable, "collections": keys}
            start = weights_initializer or initializers.xavier_initializer()
            weights = _weight(
                "weights", [size, num_outputs], weights_regularizer, "kernel", initializer=start, **common
            )
            biases = None
            if normalizer_fn is None and biases_initializer is not None:
                zeros = initializers.Zeros() if biases_initializer is _ZEROS else biases_initializer
                biases = _weight("biases", [num_outputs], biases_regularizer, "bias", initializer=zeros, **common)
            outputs = _affine(inputs, weights, biases)
        if normalizer_fn is not None:
            outputs = normalizer_fn(outputs, **(normalizer_params or {}))
        activation = relu if activation_fn is _RELU else activation_fn
        outputs = outputs if activation is None else activation(outputs)
        if outputs_collections is not None:
            add_to_collection(outputs_collections, outputs)
        return outputs
