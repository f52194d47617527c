"""The assert_* family: what is known to be wrong raises at once, what only a run can tell becomes an Assert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import static_value
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, TensorLike
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.flow import no_op, with_dependencies
from tuigraph.engine.ops.identities import graph_for, reshape, size
from tuigraph.engine.ops.identities import rank as rank_of
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_all
from tuigraph.engine.ops.slicing import strided_slice
from tuigraph.engine.sparse_tensor import SparseTensor

_NUMERIC = frozenset(dtypes.NUMBER) - {dtypes.float16, dtypes.uint16, dtypes.uint32, dtypes.uint64, dtypes.complex128}

# ---------------------------------------------------------------- comparing elements


def _comparison(symbol: str, name: str, op_type: str, known: Callable[[Any, Any], Any]) -> Callable[..., Operation]:
    default_name = name

    def check(
        x: Any,
        y: Any,
        data: Any = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        with graph_for(x, y, data).name_scope(name or default_name):
            x = convert_to_tensor(x, name="x")
            y = convert_to_tensor(y, name="y")
            if data is None:
                said = f"Condition x {symbol} y did not hold element-wise:"
                data = [said, f"x ({x.name}) = ", x, f"y ({y.name}) = ", y]
            if message is not None:
                data = [message, *data]
            condition = reduce_all(tensor(op_type, x, y))
            x_value, y_value = static_value(x), static_value(y)
            if x_value is not None and y_value is not None and not np.all(known(x_value, y_value)):
                raise InvalidArgumentError(None, None, "\n".join(map(_known_text, data)))
            return Assert(condition, data, summarize=summarize)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = (
        f"An operation that fails unless x {symbol} y for each pair of elements (`tf.{name}`).\n\n"
        "Raises InvalidArgumentError at once where both are constant."
    )
    return check


def _known_text(item: Any) -> str:
    value = static_value(item) if isinstance(item, Tensor) else item
    return str(item if value is None else value)


_assert_equal = _comparison("==", "assert_equal", "Equal", np.equal)
assert_none_equal = _comparison("!=", "assert_none_equal", "NotEqual", np.not_equal)
assert_less = _comparison("<", "assert_less", "Less", np.less)
assert_less_equal = _comparison("<=", "assert_less_equal", "LessEqual", np.less_equal)
assert_greater = _comparison(">", "assert_greater", "Greater", np.greater)
assert_greater_equal = _comparison(">=", "assert_greater_equal", "GreaterEqual", np.greater_equal)


def assert_equal(
    x: Any, y: Any, data: Any = None, summarize: int | None = None, message: str | None = None, name: str | None = None
) -> Operation:
    """An operation that fails unless x == y for each pair of elements (`tf.assert_equal`)."""
    with graph_for(x, y, data).name_scope(name or "assert_equal"):
        if x is y:
            return no_op()
    return _assert_equal(x, y, data, summarize, message, name)


def _sign(symbol: str, name: str, compare: Callable[..., Operation], zero_first: bool) -> Callable[..., Operation]:
    default_name = name

    def check(
        x: Any, data: Any = None, summarize: int | None = None, message: str | None = None, name: str | None = None
    ) -> Operation:
        with graph_for(x, data).name_scope(name or default_name):
            x = convert_to_tensor(x, name="x")
            if data is None:
                said = [f"Condition x {symbol} 0 did not hold element-wise:", f"x ({x.name}) = "]
                if symbol == "<=":
                    said = ["".join(said)]  # one node less, as in TensorFlow
                data = [message or "", *said, x]
            zero = convert_to_tensor(0, x.dtype.base_dtype)
            return compare(zero, x, data, summarize) if zero_first else compare(x, zero, data, summarize)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"An operation that fails unless each element is {symbol} 0 (`tf.{name}`)."
    return check


assert_negative = _sign("<", "assert_negative", assert_less, zero_first=False)
assert_positive = _sign(">", "assert_positive", assert_less, zero_first=True)
assert_non_negative = _sign(">=", "assert_non_negative", assert_less_equal, zero_first=True)
assert_non_positive = _sign("<=", "assert_non_positive", assert_less_equal, zero_first=False)


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless ``|x - y| < atol + rtol |y|`` (`tf.assert_near`), by default 10 epsilons."""
    with graph_for(x, y, data).name_scope(name or "assert_near"):
        x = convert_to_tensor(x, name="x")
        kind = x.dtype.base_dtype
        y = convert_to_tensor(y, kind, "y")
        smallest = 10 * np.finfo(kind.numpy).eps
        rtol = convert_to_tensor(smallest if rtol is None else rtol, kind, "rtol")
        atol = convert_to_tensor(smallest if atol is None else atol, kind, "atol")
        if data is None:
            said = f"x and y not equal to tolerance rtol = {rtol}, atol = {atol}"
            data = [message or "", said, f"x ({x.name}) = ", x, f"y ({y.name}) = ", y]
        tolerance = atol + rtol * tensor("Abs", y)
        condition = reduce_all(tensor("Less", tensor("Abs", x - y), tolerance))
        return Assert(condition, data, summarize=summarize)


# ---------------------------------------------------------------- ranks


def _rank_check(
    x: Tensor,
    ranks: list[Tensor],
    holds: Callable[[int, list[int]], bool],
    compare: Callable[[Tensor, list[Tensor]], Any],
    data: Any,
    summarize: int | None,
    complaint: str,
) -> Operation:
    """A no-op where the static rank is right, ValueError where it is wrong, an Assert where it is not known."""
    for rank in ranks:
        assert_type(rank, dtypes.int32)
    known = [static_value(rank) for rank in ranks]
    if all(k is not None for k in known):
        if any(k.ndim for k in known):
            raise ValueError("Rank must be a scalar.")
        if x._shape is not None:
            if not holds(len(x._shape), [int(k) for k in known]):
                wanted = ", ".join(str(int(k)) for k in known)
                raise ValueError(f"{complaint} {wanted}.  Received rank {len(x._shape)}, shape {shapes.text(x._shape)}")
            return no_op(name="static_checks_determined_all_ok")
    condition = compare(rank_of(x), ranks)
    for rank, value in zip(ranks, known):
        if value is None:
            checked = assert_rank(rank, 0, data=["Rank must be a scalar. Received rank: ", rank])
            condition = with_dependencies([checked], condition)
    return Assert(condition, data, summarize=summarize)


def _rank_function(name: str, words: str, op_type: str, holds: Callable[[int, int], bool]) -> Callable[..., Operation]:
    default_name = name

    def check(
        x: Any,
        rank: Any,
        data: Any = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        with graph_for(x, rank, data).name_scope(name or default_name):
            x = convert_to_tensor(x, name="x")
            rank = convert_to_tensor(rank, name="rank")
            said = f"Tensor {x.name} must have rank{words}"
            if data is None:
                data = [message or "", said, rank, "Received shape: ", shape_of(x)]
            return _rank_check(
                x,
                [rank],
                lambda actual, given: holds(actual, given[0]),
                lambda actual, given: tensor(op_type, actual, given[0]),
                data,
                summarize,
                f"{message or ''}.  {said}",
            )

    check.__name__ = check.__qualname__ = name
    check.__doc__ = (
        f"An operation that fails unless `x` has rank{words} `rank` (`tf.{name}`).  ValueError where that is known."
    )
    return check


assert_rank = _rank_function("assert_rank", "", "Equal", lambda actual, given: actual == given)
assert_rank_at_least = _rank_function(
    "assert_rank_at_least", " at least", "GreaterEqual", lambda actual, given: actual >= given
)


def _one_of(actual: Tensor, given: list[Tensor]) -> Tensor:
    if not given:
        return convert_to_tensor(False)
    found = tensor("Equal", given[0], actual)
    for rank in given[1:]:
        found = tensor("LogicalOr", found, tensor("Equal", rank, actual))
    return found


def assert_rank_in(
    x: Any,
    ranks: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless the rank of `x` is one of `ranks`; or a ValueError (`tf.assert_rank_in`)."""
    with graph_for(x, list(ranks), data).name_scope(name or "assert_rank_in"):
        x = convert_to_tensor(x, name="x")
        given = [convert_to_tensor(rank, name="rank") for rank in ranks]
        said = f"Tensor {x.name} must have rank in"
        if data is None:
            data = [message or "", said, *given, "Received shape: ", shape_of(x)]
        complaint = f"{message or ''}.  {said}"
        return _rank_check(x, given, lambda actual, known: actual in known, _one_of, data, summarize, complaint)


# ---------------------------------------------------------------- types


def assert_type(tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None) -> Operation:
    """A no-op; TypeError unless the tensor is of a type (`tf.assert_type`)."""
    with graph_for(tensor).name_scope(name or "assert_type"):
        value = convert_to_tensor(tensor, name="tensor")
        if value.dtype.base_dtype is not dtypes.as_dtype(tf_type).base_dtype:
            raise TypeError(f"{message or ''}  {value.name} must be of type {tf_type}: it is {value.dtype.name}")
        return no_op(name="statically_determined_correct_type")


def assert_integer(x: Any, message: str | None = None, name: str | None = None) -> Operation:
    """A no-op; TypeError unless `x` is of an integer type (`tf.assert_integer`)."""
    with graph_for(x).name_scope(name or "assert_integer"):
        value = convert_to_tensor(x, name="x")
        if not value.dtype.is_integer:
            raise TypeError(
                f'{message or ""}  Expected "x" to be integer type.  Found: {value.name} of dtype {value.dtype}'
            )
        return no_op("statically_determined_was_integer")


def assert_scalar(tensor: Any, name: str | None = None, message: str | None = None) -> Tensor:
    """The tensor; ValueError unless it is known to be a scalar (`tf.assert_scalar`)."""
    with graph_for(tensor).name_scope(name or "assert_scalar") as scope:
        value = convert_to_tensor(tensor, name=scope)
        if value._shape != ():
            raise ValueError(
                f"{message or ''}Expected scalar shape for {value.name}, saw shape: {shapes.text(value._shape)}."
            )
        return value


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> dtypes.DType:
    """The float type that all tensors have, float32 without any; else ValueError (`tf.assert_same_float_dtype`)."""
    kind = None if dtype is None else dtypes.as_dtype(dtype)
    for value in tensors or ():
        if value is None:
            continue
        found = value.dtype.base_dtype
        if kind is not None and found is not kind:
            raise ValueError(f"{value.name}, type={found}, must be of the same type ({kind}).")
        kind = found
    kind = kind or dtypes.float32
    if not kind.is_floating:
        raise ValueError(f"Expected floating point type, got {kind}.")
    return kind


def assert_proper_iterable(values: Any) -> None:
    """TypeError for a tensor, an array, text, or what is no collection at all (`tf.assert_proper_iterable`)."""
    if isinstance(values, (Tensor, np.ndarray, bytes, str)) or not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}')


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor, a variable, a sparse tensor or IndexedSlices (`tf.is_tensor`)."""
    return isinstance(x, (Tensor, TensorLike, SparseTensor))


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether it is a tensor of numbers (`tf.is_numeric_tensor`)."""
    return isinstance(tensor, Tensor) and tensor.dtype in _NUMERIC


# ---------------------------------------------------------------- order


def _monotonic(op_type: str, scope_name: str) -> Callable[..., Tensor]:
    def function(x: Any, name: str | None = None) -> Tensor:
        with graph_for(x).name_scope(name or scope_name):
            flat = reshape(x, [-1])
            if not is_numeric_tensor(flat):
                raise TypeError(f"Expected x to be numeric, instead found: {flat}")
            short = tensor("Less", size(flat), 2)
            length = shape_of(flat) - 1
            steps = cond(
                short,
                lambda: convert_to_tensor([], flat.dtype),
                lambda: strided_slice(flat, [1], [1] + length) - strided_slice(flat, [0], length),  # noqa: RUF005
            )
            return reduce_all(tensor(op_type, convert_to_tensor(0, steps.dtype), steps))

    function.__name__ = function.__qualname__ = scope_name
    smaller = "an equal or smaller" if op_type == "Less" else "a smaller"
    function.__doc__ = f"Whether no element is followed by {smaller} one (`tf.{scope_name}`)."
    return function


is_non_decreasing = _monotonic("LessEqual", "is_non_decreasing")
is_strictly_increasing = _monotonic("Less", "is_strictly_increasing")
