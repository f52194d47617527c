"""Who may stop the program: one thread at a time, the others wait with what would stop them.

The main thread has the turn but for the time that code of the program runs; another thread takes it to stop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

POLL = 0.02  # seconds between two looks whether waiting makes sense


class Turn:
    """A lock that its thread may take several times, and lend to others meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._over = False

    def __enter__(self) -> None:
        if not self._over:
            self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._over:
            self._lock.release()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """In the block, others may have it, unless it was taken before."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self._take_back()

    def wait(self, is_vain: Callable[[], bool]) -> bool:
        """Take it as soon as it is free; False where waiting for it has become vain."""
        while not self._lock.acquire(timeout=POLL):
            if is_vain():
                return False
        return True

    def end(self) -> None:
        """There is one thread only: this process was forked."""
        self._over = True

    def _take_back(self) -> None:
        """An interrupt that comes meanwhile is raised when it is had."""
        raised: BaseException | None = None
        while True:
            try:
                self.__enter__()
                break
            except BaseException as error:
                raised = error
        if raised is not None:
            raise raised
