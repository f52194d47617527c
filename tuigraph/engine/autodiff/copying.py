"""The graph of a tensor, built again somewhere else with placeholders where it touches the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Graph, Operation, Tensor, definition_of
from tuigraph.engine.roles import Role


class Copy:
    """A copy of what `target` depends on, in a graph of its own.

    The variables `xs` and whatever has state (variables, placeholders, random draws) become placeholders: `leaves`
    pairs each original tensor with its placeholder.  With `precise`, float32 becomes float64 throughout.
    """

    def __init__(self, target: Tensor, xs: Sequence[Tensor], precise: bool = False) -> None:
        self.graph = Graph()
        self.tensors: dict[Tensor, Tensor] = {}
        self.leaves: list[tuple[Tensor, Tensor]] = []
        self._precise = precise
        for x in xs:
            self._leaf(x)
        for op in _needed(target, set(xs)):
            self._add(op)
        self.target = self.tensors[target]

    def _type(self, dtype: DType) -> DType:
        base = dtype.base_dtype
        return dtypes.float64 if self._precise and base in dtypes.FLOATING else base

    def _leaf(self, tensor: Tensor) -> None:
        dtype, name = self._type(tensor.dtype), self.graph.unique_name(tensor.op.name)
        attrs = {"dtype": dtype, "shape": tensor._shape}
        made = self.graph.create(definition_of("Placeholder"), [], [dtype], attrs, name).outputs[0]
        self.tensors[tensor] = made
        self.leaves.append((tensor, made))

    def _add(self, op: Operation) -> None:
        if op.definition.stateful:
            for output in op.outputs:
                if output not in self.tensors:
                    self._leaf(output)
            return
        attrs: dict[str, Any] = {k: self._type(v) if isinstance(v, DType) else v for k, v in op.attrs.items()}
        if op.role is Role.CONSTANT:
            attrs["value"] = attrs["value"].astype(attrs["dtype"].numpy)
        inputs = [self.tensors[x] for x in op.inputs]
        types = [self._type(t.dtype) for t in op.outputs]
        made = self.graph.create(op.definition, inputs, types, attrs, self.graph.unique_name(op.name))
        for old, new in zip(op.outputs, made.outputs):
            new.set_shape(old.shape)
            self.tensors.setdefault(old, new)

    def feeds(self, session: Any, feed_dict: dict[Any, Any]) -> dict[Tensor, Any]:
        """The values of the leaves in a session of the original graph."""
        values = session.run([old for old, _ in self.leaves], feed_dict)
        return {new: value for (_, new), value in zip(self.leaves, values)}


def _needed(target: Tensor, xs: set[Tensor]) -> list[Operation]:
    """The operations to be copied, in the order of their creation: up to the xs and to what has state."""
    found: set[Operation] = set()
    stack = [] if target in xs else [target.op]
    while stack:
        op = stack.pop()
        if op in found:
            continue
        found.add(op)
        if op.control_flow is not None:
            raise NotImplementedError(f"'{op.name}' belongs to a conditional or a loop, which is not copied.")
        if not op.definition.stateful:
            stack.extend(x.op for x in op.inputs if x not in xs)
    return sorted(found, key=lambda op: op.id)
