"""The tables in which sessions look a request up first, and what empties all of them.

Whoever puts something into a table looks afterwards whether it still holds, and empties the table if not; whoever
changes that empties all tables afterwards.  So nothing stays that does not hold, whatever the threads.
"""

from __future__ import annotations

import weakref
from typing import Any


class Table(dict[Any, Any]):
    """From a request to the function that answers it."""

    __slots__ = ("__weakref__",)
    __hash__ = object.__hash__  # type: ignore[assignment]  # each is itself, whatever it holds
    __eq__ = object.__eq__

    def __init__(self) -> None:
        super().__init__()
        _tables.add(self)


_tables: weakref.WeakSet[Table] = weakref.WeakSet()


def forget_all() -> None:
    for table in list(_tables):
        table.clear()
