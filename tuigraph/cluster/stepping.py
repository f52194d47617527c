"""Runs that somebody looks at: the session's own executor walks the whole plan, and a node of another task runs there.

So stepping stops before each node, wherever it runs, and has its value.  What is known here alone stays here: which way
a conditional goes, where a loop stands, what hands on no array, and states of this session alone, such as how far a
generator has drawn.
"""

from __future__ import annotations

import threading
import time
from collections import ChainMap
from typing import Any, Protocol

from tuigraph.cluster.copying import Copy
from tuigraph.cluster.parts import Runner
from tuigraph.cluster.placing import Cluster, Task, is_array, names_state, said_by, wants_state
from tuigraph.engine import control
from tuigraph.engine.containers import UNINITIALIZED, Cell, Key, Store, journal, uninitialized
from tuigraph.engine.errors import OpError, UnavailableError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, Writes
from tuigraph.engine.roles import LOOP_COND, ROUTING

_SILENCE = 5.0  # seconds in which nobody who only looks asks again after a task that did not answer


class Line(Protocol):
    """A session's way to the tasks."""

    task: Task

    @property
    def cluster(self) -> Cluster: ...

    @property
    def is_here(self) -> bool:
        """Whether the target is a task of this process."""

    def program(self, tensors: list[Tensor], operations: list[Operation], fed: list[Tensor]) -> Runner: ...

    def peek(self, task: Task, key: Key) -> Any:
        """What a cell of a task holds, as far as it is an array."""

    def poke(self, task: Task, key: Key, value: Any) -> None: ...


class RemoteCell(Cell):
    """The cell of a task, for a session elsewhere.  Whoever looks at its value asks that task."""

    __slots__ = ("line", "task")

    def __init__(self, store: SessionStore, task: Task, key: Key) -> None:
        self.line = store.line
        self.task = task
        self.store, self.lock, self.lent = store, threading.Lock(), 0  # and no value is set
        self.container, self.name = key

    @property
    def key(self) -> Key:
        return self.container, self.name

    def read(self) -> Any:
        """The value.  Raises UnavailableError where the task does not answer."""
        return self.line.peek(self.task, self.key)

    @property
    def value(self) -> Any:
        store = self.store
        assert isinstance(store, SessionStore)
        if time.monotonic() < store.silent_until:
            return UNINITIALIZED
        try:
            return self.read()
        except OpError:
            store.silent_until = time.monotonic() + _SILENCE
            return UNINITIALIZED

    @value.setter
    def value(self, value: Any) -> None:
        if value is not UNINITIALIZED or self.read() is not UNINITIALIZED:
            self.line.poke(self.task, self.key, value)


class SessionStore(Store):
    """The state of a session on a cluster: cells of the target where that is this process, and those of other tasks."""

    def __init__(self, line: Line, own: Store | None = None, private: dict[str, Cell] | None = None) -> None:
        super().__init__(own)
        self.line = line
        self.remote: dict[Key, Cell] = {}
        self.silent_until = 0.0
        if private is not None:
            self.private = private
        self.cells = self.remote if own is None else ChainMap(own.cells, self.remote)

    def elsewhere(self, op: Operation) -> Kernel | None:
        """How a node runs that is not this process's; None for one that is."""
        task = self.task(op)
        if names_state(op) and not (self.line.is_here and task == self.line.task):
            key = op.attrs.get("container", ""), op.attrs.get("shared_name") or op.name
            cell = self.remote.setdefault(key, RemoteCell(self, task, key))
            return lambda: cell
        if self.line.is_here and task == self.line.task:
            return None
        if op.role in ROUTING or op.role is LOOP_COND or not self.travels(op):
            return None
        return _kernel(self, op)

    def task(self, op: Operation) -> Task:
        """The task of a node: that of the state that it takes, else the one that its device names."""
        for i in range(len(op.inputs)):
            if wants_state(op, i):
                root = control.variable_of(op.inputs[i]).op
                if names_state(root):
                    return said_by(root, self.line.cluster, self.line.task)
        return said_by(op, self.line.cluster, self.line.task)

    def travels(self, op: Operation) -> bool:
        """Whether all that goes in and out can be sent, or names a state, and a step of it can be taken back."""
        if op.definition.stateful and not any(wants_state(op, i) for i in range(len(op.inputs))):
            return False
        taken = all(is_array(t) or names_state(control.variable_of(t).op) for t in op.inputs)
        return taken and all(is_array(t) for t in op.outputs)


def _kernel(store: SessionStore, op: Operation) -> Kernel:
    """Run a node on its task, by one question and one answer."""
    made: list[Runner] = []
    states = [names_state(control.variable_of(t).op) and (wants_state(op, i)) for i, t in enumerate(op.inputs)]
    outputs = [t for t in op.outputs if not t.dtype.is_ref]

    def program() -> Runner:
        copy = Copy(op.graph)
        borders = []
        inputs = []
        for t, is_state in zip(op.inputs, states):
            if is_state:
                inputs.append(copy.value(control.variable_of(t)))
            else:
                borders.append(copy.border(t))
                inputs.append(borders[-1])
        node = copy.node(op)
        node.inputs.extend(inputs)
        fetches = [node.outputs[t.index] for t in outputs]
        return store.line.program(fetches, [] if fetches else [node], list(dict.fromkeys(borders)))

    def kernel(*operands: Any) -> Any:
        if not made:
            made.append(program())
        cells = [v for v, is_state in zip(operands, states) if is_state]
        given = {
            t: _read(v) if isinstance(v, Cell) else v
            for t, v, is_state in zip(op.inputs, operands, states)
            if not is_state
        }
        try:
            with _noted(op, [cell for cell in cells if isinstance(cell, RemoteCell)]):
                found = iter(made[0].run(list(given.values())))
        except OpError as error:
            error._op = op
            raise
        results = [cells[0] if t.dtype.is_ref else next(found) for t in op.outputs]
        return tuple(results) if len(results) > 1 else results[0] if results else None

    return kernel


def _read(cell: Cell) -> Any:
    """What a cell holds.  Raises FailedPreconditionError where it has no value."""
    if not isinstance(cell, RemoteCell):
        return control.read(cell)
    value = cell.read()
    if value is UNINITIALIZED:
        raise uninitialized(cell)
    return value


class _noted:
    """Note what a node writes into cells of another task, while somebody steps."""

    def __init__(self, op: Operation, cells: list[RemoteCell]) -> None:
        self.cells = cells if op.definition.writes is not Writes.NOTHING and journal.entries is not None else []
        self.before: list[Any] = []

    def __enter__(self) -> None:
        self.before = [cell.read() for cell in self.cells]

    def __exit__(self, *error: object) -> None:
        entries = journal.entries
        if entries is None or not self.cells:
            return
        try:
            entries.extend((cell, before, cell.read()) for cell, before in zip(self.cells, self.before))
        except UnavailableError:  # which the run is about to hear itself
            if error[0] is None:
                raise
