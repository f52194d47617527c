"""Nodes of a graph copied into a graph of their own, which goes to whoever runs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuigraph.engine.graph import Graph, Operation, Tensor, definition_of
from tuigraph.engine.opdef import OpDef
from tuigraph.engine.plan import order, predecessors, prune


class Copy:
    """What has been copied so far; all on one `device`, or each where it was."""

    def __init__(self, original: Graph, device: str | None = None) -> None:
        self.graph = Graph()
        self.graph.seed = original.seed
        self.graph.python_functions = original.python_functions
        self.taken = original._by_name
        self.device = device
        self.of: dict[Operation, Operation] = {}
        self.borders: dict[Tensor, Tensor] = {}

    def node(self, op: Operation) -> Operation:
        """The copy of a node; its inputs are put in by whoever asks first."""
        made = self.of.get(op)
        if made is None:
            attrs = {key: value for key, value in op.attrs.items() if key != "_class"}  # they share a task already
            made = self.of[op] = self._made(op.definition, op.name, attrs, op.device)
            made.outputs = [Tensor(made, t.index, t.dtype, t._shape) for t in op.outputs]
            made.source, made.calls, made.control_flow = op.source, op.calls, op.control_flow
        return made

    def value(self, tensor: Tensor) -> Tensor:
        return self.node(tensor.op).outputs[tensor.index]

    def border(self, tensor: Tensor) -> Tensor:
        """Where the value of a tensor comes in."""
        found = self.borders.get(tensor)
        if found is None:
            dtype = tensor.dtype.base_dtype
            name = f"border/{len(self.borders)}"
            while name in self.taken or name in self.graph._by_name:
                name += "_"
            made = self._made(definition_of("Placeholder"), name, {"dtype": dtype, "shape": tensor._shape}, "")
            made.outputs = [Tensor(made, 0, dtype, tensor._shape)]
            found = self.borders[tensor] = made.outputs[0]
        return found

    def _made(self, definition: OpDef, name: str, attrs: dict[str, Any], device: str) -> Operation:
        op = Operation(self.graph, definition, name, [], attrs)
        op.device = device if self.device is None else self.device
        op.id = len(self.graph._operations)
        self.graph._operations.append(op)
        self.graph._by_name[name] = op
        return op


def graph_of(tensors: Sequence[Tensor], operations: Sequence[Operation], fed: Sequence[Tensor]) -> Graph:
    """The graph of a request, which may ask for nothing."""
    ops = [*(t.op for t in (*tensors, *fed)), *operations]
    return ops[0].graph if ops else Graph()


def needed(tensors: Sequence[Tensor], operations: Sequence[Operation], fed: Sequence[Tensor]) -> Copy:
    """What a request needs of its graph; what is fed comes in at borders."""
    found = order(prune(tensors, operations, set(fed)), set(fed)).operations
    copy = Copy(graph_of(tensors, operations, fed))
    waits_for = predecessors(set(fed))
    for tensor in fed:
        copy.border(tensor)
    for op in found:
        copy.node(op)
    for op in found:
        made, waits = copy.of[op], set(waits_for(op))
        made.inputs.extend(copy.border(t) if t in copy.borders else copy.value(t) for t in op.inputs)
        made.control_inputs.extend(copy.of[c] for c in op.control_inputs if c in waits)
    return copy
