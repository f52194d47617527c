"""What scripts call on the default graph: `tf.name_scope`, `tf.control_dependencies`, collections, the seed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tuigraph.engine.graph import Graph, get_default_graph


def name_scope(name: str | None, default_name: str | None = None, values: Sequence[Any] | None = None) -> Any:
    """Prefix the names of what is made inside (`tf.name_scope`); yields the scope with its slash.

    `default_name` is used where `name` is None; the graph is that of `values`, else the default graph.

    Raises ValueError for `values` of different graphs, and without any name for them.
    """
    if name is None and default_name is None and values is not None:
        raise ValueError(f"At least one of name ({name}) and default_name ({default_name}) must be provided.")
    return _name_scope(name if name is not None else default_name, values)


@contextlib.contextmanager
def _name_scope(name: str | None, values: Sequence[Any] | None) -> Iterator[str]:
    given = [value for value in values or () if _graph_of(value) is not None]
    for value in given:
        if _graph_of(value) is not _graph_of(given[0]):
            raise ValueError(f"{value} must be from the same graph as {given[0]}.")
    graph = (_graph_of(given[0]) if given else None) or get_default_graph()
    with contextlib.ExitStack() as stack:
        if graph is not get_default_graph():
            stack.enter_context(graph.as_default())
        yield stack.enter_context(graph.name_scope(name))


def _graph_of(value: Any) -> Graph | None:
    found = getattr(value, "graph", None)
    return found if isinstance(found, Graph) else None


def control_dependencies(control_inputs: Iterable[Any] | None) -> Any:
    return get_default_graph().control_dependencies(control_inputs)


def device(name_or_function: Any) -> Any:
    return get_default_graph().device(name_or_function)


def colocate_with(op: Any, ignore_existing: bool = False) -> Any:
    return get_default_graph().colocate_with(op, ignore_existing)


def container(name: str) -> Any:
    return get_default_graph().container(name)


def add_to_collection(name: Any, value: Any) -> None:
    get_default_graph().add_to_collection(name, value)


def add_to_collections(names: Any, value: Any) -> None:
    get_default_graph().add_to_collections(names, value)


def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    return get_default_graph().get_collection(key, scope)


def get_collection_ref(key: Any) -> list[Any]:
    return get_default_graph().get_collection_ref(key)


def set_random_seed(seed: int) -> None:
    """The graph's seed, from which operations made afterwards derive theirs (`tf.set_random_seed`)."""
    get_default_graph().seed = seed
