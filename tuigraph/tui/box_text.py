"""What stands in the boxes of the drawn graph: names, what kind of node it is, its value, and the sign of its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tuigraph.tui.connections import node_name
from tuigraph.tui.graph_index import GraphIndex
from tuigraph.tui.picture import Picture
from tuigraph.wire.said import Text
from tuigraph.wire.views import NodeInfo, Snapshot, ValueView, VariableView

SCALAR, ARRAY = 12, 24  # cells that a value is given

State = Literal["next", "input", "born", "value", "gone", "ran", "waiting", "dead"]
"""About to run; read by the node that is; computed by the last step; has a value; ran, and its value has been dropped;
ran without a value; has not run; on a side that was not taken."""


def kind(info: NodeInfo, variable: str) -> str:
    """``float32 variable [9,1]``, ``MatMul float32 [20640,1]``, ``NoOp``; a scalar's shape is left out."""
    shape = "" if info.shape == "[]" else info.shape
    first = (info.dtype, variable) if info.is_variable else (info.type, info.dtype)
    return " ".join(part for part in (*first, shape) if part)


def room(info: NodeInfo | None) -> int:
    """Cells that a value of the node is given from the start, so that its box need not grow."""
    if info is None or not info.dtype:
        return 0
    return SCALAR if info.shape == "[]" else ARRAY


@dataclass(frozen=True)
class Content:
    """What a box shows of the moment: the state, the value (or ""), and how often it ran in this run and in all."""

    state: State
    value: Text
    in_run: int
    total: int


class Moment:
    """The values and states of all nodes at one moment, by the name of what a box stands for."""

    def __init__(self, picture: Picture) -> None:
        self._index: GraphIndex = picture.graph
        self._calls = picture.graph_calls
        snapshot = picture.snapshot
        self.snapshot = snapshot
        self.next = snapshot.next_node if snapshot else ""
        step = snapshot.step if snapshot and snapshot.position.run else None
        self.last = step.node if step else ""
        inputs: Iterable[str] = ()
        if snapshot is not None:
            inputs = snapshot.next_inputs if snapshot.next_node else step.inputs if step else ()
        self.inputs = [node_name(name) for name in inputs]
        self._passed_by = frozenset(snapshot.passed_by) if snapshot is not None else frozenset()
        self._values: dict[str, ValueView] = {}
        self._variables: dict[str, VariableView] = {}
        if snapshot is not None:
            self._values = {node_name(value.name): value for value in reversed(snapshot.values)}
            self._variables = _variables(snapshot)

    def content(self, name: str) -> Content:
        """Of a node by its name."""
        info = self._index.entries[name].info if name in self._index.entries else None
        call = self._calls.get(name)
        in_run, total = (call.in_run, call.total) if call is not None else (0, 0)
        value = self._values.get(name)
        text: Text = ""
        variable = self._variables.get(name) if info is not None and info.is_variable else None
        if variable is not None:
            text = variable.preview if variable.state == "live" else ""
        elif value is not None:
            text = value.preview
        return Content(self._state(name, value, variable, in_run), text, in_run, total)

    def _state(self, name: str, value: ValueView | None, variable: VariableView | None, in_run: int) -> State:
        if name == self.next:
            return "next"
        if name in self.inputs:
            return "input"
        if name in self._passed_by:
            return "dead"
        if name == self.last:
            return "born"
        if variable is not None:
            return "value" if variable.state == "live" else "gone" if variable.state == "destroyed" else "waiting"
        if value is not None and (value.born or value.fed):
            return "gone" if value.freed else "value"
        return "ran" if in_run else "waiting"

    def ran(self) -> Iterable[str]:
        """The nodes that ran in this run, or were passed by."""
        yield from (name for name, call in self._calls.items() if call.in_run and name not in self._passed_by)
        yield from self._passed_by


def _variables(snapshot: Snapshot) -> dict[str, VariableView]:
    """Of the session that runs, else of the newest one that knows the variable."""
    found: dict[str, VariableView] = {}
    for view in snapshot.variables:
        if view.name not in found or view.session == snapshot.position.session or not snapshot.position.session:
            found[view.name] = view
    return found
