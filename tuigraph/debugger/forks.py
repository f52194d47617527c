"""Processes that a program forks: the debugger stays with the one that it began in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_leave: list[Callable[[], None]] = []  # called in a process that was forked


def _forked() -> None:
    for leave in _leave:
        leave()


os.register_at_fork(after_in_child=_forked)


@contextmanager
def left(leave: Callable[[], None]) -> Iterator[None]:
    """In the block, call `leave` in each process that is forked, before anything else happens there."""
    _leave.append(leave)
    try:
        yield
    finally:
        _leave.remove(leave)
