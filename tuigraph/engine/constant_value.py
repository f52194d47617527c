"""What is known of a tensor's value before anything runs.

constant_value   the whole value, for shape rules: any pure operation of constants and static shapes is computed here
constant_shape   a shape given by a tensor, as far as it is known
static_value     `tf.contrib.util.constant_value`: the few types that TensorFlow's Python side looks through
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor, TensorLike
from tuigraph.engine.roles import ROUTING, Role
from tuigraph.engine.shapes import MaybeShape

_MOST_OPERATIONS = 256  # how far constant_value looks
_DEEPEST = 32  # how many Concat and StridedSlice operations constant_shape looks through


def constant_value(tensor: Tensor) -> Any:
    """The value as an array (or NumPy scalar), or None when it depends on a run."""
    rule = tensor.op.definition.constant
    if rule is not None:
        return rule(tensor)
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
        found = constant_value(operand) if found is None else found
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
    return not op.definition.stateful and op.role not in ROUTING and op.role is not Role.LOOP_COND


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
            rule = operand.op.definition.constant
            if rule is not None:
                if rule(operand) is None:
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
    rule = tensor.op.definition
    entries = rule.entries(tensor.op) if rule.entries is not None else ()
    if entries:
        return tuple([_entry(constant_value(t)) for t in entries])
    known = rule.shape_value(tensor, depth - 1) if rule.shape_value is not None and depth >= 0 else None
    if known is not None:
        return known
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


# ---------------------------------------------------------------- as Python code sees it


def static_value(tensor: Any, partial: bool = False) -> Any:
    """The value of a tensor as an array where it is known, else None (`tf.contrib.util.constant_value`).

    Looks through the types of operations that TensorFlow looks through.  A value found out may not be fed any more.
    With `partial`, entries of a Pack that are not known are None.
    """
    if not isinstance(tensor, Tensor):
        return None if isinstance(tensor, TensorLike) else tensor
    op, rule = tensor.op, tensor.op.definition
    if rule.constant is not None:
        found = rule.constant(tensor)
    elif not _is_seen_through(op):
        return None
    elif partial and rule.entries is not None:
        found = np.array([static_value(t, partial) for t in rule.entries(op)], dtype=object)
    elif all(map(_is_seen_through, _behind(op))):
        found = constant_value(tensor)
    else:
        return None
    if found is not None:
        op.graph.prevent_feeding(tensor)
        found = np.asarray(found)
    return found


def _is_seen_through(op: Operation) -> bool:
    rule = op.definition.seen_through
    return rule is not None and rule(op)


def _behind(op: Operation) -> Iterator[Operation]:
    """What an operation is computed from, up to values that are known by a rule."""
    stack, seen = [op], {op}
    while stack:
        for operand in stack.pop().inputs:
            if operand.op.definition.constant is None and operand.op not in seen:
                yield operand.op
                seen.add(operand.op)
                stack.append(operand.op)
