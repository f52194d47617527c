"""Queues as state: a cell holds an immutable value, and taking or putting elements rebinds it.

So a debugger undoes a queue as it undoes a variable, and two sessions never share one unless a server keeps it.
Calls that have to wait do so on the store's condition: they wake when another thread changes a queue, when the
session is closed, and on an interrupt.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import philox
from tuigraph.engine.containers import Cell, deadline
from tuigraph.engine.errors import CancelledError, InvalidArgumentError, OutOfRangeError
from tuigraph.engine.shapes import MaybeShape, compatible, text

Element = tuple[Any, ...]  # one value per component


class Contents(NamedTuple):
    """What a queue holds: its elements, whether it takes more, and where its random numbers have got to."""

    elements: tuple[Element, ...] = ()
    closed: bool = False
    drawn: int = 0


class Queue:
    """A queue of one session: the rules of its kind over the cell that holds its contents."""

    kind = "FIFOQueue"

    def __init__(
        self,
        cell: Cell,
        capacity: int,
        shapes: Sequence[MaybeShape] = (),
        min_after_dequeue: int = 0,
        seeds: tuple[int, int] = (0, 0),
    ) -> None:
        self.cell = cell
        self.capacity = capacity
        self.shapes = shapes
        self.min_after_dequeue = min_after_dequeue
        self.stream = philox.stream(*seeds)

    @property
    def contents(self) -> Contents:
        value: Contents = self.cell.value
        return value

    def insert(self, contents: Contents, element: Element) -> Contents:
        return contents._replace(elements=(*contents.elements, element))

    def remove(self, contents: Contents) -> tuple[Element, Contents]:
        return contents.elements[0], contents._replace(elements=contents.elements[1:])

    def available(self, contents: Contents) -> int:
        """How many elements may be taken now."""
        return len(contents.elements)

    # ------------------------------------------------------------ operations

    def put(self, elements: list[Element]) -> None:
        """Add elements one by one, waiting for room.

        Raises CancelledError once the queue is closed, InvalidArgumentError for an element of the wrong shape.
        """
        for element in elements:
            self._check(element)
        with self.cell.store.changed:
            for element in elements:
                self._wait(lambda: self.contents.closed or self._has_room())
                if self.contents.closed:
                    raise CancelledError(
                        None, None, f"{self.kind} '{self.cell.name}' is closed: nothing can be enqueued any more."
                    )
                self._set(self.insert(self.contents, element))

    def _check(self, element: Element) -> None:
        for number, (value, shape) in enumerate(zip(element, self.shapes)):
            if not compatible(shape, np.shape(value)):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Shape mismatch in tuple component {number}. Expected {text(shape)}, got {text(np.shape(value))}",
                )

    def take(self, count: int, at_least: int | None = None) -> list[Element]:
        """Remove `count` elements, waiting for them.

        Raises OutOfRangeError, with the queue as it was, when it is closed and holds too few: fewer than `at_least`.
        """
        taken: list[Element] = []
        with self.cell.store.changed:
            try:
                while len(taken) < count:
                    self._wait(lambda: self.contents.closed or self.available(self.contents) > 0)
                    if self.available(self.contents) > 0:
                        element, rest = self.remove(self.contents)
                        taken.append(element)
                        self._set(rest)
                    elif len(taken) >= (count if at_least is None else at_least):
                        break
                    else:
                        self._complain(count, len(taken))
            except BaseException:
                back = self.contents
                self._set(back._replace(elements=(*taken, *back.elements)))
                raise
        return taken

    def close(self, cancel_pending: bool) -> None:
        """Take no more elements.  Raises CancelledError when it is closed already."""
        with self.cell.store.changed:
            if self.contents.closed:
                raise CancelledError(None, None, f"Queue '{self.cell.name}' is already closed.")
            self._set(self.contents._replace(closed=True))

    def _complain(self, wanted: int, there: int) -> None:
        raise OutOfRangeError(
            None,
            None,
            f"{self.kind} '{self.cell.name}' is closed and has insufficient elements "
            f"(requested {wanted}, current size {there})",
        )

    def _has_room(self) -> bool:
        return self.capacity < 0 or len(self.contents.elements) < self.capacity

    def _set(self, contents: Contents) -> None:
        self.cell.set(contents)
        self.cell.store.changed.notify_all()

    def _wait(self, ready: Callable[[], bool]) -> None:
        store = self.cell.store
        while not ready():
            if store.cancelled:
                raise CancelledError(
                    None, None, f"{self.kind} '{self.cell.name}': the session was closed while waiting."
                )
            store.changed.wait(deadline.remaining())


class RandomShuffleQueue(Queue):
    """Elements come out in random order; some stay inside until the queue is closed."""

    kind = "RandomShuffleQueue"

    def available(self, contents: Contents) -> int:
        keep = 0 if contents.closed else self.min_after_dequeue
        return len(contents.elements) - keep

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


class PriorityQueue(Queue):
    """Elements come out by their first component, the smallest first; equal ones in the order of arrival."""

    kind = "PriorityQueue"

    def insert(self, contents: Contents, element: Element) -> Contents:
        keys = [int(e[0]) for e in contents.elements]
        place = bisect.bisect_right(keys, int(element[0]))
        return contents._replace(elements=(*contents.elements[:place], element, *contents.elements[place:]))


def stacked(
    elements: list[Element], components: int, dtypes: list[Any], shapes: list[Any], pad: bool
) -> tuple[Any, ...]:
    """The components of several elements, each joined along a new first dimension."""
    out = []
    for c in range(components):
        parts = [np.asarray(e[c], dtype=dtypes[c]) for e in elements]
        if pad and parts:
            parts = _padded(parts)
        if len({p.shape for p in parts}) > 1:
            raise InvalidArgumentError(
                None, None, "The elements of the queue have different shapes: use a PaddingFIFOQueue."
            )
        empty = tuple(d or 0 for d in (shapes[c] or ())) if shapes else ()
        out.append(np.stack(parts) if parts else np.zeros((0, *empty), dtype=dtypes[c]))
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
