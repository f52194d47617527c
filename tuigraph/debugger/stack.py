"""The calls that the program is in, and what the names of each stand for: tensors by their value in this run."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from tuigraph.debugger import expressions, format
from tuigraph.debugger.brief import bounded, brief
from tuigraph.debugger.given_names import operations
from tuigraph.debugger.place import Call, Place
from tuigraph.debugger.program import Program
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.timeline import Timeline
from tuigraph.harmless import clean
from tuigraph.wire.questions import CallView, NameView, StackView, ThreadView
from tuigraph.wire.said import Text, joined, said

MOST = 200  # names of a call


def view(program: Program, place: Place, timeline: Timeline, threads: tuple[ThreadView, ...] = ()) -> StackView:
    """The calls, innermost first, and the names of the one that is looked at."""
    calls = tuple(call_view(program, call) for call in place.calls)
    return StackView(calls, place.selected, names(place.own_names(), timeline), threads, timeline.past)


def names(held: Mapping[str, Any], timeline: Timeline) -> tuple[NameView, ...]:
    """What names stand for; those of modules, functions and classes are left out where they are global."""
    found = []
    with bounded():
        for name, thing in islice(list(held.items()), 10 * MOST):
            if name.startswith("__") or issubclass(type(thing), ModuleType | FunctionType | type):
                continue
            node = next((op.name for _, op in operations(name, thing)), "")
            found.append(NameView(name, _value(thing, timeline), node))
    return tuple(found[:MOST])


def lines(stack: StackView) -> list[Text]:
    """The calls, as text; the one that is looked at is marked."""
    calls = [line(call, number, number == stack.selected) for number, call in enumerate(stack.calls)]
    return calls or [said("no_calls")]


def line(call: CallView, number: int, marked: bool) -> Text:
    """One call, as text."""
    return f"{'>' if marked else ' '} #{number} {call.name}  {clean(call.file)}:{call.line}  {clean(call.text)}"


def name_lines(stack: StackView) -> list[Text]:
    """The names of a call, as text."""
    found: list[Text] = [
        joined((f"{one.name} = ", one.value, f"  ({one.node})" if one.node else "")) for one in stack.names
    ]
    past: list[Text] = [said("names_as_now")] if stack.past and found else []
    return [*past, *found] or [said("no_locals")]


def call_view(program: Program, call: Call) -> CallView:
    """A call, for whoever shows it."""
    code = call.frame.f_code
    text = linecache.getline(code.co_filename, call.line).strip()
    return CallView(code.co_name, program.shown(code.co_filename), call.line, text)


def _value(thing: Any, timeline: Timeline) -> Text:
    try:
        reader = expressions.Reader(timeline)
        found = expressions.valued(thing, reader)
    except Unknown:
        return said("no_value_yet")
    except expressions.FAILURES:
        found = thing
    shown = format.preview(found) if issubclass(type(found), np.ndarray | np.generic) else brief(found)
    return format.remarked(shown, reader.remark)
