"""Queues as state: a cell holds an immutable value, and taking or putting elements rebinds it.

So a debugger undoes a queue as it undoes a variable, and two sessions never share one unless a server keeps it.
Calls that may have to wait are `Put`, `Take` and `Close` (see `waiting`).  `Close` stands among those that put: what
was waiting before it goes through, what comes after it does not.
"""

from __future__ import annotations

import bisect
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, philox
from tuigraph.engine.containers import Cell
from tuigraph.engine.errors import CancelledError, InvalidArgumentError, OutOfRangeError
from tuigraph.engine.shapes import MaybeShape, compatible, listed
from tuigraph.engine.waiting import Wait

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


class QueueCell(Cell):
    """The cell of a queue, and the calls that stand in line for it."""

    __slots__ = ("definition", "putting", "taking")

    def __init__(self, store: Any, container: str, name: str, value: Any) -> None:
        super().__init__(store, container, name, value)
        self.definition: Definition | None = None  # of the node that used it first
        self.putting: deque[Wait] = deque()
        self.taking: deque[Wait] = deque()


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

    def putting(self, elements: Sequence[Element]) -> Wait:
        """Add elements one by one, as there is room.

        Raises CancelledError once the queue is closed, or when `close` cancels what waits.
        """
        return Put(self, elements)

    def taking(self, count: int, up_to: bool, result: Callable[[list[Element]], Any]) -> Wait:
        """Remove `count` elements as they come; with `up_to`, what is left of a closed queue.  Gives `result` of them.

        Raises OutOfRangeError, with the queue as it was, when it is closed and holds too few.
        """
        return Take(self, count, up_to, result)

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

    def closing(self, cancel_pending: bool) -> Wait:
        """Take no more elements, once those that wait are in; or at once, with `cancel_pending`, and those are not.

        Raises CancelledError when it is closed already, unless `cancel_pending`.
        """
        return Close(self, cancel_pending)

    def too_few(self, wanted: int) -> OutOfRangeError:
        return OutOfRangeError(
            None,
            None,
            f"{self.kind} '{self.cell.name}' is closed and has insufficient elements "
            f"(requested {wanted}, current size {len(self.contents.elements)})",
        )

    def has_room(self) -> bool:
        return self.definition.capacity < 0 or len(self.contents.elements) < self.definition.capacity

    def set(self, contents: Contents) -> None:
        self.cell.set(contents)
        self.cell.store.changed.tell()


class Put(Wait):
    """Elements on their way into a queue; the state is how many are in."""

    def __init__(self, queue: Queue, elements: Sequence[Element]) -> None:
        super().__init__(queue.cell, queue.cell.putting, 0)
        self.queue = queue
        self.elements = elements

    def go_on(self) -> bool:
        queue = self.queue
        with self.cell.store.changed:
            while self.state < len(self.elements):
                if not self.is_due(queue.contents.closed or queue.has_room()):
                    return False
                if queue.contents.closed:
                    raise CancelledError(None, None, f"{queue.kind} '{self.cell.name}' is closed.")
                queue.set(queue.insert(queue.contents, self.elements[self.state]))
                self.state += 1
        return True


class Take(Wait):
    """Elements on their way out of a queue; the state is those that are out, and how many are wanted."""

    def __init__(self, queue: Queue, count: int, up_to: bool, result: Callable[[list[Element]], Any]) -> None:
        super().__init__(queue.cell, queue.cell.taking, ((), count))
        self.queue = queue
        self.up_to = up_to
        self.of_elements = result

    def go_on(self) -> bool:
        queue = self.queue
        with self.cell.store.changed:
            taken, count = list(self.state[0]), self.state[1]
            try:
                while len(taken) < count:
                    if not self.is_due(queue.contents.closed or self.has_enough(count - len(taken))):
                        return False
                    taken, count = self.settled(taken, count)
                    element, rest = queue.remove(queue.contents)
                    taken.append(element)
                    queue.set(rest)
            finally:
                self.state = tuple(taken), count
            self.result = self.of_elements(taken)
        return True

    def has_enough(self, left: int) -> bool:
        """Whether an element of the `left` ones can be taken."""
        return self.queue.available(self.queue.contents) > 0

    def settled(self, taken: list[Element], count: int) -> tuple[list[Element], int]:
        """What is out and how many are wanted, once it is clear whether the queue will ever hold them."""
        queue = self.queue
        left = len(queue.contents.elements)
        if not queue.contents.closed or left >= count - len(taken):
            return taken, count
        if not self.up_to or not (taken or left):
            raise queue.too_few(count - len(taken))
        queue.set(queue.put_back(queue.contents, taken))
        return [], left + len(taken)

    def give_back(self) -> None:
        taken, count = self.state
        if taken:
            self.queue.set(self.queue.put_back(self.queue.contents, list(taken)))
            self.state = (), count


class Close(Wait):
    """A queue about to be closed."""

    def __init__(self, queue: Queue, cancel_pending: bool) -> None:
        super().__init__(queue.cell, queue.cell.putting, None)
        self.queue = queue
        self.cancel_pending = cancel_pending

    def go_on(self) -> bool:
        queue = self.queue
        with self.cell.store.changed:
            if self.cancel_pending:
                for wait in self.line:
                    wait.cancelled = wait is not self
            elif not self.is_due(True):
                return False
            elif queue.contents.closed:
                raise CancelledError(None, None, f"Queue '{self.cell.name}' is already closed.")
            queue.set(queue.contents._replace(closed=True))
        return True


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

    def taking(self, count: int, up_to: bool, result: Callable[[list[Element]], Any]) -> Wait:
        return _TakeSmallest(self, count, up_to, result)

    def insert(self, contents: Contents, element: Element) -> Contents:
        keys = [int(e[0]) for e in contents.elements]
        place = bisect.bisect_right(keys, int(element[0]))
        return contents._replace(elements=(*contents.elements[:place], element, *contents.elements[place:]))


class _TakeSmallest(Take):
    """As another `Take`, but several elements are taken together once they are all there.

    With `up_to` it takes what comes and waits for the rest, of a closed queue in vain (as TensorFlow's does).
    """

    def has_enough(self, left: int) -> bool:
        return len(self.queue.contents.elements) >= (1 if self.up_to else left)

    def settled(self, taken: list[Element], count: int) -> tuple[list[Element], int]:
        if not self.has_enough(count - len(taken)):
            raise self.queue.too_few(count - len(taken))
        return taken, count

    def give_back(self) -> None:
        """What is out stays out, as in TensorFlow."""


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
