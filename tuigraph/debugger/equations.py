"""A step as an equation that fits a line: ``add_1 = mul_1 + y/read = 36 + 4 -> 40``.

A large operand stands by its shape, and its numbers where they are born:
``predictions = X[20640,9] @ theta[9,1] -> [20640,1] -6.041 … 6.141``.  A node goes by the name that the program
gives it, where it gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.debugger.format import WHOLE, preview, shape, span
from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Sign, Writes
from tuigraph.engine.roles import Role
from tuigraph.wire.said import Text, joined, length, said

LINE = 66  # characters of a line, where that can be had
SMALL = 20  # of an operand whose elements are shown, where there is little room
PARTS = 4  # of a longer equation's operands

Given = Callable[[Operation], str]


def equation(op: Operation, operands: Sequence[Any], results: Sequence[Any], given: Given = lambda op: "") -> Text:
    """What a step did.  `operands` are the values that it read: for a variable that it assigned, the old one.

    `given` says what the program calls a node, "" where it gives no name.
    """
    text: Text = ""
    for brevity in range(5):
        text = _Equation(op, operands, results, given, brevity).text()
        if length(text) <= LINE:
            break
    return text


class _Equation:
    """One way to write it: the briefer, the more is left out."""

    def __init__(
        self, op: Operation, operands: Sequence[Any], results: Sequence[Any], given: Given, brevity: int
    ) -> None:
        self._op, self._operands, self._results, self._given = op, operands, results, given
        self._elements, self._short = brevity < 1, brevity >= 2
        self._few, self._values_alone = brevity >= 3, brevity >= 4
        called = given(op)
        self._node = f"{called} = {op.name}" if called and called != op.name else op.name

    def text(self) -> Text:
        op = self._op
        result = joined(map(self._result, self._results), ", ")
        sign = op.definition.sign
        if sign is not None and sign.place == "into" and len(op.inputs) == 2:
            return self._assigned(sign.text, result)
        if not op.inputs:
            return joined((f"{self._node} -> ", result)) if result else self._node
        once = self._values_alone or any(map(self._by_shape, self._operands))
        parts = [self._formula()] if once else [self._names(), self._values()]
        formula = joined([self._node, *parts], " = ")
        return joined((formula, " -> ", result)) if result else formula

    def _assigned(self, sign: str, result: Text) -> Text:
        variable, source = map(self._name, self._op.inputs)
        old, value = self._operands
        if not self._by_shape(value):
            return said(
                "equation_assigned",
                node=self._node,
                variable=variable,
                sign=sign,
                source=source,
                value=preview(value),
                old=preview(old),
                result=result,
            )
        done = f"{self._node}: {variable} {sign} {self._sized(self._op.inputs[1], value)}"
        if self._by_shape(old):
            return joined((done, " -> ", result))
        return said("equation_assigned_large", done=done, old=preview(old), result=result)

    def _names(self) -> Text:
        return self._signed([self._name(tensor) for tensor in self._op.inputs])

    def _values(self) -> Text:
        return self._signed([preview(value) for value in self._operands])

    def _formula(self) -> Text:
        """Names with the shapes of large operands, values of the small ones."""
        return self._signed([self._operand(*pair) for pair in zip(self._op.inputs, self._operands)])

    def _operand(self, tensor: Tensor, value: Any) -> Text:
        if self._by_shape(value):
            return self._sized(tensor, value)
        called = self._given(tensor.op)
        return joined((f"{called} (", preview(value), ")")) if called else preview(value)

    def _sized(self, tensor: Tensor, value: Any) -> str:
        return f"{self._name(_behind_read(tensor))}{shape(value)}"

    def _name(self, tensor: Tensor) -> str:
        name = tensor.name.removesuffix(":0")
        called = self._given(tensor.op) if tensor.value_index == 0 else ""
        if called or not self._short or "/" not in name:
            return called or name
        return f"…/{name.rpartition('/')[2]}"

    def _result(self, value: Any) -> Text:
        if not _large(value):
            return preview(value)
        array = _value(value)
        if self._op.definition.writes is Writes.NOTHING and any(array is _value(part) for part in self._operands):
            return shape(array)  # it has been born before
        numbers = span(array)
        return preview(array) if self._elements else joined((shape(array), *([numbers] if numbers else [])), " ")

    def _by_shape(self, operand: Any) -> bool:
        return _large(operand) or (not self._elements and _is_array(operand) and length(preview(operand)) > SMALL)

    def _signed(self, parts: Sequence[Text]) -> Text:
        op = self._op
        sign = op.definition.sign or Sign(op.type, "call")
        if sign.place == "between" and len(parts) == 2:
            sides = list(parts)
            for i, flags in enumerate((("transpose_a", "adj_x"), ("transpose_b", "adj_y"))):
                if any(op.attrs.get(flag) for flag in flags):
                    sides[i] = joined((sides[i], "ᵀ"))
            return joined(sides, f" {sign.text} ")
        if sign.place == "before" and len(parts) == 1:
            return joined((sign.text, parts[0]))
        if self._few and len(parts) > PARTS:
            parts = [*parts[: PARTS - 2], "…", parts[-1]]
        return joined((f"{sign.text if sign.place == 'call' else op.type}(", joined(parts, ", "), ")"))


def _value(value: Any) -> Any:
    return value.value if issubclass(type(value), Cell) else value


def _is_array(value: Any) -> bool:
    value = _value(value)
    return issubclass(type(value), np.ndarray) and value.ndim > 0


def _large(value: Any) -> bool:
    return _is_array(value) and _value(value).size > WHOLE


def _behind_read(tensor: Tensor) -> Tensor:
    """The variable whose value a tensor is, else the tensor."""
    op = tensor.op
    if op.role in (Role.IDENTITY, Role.READ) and op.inputs[0].op.role is Role.VARIABLE:
        return op.inputs[0]
    return tensor
