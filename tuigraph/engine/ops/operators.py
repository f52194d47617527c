"""The Python operators of tensors and variables: ``+ - * / // % ** & | ^ ~ @ abs``, comparisons, and their reflections.

``==`` compares identity, as in TensorFlow 1; tf.equal compares values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import arithmetic, comparison, division, elementwise, linalg

Function = Callable[..., Any]


def _binary(function: Function, scope: str) -> tuple[Function, Function]:
    """`x + y` and its reflection: the operand that is no tensor becomes ``add/y`` or ``add/x``."""

    def forward(x: Any, y: Any) -> Any:
        graph = graph_of((x, y)) or get_default_graph()
        with graph.name_scope(scope) as name:
            x = convert_to_tensor(x)
            if not isinstance(y, Tensor):
                try:
                    y = convert_to_tensor(y, name="y", preferred_dtype=x.dtype.base_dtype, graph=graph)
                except TypeError:
                    if hasattr(type(y), f"__r{scope}__"):
                        return NotImplemented
                    raise
            return function(x, y, name=name)

    def reflected(y: Any, x: Any) -> Any:
        graph = graph_of((y,)) or get_default_graph()
        with graph.name_scope(scope) as name:
            x = convert_to_tensor(x, y.dtype.base_dtype, "x", graph=graph)
            return function(x, convert_to_tensor(y), name=name)

    return forward, reflected


_BINARY: dict[str, Function] = {
    "add": arithmetic.add_v2,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "div": division.div,
    "truediv": division.truediv,
    "floordiv": division.floordiv,
    "mod": division.floormod,
    "pow": arithmetic.pow,
    "and": comparison.logical_and,
    "or": comparison.logical_or,
    "xor": comparison.logical_xor,
    "matmul": linalg.matmul,
}
_UNARY: dict[str, Function] = {
    "neg": elementwise.negative,
    "abs": elementwise.abs,
    "invert": comparison.logical_not,
}
_COMPARISONS: dict[str, Function] = {
    "lt": comparison.less,
    "le": comparison.less_equal,
    "gt": comparison.greater,
    "ge": comparison.greater_equal,
}


def install_operators(cls: type) -> None:
    """Give a class of tensor-like things Python's operators."""
    for method, function in _BINARY.items():
        forward, reflected = _binary(function, method)
        setattr(cls, f"__{method}__", forward)
        setattr(cls, f"__r{method}__", reflected)
    for method, function in _UNARY.items():
        setattr(cls, f"__{method}__", lambda x, f=function: f(x))
    for method, function in _COMPARISONS.items():
        setattr(cls, f"__{method}__", lambda x, y, f=function: f(x, y))


install_operators(Tensor)
