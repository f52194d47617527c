"""Which trainable resource variables a stretch of a program uses, for functions that bring their own derivative."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any


class _Recordings(threading.local):
    def __init__(self) -> None:
        self.open: list[list[Any]] = []


_recordings = _Recordings()


def used(variable: Any) -> None:
    """Note a use of a variable in every recording that is open in this thread."""
    if variable.trainable:
        for recording in _recordings.open:
            if not any(variable is other for other in recording):
                recording.append(variable)


@contextlib.contextmanager
def recorded() -> Iterator[list[Any]]:
    """The variables that are used inside the block, in the order of their first use."""
    found: list[Any] = []
    _recordings.open.append(found)
    try:
        yield found
    finally:
        _recordings.open.remove(found)
