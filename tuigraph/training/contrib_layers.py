"""The layers of `tf.contrib.layers` and `tf.contrib.slim`: functions whose defaults an `arg_scope` may change.

They are the layers of `tf.layers` under other names: variables are called ``weights`` and ``biases``, are in the
collection MODEL_VARIABLES too, and activations are ReLUs.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from tuigraph.engine import dtypes, initializers, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import add_to_collections, get_collection, name_scope
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops.activations import elu as elu_of
from tuigraph.engine.ops.activations import relu as relu_of
from tuigraph.engine.ops.activations import relu6 as relu6_of
from tuigraph.engine.ops.activations import softmax as softmax_of
from tuigraph.engine.ops.casts import to_int64
from tuigraph.engine.ops.constants import ones
from tuigraph.engine.ops.division import div
from tuigraph.engine.ops.elementwise import sqrt, square
from tuigraph.engine.ops.filling import one_hot
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.ops.layers import bias_add as bias_added
from tuigraph.engine.ops.normalization import batch_normalization, moments
from tuigraph.engine.ops.padding import tile
from tuigraph.engine.ops.reductions import reduce_sum
from tuigraph.engine.ops.slicing import strided_slice
from tuigraph.engine.scopes import variable_scope
from tuigraph.training import layers
from tuigraph.training.arg_scope import add_arg_scope
from tuigraph.training.convolution_layers import Conv1D, Conv2D, Conv2DTranspose
from tuigraph.training.model_variables import add_once, model_variable
from tuigraph.training.pooling_layers import AveragePooling2D, MaxPooling2D

_FORMATS = ("NCHW", "NHWC")
_XAVIER = initializers.xavier_initializer()
_ZEROS = initializers.Zeros()
_NAMES = {"bias": "biases", "kernel": "weights"}
_aliases: WeakKeyDictionary[Tensor, list[str]] = WeakKeyDictionary()


# ---------------------------------------------------------------- what the layers share


def variable_getter(names: dict[str, str]) -> Callable[..., Any]:
    """A getter for a variable scope that makes variables of a model, some of them under other names."""

    def getter(getter: Callable[..., Any], name: str, **options: Any) -> Any:
        front, slash, last = name.rpartition("/")
        for unknown in ("reuse", "constraint", "validate_shape"):
            options.pop(unknown, None)
        return model_variable(f"{front}{slash}{names.get(last, last)}", custom_getter=getter, **options)

    return getter


def variable_collections(given: Any, name: str) -> Any:
    """The collections for one of a layer's variables: the same for all, or by its name."""
    return given.get(name) if isinstance(given, dict) else given


def join_collections(variable: Any, given: Any, name: str) -> None:
    """Let a layer's variable join the collections that are meant for it, each once."""
    for key in variable_collections(given, name) or ():
        add_once(key, variable)


def collect_named_outputs(collections: Any, alias: str, outputs: Any) -> Any:
    """The outputs, which join collections under a name of their own."""
    if collections:
        _aliases.setdefault(outputs, []).append(alias.removesuffix("/"))
        add_to_collections(collections, outputs)
    return outputs


def convert_collection_to_dict(collection: str, clear_collection: bool = False) -> dict[str, Any]:
    """The tensors of a collection by the names under which they joined it, else by those of their operations."""
    found = {
        alias: tensor
        for tensor in get_collection(collection)
        for alias in _aliases.get(tensor) or [tensor.name.removesuffix(":0")]
    }
    if clear_collection:
        get_default_graph().clear_collection(collection)
    return found


def last_dimension(shape: Any, min_rank: int = 1) -> int:
    """The size of the last dimension.  Raises ValueError where it is unknown or the rank too small."""
    known = shapes.as_tuple(shape)
    if known is None:
        raise ValueError("dims of shape must be known but is None")
    if len(known) < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {len(known)}")
    if known[-1] is None:
        raise ValueError(f"dimension -1 of shape must be known but is None: {shapes.text(known)}")
    return known[-1]


def _channels(data_format: str | None) -> str:
    return "channels_first" if data_format and data_format.startswith("NC") else "channels_last"


def check_format(data_format: str) -> None:
    if data_format not in _FORMATS:
        raise ValueError("data_format has to be either NCHW or NHWC.")


def finished(outputs: Any, scope: Any, activation_fn: Any, collections: Any) -> Tensor:
    """The outputs of a layer, activated, which join collections under the name of its scope."""
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    made: Tensor = collect_named_outputs(collections, scope.name, outputs)
    return made


# ---------------------------------------------------------------- layers with weights


class _Common(NamedTuple):
    """What each layer with weights may be told."""

    activation_fn: Any
    normalizer_fn: Any
    normalizer_params: Any
    weights_initializer: Any
    weights_regularizer: Any
    biases_initializer: Any
    biases_regularizer: Any
    reuse: Any
    variables_collections: Any
    outputs_collections: Any
    trainable: bool


def _with_weights(kind: Callable[..., Any], inputs: Tensor, opened: Any, common: _Common, **own: Any) -> Tensor:
    """A layer of `tf.layers` in a scope that was opened for it, called, normalized and activated."""
    layer = kind(
        **own,
        use_bias=bool(not common.normalizer_fn and common.biases_initializer),
        kernel_initializer=common.weights_initializer,
        bias_initializer=common.biases_initializer,
        kernel_regularizer=common.weights_regularizer,
        bias_regularizer=common.biases_regularizer,
        trainable=common.trainable,
        name=opened.name,
        dtype=inputs.dtype.base_dtype,
        _scope=opened,
        _reuse=common.reuse,
    )
    outputs = layer(inputs)
    join_collections(layer.kernel, common.variables_collections, "weights")
    if layer.bias is not None:
        join_collections(layer.bias, common.variables_collections, "biases")
    if common.normalizer_fn is not None:
        outputs = common.normalizer_fn(outputs, **(common.normalizer_params or {}))
    return finished(outputs, opened, common.activation_fn, common.outputs_collections)


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Any = relu_of,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
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
    `tf.layers.dense` does.
    """
    if not isinstance(num_outputs, int):
        raise ValueError(f"num_outputs type should be one of {[int]}, got {type(num_outputs)}.")
    common = _Common(
        *(activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer),
        *(biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections, trainable),
    )
    with variable_scope(
        scope, "fully_connected", [inputs], reuse=reuse, custom_getter=variable_getter(_NAMES)
    ) as opened:
        inputs = convert_to_tensor(inputs)
        return _with_weights(layers.Dense, inputs, opened, common, units=num_outputs)


@add_arg_scope
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu_of,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    conv_dims: int | None = None,
) -> Tensor:
    """A convolution of inputs of rank 3 or 4, with variables ``weights`` and ``biases``, by default a ReLU.

    Raises ValueError for another rank, a `data_format` that there is not, and as `tf.layers.conv2d` does.
    """
    if data_format not in (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW"):
        raise ValueError(f"Invalid data_format: {data_format!r}")
    common = _Common(
        *(activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer),
        *(biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections, trainable),
    )
    with variable_scope(scope, "Conv", [inputs], reuse=reuse, custom_getter=variable_getter(_NAMES)) as opened:
        inputs = convert_to_tensor(inputs)
        rank = None if inputs._shape is None else len(inputs._shape)
        if conv_dims is not None and conv_dims + 2 != rank:
            raise ValueError(f"Convolution expects input with rank {conv_dims + 2}, got {rank}")
        if rank not in (3, 4):
            raise ValueError("Convolution not supported for input with rank", rank)
        return _with_weights(
            Conv1D if rank == 3 else Conv2D,
            inputs,
            opened,
            common,
            filters=num_outputs,
            kernel_size=kernel_size,
            strides=stride,
            padding=padding,
            data_format=_channels(data_format),
            dilation_rate=rate,
        )


@add_arg_scope
def convolution1d(inputs: Any, num_outputs: int, kernel_size: Any, *args: Any, **options: Any) -> Tensor:
    """`convolution` of inputs of rank 3 (`tf.contrib.layers.conv1d`)."""
    return convolution(inputs, num_outputs, kernel_size, *args, **{**options, "conv_dims": 1})


@add_arg_scope
def convolution2d(inputs: Any, num_outputs: int, kernel_size: Any, *args: Any, **options: Any) -> Tensor:
    """`convolution` of inputs of rank 4 (`tf.contrib.layers.conv2d`)."""
    return convolution(inputs, num_outputs, kernel_size, *args, **{**options, "conv_dims": 2})


@add_arg_scope
def convolution2d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    activation_fn: Any = relu_of,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """`tf.layers.conv2d_transpose` with ``weights`` and ``biases`` (`tf.contrib.layers.conv2d_transpose`)."""
    common = _Common(
        *(activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer),
        *(biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections, trainable),
    )
    getter = variable_getter(_NAMES)
    with variable_scope(scope, "Conv2d_transpose", [inputs], reuse=reuse, custom_getter=getter) as opened:
        check_format(data_format)
        inputs = convert_to_tensor(inputs)
        return _with_weights(
            Conv2DTranspose,
            inputs,
            opened,
            common,
            filters=num_outputs,
            kernel_size=kernel_size,
            strides=stride,
            padding=padding,
            data_format=_channels(data_format),
        )


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Any = None,
    initializer: Any = _ZEROS,
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:
    """Biases of the last dimension, or of the second for NCHW (`tf.contrib.layers.bias_add`)."""
    check_format(data_format)
    with variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as opened:
        inputs = convert_to_tensor(inputs)
        known = inputs._shape
        if known is None:
            raise ValueError("Dims of shape must be known but is None")
        if len(known) != 4 and data_format == "NCHW":
            raise ValueError("Data format NCHW only supports 4D Tensor")
        size = known[1 if data_format == "NCHW" else -1]
        if size is None:
            raise ValueError("`C` dimension must be known but is None")
        biases = model_variable(
            "biases",
            shape=[size],
            dtype=inputs.dtype.base_dtype,
            initializer=initializer,
            regularizer=regularizer,
            collections=variable_collections(variables_collections, "biases"),
            trainable=trainable,
        )
        outputs = bias_added(inputs, biases, data_format=data_format)
        return finished(outputs, opened, activation_fn, outputs_collections)


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Tensor:
    """Each example normalized by its own moments (`tf.contrib.layers.layer_norm`).

    Raises ValueError for an unknown rank, axes beyond it, and parameters of unknown size.
    """
    with variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as opened:
        inputs = convert_to_tensor(inputs)
        known = inputs._shape
        if known is None:
            raise ValueError(f"Inputs {inputs.name} has undefined rank.")
        rank, dtype = len(known), inputs.dtype.base_dtype
        begin_norm_axis += rank if begin_norm_axis < 0 else 0
        if begin_params_axis >= rank or begin_norm_axis >= rank:
            raise ValueError(
                f"begin_params_axis ({begin_params_axis}) and begin_norm_axis ({begin_norm_axis}) must be < "
                f"rank(inputs) ({rank})"
            )
        size = known[begin_params_axis:]
        if not shapes.is_static(size):
            raise ValueError(
                f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: {shapes.text(known)}"
            )

        def parameter(name: str, initializer: Any) -> Any:
            keys = variable_collections(variables_collections, name)
            return model_variable(
                name, shape=size, dtype=dtype, initializer=initializer, collections=keys, trainable=trainable
            )

        beta = parameter("beta", initializers.Zeros()) if center else None
        gamma = parameter("gamma", initializers.Ones()) if scale else None
        mean, variance = moments(inputs, list(range(begin_norm_axis, rank)), keep_dims=True)
        epsilon = 1e-3 if dtype is dtypes.float16 else 1e-12
        outputs = batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(known)
        return finished(outputs, opened, activation_fn, outputs_collections)


# ---------------------------------------------------------------- layers without variables


def _pooled(
    kind: Any,
    title: str,
    inputs: Any,
    size: Any,
    stride: Any,
    padding: str,
    data_format: str,
    collections: Any,
    scope: Any,
) -> Tensor:
    check_format(data_format)
    with name_scope(scope, title, [inputs]) as opened:
        inputs = convert_to_tensor(inputs)
        layer = kind(pool_size=size, strides=stride, padding=padding, data_format=_channels(data_format), _scope=opened)
        made: Tensor = collect_named_outputs(collections, opened, layer(inputs))
        return made


@add_arg_scope
def max_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """The largest of each window (`tf.contrib.layers.max_pool2d`).  Raises ValueError as `tf.layers` does."""
    return _pooled(
        MaxPooling2D, "MaxPool2D", inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    )


@add_arg_scope
def avg_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """The mean of each window (`tf.contrib.layers.avg_pool2d`).  Raises ValueError as `tf.layers` does."""
    return _pooled(
        AveragePooling2D, "AvgPool2D", inputs, kernel_size, stride, padding, data_format, outputs_collections, scope
    )


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
) -> Tensor:
    """`tf.layers.dropout` by the share that is kept, in training by default (`tf.contrib.layers.dropout`)."""
    with variable_scope(scope, "Dropout", [inputs], custom_getter=variable_getter({})) as opened:
        inputs = convert_to_tensor(inputs)
        layer = layers.Dropout(rate=1 - keep_prob, noise_shape=noise_shape, seed=seed, name=opened.name, _scope=opened)
        outputs = layer(inputs, training=is_training)
        made: Tensor = collect_named_outputs(outputs_collections, opened.name, outputs)
        return made


@add_arg_scope
def flatten(inputs: Any, outputs_collections: Any = None, scope: Any = None) -> Tensor:
    """All dimensions but the first as one (`tf.contrib.layers.flatten`)."""
    with name_scope(scope, "Flatten", [inputs]) as opened:
        outputs = layers.flatten(convert_to_tensor(inputs))
        made: Tensor = collect_named_outputs(outputs_collections, opened, outputs)
        return made


@add_arg_scope
def one_hot_encoding(
    labels: Any,
    num_classes: Any,
    on_value: Any = 1.0,
    off_value: Any = 0.0,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Whole numbers as rows with a single 1 (`tf.contrib.layers.one_hot_encoding`)."""
    with name_scope(scope, "OneHotEncoding", [labels, num_classes]) as opened:
        labels = convert_to_tensor(labels)
        if labels.dtype is dtypes.int32:
            labels = to_int64(labels)
        outputs = one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        made: Tensor = collect_named_outputs(outputs_collections, opened, outputs)
        return made


@add_arg_scope
def softmax(logits: Any, scope: Any = None) -> Tensor:
    """The softmax along the last dimension of any rank from 2 on (`tf.contrib.layers.softmax`)."""
    with variable_scope(scope, "softmax", [logits]):
        size = last_dimension(logits.get_shape(), min_rank=2)
        rows = softmax_of(reshape(logits, [-1, size]))
        outputs = reshape(rows, shape_of(logits))
        outputs.set_shape(logits.get_shape())
        return outputs


@add_arg_scope
def unit_norm(inputs: Any, dim: int, epsilon: float = 1e-7, scope: Any = None) -> Tensor:
    """Each vector along `dim` scaled to the length 1 (`tf.contrib.layers.unit_norm`)."""
    with variable_scope(scope, "UnitNorm", [inputs]):
        if not inputs.get_shape():
            raise ValueError("The input rank must be known.")
        rank = len(inputs._shape)
        if not 0 <= dim < rank:
            raise ValueError("dim must be positive but smaller than the input rank.")
        lengths = sqrt(epsilon + reduce_sum(square(inputs), dim, True))
        multiples = [ones([dim], dtypes.int32)] if dim else []
        multiples.append(strided_slice(shape_of(inputs), [dim], [dim + 1]))
        if dim < rank - 1:
            multiples.append(ones([rank - 1 - dim], dtypes.int32))
        return div(inputs, tile(lengths, concat(multiples, 0)))


# ---------------------------------------------------------------- several layers


def _title(layer: Any, otherwise: str) -> str:
    named = layer if hasattr(layer, "__name__") else getattr(layer, "func", None)
    return str(getattr(named, "__name__", otherwise))


def _chained(kind: str, inputs: Any, layer: Any, given: Iterable[Sequence[Any]], options: dict[str, Any]) -> Any:
    """One layer behind the other, each with arguments of its own, in scopes that are numbered."""
    scope = options.pop("scope", None)
    with variable_scope(scope, kind.capitalize(), [inputs]):
        outputs: Any = convert_to_tensor(inputs)
        title = _title(layer, kind) if scope is None else scope
        for number, args in enumerate(given, start=1):
            outputs = layer(outputs, *args, **{**options, "scope": f"{title}_{number}"})
        return outputs


def repeat(inputs: Any, repetitions: int, layer: Any, *args: Any, **kwargs: Any) -> Any:
    """One layer several times over (`tf.contrib.layers.repeat`), in scopes ``layer_1``, ``layer_2``, ..."""
    return _chained("repeat", inputs, layer, itertools.repeat(args, repetitions), kwargs)


def stack(inputs: Any, layer: Any, stack_args: Any, **kwargs: Any) -> Any:
    """One layer with one after the other of some arguments (`tf.contrib.layers.stack`)."""
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    given = [args if isinstance(args, (list, tuple)) else [args] for args in stack_args]
    return _chained("stack", inputs, layer, given, kwargs)


elu = functools.partial(fully_connected, activation_fn=elu_of)
relu = functools.partial(fully_connected, activation_fn=relu_of)
relu6 = functools.partial(fully_connected, activation_fn=relu6_of)
linear = functools.partial(fully_connected, activation_fn=None)
