"""Random numbers that depend on nothing but a seed of two integers: the same seed, the same numbers, in every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, philox, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, define
from tuigraph.engine.ops.arithmetic import add
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.random import shape_tensor
from tuigraph.engine.philox import Stream
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_value, dims

_KEY_OF_THE_MIX = 0x02461E29 << 32 | 0x3EC8F720  # any number would do; it is TensorFlow's


def _stream(seed: Any) -> Stream:
    """The stream of a seed: its numbers, mixed by one block of Philox, are the key and half of the counter."""
    first, second = (int(part) % 2**64 for part in seed)
    mixed = philox.words_at(Stream(_KEY_OF_THE_MIX, second, first), np.zeros(1, np.uint64))[0]
    low, high, third, fourth = (int(word) for word in mixed)
    return Stream(high << 32 | low, fourth << 32 | third)


def _shape(op: Operation) -> list[MaybeShape]:
    shapes.merge(op.inputs[1]._shape, (2,))
    for bound in op.inputs[2:]:
        shapes.with_rank(bound._shape, 0)
    return [constant_shape(op.inputs[0])]


def _kernel_of(draw: Callable[..., Any]) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy

        def kernel(shape: Array, seed: Array, *bounds: Any) -> Any:
            size = dims(shape, dtype.itemsize)
            if bounds and not bounds[0] < bounds[1]:
                raise InvalidArgumentError(None, None, f"Need minval < maxval, got {bounds[0]} >= {bounds[1]}")
            if 0 in size:
                return np.empty(size, dtype)
            count = int(np.prod(size, dtype=np.int64))
            values, _ = draw(_stream(seed), count, *(int(b) for b in bounds), dtype)
            return as_value(values.reshape(size))

        return kernel

    return rule


for _name, _draw in (
    ("StatelessRandomUniform", philox.uniform),
    ("StatelessRandomNormal", philox.normal),
    ("StatelessTruncatedNormal", philox.truncated_normal),
):
    define(
        _name,
        "shape: T, seed: Tseed -> output: dtype",
        types={"T": dtypes.INDEX, "Tseed": dtypes.INDEX, "dtype": dtypes.FLOATING},
        defaults={"T": dtypes.int32, "Tseed": dtypes.int64},
        shape=_shape,
        kernel=_kernel_of(_draw),
        differentiable=False,
    )
define(
    "StatelessRandomUniformInt",
    "shape: T, seed: Tseed, minval: dtype, maxval: dtype -> output: dtype",
    types={"T": dtypes.INDEX, "Tseed": dtypes.INDEX, "dtype": dtypes.INDEX},
    defaults={"T": dtypes.int32, "Tseed": dtypes.int64},
    shape=_shape,
    kernel=_kernel_of(philox.integers),
    differentiable=False,
)


def stateless_uniform(
    shape: Any, seed: Any, minval: Any = 0, maxval: Any = None, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """Numbers of [minval, maxval) for a seed of two integers (`tf.random.stateless_uniform`)."""
    kind = dtypes.as_dtype(dtype)
    if kind not in dtypes.FLOATING | dtypes.INDEX:
        raise ValueError(f"Invalid dtype {kind!r}")
    if maxval is None and kind.is_integer:
        raise ValueError(f"Must specify maxval for integer dtype {kind!r}")
    with graph_for(shape, seed, minval, maxval).name_scope(name or "stateless_random_uniform") as scope:
        size = shape_tensor(shape)
        low = convert_to_tensor(minval, kind, "min")
        high = convert_to_tensor(1 if maxval is None else maxval, kind, "max")
        if kind.is_integer:
            return tensor("StatelessRandomUniformInt", size, seed, low, high, name=scope)
        return add(tensor("StatelessRandomUniform", size, seed, dtype=kind) * (high - low), low, name=scope)


def _normal(op_type: str, scope_name: str, source: str) -> Callable[..., Tensor]:
    def function(
        shape: Any,
        seed: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Tensor:
        kind = dtypes.as_dtype(dtype)
        with graph_for(shape, seed, mean, stddev).name_scope(name or scope_name) as scope:
            size = shape_tensor(shape)
            middle = convert_to_tensor(mean, kind, "mean")
            spread = convert_to_tensor(stddev, kind, "stddev")
            return add(tensor(op_type, size, seed, dtype=kind) * spread, middle, name=scope)

    function.__doc__ = f"Normal numbers for a seed of two integers (`{source}`)."
    return function


stateless_normal = _normal("StatelessRandomNormal", "stateless_random_normal", "tf.random.stateless_normal")
stateless_truncated_normal = _normal(
    "StatelessTruncatedNormal", "stateless_truncated_normal", "tf.random.stateless_truncated_normal"
)
