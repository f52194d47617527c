"""Looks into the kernels themselves: every call with its operands, whoever makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuigraph.engine import opdef
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Operation
from tuigraph.engine.ops import load_all
from tuigraph.engine.roles import Role


class Calls:
    """The calls of all kernels in their order, and of those without state how many had the operands of the last one."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.again: Counter[str] = Counter()
        self._last: dict[tuple[int, str], Any] = {}

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.made)

    def note(self, op: Operation, store: Any, operands: tuple[Any, ...]) -> None:
        if operands and all(value is DEAD or value is None for value in operands):
            return  # a Merge of which no side is there: it says so, and is dead
        self.made.append(op.name)
        if op.definition.stateful and op.definition.role is not Role.VARIABLE:
            return
        wants_cell = op.definition.wants_reference  # a reference is the same whatever the variable holds
        seen = [value if wants_cell(op, i) else _bits(value) for i, value in enumerate(operands)]
        key = id(store), op.name
        if self._last.get(key) == seen:
            self.again[op.name] += 1
        self._last[key] = seen


def _bits(value: Any) -> Any:
    value = value.value if isinstance(value, Cell) else value
    return (value.dtype.str, value.shape, value.tobytes()) if isinstance(value, (np.ndarray, np.generic)) else value


@contextmanager
def watched() -> Iterator[Calls]:
    """Watch every kernel that is made inside the block."""
    load_all()
    calls = Calls()

    def watching(make: Any) -> Any:
        def made(op: Any, store: Any) -> Any:
            kernel = make(op, store)

            def call(*operands: Any) -> Any:
                calls.note(op, store, operands)
                return kernel(*operands)

            return call

        return made

    rules = [
        (definition, field, rule)
        for definition in opdef.registry.values()
        for field in ("kernel", "waits")  # the same kernel, where it can be left and gone on with
        if (rule := getattr(definition, field)) is not None
    ]
    for definition, field, rule in rules:
        object.__setattr__(definition, field, watching(rule))  # the records are frozen
    try:
        yield calls
    finally:
        for definition, field, rule in rules:
            object.__setattr__(definition, field, rule)
