"""Runs that somebody looks at: the session's own executor walks the whole plan, and a node of another task runs there.

So stepping stops before each node, wherever it runs, and has its value.  What is known here alone stays here: which way
a conditional goes, where a loop stands, what hands on no array, and states of this session alone, such as how far a
generator has drawn.
"""

from __future__ import annotations

import threading
import time
from collections import ChainMap
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from tuigraph.cluster.copying import Copy
from tuigraph.cluster.parts import Runner, Seen
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

    def peek(self, task: Task, key: Key) -> Seen:
        """What a cell of a task holds."""

    def poke(self, task: Task, key: Key, value: Any, era: str) -> bool:
        """Put a value into a cell of a task, and whether it still was of that era."""


class RemoteCell(Cell):
    """The cell of a task, for a session elsewhere.  Whoever looks at its value asks that task.

    When its container was emptied, or the task has gone, it is the cell that the other one was: going through the past
    changes it, and nothing on the task.
    """

    __slots__ = ("era", "line", "lost", "own", "task", "writer")

    def __init__(self, store: SessionStore, task: Task, key: Key) -> None:
        self.line = store.line
        self.task = task
        self.era = ""  # since its container was emptied for the last time; "" before anybody has looked
        self.writer = ""  # the label of the session that had written it when somebody looked for the last time
        self.lost = False
        self.own: Any = UNINITIALIZED  # once it is lost
        self.store, self.lock, self.lent = store, threading.Lock(), 0  # and no value is set
        self.container, self.name = key

    @property
    def key(self) -> Key:
        return self.container, self.name

    def read(self) -> Any:
        """The value.  Raises UnavailableError where the task does not answer."""
        if self.lost:
            return self.own
        seen = self.line.peek(self.task, self.key)
        if self.era and self.era != seen.era:
            return self._lose(UNINITIALIZED)
        self.era, self.writer = seen.era, seen.writer
        return seen.value

    def _lose(self, value: Any) -> Any:
        self.lost = True
        self.own = value
        assert isinstance(self.store, SessionStore)
        self.store.forget(self)
        return value

    @property
    def value(self) -> Any:
        store = self.store
        assert isinstance(store, SessionStore)
        if self.lost:
            return self.own
        if time.monotonic() < store.silent_until:
            return UNINITIALIZED
        try:
            return self.read()
        except OpError:
            store.silent_until = time.monotonic() + _SILENCE
            return UNINITIALIZED

    @value.setter
    def value(self, value: Any) -> None:
        try:
            if self.lost or (value is UNINITIALIZED and self.read() is UNINITIALIZED):
                self.own = value
            elif not self.line.poke(self.task, self.key, value, self.era):
                self._lose(value)
        except UnavailableError:
            self._lose(value)


class SessionStore(Store):
    """The state of a session on a cluster: cells of the target where that is this process, and those of other tasks."""

    def __init__(self, line: Line, own: Store | None = None, private: dict[str, Cell] | None = None) -> None:
        self._own = own or Store()
        super().__init__(self._own)
        self.line = line
        self.remote: dict[tuple[Task, Key], RemoteCell] = {}
        self.silent_until = 0.0
        if private is not None:
            self.private = private
        self._shown: dict[Key, Cell] = {}  # those of other tasks
        self.cells = ChainMap(self._own.cells, self._shown)

    def cell(
        self, name: str, container: str = "", initial: Callable[[], Any] | None = None, kind: type[Cell] = Cell
    ) -> Cell:
        """The cell of that name in this process, made on first use; other tasks may have others of that name."""
        return self._own.cell(name, container, initial, kind)

    def _remote_cell(self, task: Task, key: Key) -> RemoteCell:
        found = self.remote.get((task, key))
        if found is not None and found.era:
            with suppress(OpError):
                found.read()
        if found is None or found.lost:
            found = self.remote[task, key] = RemoteCell(self, task, key)
            container, name = key
            self._shown[key if key not in self.cells else (container, f"{name} ({task})")] = found
        return found

    def forget(self, cell: RemoteCell) -> None:
        """It is lost."""
        self.remote.pop((cell.task, cell.key), None)
        for key in [key for key, shown in list(self._shown.items()) if shown is cell]:
            del self._shown[key]

    def elsewhere(self, op: Operation) -> Kernel | None:
        """How a node runs that is not this process's; None for one that is."""
        task = self.task(op)
        if names_state(op) and not (self.line.is_here and task == self.line.task):
            key = op.attrs.get("container", ""), op.attrs.get("shared_name") or op.name
            return lambda: self._remote_cell(task, key)
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
