"""What is known of a run once the shapes of its feeds are: shapes of all that follows, and values that hang on shapes.

Each operation gets a stand-in whose inputs have the shapes of this run, and its own shape rule says the rest; what
only asks for shapes (Shape, ZerosLike, the axes of a gradient's sums) is a value then, computed once by the same
kernels that would compute it in each run.  The user's graph is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Graph, Operation, Tensor, definition_of
from tuigraph.engine.shapes import MaybeShape

MOST_ELEMENTS = 1 << 20  # of a value that a plan keeps


class FedShapes:
    """The stand-ins of the operations of one schedule, which has neither conditionals nor loops."""

    def __init__(
        self, ops: Sequence[Operation], fed: Mapping[Tensor, MaybeShape], is_pure: Callable[[Operation], bool]
    ) -> None:
        self.values: dict[Tensor, Any] = {}  # by tensors of the user's graph, as a slot holds them
        self._graph = Graph()
        self._nowhere = Store()
        self._tensors: dict[Tensor, Tensor] = {}
        self._operations: dict[Operation, Operation] = {}
        self._arranged: dict[Tensor, dict[MaybeShape, Tensor]] = {}  # the same elements, by shape
        for tensor, shape in fed.items():
            placeholder = self._stand_in(definition_of("Placeholder"), tensor.op, [], {"shape": shape})
            self._tensors[tensor] = Tensor(placeholder, 0, tensor.dtype, shape)
        for op in ops:
            self._add(op, is_pure(op) and not any(t in fed for t in op.outputs))

    def stand_in(self, op: Operation) -> Operation:
        """An operation that has the shapes of this run."""
        return self._operations[op]

    def shape(self, tensor: Tensor) -> MaybeShape:
        """The shape in this run, as far as it is known."""
        return self._tensors[tensor]._shape

    def twin(self, op: Operation, real: Callable[[Tensor], Tensor]) -> Tensor | None:
        """The tensor that the result of an operation is, when all that was done to that one was to rearrange it."""
        given, made = real(op.inputs[0]), op.outputs[0]
        shape = self.shape(made)
        if not op.definition.keeps_elements or shapes.count(shape) is None:
            return None
        if shapes.count(shape) != shapes.count(self.shape(given)):
            return None
        arranged = self._arranged.setdefault(given, {self.shape(given): given})
        self._arranged[made] = arranged
        found = arranged.setdefault(shape, made)
        return None if found is made else found

    def _stand_in(self, definition: Any, op: Operation, inputs: list[Tensor], attrs: dict[str, Any]) -> Operation:
        return Operation(self._graph, definition, op.name, inputs, attrs)

    def _add(self, op: Operation, pure: bool) -> None:
        inputs = [self._tensors[t] for t in op.inputs]
        stand_in = self._operations[op] = self._stand_in(op.definition, op, inputs, op.attrs)
        stand_in.outputs = [Tensor(stand_in, t.index, t.dtype, None) for t in op.outputs]
        try:
            for made, shape in zip(stand_in.outputs, op.definition.shape(stand_in)):
                made._shape = shape
        except Exception:  # it fails in the run, where the error belongs
            pure = False
        for tensor, made in zip(op.outputs, stand_in.outputs):
            self._tensors.setdefault(tensor, made)
        if pure:
            values = self._values(op, stand_in)
            for tensor, value in zip(op.outputs, values or ()):
                self.values[tensor] = value
                self._tensors[tensor] = self._constant(tensor, value)

    def _values(self, op: Operation, stand_in: Operation) -> Sequence[Any] | None:
        """The results where they are the same in each run with these shapes."""
        rule = op.definition
        if rule.constant is not None:
            known = [rule.constant(t) for t in stand_in.outputs]
            if all(value is not None for value in known):
                return [value[()] if np.ndim(value) == 0 else value for value in known]
        operands = [self.values.get(t) for t in op.inputs]
        if rule.by_shape:
            operands = [_any_value(t) if v is None else v for t, v in zip(stand_in.inputs, operands)]
        if any(value is None for value in operands) or not all(map(_is_small, stand_in.outputs)):
            return None
        try:
            with np.errstate(all="ignore"):
                result = rule.kernel(op, self._nowhere)(*operands)
        except Exception:  # it fails in the run, where the error belongs
            return None
        return result if len(op.outputs) > 1 else (result,)

    def _constant(self, tensor: Tensor, value: Any) -> Tensor:
        array = np.asarray(value)
        attrs = {"value": array, "dtype": tensor.dtype}
        return Tensor(self._stand_in(definition_of("Const"), tensor.op, [], attrs), 0, tensor.dtype, array.shape)


def _is_small(tensor: Tensor) -> bool:
    """Whether a result is worth keeping; one of unknown length is made of shapes, as the axes of a sum are."""
    count = shapes.count(tensor._shape)
    return count is None or count <= MOST_ELEMENTS


def _any_value(tensor: Tensor) -> Any:
    """A value of a shape, which takes no room; None where the shape is not known."""
    shape = tensor._shape
    if shape is None or None in shape:
        return None
    value = np.broadcast_to(np.zeros((), tensor.dtype.numpy), [d or 0 for d in shape])
    return value if value.ndim else value[()]
