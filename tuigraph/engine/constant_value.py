"""What is known of a tensor's value before anything runs.

constant_value   the whole value, for shape rules: any pure operation of constants and static shapes is computed here
constant_shape   a shape given by a tensor, as far as it is known
static_value     `tf.contrib.util.constant_value`: the few types that TensorFlow's Python side looks through
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor, TensorLike
from tuigraph.engine.shapes import MaybeShape

_MOST_OPERATIONS = 256  # how far constant_value looks
_DEEPEST = 32  # how many Concat and StridedSlice operations constant_shape looks through

_rules: dict[str, Callable[[Tensor], Any]] = {}


def rule(op_type: str) -> Callable[[Callable[[Tensor], Any]], Callable[[Tensor], Any]]:
    """Register how an output is known without its operands' values; the function returns None where it is not."""

    def register(function: Callable[[Tensor], Any]) -> Callable[[Tensor], Any]:
        _rules[op_type] = function
        return function

    return register


@rule("Const")
def _const(tensor: Tensor) -> Any:
    return tensor.op.attrs["value"]


@rule("Shape")
@rule("ShapeN")
def _shape(tensor: Tensor) -> Any:
    shape = tensor.op.inputs[tensor.index]._shape
    return np.array(shape, dtype=tensor.dtype.numpy) if shapes.is_static(shape) else None


@rule("Size")
def _size(tensor: Tensor) -> Any:
    count = shapes.count(tensor.op.inputs[0]._shape)
    return None if count is None else np.array(count, dtype=tensor.dtype.numpy)


@rule("Rank")
def _rank(tensor: Tensor) -> Any:
    shape = tensor.op.inputs[0]._shape
    return None if shape is None else np.array(len(shape), dtype=np.int32)


def constant_value(tensor: Tensor) -> Any:
    """The value as an array (or NumPy scalar), or None when it depends on a run."""
    if tensor.op.type in _rules:
        return _rules[tensor.op.type](tensor)
    if not _foldable(tensor.op):
        return None
    cache = tensor.op.graph.known_values
    if tensor in cache:
        return cache[tensor]
    wanted = _subgraph(tensor, cache)
    if wanted is None:
        return None
    nowhere = Store()
    known: dict[Tensor, Any] = {}

    def value(operand: Tensor) -> Any:
        found = known[operand] if operand in known else cache.get(operand)
        found = _rules[operand.op.type](operand) if found is None else found
        return found[()] if found.ndim == 0 else found

    for op in wanted:
        try:
            with np.errstate(all="ignore"):
                result = op.definition.kernel(op, nowhere)(*[value(t) for t in op.inputs])
        except Exception:
            return None  # it fails in the run, where the error belongs
        known.update(zip(op.outputs, result if len(op.outputs) > 1 else (result,)))
    cache[tensor] = known[tensor]
    return known[tensor]


def _foldable(op: Operation) -> bool:
    return not op.definition.stateful and op.type not in (
        "Switch",
        "Merge",
        "Enter",
        "Exit",
        "NextIteration",
        "LoopCond",
    )


def _subgraph(tensor: Tensor, cache: dict[Tensor, Any]) -> list[Operation] | None:
    """The operations to compute for a value, operands first; None where one is not known or there are too many."""
    stack, found, done = [tensor.op], [], set()
    while stack:
        op = stack[-1]
        if op in done:
            stack.pop()
            continue
        waiting = []
        for operand in op.inputs:
            if operand.op in done or operand in cache:
                continue
            if operand.op.type in _rules:
                if _rules[operand.op.type](operand) is None:
                    return None
            elif not _foldable(operand.op) or operand.dtype.numpy.kind == "O":
                return None
            else:
                waiting.append(operand.op)
        if waiting:
            stack.extend(waiting)
        else:
            stack.pop()
            done.add(op)
            found.append(op)
        if len(stack) + len(found) > _MOST_OPERATIONS:
            return None
    return found


# ---------------------------------------------------------------- shapes


def constant_shape(tensor: Tensor, depth: int = _DEEPEST) -> MaybeShape:
    """A shape that is given by a tensor, as far as it is known: its entries, or only how many there are.

    A -1 in it stands for "unknown".  Raises ValueError for a tensor that is no vector, or for an entry below -1.
    """
    shape = tensor._shape
    if shape is not None and len(shape) != 1:
        value = constant_value(tensor) if not shape else None
        if value is not None and int(value) == -1:
            return None
        raise ValueError(f"Shape must be rank 1 but is rank {len(shape)}")
    op = tensor.op
    if op.type in ("Shape", "ShapeN"):
        return op.inputs[tensor.index]._shape
    if op.type == "Pack":
        return tuple([_entry(constant_value(t)) for t in op.inputs])
    if op.type == "ConcatV2" and depth:
        parts = [constant_shape(t, depth - 1) for t in op.inputs[:-1]]
        return None if any(p is None for p in parts) else tuple([d for p in parts for d in p or ()])
    if op.type == "StridedSlice" and depth:
        part = _sliced(op, depth)
        if part is not None:
            return part
    value = constant_value(tensor)
    if value is not None:
        return tuple([_entry(d) for d in value])
    return None if shape is None or shape[0] is None else (None,) * shape[0]


def _entry(value: Any) -> int | None:
    if value is None or int(value) == -1:
        return None
    if int(value) < -1:
        raise ValueError(f"Invalid value in tensor used for shape: {int(value)}")
    return int(value)


def _sliced(op: Operation, depth: int) -> MaybeShape:
    """Part of a shape: one plain slice with constant ends."""
    ends = [constant_value(t) for t in op.inputs[1:]]
    masks = op.attrs
    if any(e is None or len(e) != 1 for e in ends) or any(
        masks[f"{name}_mask"] for name in ("ellipsis", "new_axis", "shrink_axis")
    ):
        return None
    whole = constant_shape(op.inputs[0], depth - 1)
    if whole is None:
        return None
    begin = None if masks["begin_mask"] else int(ends[0][0])
    end = None if masks["end_mask"] else int(ends[1][0])
    return whole[begin : end : int(ends[2][0])]


# ---------------------------------------------------------------- as Python code sees it


_LOOKED_THROUGH = frozenset({"Range", "Cast", "ConcatV2", "Pack", "Fill", "Equal", "NotEqual"})


def static_value(tensor: Any, partial: bool = False) -> Any:
    """The value of a tensor as an array where it is known, else None (`tf.contrib.util.constant_value`).

    Looks through the types of operations that TensorFlow looks through.  A value found out may not be fed any more.
    With `partial`, entries of a Pack that are not known are None.
    """
    if not isinstance(tensor, Tensor):
        return None if isinstance(tensor, TensorLike) else tensor
    op = tensor.op
    if partial and op.type == "Pack" and op.attrs["axis"] == 0:
        found: Any = np.array([static_value(t, partial) for t in op.inputs], dtype=object)
    elif op.type in _rules:
        found = _rules[op.type](tensor)
    elif op.type in _LOOKED_THROUGH and not (op.type == "Pack" and op.attrs["axis"]) and _looked_through(op):
        found = constant_value(tensor)
    else:
        return None
    if found is not None:
        op.graph.prevent_feeding(tensor)
        found = np.asarray(found)
    return found


def _looked_through(op: Operation) -> bool:
    """Whether only operations that are looked through stand behind this one."""
    stack, seen = [op], {op}
    while stack:
        for operand in stack.pop().inputs:
            if operand.op.type in _rules or operand.op in seen:
                continue
            if operand.op.type not in _LOOKED_THROUGH:
                return False
            seen.add(operand.op)
            stack.append(operand.op)
    return True
