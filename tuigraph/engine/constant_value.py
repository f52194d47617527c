"""What is known of a tensor's value before anything runs, for shape rules (`tf.contrib.util.constant_value`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.shapes import MaybeShape

_rules: dict[str, Callable[[Operation], Any]] = {}


def rule(op_type: str) -> Callable[[Callable[[Operation], Any]], Callable[[Operation], Any]]:
    """Register how the value of an operation's first output is known; the function returns None where it is not."""

    def register(function: Callable[[Operation], Any]) -> Callable[[Operation], Any]:
        _rules[op_type] = function
        return function

    return register


def constant_value(tensor: Tensor) -> Any:
    """The value as an array, or None when it depends on a run."""
    found = _rules.get(tensor.op.type)
    return None if found is None else found(tensor.op)


def constant_shape(tensor: Tensor) -> MaybeShape:
    """A shape that is given by a tensor, as far as it is known: its entries, or only how many there are.

    A -1 in it stands for "unknown".
    """
    value = constant_value(tensor)
    if value is not None:
        return tuple([None if int(d) < 0 else int(d) for d in np.ravel(value)])
    partial = _partial.get(tensor.op.type)
    if partial is not None:
        return partial(tensor.op)
    shape = tensor._shape
    if shape is None or len(shape) != 1 or shape[0] is None:
        return None
    return (None,) * shape[0]


_partial: dict[str, Callable[[Operation], MaybeShape]] = {}


def partial_rule(op_type: str) -> Callable[[Callable[[Operation], MaybeShape]], Callable[[Operation], MaybeShape]]:
    """Register how a shape tensor is known in part."""

    def register(function: Callable[[Operation], MaybeShape]) -> Callable[[Operation], MaybeShape]:
        _partial[op_type] = function
        return function

    return register


@rule("Const")
def _const(op: Operation) -> Any:
    return op.attrs["value"]


@rule("Shape")
def _shape(op: Operation) -> Any:
    shape = op.inputs[0]._shape
    if shape is None or None in shape:
        return None
    return np.array(shape, dtype=op.outputs[0].dtype.numpy)


@partial_rule("Shape")
def _partial_shape(op: Operation) -> MaybeShape:
    return op.inputs[0]._shape


@partial_rule("Pack")
def _partial_pack(op: Operation) -> MaybeShape:
    values = [constant_value(t) for t in op.inputs]
    return tuple([None if v is None or int(v) < 0 else int(v) for v in values])


@rule("Pack")
def _pack(op: Operation) -> Any:
    values = [constant_value(t) for t in op.inputs]
    return None if any(v is None for v in values) else np.stack(values, axis=op.attrs["axis"])


@rule("Rank")
def _rank(op: Operation) -> Any:
    shape = op.inputs[0]._shape
    return None if shape is None else np.array(len(shape), dtype=np.int32)


@rule("Cast")
def _cast(op: Operation) -> Any:
    value = constant_value(op.inputs[0])
    return None if value is None else np.asarray(value).astype(op.outputs[0].dtype.numpy)
