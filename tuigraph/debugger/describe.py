"""What there is to say of a Python object that is no array, line by line: a label and a text.

Nothing is computed by the object itself but its `repr`, within bounds (see `brief`): no iterator moves on, no property
is called.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from tuigraph.debugger import format
from tuigraph.debugger.brief import bounded, brief, entries, held, kind, standing
from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Graph, Operation
from tuigraph.engine.ops.queues import QueueBase
from tuigraph.engine.ops.tables import Entries, Table
from tuigraph.engine.pipelines import NotBegun, Pipeline, Standing
from tuigraph.engine.queues import Contents, Queue
from tuigraph.engine.session import BaseSession
from tuigraph.wire.said import Text, joined, said

Row = tuple[Text, Text]

MOST = 1000  # rows
LONG = 200  # characters of a row


def describe(thing: Any, sessions: Mapping[int, Any]) -> list[Row]:
    """Of any object.  `sessions` are those that are open, by number: a queue lives in each of them."""
    rows: list[Row] = [("", brief(thing, LONG))]
    try:
        with bounded():
            rows += islice(_more(thing, sessions), MOST)
    except BaseException as error:  # its class or a thread of the program plays tricks
        rows.append(("", said("any_unseen", error=kind(error))))
    return rows


def _more(thing: Any, sessions: Mapping[int, Any]) -> Iterable[Row]:
    exact = type(thing)
    if issubclass(exact, BaseSession):
        return [(cell.name, _value(cell)) for cell in list(thing.store.cells.values())]
    if issubclass(exact, QueueBase):
        return _queue(thing, sessions)
    if issubclass(exact, Queue):
        return _elements(thing.contents)
    if exact is Standing:
        return _parts(thing.pipeline, thing.state)
    if exact is Table:
        return _more(thing.cell.value, sessions)
    if exact is Entries:
        return ((brief(key, 40), brief(value, LONG)) for key, value in islice(dict.items(thing), 20))
    if _is_iterator(thing):
        return _iterator(thing, sessions)
    if issubclass(exact, Graph):
        names = [op.name for op in islice(reversed(thing._operations), 20)]
        return [(said("any_newest_nodes"), ", ".join(names))] if names else []
    if issubclass(exact, dict):
        return ((brief(key, 40), brief(value, LONG)) for key, value in dict.items(thing))
    fields = vars(exact).get("_fields")
    if issubclass(exact, tuple) and type(fields) is tuple:
        return zip(map(str, fields), (brief(value, LONG) for value in tuple.__iter__(thing)))
    if exact in (list, tuple, set, frozenset, deque):
        return ((str(index), brief(value, LONG)) for index, value in enumerate(thing))
    if exact is ModuleType:
        file = vars(thing).get("__file__")
        return [(said("any_file"), said("any_built_in") if file is None else str(file))]
    if issubclass(exact, type):
        bases = type.__dict__["__bases__"].__get__(thing)
        return [(said("any_bases"), ", ".join(str(type.__dict__["__name__"].__get__(base)) for base in bases))]
    if exact in (FunctionType, BuiltinFunctionType, MethodType):
        return _function(thing)
    own = inspect.getattr_static(thing, "__dict__", None)
    attributes = object.__getattribute__(thing, "__dict__") if own is not None else {}
    return ((str(name), brief(value, LONG)) for name, value in dict.items(attributes))


def _value(cell: Cell) -> Text:
    value = cell.value
    if type(value) is Contents:
        return held(value)
    if type(value) in (Standing, NotBegun):
        return standing(value)
    if type(value) is Entries:
        return entries(value)
    shape = format.shape(value)
    return joined((shape, format.preview(value)), " ") if shape else format.preview(value)


def _queue(queue: QueueBase, sessions: Mapping[int, Any]) -> Iterable[Row]:
    op = queue.queue_ref.op
    for session, cell in _cells(op, sessions):
        if type(cell.value) is Contents:
            yield session, held(cell.value, op.attrs.get("capacity", -1))
            yield from _elements(cell.value)


def _cells(op: Operation, sessions: Mapping[int, Any]) -> Iterable[tuple[Text, Cell]]:
    """What a queue or an iterator is in each session that has it."""
    key = op.attrs.get("container", ""), op.attrs.get("shared_name") or op.name
    for number, session in sessions.items():
        cell = session.store.cells.get(key)
        if cell is not None:
            yield said("session", n=number), cell


def _elements(contents: Contents) -> Iterable[Row]:
    for index, element in enumerate(contents.elements[:20]):
        yield f"  {index}", joined(map(format.preview, element), ", ")


def _is_iterator(thing: Any) -> bool:
    """Whether it is a `tf.data.Iterator`, whose module a program without one never loads."""
    return (type(thing).__module__, type(thing).__name__) == ("tuigraph.training.iterator", "Iterator")


def _iterator(iterator: Any, sessions: Mapping[int, Any]) -> Iterable[Row]:
    for session, cell in _cells(iterator._iterator_resource.op, sessions):
        yield session, standing(cell.value)
        if type(cell.value) is Standing:
            yield from _parts(cell.value.pipeline, cell.value.state)


def _parts(pipeline: Pipeline, state: Any, depth: int = 1) -> Iterable[Row]:
    """The datasets of an iterator, each with how far it is, and below it those that it takes from."""
    waiting = [(pipeline, state, depth)]
    while waiting:
        part, at, depth = waiting.pop()
        place, most, states = (None, None, (None,) * len(part.inputs)) if at is None else part.at(at)
        shown = "" if place is None else said("iterator_at", at=place, most="∞" if most is None else most)
        yield "  " * depth + part.kind, shown
        waiting += reversed([(inner, of, depth + 1) for inner, of in zip(part.inputs, states)])


def _function(function: Any) -> Iterable[Row]:
    try:
        with bounded():
            yield said("any_takes"), str(inspect.signature(function))
    except BaseException:
        pass  # it does not say
    code = getattr(function, "__code__", None)
    if code is not None:
        yield said("any_defined_in"), f"{code.co_filename}:{code.co_firstlineno}"
