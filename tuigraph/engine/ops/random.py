"""Random operations: TensorFlow's draws, bit for bit.

Each operation keeps a `philox.Stream` (two seeds and a position) in a cell of the session, so that a new session
starts over and a debugger's step back gives the same draw again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, philox, rejection, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.arithmetic import add, maximum
from tuigraph.engine.ops.broadcasting import floats_only
from tuigraph.engine.ops.filling import zeros_like
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_all
from tuigraph.engine.philox import Stream
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_array, as_value, check_room, dims

GRAPH_SEED_WHERE_NONE_IS_SET = 87654321
_LARGEST = 2**31 - 1

_Draw = Callable[..., tuple[Any, Stream]]


def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """The two seeds of an operation from the graph's seed and its own (`tf.get_seed`).

    With a graph seed and no own one, the second is the number of operations made so far.  Neither: (None, None).
    """
    graph = get_default_graph()
    if graph.seed is not None:
        pair = int(graph.seed % _LARGEST), (graph._last_id if op_seed is None else op_seed) % _LARGEST
    elif op_seed is not None:
        pair = GRAPH_SEED_WHERE_NONE_IS_SET, op_seed % _LARGEST
    else:
        return None, None
    return (0, _LARGEST) if pair == (0, 0) else pair


def seeds(op_seed: int | None) -> dict[str, Any]:
    """The attributes of an operation that say its seeds."""
    first, second = get_seed(op_seed)
    return {"seed": first or 0, "seed2": second or 0}


def _drawing(op: Operation, store: Store, draw: _Draw) -> Callable[..., Any]:
    """`draw` with the operation's stream in front, which goes on from draw to draw."""
    cell = store.private_cell(op.name, lambda: philox.stream(op.attrs["seed"], op.attrs["seed2"]))

    def next_draw(*arguments: Any) -> Any:
        with cell.lock:
            values, after = draw(cell.value, *arguments)
            cell.set(after)
        return values

    return next_draw


# ---------------------------------------------------------------- numbers of a given shape


def _shape_from_first(op: Operation) -> list[MaybeShape]:
    return [constant_shape(op.inputs[0])]


_WHILE_DRAWN = 24  # bytes for each number: words of the generator, doubles, the number itself


def _sized_kernel(draw: _Draw) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy
        next_draw = _drawing(op, store, draw)

        def kernel(shape: Array) -> Any:
            size = dims(shape, _WHILE_DRAWN)
            return as_value(next_draw(_count(size), dtype).reshape(size))

        return kernel

    return rule


def _count(size: tuple[int, ...]) -> int:
    return int(np.prod(size, dtype=np.int64))


_SEEDS = {"seed": 0, "seed2": 0}

for _name, _draw in (
    ("RandomUniform", philox.uniform),
    ("RandomStandardNormal", philox.normal),
    ("TruncatedNormal", philox.truncated_normal),
):
    define(
        _name,
        "shape: T -> output: dtype",
        types={"T": dtypes.INDEX, "dtype": dtypes.FLOATING},
        defaults={"T": dtypes.int32},
        attrs=_SEEDS,
        shape=_shape_from_first,
        kernel=_sized_kernel(_draw),
        stateful=True,
        differentiable=False,
    )


def _integers_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy
    next_draw = _drawing(op, store, philox.integers)

    def kernel(shape: Array, low: Array, high: Array) -> Any:
        size = dims(shape, _WHILE_DRAWN)
        if 0 in size:
            return np.empty(size, dtype)
        if low >= high:
            raise InvalidArgumentError(None, None, f"Need minval < maxval, got {low} >= {high}")
        return as_value(next_draw(_count(size), int(low), int(high), dtype).reshape(size))

    return kernel


def _integers_shape(op: Operation) -> list[MaybeShape]:
    for bound in op.inputs[1:]:
        shapes.with_rank(bound._shape, 0)
    return _shape_from_first(op)


define(
    "RandomUniformInt",
    "shape: T, minval: Tout, maxval: Tout -> output: Tout",
    types={"T": dtypes.INDEX, "Tout": dtypes.INDEX},
    defaults={"T": dtypes.int32},
    attrs=_SEEDS,
    shape=_integers_shape,
    kernel=_integers_kernel,
    stateful=True,
)


def shape_tensor(shape: Any) -> Tensor:
    empty = isinstance(shape, (list, tuple)) and not shape
    if isinstance(shape, (list, tuple)):
        shape = [d.value if isinstance(d, shapes.Dimension) else d for d in shape]
    return convert_to_tensor(shape, dtypes.int32 if empty else None, "shape")


def _scaled(op_type: str, scope_name: str) -> Callable[..., Tensor]:
    def function(
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        seed: int | None = None,
        name: str | None = None,
    ) -> Tensor:
        """`shape`: a vector of int32 or int64; `dtype`: a float type."""
        kind = dtypes.as_dtype(dtype)
        with graph_for(shape, mean, stddev).name_scope(name or scope_name) as scope:
            size = shape_tensor(shape)
            mean = convert_to_tensor(mean, kind, "mean")
            stddev = convert_to_tensor(stddev, kind, "stddev")
            drawn = tensor(op_type, size, dtype=kind, **seeds(seed))
            return add(drawn * stddev, mean, name=scope)

    function.__name__ = function.__qualname__ = scope_name
    return function


random_normal = _scaled("RandomStandardNormal", "random_normal")
truncated_normal = _scaled("TruncatedNormal", "truncated_normal")


def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of [minval, maxval), all equally likely (`tf.random_uniform`).

    Raises ValueError for a type other than float16 to float64, int32 and int64, and for integers without `maxval`.
    """
    kind = dtypes.as_dtype(dtype)
    if kind not in dtypes.FLOATING | dtypes.INDEX:
        raise ValueError(f"Invalid dtype {kind!r}")
    if maxval is None:
        if kind.is_integer:
            raise ValueError(f"Must specify maxval for integer dtype {kind!r}")
        maxval = 1
    with graph_for(shape, minval, maxval).name_scope(name or "random_uniform") as scope:
        size = shape_tensor(shape)
        low = convert_to_tensor(minval, kind, "min")
        high = convert_to_tensor(maxval, kind, "max")
        own = seeds(seed)
        if kind.is_integer:
            return tensor("RandomUniformInt", size, low, high, name=scope, **own)
        drawn = tensor("RandomUniform", size, dtype=kind, **own)
        return add(drawn * (high - low), low, name=scope)


# ---------------------------------------------------------------- shuffle, categories


def _shuffle_kernel(op: Operation, store: Store) -> Kernel:
    next_draw = _drawing(op, store, philox.permutation)

    def kernel(value: Array) -> Any:
        array = as_array(value)
        if array.size <= 1 or len(array) <= 1:
            return as_value(array.copy())
        return array[next_draw(len(array))]

    return kernel


define(
    "RandomShuffle",
    "value: T -> output: T",
    attrs=_SEEDS,
    shape=lambda op: [op.inputs[0]._shape],
    kernel=_shuffle_kernel,
    stateful=True,
)


def random_shuffle(value: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """The rows of `value` in random order (`tf.random_shuffle`)."""
    return tensor("RandomShuffle", value, name=name, **seeds(seed))


def _multinomial_shape(op: Operation) -> list[MaybeShape]:
    rows = shapes.with_rank(op.inputs[0]._shape, 2)[0]
    shapes.with_rank(op.inputs[1]._shape, 0)
    samples = constant_value(op.inputs[1])
    if samples is not None and samples < 0:
        raise ValueError(f"num_samples must be non-negative but is {int(samples)}")
    return [(rows, None if samples is None else int(samples))]


def _multinomial_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy
    next_draw = _drawing(op, store, philox.multinomial)

    def kernel(logits: Array, samples: Array) -> Any:
        if np.ndim(logits) != 2:
            raise InvalidArgumentError(
                None, None, f"logits should be a matrix, got shape {shapes.listed(np.shape(logits))}"
            )
        if samples < 0:
            raise InvalidArgumentError(None, None, f"num_samples should be nonnegative, got {samples}")
        if not logits.shape[1]:
            raise InvalidArgumentError(None, None, "num_classes should be positive, got 0")
        return next_draw(logits, int(samples)).astype(dtype)

    return kernel


define(
    "Multinomial",
    "logits: T, num_samples: int32 -> output: output_dtype",
    types={"T": dtypes.REAL, "output_dtype": dtypes.INDEX},
    attrs={**_SEEDS, "output_dtype": dtypes.int64},
    shape=_multinomial_shape,
    kernel=floats_only(_multinomial_kernel),
    stateful=True,
    differentiable=False,
)


def multinomial(
    logits: Any, num_samples: Any, seed: int | None = None, name: str | None = None, output_dtype: Any = None
) -> Tensor:
    """Categories drawn for each row with probabilities softmax(logits): [rows, num_samples] (`tf.multinomial`)."""
    return _categories(logits, num_samples, output_dtype, seed, name or "multinomial")


def categorical(
    logits: Any, num_samples: Any, dtype: Any = None, seed: int | None = None, name: str | None = None
) -> Tensor:
    """As `multinomial` (`tf.random.categorical`)."""
    return _categories(logits, num_samples, dtype, seed, name or "categorical")


def _categories(logits: Any, samples: Any, dtype: Any, seed: int | None, name: str) -> Tensor:
    with graph_for(logits).name_scope(name):
        logits = convert_to_tensor(logits, name="logits")
        kind = dtypes.int64 if dtype is None else dtypes.as_dtype(dtype)
        return tensor("Multinomial", logits, samples, output_dtype=kind, **seeds(seed))


def random_crop(value: Any, size: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """A part of shape `size` from a place of `value` chosen at random (`tf.random_crop`).

    InvalidArgumentError where `value` is smaller.
    """
    with graph_for(value, size).name_scope(name or "random_crop") as scope:
        value = convert_to_tensor(value, name="value")
        size = convert_to_tensor(size, dtypes.int32, "size")
        given = shape_of(value)
        check = Assert(reduce_all(given >= size), ["Need value.shape >= size, got ", given, size], summarize=1000)
        given = with_dependencies([check], given)
        limit = given - size + 1
        offset = random_uniform(shape_of(given), dtype=size.dtype, maxval=size.dtype.max, seed=seed)
        return tensor("Slice", value, offset % limit, size, name=scope)


# ---------------------------------------------------------------- gamma and Poisson


def _by_parameter_shape(op: Operation) -> list[MaybeShape]:
    drawn, parameter = constant_shape(op.inputs[0]), op.inputs[1]._shape
    return [None if drawn is None or parameter is None else drawn + parameter]


def _by_parameter_kernel(draw: _Draw) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy
        next_draw = _drawing(op, store, draw)

        def kernel(shape: Array, parameter: Array) -> Any:
            size = dims(shape)
            whole = size + np.shape(parameter)
            check_room(whole, 4 * _WHILE_DRAWN)
            if 0 in whole:
                return np.empty(whole, dtype)
            numbers = np.ravel(parameter).astype(np.float64)
            return as_value(next_draw(numbers, _count(size)).astype(dtype).reshape(whole))

        return kernel

    return rule


define(
    "RandomGamma",
    "shape: S, alpha: T -> output: T",
    types={"S": dtypes.INDEX, "T": dtypes.FLOATING},
    attrs=_SEEDS,
    shape=_by_parameter_shape,
    kernel=_by_parameter_kernel(rejection.gamma),
    stateful=True,
)
define(
    "RandomPoissonV2",
    "shape: S, rate: R -> output: dtype",
    types={"S": dtypes.INDEX, "R": dtypes.FLOATING | dtypes.INDEX, "dtype": dtypes.FLOATING | dtypes.INDEX},
    defaults={"R": dtypes.float64},
    attrs=_SEEDS,
    shape=_by_parameter_shape,
    kernel=_by_parameter_kernel(rejection.poisson),
    stateful=True,
)


def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from gamma distributions of shape parameter `alpha` and rate `beta` (`tf.random_gamma`).

    Result: shape `shape` + that of `alpha` and `beta` together.  It has no gradient here.
    """
    kind = dtypes.as_dtype(dtype)
    with graph_for(shape, alpha, beta).name_scope(name or "random_gamma"):
        size = convert_to_tensor(shape, dtypes.int32, "shape")
        alpha = convert_to_tensor(alpha, kind, "alpha")
        rate = convert_to_tensor(1 if beta is None else beta, kind, "beta")
        broadcast = alpha + zeros_like(rate)
        drawn = tensor("RandomGamma", size, broadcast, **seeds(seed))
        return maximum(np.finfo(kind.numpy).tiny, drawn / rate)


def random_poisson(
    lam: Any, shape: Any, dtype: Any = dtypes.float32, seed: int | None = None, name: str | None = None
) -> Tensor:
    """Draws from Poisson distributions of mean `lam` (`tf.random_poisson`): shape `shape` + that of `lam`."""
    with graph_for(lam, shape).name_scope(name or "random_poisson"):
        size = convert_to_tensor(shape, dtypes.int32, "shape")
        return tensor("RandomPoissonV2", size, lam, dtype=dtypes.as_dtype(dtype), **seeds(seed))
