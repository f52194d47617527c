"""What layers of neural networks are made of: biases, L2 loss, dropout, embeddings."""

from __future__ import annotations

import contextlib
import numbers
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import to_tensor_or_slices
from tuigraph.engine.opdef import Kernel, Linear, define
from tuigraph.engine.ops import (
    arithmetic,
    casts,
    clipping,
    filling,
    gathering,
    identities,
    joining,
    linalg,
    masks,
    padding,
    random,
    reductions,
    stitching,
)
from tuigraph.engine.ops.state import is_resource
from tuigraph.engine.partitions import PartitionedVariable
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

# ---------------------------------------------------------------- bias


def _channels_first(op: Operation) -> bool:
    return bool(op.attrs["data_format"] == "NCHW")


def _bias_shape(op: Operation) -> list[MaybeShape]:
    value, bias = op.inputs[0]._shape, shapes.with_rank(op.inputs[1]._shape, 1)
    if value is None:
        return [None]
    shapes.with_rank_at_least(value, 2)
    place = 1 if _channels_first(op) else len(value) - 1
    if value[place] is not None and bias[0] is not None and value[place] != bias[0]:
        raise ValueError(f"Dimensions must be equal, but are {value[place]} and {bias[0]}")
    return [(*value[:place], bias[0] if value[place] is None else value[place], *value[place + 1 :])]


def _bias_kernel(op: Operation, store: Store) -> Kernel:
    first = _channels_first(op)

    def kernel(value: Array, bias: Array) -> Any:
        place = 1 if first else value.ndim - 1
        if value.shape[place] != bias.shape[0]:
            raise InvalidArgumentError(
                None,
                None,
                f"Must provide as many biases as the {'channel' if first else 'last'} dimension of the input tensor: "
                f"{shapes.listed(bias.shape)} vs. {shapes.listed(value.shape)}",
            )
        return value + (bias.reshape(-1, *[1] * (value.ndim - 2)) if first else bias)

    return kernel


def _bias_gradient(op: Operation, grad: Tensor) -> list[Any]:
    return [grad, tensor("BiasAddGrad", grad, data_format=op.attrs["data_format"])]


define(
    "BiasAdd",
    "value: T, bias: T -> output: T",
    types={"T": dtypes.NUMBER},
    attrs={"data_format": "NHWC"},
    shape=_bias_shape,
    kernel=_bias_kernel,
    gradient=_bias_gradient,
    symbolic=Linear(slice(2)),
)


def _bias_sum_shape(op: Operation) -> list[MaybeShape]:
    shape = op.inputs[0]._shape
    shapes.with_rank_at_least(shape, 2)
    return [(None,) if shape is None else (shape[1 if _channels_first(op) else -1],)]


def _bias_sum_kernel(op: Operation, store: Store) -> Kernel:
    first = _channels_first(op)

    def kernel(grad: Array) -> Any:
        if np.ndim(grad) < 2:
            raise InvalidArgumentError(None, None, f"Input tensor must be at least 2D: {shapes.listed(np.shape(grad))}")
        place = 1 if first else grad.ndim - 1
        return np.add.reduce(grad, axis=tuple(i for i in range(grad.ndim) if i != place), dtype=grad.dtype)

    return kernel


def _bias_sum_gradient(op: Operation, grad: Tensor) -> list[Any]:
    shape = identities.shape(op.inputs[0])
    bias_shape = identities.shape(grad)
    if _channels_first(op):
        expanded = joining.concat([filling.ones_like(shape[:1]), bias_shape, filling.ones_like(shape[2:])], 0)
        times = joining.concat([shape[:1], [1], shape[2:]], 0)
    else:
        expanded = joining.concat([filling.ones_like(shape[:-1]), bias_shape], 0)
        times = joining.concat([shape[:-1], [1]], 0)
    return [padding.tile(identities.reshape(grad, expanded), times)]


define(
    "BiasAddGrad",
    "out_backprop: T -> output: T",
    types={"T": dtypes.NUMBER},
    attrs={"data_format": "NHWC"},
    shape=_bias_sum_shape,
    kernel=_bias_sum_kernel,
    gradient=_bias_sum_gradient,
)


def bias_add(value: Any, bias: Any, data_format: str | None = None, name: str | None = None) -> Tensor:
    """Adds a vector to the last dimension, or with ``NCHW`` to the second one (`tf.nn.bias_add`)."""
    graph = graph_of((value, bias)) or get_default_graph()
    with graph.name_scope(name or "BiasAdd") as scope:
        if data_format is None or (data_format.startswith("N") and data_format.endswith("C")):
            data_format = "NHWC"
        elif data_format.startswith("NC"):
            data_format = "NCHW"
        else:
            raise ValueError("data_format must be of the form `N...C` or `NC...`")
        value = convert_to_tensor(value, name="input")
        bias = convert_to_tensor(bias, value.dtype.base_dtype, "bias")
        return tensor("BiasAdd", value, bias, data_format=data_format, name=scope)


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """X weights + biases (`tf.nn.xw_plus_b`)."""
    graph = graph_of((x, weights, biases)) or get_default_graph()
    with graph.name_scope(name or "xw_plus_b") as scope:
        x, weights = convert_to_tensor(x, name="x"), convert_to_tensor(weights, name="weights")
        biases = convert_to_tensor(biases, name="biases")
        return bias_add(linalg.matmul(x, weights), biases, name=scope)


# ---------------------------------------------------------------- dropout


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    """The shape in which elements are dropped; unknown entries are taken from x."""
    if noise_shape is None:
        return identities.shape(x)
    try:
        wanted = shapes.as_tuple(noise_shape)
    except (TypeError, ValueError):
        return noise_shape
    if wanted is None or x._shape is None or len(wanted) != len(x._shape):
        return noise_shape
    return [own if asked is None else asked for asked, own in zip(wanted, x._shape)]


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """Sets a share of `rate` (or ``1 - keep_prob``) of the elements to 0 and scales the others up (`tf.nn.dropout`).

    Raises ValueError for a rate outside [0, 1), for none or two of them, and for an x that is not floating.
    """
    try:
        from_keep = None if keep_prob is None else 1.0 - keep_prob
    except TypeError:
        raise ValueError(f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})") from None
    rate = reductions.one_of("rate", rate, "keep_prob", from_keep)
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    graph = graph_of((x, rate)) or get_default_graph()
    with graph.name_scope(name or "dropout"):
        x = convert_to_tensor(x, name="x")
        if not x.dtype.is_floating:
            raise ValueError(
                f"x has to be a floating point tensor since it's going to be scaled. Got a {x.dtype} tensor instead."
            )
        if isinstance(rate, numbers.Real):
            if not 0 <= float(rate) < 1:
                raise ValueError(f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}")
            if rate == 0:
                return x  # type: ignore[no-any-return]
        rate = convert_to_tensor(rate, x.dtype.base_dtype, "rate")
        shapes.with_rank(rate._shape, 0)
        if constant_value(rate) == 0:
            return x  # type: ignore[no-any-return]
        drawn = random.random_uniform(_noise_shape(x, noise_shape), seed=seed, dtype=x.dtype.base_dtype)
        scale = 1 / (1 - rate)
        kept = drawn >= rate
        result = x * scale * casts.cast(kept, x.dtype)
        result.set_shape(shapes.TensorShape(x._shape))
        return result  # type: ignore[no-any-return]


# ---------------------------------------------------------------- embeddings


def _clipped(params: Any, ids: Tensor, max_norm: Any) -> Any:
    if max_norm is None:
        return params
    ids_rank, rank = ids._shape, params._shape
    if ids_rank and rank:
        axes: Any = list(range(len(ids_rank), len(rank)))
    else:
        axes = filling.range_(identities.rank(ids), identities.rank(params))
    return clipping.clip_by_norm(params, max_norm, axes=axes)


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: Any = None,
) -> Tensor:
    """The rows of `params` with the given numbers (`tf.nn.embedding_lookup`).

    Several params are parts of one table, dealt out by ``"mod"`` or in blocks by ``"div"``.  With `max_norm`, longer
    rows are scaled down.  Raises ValueError for no params or another strategy.
    """
    if params is None:
        raise ValueError("params must be specified")
    parts = list(params) if isinstance(params, (list, tuple, PartitionedVariable)) else [params]
    if not parts:
        raise ValueError("Need at least one param")
    graph = graph_of((*parts, ids)) or get_default_graph()
    with graph.name_scope(name or "embedding_lookup") as scope:
        tables = parts
        if not any(map(is_resource, parts)):
            tables = [to_tensor_or_slices(p, name=f"params_{i}") for i, p in enumerate(parts)]
        ids = convert_to_tensor(ids, name="ids")
        if len(tables) == 1:
            with graph.colocate_with(tables[0]) if is_resource(tables[0]) else contextlib.nullcontext():
                found = _clipped(gathering.gather(tables[0], ids, name=scope), ids, max_norm)
            return identities.identity(found)
        flat = identities.reshape(ids, [-1])
        places = filling.range_(identities.size(flat))
        owners, rows = _deal(flat, tables, partition_strategy)
        owners = casts.cast(owners, dtypes.int32)
        found = stitching.dynamic_partition(rows, owners, len(tables))
        origins = stitching.dynamic_partition(places, owners, len(tables))
        results = [gathering.gather(table, own) for table, own in zip(tables, found)]
        stitched = stitching.parallel_dynamic_stitch(origins, results, name=scope)
        width: MaybeShape = None
        for table in tables:
            width = shapes.merge(width, None if table._shape is None else table._shape[1:])
        static = shapes.is_static(width)
        rest = np.array(width, np.int32) if static else identities.shape(tables[0])[1:]
        result = identities.reshape(stitched, joining.concat([identities.shape(ids), rest], 0))
        return _clipped(result, ids, max_norm)  # type: ignore[no-any-return]


def _deal(flat: Any, tables: list[Tensor], strategy: str) -> tuple[Any, Any]:
    """For each id the table that holds it, and its row there."""
    count = len(tables)
    if strategy == "mod":
        return flat % count, flat // count
    if strategy != "div":
        raise ValueError(f"Unrecognized partition strategy: {strategy}")
    heights = [None if t._shape is None else t._shape[0] for t in tables]
    if None not in heights:
        total = convert_to_tensor(sum(h or 0 for h in heights), flat.dtype.base_dtype)
    else:
        rows = joining.stack([identities.shape(t)[0] for t in tables])
        total = reductions.reduce_sum(casts.cast(rows, flat.dtype))
    each, extra = total // count, total % count
    owners = arithmetic.maximum(flat // (each + 1), (flat - extra) // each)
    return owners, masks.where(owners < extra, flat % (each + 1), (flat - extra) % each)
