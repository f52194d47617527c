"""Where state lives: a Store holds every cell of a session, or of a server that sessions share.

A cell is rebound, and an array that anybody else has is never changed.  That is what makes undo a pointer: with a
journal in place, each write leaves (cell, old value, new value) behind, and a debugger puts the old value back.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from typing import Any

import numpy as np

from tuigraph.engine.errors import (
    CancelledError,
    DeadlineExceededError,
    FailedPreconditionError,
    NotFoundError,
    OpError,
)
from tuigraph.engine.tables import forget_all

Key = tuple[str, str]  # (container, name)


class _Uninitialized:
    def __repr__(self) -> str:
        return "UNINITIALIZED"


UNINITIALIZED = _Uninitialized()


class Cell:
    """One piece of state: a variable's value, a generator's position, a queue's elements.

    Whoever reads a cell that other threads may reach, and writes what comes of it, holds its `lock` meanwhile.
    """

    __slots__ = ("container", "lent", "lock", "name", "store", "value")

    def __init__(self, store: Store, container: str, name: str, value: Any) -> None:
        self.store = store
        self.container = container
        self.name = name
        self.value = value
        self.lent = 0  # how often it was lent and given back, to be changed in place: odd while it is
        self.lock = threading.Lock()

    writer = ""
    """Where another task keeps it: how that task names the session that has written it last."""

    @property
    def root(self) -> Cell:
        """The cell that holds the memory: this one, unless it is a view."""
        return self

    def set(self, value: Any) -> None:
        """Rebind the cell; the old value stays whole for whoever holds it."""
        entries = journal.entries
        if entries is not None:
            entries.append((self, self.value, value))
        self.value = value

    def __repr__(self) -> str:
        return f"<Cell {self.name!r} {self.value!r}>"


def held(cell: Cell) -> Any:
    """What a cell holds, once nobody changes it in place any more."""
    root = cell.root
    while True:
        before = root.lent
        value = cell.value
        if value is not UNINITIALIZED or (not before % 2 and root.lent == before):
            return value
        with root.lock:
            pass


def _references(cell: Cell) -> int:
    """How many there are to a cell's value while one looks at it here."""
    value = cell.value
    return sys.getrefcount(value)


def _borrowed(cell: Cell) -> Any:
    value = cell.value
    if journal.entries is not None or value.base is not None or not value.flags.carray:
        return value.copy()
    del value
    if _references(cell) > _ALONE:
        return cell.value.copy()
    value = cell.value
    cell.lent += 1
    cell.value = UNINITIALIZED
    if sys.getrefcount(value) < _ALONE:  # no other thread has taken it meanwhile
        return value
    cell.value = value
    cell.lent += 1
    return value.copy()


@contextlib.contextmanager
def changing(cells: Sequence[Cell]) -> Iterator[list[Any]]:
    """The arrays of cells, to be changed in place: copies, unless nobody else has them.

    Whoever changes them holds the cells' locks.  Other threads that read the cells meanwhile find them without a value,
    and wait.  After an error no copy is kept.
    """
    each_once = len(set(cells)) == len(cells)
    arrays: list[Any] = []
    done = False
    try:
        for cell in cells:
            arrays.append(_borrowed(cell) if each_once else cell.value.copy())
        yield arrays
        done = True
    finally:
        for cell, array in zip(cells, arrays):
            if cell.lent % 2:
                cell.value = array
                cell.lent += 1
            elif done:
                cell.set(array)


def uninitialized(cell: Cell, kind: type[OpError] = FailedPreconditionError, text: str | None = None) -> OpError:
    """The error for a variable that has no value."""
    error = kind(None, None, text or f"Attempting to use uninitialized value {cell.name}")
    error._cell = cell
    return error


@contextlib.contextmanager
def holding(cells: Iterable[Cell]) -> Iterator[None]:
    """Hold the locks of several cells, taken in one order by all, so that nobody waits for ever."""
    with contextlib.ExitStack() as held:
        for cell in sorted(set(cells), key=id):
            held.enter_context(cell.lock)
        yield


class Journal(threading.local):
    """Where the writes of this thread are noted as (cell, old value, new value), while somebody steps."""

    entries: list[tuple[Cell, Any, Any]] | None = None

    @contextlib.contextmanager
    def noting(self) -> Iterator[list[tuple[Cell, Any, Any]]]:
        """Note writes in a list of its own; a run inside a run adds its writes to those of the outer one."""
        outer = self.entries
        noted: list[tuple[Cell, Any, Any]] = []
        self.entries = noted
        try:
            yield noted
        finally:
            self.entries = outer
            if outer is not None:
                outer.extend(noted)

    @contextlib.contextmanager
    def leaving_out(self, cells: Iterable[Cell]) -> Iterator[None]:
        """Note no writes of these cells inside."""
        if self.entries is None:
            yield
            return
        left_out = set(cells)
        with self.noting() as noted:
            try:
                yield
            finally:
                noted[:] = [entry for entry in noted if entry[0] not in left_out]


journal = Journal()


_ALONE = _references(Cell(None, "", "", np.zeros(1)))  # type: ignore[arg-type]  # which belongs to no store


class Deadline(threading.local):
    """When the run of this thread gives up waiting: a `time.monotonic`, or None; and whether anybody still wants it."""

    at: float | None = None
    gone: Callable[[], bool] | None = None  # says whether whoever has asked for the run has gone

    @contextlib.contextmanager
    def unless(self, gone: Callable[[], bool]) -> Iterator[None]:
        """Give up inside when whoever has asked for it has gone."""
        outer, self.gone = self.gone, gone
        try:
            yield
        finally:
            self.gone = outer

    @contextlib.contextmanager
    def after(self, seconds: float) -> Iterator[None]:
        outer, self.at = self.at, time.monotonic() + seconds
        try:
            yield
        finally:
            self.at = outer

    def remaining(self) -> float | None:
        """Seconds that are left, None without a limit.

        Raises DeadlineExceededError when there are none, CancelledError when whoever has asked has gone.
        """
        if self.gone is not None and self.gone():
            raise CancelledError(None, None, "Whoever has asked for this run has gone.")
        if self.at is None:
            return None
        left = self.at - time.monotonic()
        if left <= 0:
            raise DeadlineExceededError(None, None, "Timed out waiting for notification")
        return left


deadline = Deadline()


class Changes(threading.Condition):
    """What threads wait on for others to change something; `count` says how often somebody has."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def tell(self) -> None:
        with self:
            self.count += 1
            self.notify_all()

    def wait_beyond(self, count: int) -> None:
        """Wait until there are more than `count`.  Raises DeadlineExceededError when the run's time is over."""
        with self:
            while self.count == count:
                self.wait(deadline.remaining())


class Store:
    """All state behind one session target.

    Of a server's store each session has a view, ``Store(shared)``: the same cells, and private ones of its own.
    """

    def __init__(self, shared: Store | None = None) -> None:
        self._whole = shared or self
        self.cells: MutableMapping[Key, Cell] = {} if shared is None else shared.cells
        self.sessions: weakref.WeakSet[Any] = weakref.WeakSet()  # on a server's store
        self.private: dict[str, Cell] = {}  # random generators and the like start over with each session
        self.changed: Changes = shared.changed if shared else Changes()  # threads wait (queues)
        self.cancelled = False
        self._free_shapes = False

    elsewhere: Callable[[Any], Callable[..., Any] | None] | None = None
    """Where nodes may run on other tasks: the kernel of one that does, None for one that runs here."""

    @property
    def free_shapes(self) -> bool:
        """Whether a variable may have another shape than its declaration says (`validate_shape=False`)."""
        return self._whole._free_shapes

    @free_shapes.setter
    def free_shapes(self, free: bool) -> None:
        self._whole._free_shapes = free
        forget_all()

    def cell(
        self, name: str, container: str = "", initial: Callable[[], Any] | None = None, kind: type[Cell] = Cell
    ) -> Cell:
        """The cell of that name, made on first use."""
        key = (container, name)
        found = self.cells.get(key)
        if found is None:
            value = UNINITIALIZED if initial is None else initial()
            found = self.cells.setdefault(key, kind(self._whole, container, name, value))
        return found

    def private_cell(self, name: str, initial: Callable[[], Any]) -> Cell:
        """The cell of that name which only this session has, made on first use."""
        found = self.private.get(name)
        if found is None:
            found = self.private.setdefault(name, Cell(self._whole, "", name, initial()))
        return found

    def clear(self, containers: Iterable[str]) -> None:
        """Empty containers; ``""`` is the default one."""
        wanted = set(containers)
        for key, cell in list(self.cells.items()):
            if key[0] in wanted:
                cell.set(UNINITIALIZED)
                del self.cells[key]


_servers: dict[str, Store] = {}  # by target
_ports = itertools.count(1)


def start_server(address: str = "localhost:0") -> str:
    """Open a store that outlives sessions and return the target that names it.

    No socket is opened: it serves this process.  Port 0 stands for one that is free; a server that is started again on
    its address starts empty.
    """
    host, _, port = address.rpartition(":")
    target = f"grpc://{host}:{next(_ports) if port == '0' else port}"
    _servers[target] = Store()
    return target


def server_store(target: str) -> Store | None:
    return _servers.get(target)


# ---------------------------------------------------------------- servers of other processes

_connectors: list[Callable[[], Callable[[str], Any]]] = []


def set_connector(load: Callable[[], Callable[[str], Any]]) -> None:
    """Say what connects sessions to clusters; the engine itself knows no network."""
    _connectors[:] = [load]


def connect(target: str) -> Any:
    """What runs the requests of a session on a target that is no server of this process alone.

    Raises NotFoundError for a target that is no address, UnavailableError when nobody answers there.
    """
    if not target.startswith("grpc://") or not _connectors:
        raise NotFoundError(
            None,
            None,
            f'No session factory registered for the given session options: target "{target}". '
            "Use the target of a tf.train.Server, grpc://host:port, or none.",
        )
    return _connectors[0]()(target)
