"""What a program calls the nodes of its graphs: the names, in its own frames, of tensors, operations and variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.variables import Variable
from tuigraph.wire.views import GivenName

MOST = 2000  # names that are looked at in one place of the program


class GivenNames:
    """Grows as the program is looked at; a node keeps the name that it was given first."""

    def __init__(self, number: Callable[[Graph], int]) -> None:
        self._number = number
        self._names: dict[tuple[int, str], str] = {}
        self._told = 0

    def look(self, names: Mapping[str, Any]) -> None:
        """Take note of what the names of a place stand for, graphs and their nodes.

        No code of the program runs.
        """
        for name, value in islice(list(names.items()), MOST):
            if name.startswith("_"):
                continue
            if issubclass(type(value), Graph):
                self._names.setdefault((self._number(value), ""), name)
            for one, op in operations(name, value):
                self._names.setdefault((self._number(op.graph), op.name), one)

    def of(self, op: Operation) -> str:
        """What the program calls an operation or what it gives; "" for one that has no name there."""
        return self._names.get((self._number(op.graph), op.name), "")

    def of_graph(self, number: int) -> str:
        """What the program calls a graph; "" for one that has no name there."""
        return self._names.get((number, ""), "")

    def untold(self) -> tuple[GivenName, ...]:
        """The names that were found since this was last asked."""
        found = tuple(GivenName(*key, name) for key, name in islice(self._names.items(), self._told, None))
        self._told = len(self._names)
        return found

    def retell(self) -> None:
        """Begin again: nothing has been told."""
        self._told = 0


def operations(name: str, value: Any) -> Iterable[tuple[str, Operation]]:
    """The operations that a name stands for, each with what it is called."""
    kind = type(value)
    if issubclass(kind, Operation):
        yield name, value
    elif issubclass(kind, Tensor | Variable):
        yield name, value.op
    elif kind in (list, tuple):
        for number, one in enumerate(value[:20]):
            if issubclass(type(one), Tensor | Variable):
                yield f"{name}[{number}]", one.op
