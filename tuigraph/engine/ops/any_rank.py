"""Convolution and pooling along as many dimensions as operands have, and dilated ones (`tf.nn.convolution`, `pool`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.convolution import (
    conv1d,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
)
from tuigraph.engine.ops.identities import graph_for, shape
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.pooling import avg_pool, avg_pool1d, avg_pool3d, max_pool, max_pool1d, max_pool3d
from tuigraph.engine.ops.reductions import one_of
from tuigraph.engine.ops.space_to_batch import Dilation, batch_to_space, space_to_batch, with_space_to_batch
from tuigraph.engine.ops.windows import sequence

_CONVOLUTIONS: dict[int, Callable[..., Tensor]] = {1: conv1d, 2: conv2d, 3: conv3d}
_TRANSPOSES: dict[int, Callable[..., Tensor]] = {1: conv1d_transpose, 2: conv2d_transpose, 3: conv3d_transpose}


def _spatial(rank: int | None, what: str) -> int:
    """The number of dimensions between batch and channels.  Raises ValueError unless it is 1, 2 or 3."""
    if rank is None:
        raise ValueError("rank of input or filter must be known")
    if not 1 <= rank - 2 <= 3:
        raise ValueError(f"{what} must be of rank 3, 4 or 5 but was {rank}.")
    return rank - 2


def _order(data_format: str | None, count: int) -> str:
    return data_format or f"N{'DHW'[3 - count :]}C"


def convolution(
    input: Any,
    filter: Any = None,
    padding: str = "VALID",
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution along one, two or three dimensions with a filter [*size, channels, outputs], dilated by blocks
    (`tf.nn.convolution`).

    Raises ValueError for another rank, and for steps and a dilation at once.
    """
    filter = one_of("filters", filters, "filter", filter)
    rate = one_of("dilations", dilations, "dilation_rate", dilation_rate)
    value, filter = (v if isinstance(v, Tensor) else convert_to_tensor(v) for v in (input, filter))
    known = value._shape if value._shape is not None else filter._shape
    count = _spatial(None if known is None else len(known), "Input tensor")
    first = data_format is not None and data_format.startswith("NC")
    channel = 1 if first else count + 1
    steps, rates = sequence(strides, channel, "strides", count), sequence(rate, channel, "dilations", count)
    order = _order(data_format, count)
    with graph_for(value, filter).name_scope(name or "convolution") as scope:

        def plain(dealt: Any, padding: str) -> Tensor:
            return _CONVOLUTIONS[count](dealt, filter, steps, padding, data_format=order, name=scope)

        if max(rates) == 1:
            return plain(value, padding)
        if max(steps) > 1:
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
        inner = rates[2:] if first else rates[1:-1]
        return Dilation(value._shape, np.array(inner, np.int32), padding, filter._shape, data_format=data_format)(
            value, plain
        )


def atrous_conv2d(value: Any, filters: Any, rate: Any, padding: str, name: str | None = None) -> Tensor:
    """The convolution of images, dilated by `rate` along both dimensions (`tf.nn.atrous_conv2d`)."""
    return convolution(value, filters, padding, dilation_rate=np.broadcast_to(rate, (2,)), name=name)


def atrous_conv2d_transpose(
    value: Any, filters: Any, output_shape: Any, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """The transpose of `atrous_conv2d` (`tf.nn.atrous_conv2d_transpose`).

    Raises ValueError for a rate below 1, another padding than SAME and VALID, and channels that do not fit.
    """
    with graph_for(value, filters, output_shape).name_scope(name or "atrous_conv2d_transpose"):
        value, filters = convert_to_tensor(value, name="value"), convert_to_tensor(filters, name="filters")
        size, known = shapes.with_rank(filters._shape, 4), shapes.with_rank(value._shape, 4)
        if None not in (known[3], size[3]) and known[3] != size[3]:
            raise ValueError(f"value's input channels does not match filters' input channels, {known[3]} != {size[3]}")
        if rate < 1:
            raise ValueError(f"rate {rate} cannot be less than one")
        if rate == 1:
            return conv2d_transpose(value, filters, output_shape, [1, 1, 1, 1], padding, data_format="NHWC")
        convert_to_tensor(output_shape, name="output_shape")
        if padding not in ("SAME", "VALID"):
            raise ValueError(f"padding must be either VALID or SAME: {padding}")
        wanted = output_shape if isinstance(output_shape, Tensor) else list(output_shape)
        margins: list[tuple[Any, Any]] = [(0, 0), (0, 0)]
        if padding == "SAME":
            lengths: Any = list(size) if shapes.is_static(size) else shape(filters)
            extra = [(lengths[i] + (lengths[i] - 1) * (rate - 1)) - 1 for i in (0, 1)]
            margins = [(n // 2, n - n // 2) for n in extra]
        framed = [wanted[i + 1] + before + after for i, (before, after) in enumerate(margins)]
        spare = [(rate - n % rate) % rate for n in framed]
        dealt = space_to_batch(value, [[0, n] for n in spare], rate)
        sizes = [
            rate * rate * wanted[0],
            *((n + more) // rate for n, more in zip(framed, spare)),
            wanted[3],
        ]
        made = tensor(
            "Conv2DBackpropInput", sizes, filters, dealt, strides=[1, 1, 1, 1], padding="VALID", data_format="NHWC"
        )
        crops = [[before, after + more] for (before, after), more in zip(margins, spare)]
        return batch_to_space(made, crops, rate)


def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of a convolution along one, two or three dimensions (`tf.nn.conv_transpose`)."""
    with graph_for(input, filters, output_shape).name_scope(name or "conv_transpose") as scope:
        if isinstance(output_shape, Tensor):
            rank = shapes.with_rank(output_shape._shape, 1)[0]
        else:
            rank = len(output_shape)
        count = _spatial(rank, "output_shape")
        return _TRANSPOSES[count](
            input,
            filters,
            output_shape,
            strides,
            padding=padding,
            data_format=_order(data_format, count),
            dilations=dilations,
            name=scope,
        )


# ---------------------------------------------------------------- pooling

_POOLS: dict[tuple[str, int], Callable[..., Tensor]] = {
    ("MAX", 1): max_pool,
    ("MAX", 2): max_pool,
    ("MAX", 3): max_pool3d,
    ("AVG", 1): avg_pool,
    ("AVG", 2): avg_pool,
    ("AVG", 3): avg_pool3d,
}


def pool(
    input: Any,
    window_shape: Sequence[int],
    pooling_type: str,
    padding: str,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The largest (``MAX``) or mean (``AVG``) element of each window of one, two or three dimensions (`tf.nn.pool`).

    Raises ValueError for another kind or rank, for windows that leave something out, and for a dilation with SAME.
    """
    rate = one_of("dilations", dilations, "dilation_rate", dilation_rate)
    with graph_for(input).name_scope(name or f"{pooling_type.lower()}_pool") as scope:
        value = convert_to_tensor(input, name="input")
        count = len(window_shape)
        if not 1 <= count <= 3:
            raise ValueError("It is required that 1 <= num_spatial_dims <= 3.")
        shapes.with_rank(value._shape, count + 2)
        steps, rates = ([1] * count if v is None else list(v) for v in (strides, rate))
        if max(steps) > 1 and max(rates) > 1:
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
        if padding == "SAME" and max(rates) > 1:
            raise ValueError("pooling with SAME padding is not implemented for dilation_rate > 1")
        if any(step > length for step, length in zip(steps, window_shape)):
            raise ValueError(
                "strides > window_shape not supported due to inconsistency between CPU and GPU implementations"
            )
        if (pooling_type, count) not in _POOLS:
            raise ValueError(f"{count}-D {pooling_type} pooling is not supported.")
        first = data_format is not None and data_format.startswith("NC")
        sizes = [[1, 1, *v] if first else [1, *v, 1] for v in (list(window_shape), steps)]
        start = 2 if first else 1
        order = data_format
        if count == 1:
            if data_format not in (None, "NWC", "NCW"):
                raise ValueError('data_format must be either "NWC" or "NCW".')
            sizes, order = [[1, *v] for v in sizes], "NCHW" if first else "NHWC"

        def plain(dealt: Any, _: int, padding: str) -> Tensor:
            wide = expand_dims(dealt, start) if count == 1 else dealt
            made = _POOLS[pooling_type, count](wide, *sizes, padding, data_format=order, name=scope)
            return squeeze(made, [start]) if count == 1 else made

        dimensions = range(start, start + count)
        return with_space_to_batch(value, np.array(rates, np.int32), padding, plain, window_shape, dimensions)


def _of_rank(kind: str, by_rank: dict[int, Callable[..., Tensor]]) -> Callable[..., Tensor]:
    def function(
        input: Any, ksize: Any, strides: Any, padding: str, data_format: str | None = None, name: str | None = None
    ) -> Tensor:
        value = convert_to_tensor(input, name="input")
        count = _spatial(None if value._shape is None else len(value._shape), "Input tensor")
        return by_rank[count](value, ksize, strides, padding, _order(data_format, count), name)

    function.__name__ = function.__qualname__ = kind
    function.__doc__ = f"One element for each window of one, two or three dimensions (`tf.nn.{kind}`)."
    return function


max_pool_v2 = _of_rank("max_pool_v2", {1: max_pool1d, 2: max_pool, 3: max_pool3d})
avg_pool_v2 = _of_rank("avg_pool_v2", {1: avg_pool1d, 2: avg_pool, 3: avg_pool3d})
