"""The family of divisions: true, flooring, truncating, with a value of its own where the divisor is zero;
remainders.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.calculus import product
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import InternalError, InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Derivatives, GradientRule, Kernel, KernelRule, Sign
from tuigraph.engine.ops import casts, comparison
from tuigraph.engine.ops.broadcast_gradient import Broadcast, equal_static_shapes
from tuigraph.engine.ops.broadcasting import binary, elementwise, floats_only, named
from tuigraph.engine.ops.conjugate import conj


def _truncated(x: Any, y: Any) -> Any:
    """The quotient of integers, rounded towards zero."""
    quotient = np.floor_divide(x, y)
    return quotient + ((np.remainder(x, y) != 0) & ((x < 0) != (y < 0))).astype(quotient.dtype)


def _floored(x: Any, y: Any) -> Any:
    return np.floor(np.true_divide(x, y))


def _integers_or_floats(of_integers: Any, of_floats: Any, error: Any = InvalidArgumentError) -> KernelRule:
    """Integer division refuses a zero, as TensorFlow does; float division gives inf and nan."""

    def checked(x: Any, y: Any) -> Any:
        if not (y.all() if isinstance(y, np.ndarray) else y) and np.size(x):
            raise error(None, None, "Integer division by zero")
        return of_integers(x, y)

    def rule(op: Operation, store: Store) -> Kernel:
        return checked if op.inputs[0].dtype.is_integer else of_floats

    return rule


def _where_divisor_is_zero(x: Any, y: Any) -> Any:
    return np.where(y == 0, x.dtype.type(0), np.true_divide(x, y))[()]


def _where_first_is_zero(function: Any) -> Kernel:
    """0 where x is 0, whatever the rest would give."""
    return lambda x, y: np.where(x == 0, x.dtype.type(0), function(x, y))[()]


def _quotient_gradient(divide: Any) -> GradientRule:
    def rule(op: Operation, grad: Tensor) -> list[Any]:
        broadcast = Broadcast(op.inputs[0], op.inputs[1])
        x, y = conj(op.inputs[0]), conj(op.inputs[1])
        gx = broadcast.back(0, divide(grad, y))
        return [gx, broadcast.back(1, grad * divide(divide(-x, y), y))]

    return rule


def _floor_mod_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = conj(op.inputs[0]), conj(op.inputs[1])
    broadcast = Broadcast(x, y)
    quotient = floor_div(x, y)
    gx = broadcast.back(0, grad)
    return [gx, broadcast.back(1, grad * tensor("Neg", quotient))]


def _nothing(op: Operation, grad: Tensor) -> list[Any]:
    return [None, None]


def _xdivy_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    broadcast = Broadcast(x, y)
    with control_dependencies([grad]):
        by_x, by_y = xdivy(_is_not_zero(x), y), xdivy(-x, y**2)
        return [broadcast.back(0, by_x * grad), broadcast.back(1, by_y * grad)]


def _xlogy_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    broadcast = Broadcast(x, y)
    with control_dependencies([grad]):
        by_x, by_y = xlogy(_is_not_zero(x), y), xdivy(x, y)
        return [broadcast.back(0, by_x * grad), broadcast.back(1, by_y * grad)]


def _is_not_zero(x: Tensor) -> Tensor:
    return casts.cast(comparison.not_equal(x, casts.cast(0.0, x.dtype)), x.dtype)


def _mul_no_nan_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs
    if equal_static_shapes(x, y, grad):
        return [multiply_no_nan(grad, y), multiply_no_nan(x, grad)]
    broadcast = Broadcast(x, y)
    return [broadcast.back(0, multiply_no_nan(grad, y)), broadcast.back(1, multiply_no_nan(x, grad))]


def _quotient_formula(op: Operation, inner: Derivatives) -> Derivatives:
    x, y = op.inputs
    above = None if inner[0] is None else inner[0] / y
    if inner[1] is None:
        return [above]
    below = product(x / tensor("Square", y), inner[1])
    return [-below if above is None else above - below]


binary(
    "RealDiv",
    np.true_divide,
    kernel=floats_only(elementwise(np.true_divide)),
    gradient=_quotient_gradient(lambda x, y: realdiv(x, y)),
    sign=Sign("/"),
    symbolic=_quotient_formula,
)
binary(
    "Div",
    np.true_divide,
    kernel=_integers_or_floats(_truncated, np.true_divide),
    in_place=None,
    gradient=_quotient_gradient(lambda x, y: divide(x, y)),
    sign=Sign("/"),
)
binary(
    "FloorDiv",
    np.floor_divide,
    kernel=_integers_or_floats(np.floor_divide, _floored),
    in_place=None,
    gradient=_nothing,
    sign=Sign("//"),
)
binary(
    "TruncateDiv",
    _truncated,
    kernel=_integers_or_floats(_truncated, np.true_divide, InternalError),
    gradient=_nothing,
)
_REMAINDER_TYPES = dtypes.FLOATING | dtypes.INDEX
binary(
    "FloorMod",
    np.remainder,
    types=_REMAINDER_TYPES,
    kernel=_integers_or_floats(np.remainder, np.remainder),
    in_place=None,
    gradient=_floor_mod_gradient,
    sign=Sign("%"),
)
for _name in ("TruncateMod", "Mod"):
    binary(
        _name,
        np.fmod,
        types=_REMAINDER_TYPES,
        kernel=_integers_or_floats(np.fmod, np.fmod, InternalError),
        in_place=None,
        sign=Sign("%"),
    )
binary(
    "DivNoNan",
    _where_divisor_is_zero,
    types=dtypes.FLOATING | dtypes.COMPLEX,
    gradient=_quotient_gradient(lambda x, y: div_no_nan(x, y)),
)
binary(
    "MulNoNan",
    lambda x, y: np.where(y == 0, x.dtype.type(0), x * y)[()],
    types=dtypes.FLOATING | dtypes.COMPLEX,
    gradient=_mul_no_nan_gradient,
)
binary("Xdivy", _where_first_is_zero(np.true_divide), types=dtypes.FLOATING | dtypes.COMPLEX, gradient=_xdivy_gradient)
binary(
    "Xlogy",
    _where_first_is_zero(lambda x, y: x * np.log(y)),
    types=dtypes.FLOATING | dtypes.COMPLEX,
    gradient=_xlogy_gradient,
)

realdiv: Callable[..., Tensor] = named("RealDiv")
floor_div = named("FloorDiv")
floormod = named("FloorMod")
truncatediv = named("TruncateDiv")
truncatemod = named("TruncateMod")
xdivy = named("Xdivy")
xlogy = named("Xlogy")

_QUOTIENT_TYPE = {
    **dict.fromkeys((dtypes.uint8, dtypes.int8, dtypes.uint16, dtypes.int16), dtypes.float32),
    **dict.fromkeys((dtypes.int32, dtypes.int64), dtypes.float64),
    **dict.fromkeys((*dtypes.FLOATING, *dtypes.COMPLEX)),
}


def _operands(x: Any, y: Any, convert: bool) -> tuple[Tensor, Tensor, DType]:
    """Both operands as tensors of one type.  Raises TypeError when they are not; with `convert`, y follows x."""
    x = convert_to_tensor(x, name="x")
    y = convert_to_tensor(y, x.dtype.base_dtype if convert else None, "y")
    if x.dtype.base_dtype is not y.dtype.base_dtype:
        raise TypeError(
            f"x and y must have the same dtype, got {x.dtype.base_dtype!r} != {y.dtype.base_dtype!r}. "
            "Use tf.cast on one of them."
        )
    return x, y, x.dtype.base_dtype


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x / y` (`tf.truediv`): int8 and int16 give float32, int32 and int64 give float64.  Raises TypeError for mixed
    types.
    """
    graph = graph_of((x, y)) or get_default_graph()
    with graph.name_scope(name or "truediv") as scope:
        x, y, kind = _operands(x, y, convert=False)
        if kind not in _QUOTIENT_TYPE:
            raise TypeError(f"Invalid dtype {kind!r} in __truediv__")
        wanted = _QUOTIENT_TYPE[kind]
        if wanted is not None:
            x, y = casts.cast(x, wanted), casts.cast(y, wanted)
        return realdiv(x, y, name=scope)


def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The division of Python 2 (`tf.div`): integers are floored."""
    graph = graph_of((x, y)) or get_default_graph()
    with graph.name_scope(name or "div") as scope:
        x, y, kind = _operands(x, y, convert=True)
        return realdiv(x, y, name=scope) if kind.is_floating or kind.is_complex else floor_div(x, y, name=scope)


def divide(x: Any, y: Any, name: str | None = None) -> Tensor:
    """The division of Python 3 (`tf.divide`)."""
    return x / y if name is None else truediv(x, y, name)


def floordiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x // y` (`tf.floordiv`).  A zero divisor of integers is an InvalidArgumentError in the run."""
    graph = graph_of((x, y)) or get_default_graph()
    with graph.name_scope(name or "floordiv") as scope:
        return floor_div(x, y, name=scope)


def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x / y`, and 0 where y is 0 (`tf.div_no_nan`)."""
    graph = graph_of((x, y)) or get_default_graph()
    with graph.name_scope(name or "div_no_nan") as scope:
        x, y, _ = _operands(x, y, convert=True)
        return tensor("DivNoNan", x, y, name=scope)


def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """`x * y`, and 0 where y is 0 even if x is infinite or nan (`tf.math.multiply_no_nan`)."""
    graph = graph_of((x, y)) or get_default_graph()
    with graph.name_scope(name or "multiply_no_nan") as scope:
        x, y, _ = _operands(x, y, convert=True)
        return tensor("MulNoNan", x, y, name=scope)


def reciprocal_no_nan(x: Any, name: str | None = None) -> Tensor:
    """1 / x, and 0 where x is 0 (`tf.math.reciprocal_no_nan`)."""
    graph = graph_of((x,)) or get_default_graph()
    with graph.name_scope(name or "reciprocal_no_nan") as scope:
        value = convert_to_tensor(x, name="x")
        one = convert_to_tensor(1, value.dtype.base_dtype, "one")
        return tensor("DivNoNan", one, value, name=scope)
