"""A list that loses its first items cheaply and can be searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
SLACK = 1024


class Queue(Generic[Item]):
    """Append at the end, drop at the front, look anywhere; each in constant time, a search in logarithmic time."""

    def __init__(self) -> None:
        self._items: list[Item | None] = []
        self._head = 0

    def __len__(self) -> int:
        return len(self._items) - self._head

    def __getitem__(self, index: int) -> Item:
        item = self._items[index if index < 0 else index + self._head]
        assert item is not None
        return item

    def last(self) -> Item | None:
        """The item at the end, None when there is none: what has been dropped is None."""
        return self._items[-1] if self._items else None

    def append(self, item: Item) -> None:
        self._items.append(item)

    def replace_last(self, item: Item) -> None:
        self._items[-1] = item

    def pop_first(self) -> None:
        self._items[self._head] = None
        self._head += 1
        if self._head > SLACK and self._head > len(self._items) // 2:
            del self._items[: self._head]
            self._head = 0

    def last_where(self, holds: Callable[[Item], bool]) -> Item:
        """The last item for which `holds`, which has to hold for the first item and up to some item."""
        return self[self.index_of_last(holds)]

    def index_of_last(self, holds: Callable[[Item], bool]) -> int:
        low, high = 0, len(self)
        while high - low > 1:
            middle = (low + high) // 2
            if holds(self[middle]):
                low = middle
            else:
                high = middle
        return low
