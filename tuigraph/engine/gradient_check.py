"""Gradients against differences: `tf.test.compute_gradient` and its error."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.gradients import gradients
from tuigraph.engine.graph import Tensor, get_default_session
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.identities import identity

Jacobians = tuple[Any, Any]


def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: dict[Any, Any] | None = None,
) -> Jacobians | list[Jacobians]:
    """The Jacobian of `y` by `x` from the gradient rules, and from differences of `y` (`tf.test.compute_gradient`).

    Each has a row for every element of x and a column for every element of y; complex elements count twice.  `x` may be
    a list,
    with lists of shapes and values; the result is a list then.  It runs in the default session; x starts at
    `x_init_value`, else at random numbers in [0, 1).
    """
    several = isinstance(x, list)
    xs, x_shapes = (x, x_shape) if several else ([x], [x_shape])
    values = x_init_value if several and x_init_value is not None else [x_init_value] * len(xs)
    for one in (*xs, y):
        if one.dtype.base_dtype not in dtypes.FLOATING | dtypes.COMPLEX:
            raise AssertionError(f"Don't support type {one.dtype.name} for {one.name}")
    made = [_weighted_gradient(one, y, y_shape) for one in xs]
    for target in init_targets or ():
        target.run()
    extra = extra_feed_dict or {}
    found = []
    for one, shape, value, (dx, dy) in zip(xs, x_shapes, values, made):
        start = _start(one, shape, value)
        by_rule = _by_rule(one, start, dx, dy, tuple(y_shape), extra)
        found.append((by_rule, _by_differences(one, start, y, tuple(y_shape), delta, extra)))
    return found if several else found[0]


def compute_gradient_error(*args: Any, **kwargs: Any) -> Any:
    """The largest difference between the two Jacobians of `compute_gradient` (`tf.test.compute_gradient_error`)."""
    found = compute_gradient(*args, **kwargs)
    pairs = found if isinstance(found, list) else [found]
    return max((np.abs(a - b).max() for a, b in pairs if a.size), default=0)


def _weighted_gradient(x: Tensor, y: Tensor, y_shape: Any) -> tuple[Any, Tensor]:
    with x.graph.as_default():
        weights = constant(1.0, shape=y_shape, dtype=y.dtype)
        slope = gradients(y, x, identity(weights))[0]
        if slope is None:
            raise AssertionError(f"dx = None: no gradient leads from {y.name} back to {x.name}")
        return slope, weights


def _start(x: Tensor, shape: Any, value: Any) -> Any:
    kind = x.dtype.base_dtype.numpy
    if value is not None:
        if list(value.shape) != list(shape):
            raise AssertionError(f"x_shape = {list(shape)}, init_data shape = {list(value.shape)}")
        return np.array(value, dtype=kind)
    start = np.random.random_sample(shape).astype(kind)
    return start + 1j * np.random.random_sample(shape).astype(start.real.dtype) if x.dtype.is_complex else start


def _numbers(array: Any) -> Any:
    """The real numbers of an array as a flat view: two for each complex element."""
    flat = array.reshape(-1)
    return flat.view(flat.real.dtype)


def _by_rule(x: Tensor, start: Any, dx: Any, weights: Tensor, y_shape: Any, extra: dict[Any, Any]) -> Any:
    session = get_default_session()
    weight = np.zeros(y_shape, weights.dtype.numpy)
    entries = _numbers(weight)
    jacobian = np.zeros((_numbers(start).size, entries.size), _numbers(start).dtype)
    for column in range(entries.size):
        entries[column] = 1
        found = session.run(dx, {**extra, x: start, weights: weight})
        if isinstance(dx, IndexedSlices):
            dense = np.zeros_like(start)
            np.add.at(dense, found.indices, found.values)
            found = dense
        jacobian[:, column] = _numbers(np.asarray(found))
        entries[column] = 0
    return jacobian


def _by_differences(x: Tensor, start: Any, y: Tensor, y_shape: Any, delta: float, extra: dict[Any, Any]) -> Any:
    session = get_default_session()
    count = _numbers(start).size
    rows = []
    for row in range(count):
        ends = []
        for step in (delta, -delta):
            moved = start.copy()
            _numbers(moved)[row] += step
            ends.append(np.asarray(session.run(y, {**extra, x: moved})))
        difference = ends[0] - ends[1]
        rows.append(_numbers(difference) / difference.real.dtype.type(2 * delta))
    kind = _numbers(start).dtype
    return np.array(rows, dtype=kind) if rows else np.zeros((0, int(np.prod(y_shape))), kind)
