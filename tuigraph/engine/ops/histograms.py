"""How many values fall into bins of equal width."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops import casts, clipping, division, elementwise, identities
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, check_rank, check_room


def _shape(op: Operation) -> list[MaybeShape]:
    shapes.merge(op.inputs[1]._shape, (2,))
    shapes.with_rank(op.inputs[2]._shape, 0)
    count = constant_value(op.inputs[2])
    if count is not None and count <= 0:
        raise ValueError(f"Requires nbins > 0: {int(count)}")
    return [(None if count is None else int(count),)]


def _kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy

    def kernel(values: Array, limits: Array, count: Array) -> Any:
        check_rank("nbins", count, 0)
        low, high = limits
        if count <= 0 or not low < high:
            raise InvalidArgumentError(
                None, None, f"nbins should be positive and value_range rise, not {count} and {limits.tolist()}"
            )
        check_room((int(count),), dtype.itemsize)
        step = (float(high) - float(low)) / int(count)
        places = np.clip((np.ravel(values) - low) / step, 0, int(count) - 1).astype(np.int64)
        return np.bincount(places, minlength=int(count)).astype(dtype)

    return kernel


define(
    "HistogramFixedWidth",
    "values: T, value_range: T, nbins: int32 -> out: dtype",
    types={"T": dtypes.INDEX | {dtypes.float32, dtypes.float64}, "dtype": dtypes.INDEX},
    attrs={"dtype": dtypes.int32},
    shape=_shape,
    kernel=_kernel,
)


def histogram_fixed_width(
    values: Any, value_range: Any, nbins: Any = 100, dtype: Any = dtypes.int32, name: str | None = None
) -> Tensor:
    """How many values fall into each of `nbins` bins between the two of `value_range` (`tf.histogram_fixed_width`).

    Values outside count for the first or the last bin.
    """
    with (graph_of((values, value_range, nbins)) or get_default_graph()).name_scope(
        name or "histogram_fixed_width"
    ) as scope:
        return tensor("HistogramFixedWidth", values, value_range, nbins, dtype=dtypes.as_dtype(dtype), name=scope)


def histogram_fixed_width_bins(
    values: Any, value_range: Any, nbins: Any = 100, dtype: Any = dtypes.int32, name: str | None = None
) -> Tensor:
    """The number of the bin that each value falls into (`tf.histogram_fixed_width_bins`)."""
    graph = graph_of((values, value_range, nbins)) or get_default_graph()
    with graph.name_scope(name or "histogram_fixed_width_bins"):
        given = convert_to_tensor(values, name="values")
        dims = identities.shape(given)
        flat = identities.reshape(given, [-1])
        limits = convert_to_tensor(value_range, name="value_range")
        count = casts.cast(convert_to_tensor(nbins, dtypes.int32, "nbins"), given.dtype)
        scaled = division.truediv(flat - limits[0], limits[1] - limits[0], name="scaled_values")
        places = elementwise.floor(count * scaled, name="indices")
        return identities.reshape(casts.cast(clipping.clip_by_value(places, 0, count - 1), dtypes.int32), dims)
