"""The Python operators of tensors and variables: ``+ - * / // % ** & | ^ ~ @ abs []``, comparisons, and their
reflections.

``==`` compares identity, as in TensorFlow 1; tf.equal compares values.  The modules behind the operators are imported
when one is first used.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph

Function = Callable[..., Any]

_BINARY = {
    "add": "arithmetic.add_v2",
    "sub": "arithmetic.subtract",
    "mul": "arithmetic.multiply",
    "div": "division.div",
    "truediv": "division.truediv",
    "floordiv": "division.floordiv",
    "mod": "division.floormod",
    "pow": "arithmetic.pow",
    "and": "comparison.logical_and",
    "or": "comparison.logical_or",
    "xor": "comparison.logical_xor",
    "matmul": "linalg.matmul",
}
_OTHERS = {
    "neg": "elementwise.negative",
    "abs": "elementwise.abs",
    "invert": "comparison.logical_not",
    "lt": "comparison.less",
    "le": "comparison.less_equal",
    "gt": "comparison.greater",
    "ge": "comparison.greater_equal",
}


@functools.cache
def _function(target: str) -> Function:
    module, _, name = target.partition(".")
    found: Function = getattr(importlib.import_module(f"tuigraph.engine.ops.{module}"), name)
    return found


def _binary(target: str, scope: str) -> tuple[Function, Function]:
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
            return _function(target)(x, y, name=name)

    def reflected(y: Any, x: Any) -> Any:
        graph = graph_of((y,)) or get_default_graph()
        with graph.name_scope(scope) as name:
            x = convert_to_tensor(x, y.dtype.base_dtype, "x", graph=graph)
            return _function(target)(x, convert_to_tensor(y), name=name)

    return forward, reflected


def install_operators(cls: type, read: Function | None = None) -> None:
    """Give a class of tensor-like things Python's operators; `read` makes the tensor of one before anything else."""
    for method, target in _BINARY.items():
        forward, reflected = _binary(target, method)
        if read is not None:
            forward, reflected = _after(read, forward), _after(read, reflected)
        setattr(cls, f"__{method}__", forward)
        setattr(cls, f"__r{method}__", reflected)
    for method, target in _OTHERS.items():
        apply: Function = lambda x, *y, f=target: _function(f)(x, *y)  # noqa: E731
        setattr(cls, f"__{method}__", apply if read is None else _after(read, apply))


def _after(read: Function, operator: Function) -> Function:
    return lambda x, *y: operator(read(x), *y)


install_operators(Tensor)
Tensor.__getitem__ = lambda x, key: _function("indexing.getitem")(x, key)  # type: ignore[method-assign]
