"""Complex numbers and their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, define, same_shape
from tuigraph.engine.ops import constants, division, elementwise, filling
from tuigraph.engine.ops.broadcast_gradient import Broadcast
from tuigraph.engine.ops.broadcasting import broadcast_shape

_REAL = frozenset({dtypes.float32, dtypes.float64})


def _zero(grad: Tensor) -> Tensor:
    return constants.constant(0, dtype=grad.dtype)


def _angle_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x = op.inputs[0]
    with control_dependencies([grad]):
        z = elementwise.reciprocal(_of_parts(imag(x), real(x)))
        return [-_of_parts(grad, _zero(grad)) * z]


def _abs_gradient(op: Operation, grad: Tensor) -> list[Any]:
    x, y = op.inputs[0], op.outputs[0]
    return [division.div_no_nan(_of_parts(grad, filling.zeros_like(grad)) * x, _of_parts(y, filling.zeros_like(y)))]


def _part(
    name: str, function: Callable[[Any], Any], gradient: Any, signature: str = "input: T -> output: Tout"
) -> None:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy
        return lambda value: np.array(function(value), dtype=dtype)[()]

    define(
        name,
        signature,
        types={"T": dtypes.COMPLEX, "Tout": _REAL},
        defaults={"T": dtypes.complex64},
        attrs={"Tout": dtypes.float32},
        shape=same_shape,
        kernel=rule,
        gradient=gradient,
    )


_part("Real", np.real, lambda op, grad: [_of_parts(grad, _zero(grad))])
_part("Imag", np.imag, lambda op, grad: [_of_parts(_zero(grad), grad)])
_part("Angle", np.angle, _angle_gradient)
_part("ComplexAbs", np.abs, _abs_gradient, "x: T -> y: Tout")


def _complex_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy.type
    return lambda real, imag: (
        (real + imag * 1j).astype(dtype) if np.isfinite(imag).all() else _assembled(real, imag, dtype)
    )


def _assembled(real: Any, imag: Any, dtype: Any) -> Any:
    """Part by part: a product with 1j would turn an infinite part into nan in the other one."""
    out = np.empty(np.broadcast(real, imag).shape, dtype=dtype)
    out.real, out.imag = real, imag
    return out[()]


def _complex_gradient(op: Operation, grad: Tensor) -> list[Any]:
    broadcast = Broadcast(op.inputs[0], op.inputs[1])
    return [broadcast.back(0, real(grad)), broadcast.back(1, imag(grad))]


define(
    "Complex",
    "real: T, imag: T -> out: Tout",
    types={"T": _REAL, "Tout": dtypes.COMPLEX},
    defaults={"T": dtypes.float32},
    attrs={"Tout": dtypes.complex64},
    shape=broadcast_shape,
    kernel=_complex_kernel,
    gradient=_complex_gradient,
)


def _of_parts(real: Any, imag: Any, name: str | None = None) -> Tensor:
    """The complex number of two parts, both float32 or both float64 (`tf.complex`).  Raises TypeError for other
    types.
    """
    real, imag = convert_to_tensor(real, name="real"), convert_to_tensor(imag, name="imag")
    with real.graph.name_scope(name or "Complex") as scope:
        kinds = (real.dtype.base_dtype, imag.dtype.base_dtype)
        wanted = {(dtypes.float64,) * 2: dtypes.complex128, (dtypes.float32,) * 2: dtypes.complex64}.get(kinds)
        if wanted is None:
            raise TypeError(f"real and imag have incorrect types: {kinds[0].name} {kinds[1].name}")
        return tensor("Complex", real, imag, Tout=wanted, name=scope)


complex = _of_parts  # its name among the builtins is taken above


def _part_function(op_type: str, of_real: Callable[[Tensor], Tensor]) -> Callable[..., Tensor]:
    def function(input: Any, name: str | None = None) -> Tensor:
        graph = graph_of((input,)) or get_default_graph()
        with graph.name_scope(name or op_type) as scope:
            value = convert_to_tensor(input, name="input")
            if value.dtype.is_complex:
                return tensor(op_type, value, Tout=value.dtype.base_dtype.real_dtype, name=scope)
            return of_real(value)

    return function


real = _part_function("Real", lambda value: value)
imag = _part_function("Imag", lambda value: filling.zeros_like(value))
angle = _part_function("Angle", lambda value: filling.zeros_like(value))
