"""Queues as state: a cell holds an immutable value, and taking or putting elements rebinds it.

So a debugger undoes a queue as it undoes a variable, and two sessions never share one unless a server keeps it.
Calls that have to wait do so on the store's condition: they wake when another thread changes a queue, when the
session is closed, and on an interrupt.  They are served in the order in which they came, `close` among those that
put: what was waiting before it goes through, what comes after it does not.
"""

from __future__ import annotations

import bisect
import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, philox
from tuigraph.engine.containers import Cell, deadline
from tuigraph.engine.errors import CancelledError, InvalidArgumentError, OutOfRangeError
from tuigraph.engine.shapes import MaybeShape, compatible, listed

Element = tuple[Any, ...]  # one value per component


class Contents(NamedTuple):
    """What a queue holds: its elements, whether it takes more, and where its random numbers have got to."""

    elements: tuple[Element, ...] = ()
    closed: bool = False
    drawn: int = 0


class Definition(NamedTuple):
    """What the node of a queue says of it; nodes that share one have to agree."""

    kind: str
    capacity: int
    types: tuple[dtypes.DType, ...]
    shapes: tuple[MaybeShape, ...] = ()
    min_after_dequeue: int = 0
    seeds: tuple[int, int] = (0, 0)


class Ticket:
    """A place in a line."""

    def __init__(self) -> None:
        self.cancelled = False


class QueueCell(Cell):
    """The cell of a queue, and the threads that stand in line for it."""

    __slots__ = ("definition", "putting", "taking")

    def __init__(self, store: Any, container: str, name: str, value: Any) -> None:
        super().__init__(store, container, name, value)
        self.definition: Definition | None = None  # of the node that used it first
        self.putting: deque[Ticket] = deque()
        self.taking: deque[Ticket] = deque()


class Queue:
    """A queue of one session: the rules of its kind over the cell that holds its contents."""

    kind = "FIFOQueue"

    def __init__(self, cell: QueueCell, definition: Definition) -> None:
        self.cell = cell
        self.definition = definition
        self.shapes = definition.shapes
        self.min_after_dequeue = definition.min_after_dequeue
        self.stream = philox.stream(*definition.seeds)

    @property
    def contents(self) -> Contents:
        value: Contents = self.cell.value
        return value

    def insert(self, contents: Contents, element: Element) -> Contents:
        return contents._replace(elements=(*contents.elements, element))

    def remove(self, contents: Contents) -> tuple[Element, Contents]:
        return contents.elements[0], contents._replace(elements=contents.elements[1:])

    def put_back(self, contents: Contents, taken: list[Element]) -> Contents:
        """The contents with elements that were taken in vain."""
        return contents._replace(elements=(*taken, *contents.elements))

    def available(self, contents: Contents) -> int:
        """How many elements may be taken now."""
        return len(contents.elements)

    # ------------------------------------------------------------ operations

    def agree(self) -> None:
        """Raises InvalidArgumentError when another node made the queue of this name with another definition."""
        with self.cell.store.changed:
            first = self.cell.definition
            if first is None:
                self.cell.definition = first = self.definition
        if first != self.definition:
            raise InvalidArgumentError(None, None, _disagreement(self.cell.name, first, self.definition))

    def put(self, elements: list[Element]) -> None:
        """Add elements one by one, waiting for room.

        Raises CancelledError once the queue is closed, or when `close` cancels what waits.
        """
        with self._in_line(self.cell.putting) as ticket:
            for element in elements:
                self._wait(ticket, lambda: self.contents.closed or self._has_room())
                if self.contents.closed:
                    raise CancelledError(None, None, f"{self.kind} '{self.cell.name}' is closed.")
                self._set(self.insert(self.contents, element))

    def check(self, components: Sequence[Any], first: tuple[int, ...] = ()) -> None:
        """Raises InvalidArgumentError for components that are not those of an element, or of `first` elements."""
        types = self.definition.types
        if len(components) != len(types):
            raise InvalidArgumentError(
                None, None, f"Wrong number of components in tuple. Expected {len(types)}, got {len(components)}"
            )
        for number, (value, shape) in enumerate(zip(components, self.shapes)):
            wanted = None if shape is None else (*first, *shape)
            if not compatible(wanted, np.shape(value)):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Shape mismatch in tuple component {number}. Expected {listed(wanted)}, "
                    f"got {listed(np.shape(value))}",
                )

    def take(self, count: int, up_to: bool = False) -> list[Element]:
        """Remove `count` elements, waiting for them; with `up_to`, what is left of a closed queue.

        Raises OutOfRangeError, with the queue as it was, when it is closed and holds too few.
        """
        taken: list[Element] = []
        with self._in_line(self.cell.taking) as ticket:
            try:
                while len(taken) < count:
                    self._wait(ticket, lambda: self.contents.closed or self.available(self.contents) > 0)
                    left = len(self.contents.elements)
                    if self.contents.closed and left < count - len(taken):
                        if not up_to or not (taken or left):
                            self._complain(count - len(taken))
                        self._set(self.put_back(self.contents, taken))
                        taken, count = [], left + len(taken)
                    element, rest = self.remove(self.contents)
                    taken.append(element)
                    self._set(rest)
            except BaseException:
                if taken:
                    self._set(self.put_back(self.contents, taken))
                raise
        return taken

    def close(self, cancel_pending: bool) -> None:
        """Take no more elements, once those that wait are in; or at once, with `cancel_pending`, and those are not.

        Raises CancelledError when it is closed already, unless `cancel_pending`.
        """
        if cancel_pending:
            with self.cell.store.changed:
                for ticket in self.cell.putting:
                    ticket.cancelled = True
                self._set(self.contents._replace(closed=True))
            return
        with self._in_line(self.cell.putting) as ticket:
            self._wait(ticket, lambda: True)
            if self.contents.closed:
                raise CancelledError(None, None, f"Queue '{self.cell.name}' is already closed.")
            self._set(self.contents._replace(closed=True))

    def _complain(self, wanted: int) -> None:
        raise OutOfRangeError(
            None,
            None,
            f"{self.kind} '{self.cell.name}' is closed and has insufficient elements "
            f"(requested {wanted}, current size {len(self.contents.elements)})",
        )

    def _has_room(self) -> bool:
        return self.definition.capacity < 0 or len(self.contents.elements) < self.definition.capacity

    def _set(self, contents: Contents) -> None:
        self.cell.set(contents)
        self.cell.store.changed.notify_all()

    @contextlib.contextmanager
    def _in_line(self, line: deque[Ticket]) -> Iterator[Ticket]:
        """Stand in a line, with the store's condition held, until the block ends."""
        ticket = Ticket()
        with self.cell.store.changed:
            line.append(ticket)
            try:
                yield ticket
            finally:
                line.remove(ticket)
                self.cell.store.changed.notify_all()

    def _wait(self, ticket: Ticket, ready: Callable[[], bool]) -> None:
        """Wait until it is the ticket's turn and `ready` holds."""
        store = self.cell.store
        line = self.cell.putting if ticket in self.cell.putting else self.cell.taking
        while not ticket.cancelled and (line[0] is not ticket or not ready()):
            if store.cancelled:
                raise CancelledError(
                    None, None, f"{self.kind} '{self.cell.name}': the session was closed while waiting."
                )
            store.changed.wait(deadline.remaining())
        if ticket.cancelled:
            raise CancelledError(None, None, "Enqueue operation was cancelled")


def _disagreement(name: str, first: Definition, asked: Definition) -> str:
    if first.kind != asked.kind:
        return f"Shared queue '{name}': Expected {first.kind}, found {asked.kind}V2"
    parts = [
        ("capacity", str(first.capacity), str(asked.capacity)),
        ("min_after_dequeue", str(first.min_after_dequeue), str(asked.min_after_dequeue)),
        ("random seeds", str(first.seeds), str(asked.seeds)),
        ("component types", _listed(first.types), _listed(asked.types)),
        ("component shapes", _shape_list(first.shapes), _shape_list(asked.shapes)),
    ]
    what, there, wanted = next(part for part in parts if part[1] != part[2])
    verb = "was" if what in ("capacity", "min_after_dequeue") else "are" if what == "random seeds" else "were"
    return f"Shared queue '{name}' has {what} {there} but requested {what} {verb} {wanted}"


def _listed(types: Sequence[dtypes.DType]) -> str:
    return ", ".join(map(dtypes.text, types))


def _shape_list(shapes: Sequence[MaybeShape]) -> str:
    return "[" + ", ".join(map(listed, shapes)) + "]"


class RandomShuffleQueue(Queue):
    """Elements come out in random order; some stay inside until the queue is closed."""

    kind = "RandomShuffleQueue"

    def available(self, contents: Contents) -> int:
        keep = 0 if contents.closed else self.min_after_dequeue
        return len(contents.elements) - keep

    def put_back(self, contents: Contents, taken: list[Element]) -> Contents:
        return contents._replace(elements=(*contents.elements, *reversed(taken)))

    def remove(self, contents: Contents) -> tuple[Element, Contents]:
        """One 32-bit word of the stream per element; the last element takes the place of the one that left."""
        block, lane = divmod(contents.drawn, 4)
        word = int(philox.words_at(self.stream, np.array([block], dtype=np.uint64)).reshape(-1)[lane])
        elements = list(contents.elements)
        index = word % len(elements)
        chosen = elements[index]
        elements[index] = elements[-1]
        elements.pop()
        return chosen, contents._replace(elements=tuple(elements), drawn=contents.drawn + 1)


class PaddingFIFOQueue(Queue):
    """A FIFO queue whose elements need not have the same shape."""

    kind = "PaddingFIFOQueue"


class PriorityQueue(Queue):
    """Elements come out by their first component, the smallest first; equal ones in the order of arrival."""

    kind = "PriorityQueue"

    def take(self, count: int, up_to: bool = False) -> list[Element]:
        """As another queue, but several elements are taken together once they are all there.

        With `up_to` it takes what comes and waits for the rest, of a closed queue in vain (as TensorFlow's does).
        """
        taken: list[Element] = []
        with self._in_line(self.cell.taking) as ticket:
            if not up_to:
                self._wait(ticket, lambda: self.contents.closed or len(self.contents.elements) >= count)
                if len(self.contents.elements) < count:
                    self._complain(count)
            while len(taken) < count:
                self._wait(ticket, lambda: self.contents.closed or bool(self.contents.elements))
                if not self.contents.elements:
                    self._complain(count - len(taken))
                element, rest = self.remove(self.contents)
                taken.append(element)
                self._set(rest)
        return taken

    def insert(self, contents: Contents, element: Element) -> Contents:
        keys = [int(e[0]) for e in contents.elements]
        place = bisect.bisect_right(keys, int(element[0]))
        return contents._replace(elements=(*contents.elements[:place], element, *contents.elements[place:]))


def stacked(
    elements: list[Element], components: int, kinds: list[Any], shapes: Sequence[MaybeShape], pad: bool
) -> tuple[Any, ...]:
    """The components of several elements, each joined along a new first dimension."""
    out = []
    for c in range(components):
        parts = [np.asarray(e[c], dtype=kinds[c]) for e in elements]
        if pad and parts:
            parts = _padded(parts)
        if len({p.shape for p in parts}) > 1:
            raise InvalidArgumentError(
                None, None, "The elements of the queue have different shapes: use a PaddingFIFOQueue."
            )
        empty = tuple(d or 0 for d in (shapes[c] or ())) if shapes else ()
        out.append(np.stack(parts) if parts else np.zeros((0, *empty), dtype=kinds[c]))
    return tuple(out)


def _padded(parts: list[Any]) -> list[Any]:
    largest = tuple(max(sizes) for sizes in zip(*[p.shape for p in parts]))
    out = []
    for part in parts:
        blank = np.zeros(largest, dtype=part.dtype)
        if part.dtype == object:
            blank[...] = b""
        blank[tuple(slice(0, n) for n in part.shape)] = part
        out.append(blank)
    return out
