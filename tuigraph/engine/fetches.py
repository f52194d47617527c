"""What `Session.run` is asked for: any nesting of lists, tuples, dicts and graph elements.

A Fetches object is made once per shape of request and kept with its plan: the flat tensors and operations to run, and a
function that puts the flat values back into the shape that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuigraph.engine.errors import InaccessibleTensorError
from tuigraph.engine.graph import Graph, Operation, Tensor

Rebuild = Callable[[list[Any]], Any]


class Composite:
    """What is made of several tensors, and is fetched and fed as one value."""

    __slots__ = ()

    def _fetch_parts(self) -> tuple[tuple[Tensor, ...], Callable[[list[Any]], Any]]:
        """The tensors, and what makes the value of theirs."""
        raise NotImplementedError


class Fetches:
    """The flat fetches of a request, and the way back to its structure."""

    def __init__(self, graph: Graph, structure: Any) -> None:
        self._graph = graph
        try:
            self._key = key_of(structure)
        except TypeError:
            self._key = None
        self.tensors: list[Tensor] = []
        self.operations: list[Operation] = []
        self._index: dict[Tensor, int] = {}
        self.rebuild = self._visit(structure)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple([t.name for t in self.tensors] + [op.name for op in self.operations])

    def spelled(self, values: Sequence[str]) -> str:
        """The structure in Python, with `values` for the tensors; "" where it is not made of lists and tuples."""

        def text(key: Any) -> str:
            if key.__class__ is tuple:
                brackets = {list: "[{}]", tuple: "({})"}.get(key[0])
                if brackets is None:
                    raise ValueError(key)
                return brackets.format("".join([f"{text(part)}, " for part in key[1:]]))
            element = self._graph.as_graph_element(key)
            return "None" if isinstance(element, Operation) else values[self._index[element]]

        try:
            return text(self._key)
        except (KeyError, TypeError, ValueError):  # something else: a mapping, a class of the user's, several parts
            return ""

    def _visit(self, structure: Any) -> Rebuild:
        if structure is None:
            raise TypeError(f"Fetch argument {structure!r} has invalid type {type(structure)!r}")
        if isinstance(structure, (list, tuple)):
            return self._sequence(structure)
        if isinstance(structure, Mapping):
            return self._mapping(structure)
        if hasattr(type(structure), "__attrs_attrs__"):  # a class made by attr.s
            kind = type(structure)
            fields = self._sequence([getattr(structure, field.name) for field in kind.__attrs_attrs__])
            return lambda values: kind(*fields(values))
        if isinstance(structure, Composite):
            parts, make = structure._fetch_parts()
            inner = self._sequence(list(parts))
            return lambda values: make(inner(values))
        return self._element(structure)

    def _sequence(self, structure: Any) -> Rebuild:
        parts = [self._visit(part) for part in structure]
        if hasattr(structure, "_fields"):
            kind = type(structure)
            return lambda values: kind(*[part(values) for part in parts])
        if isinstance(structure, tuple):
            return lambda values: tuple([part(values) for part in parts])
        return lambda values: [part(values) for part in parts]

    def _mapping(self, structure: Any) -> Rebuild:
        parts = [(key, self._visit(part)) for key, part in structure.items()]
        kind = type(structure)

        def rebuild(values: list[Any]) -> Any:
            made = kind()
            made.update((key, part(values)) for key, part in parts)
            return made

        return rebuild

    def _element(self, fetch: Any) -> Rebuild:
        try:
            element = self._graph.as_graph_element(fetch)
        except TypeError as error:
            raise TypeError(
                f"Fetch argument {fetch!r} has invalid type {type(fetch)!r}, must be a string or Tensor. ({error})"
            ) from None
        except (ValueError, KeyError) as error:
            text = error.args[0] if error.args else error
            raise ValueError(f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({text})") from None
        if not self._graph.is_fetchable(element):
            name = element.op.name if isinstance(element, Tensor) else element.name
            raise InaccessibleTensorError(
                f"Operation '{name}' has been marked as not fetchable. Typically this happens when it is defined in "
                "another function or code block, such as a branch or the body of a loop: return its value from there."
            )
        if isinstance(element, Operation):
            self.operations.append(element)
            return lambda values: None
        index = self._index.get(element)
        if index is None:
            index = self._index[element] = len(self.tensors)
            self.tensors.append(element)
        return lambda values: values[index]


_ELEMENTS = {Tensor, Operation}  # stand for themselves


def key_of(structure: Any) -> Any:
    """A hashable stand-in for a request, so that asking again finds its plan.

    Raises TypeError when there is none, ValueError for lists that hold themselves or are nested a thousand deep.
    """
    kind = structure.__class__
    try:
        if kind is list or kind is tuple or hasattr(structure, "_fields"):
            return (kind, *[part if part.__class__ in _ELEMENTS else key_of(part) for part in structure])
        if isinstance(structure, Mapping):
            return (kind, *[(key, key_of(part)) for key, part in structure.items()])
    except RecursionError:
        raise ValueError("The fetches hold themselves, or are nested too deeply.") from None
    hash(structure)
    return structure
