"""Python's ``tensor[...]``: ints, slices, ``...``, None and scalar tensors, as one strided slice."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.joining import stack
from tuigraph.engine.ops.slicing import MASKS, strided_slice

_INDEX_TYPES = (dtypes.int32, dtypes.int64)


def _check_index(index: Any) -> None:
    if isinstance(index, (int, shapes.Dimension)):
        return
    try:
        kind = dtypes.as_dtype(index.dtype).base_dtype
        vector = getattr(index.shape, "ndims", len(index.shape) if isinstance(index.shape, tuple) else None) == 1
    except (AttributeError, TypeError):
        kind, vector = None, False
    if kind not in _INDEX_TYPES or vector:
        raise TypeError(
            "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors "
            f"are valid indices, got {index!r}"
        )


def getitem(value: Any, key: Any) -> Tensor:
    """``value[key]`` as a StridedSlice; a mask gives `boolean_mask`.  Raises TypeError for what is no index."""
    if isinstance(key, (bool, np.bool_)) or (isinstance(key, (Tensor, np.ndarray)) and key.dtype == dtypes.bool_):
        from tuigraph.engine.ops.masks import boolean_mask

        return boolean_mask(value, key)
    begin: list[Any] = []
    end: list[Any] = []
    strides: list[Any] = []
    masks = dict.fromkeys(MASKS, 0)
    for i, entry in enumerate(key if isinstance(key, (list, tuple)) else [key]):
        first, last, step = 0, 0, 1
        if isinstance(entry, slice):
            if entry.start is None or _is_farthest(entry.start):
                masks["begin_mask"] |= 1 << i
            else:
                _check_index(entry.start)
                first = entry.start
            if entry.stop is None or _is_farthest(entry.stop):
                masks["end_mask"] |= 1 << i
            else:
                _check_index(entry.stop)
                last = entry.stop
            if entry.step is not None:
                _check_index(entry.step)
                step = entry.step
        elif entry is Ellipsis:
            masks["ellipsis_mask"] |= 1 << i
        elif entry is None:
            masks["new_axis_mask"] |= 1 << i
        else:
            _check_index(entry)
            first, last = entry, entry + 1
            masks["shrink_axis_mask"] |= 1 << i
        begin.append(first)
        end.append(last)
        strides.append(step)
    with graph_for(value, begin, end, strides).name_scope("strided_slice") as scope:
        if begin:
            packed = [stack(begin), stack(end), stack(strides)]
            if any(p.dtype.base_dtype is dtypes.int64 for p in packed):
                packed = [cast(p, dtypes.int64) for p in packed]
        else:
            packed = [convert_to_tensor([], dtypes.int32)] * 3
        begins, ends, steps = packed
        attrs: dict[str, Any] = masks
        return strided_slice(value, begins, ends, steps, name=scope, **attrs)


def _is_farthest(end: Any) -> bool:
    return not isinstance(end, Tensor) and isinstance(end, int) and end == sys.maxsize
