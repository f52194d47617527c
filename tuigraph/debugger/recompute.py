"""A value made again from the leaves of its provenance, by the engine's own kernels: the proof of a *why*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tuigraph.debugger.provenance import Cause
from tuigraph.debugger.refusals import Unknown
from tuigraph.engine import dtypes
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.wire.said import said


def recompute(root: Cause, leaves: Mapping[Cause, Any]) -> Any:
    """The value of a cause, from the values of leaves alone.  Raises Unknown when a leaf that it needs is not there."""
    made: dict[Cause, Any] = {}
    stack = [root]
    with np.errstate(all="ignore"):
        while stack:
            cause = stack[-1]
            if cause in made:
                stack.pop()
                continue
            if cause.is_leaf:
                if cause not in leaves:
                    raise Unknown(said("needed_to_compute", cause=cause.text(), name=root.name))
                made[cause] = leaves[cause]
                continue
            missing = [part for part in cause.causes if part not in made]
            if missing:
                stack.extend(missing)
            else:
                made[cause] = _compute(cause, made)
    return made[root]


def _compute(cause: Cause, made: Mapping[Cause, Any]) -> Any:
    if cause.kind == "variable":
        return made[cause.causes[0]]
    op = cause.op
    assert op is not None
    store = Store()
    operands = [made[part] if isinstance(part, Cause) else part for part in cause.parts[: len(op.inputs)]]
    for part in cause.parts[len(op.inputs) :]:
        store.private[part.name] = Cell(store, "", part.name, made[part])
    references = [i for i, tensor in enumerate(op.inputs) if _is_reference(op, tensor)]
    operands = [Cell(store, "", op.name, v) if i in references else v for i, v in enumerate(operands)]
    result = op.definition.kernel(op, store)(*operands)
    if cause.kind == "assignment":
        return operands[cause.index].value
    return result if len(op.outputs) == 1 else result[cause.index]


def _is_reference(op: Operation, operand: Tensor) -> bool:
    """Whether the kernel takes a cell, of a variable or behind a handle."""
    if operand.dtype.base_dtype is dtypes.resource:
        return not op.definition.passes_on
    return operand.dtype.is_ref and op.definition.takes_references
