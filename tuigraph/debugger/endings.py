"""What Python does when a script has come to its end: it waits for threads, and calls what was registered for the end.

The debugger goes on after that, so it is done here, under its eyes, before the program counts as ended.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tuigraph.debugger.threads import OURS

POLL = 0.1  # seconds of waiting for a thread after which an interrupt is heard at the latest
_SHUT = ("concurrent.futures.thread", "_shutdown"), ("concurrent.futures.process", "_global_shutdown")


class Endings:
    """What a program registers with `atexit`, its modules included."""

    def __init__(self) -> None:
        self._calls: list[tuple[Any, Callable[[], object]]] = []

    @contextmanager
    def taken(self) -> Iterator[None]:
        """In the block, what is registered comes here; what is left of it then is Python's."""
        former = atexit.register, atexit.unregister
        atexit.register, atexit.unregister = self._register, partial(self._unregister, former[1])  # type: ignore[assignment]
        try:
            yield
        finally:
            atexit.register, atexit.unregister = former
            self.hand_over()

    def hand_over(self) -> None:
        """The program has been left before its end: what it has registered is called when the process ends."""
        calls, self._calls = self._calls, []
        for _, call in calls:
            _REGISTER(call)

    def _register(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., Any]:
        if not callable(function):
            raise TypeError("the first argument must be callable")
        self._calls.append((function, partial(function, *args, **kwargs)))
        return function

    def _unregister(self, others: Callable[[Any], None], function: Any) -> None:
        self._calls = [pair for pair in self._calls if pair[0] != function]
        others(function)

    def __iter__(self) -> Iterator[Callable[[], object]]:
        """What is to be called, the newest first; each is forgotten before its call."""
        while self._calls:
            yield self._calls.pop()[1]


def wait_for_threads() -> None:
    """Until no thread of the program is left that Python would wait for.  Executors are told that nothing follows."""
    for call in reversed(getattr(threading, "_threading_atexits", ())):
        call()
    for name, flag in _SHUT:  # the program may be started again
        if name in sys.modules:
            setattr(sys.modules[name], flag, False)
    while others := [thread for thread in threading.enumerate() if _is_waited_for(thread)]:
        others[0].join(POLL)


def _is_waited_for(thread: threading.Thread) -> bool:
    ours = thread.name.startswith(OURS) or thread in (threading.main_thread(), threading.current_thread())
    return not ours and not thread.daemon


_REGISTER = atexit.register
