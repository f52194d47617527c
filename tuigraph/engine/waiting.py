"""Calls that may have to wait for what another operation does: on queues, and on readers, which take from queues.

Such a call goes as far as it can and says whether it is done.  Until then it stands in a line, in which the calls are
served in the order in which they came; what it has done so far is a value, so that a debugger can put it back.  A plan
in which nothing can happen meanwhile waits in the kernel (`finishing`).  In one in which something can, the kernel
raises `MustWait` (`beginning`), and the executor goes on with the others.
"""

from __future__ import annotations

import bisect
import itertools
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from tuigraph.engine.containers import Cell, deadline
from tuigraph.engine.errors import CancelledError

_numbers = itertools.count(1)


class Wait:
    """One call: its place in a line, and how far it has come."""

    def __init__(self, cell: Cell, line: deque[Wait], state: Any) -> None:
        self.cell = cell
        self.line = line
        self.state = state  # how far it has come: an immutable value
        self.number = 0  # its place among those in line, once it has stood there
        self.standing = False
        self.cancelled = False
        self.result: Any = None

    # ------------------------------------------------------------ what each kind says

    def go_on(self) -> bool:
        """Do what can be done now; whether all is done, and `result` is there."""
        raise NotImplementedError

    def give_back(self) -> None:
        """Take back what is not to stay when the call fails."""

    # ------------------------------------------------------------ calls

    def attempt(self) -> bool:
        """Go on, standing in line.  After an error it has left the line, as after it is done."""
        try:
            self._stand()
            if not self.go_on():
                return False
            self.leave()
        except BaseException:
            self.give_up()
            raise
        return True

    def finish(self) -> Any:
        """The result, for which the thread waits.

        Raises CancelledError when the session is closed meanwhile, DeadlineExceededError when the run's time is over.
        """
        changed = self.cell.store.changed
        try:
            while True:
                seen = changed.count
                if self.attempt():
                    return self.result
                changed.wait_beyond(seen)
                deadline.remaining()
        except BaseException:
            self.give_up()
            raise

    def is_due(self, possible: bool) -> bool:
        """Whether it is this call's turn, and what it wants is `possible`.  The line has to be held still meanwhile.

        Raises CancelledError when nothing will come of it any more.
        """
        if self.cancelled:
            raise CancelledError(None, None, "Enqueue operation was cancelled")
        if possible and self.line[0] is self:
            return True
        if self.cell.store.cancelled:
            raise CancelledError(None, None, f"'{self.cell.name}': the session was closed while waiting.")
        return False

    def give_up(self) -> None:
        """Leave the line with nothing done, as far as that can be."""
        if self.standing:
            with self.cell.store.changed:
                self.give_back()
                self.leave()

    def leave(self) -> None:
        changed = self.cell.store.changed
        with changed:
            if self.standing:
                if self in self.line:
                    self.line.remove(self)
                self.standing = False
                changed.tell()

    def _stand(self) -> None:
        if self.standing:
            return
        with self.cell.store.changed:
            self.number = self.number or next(_numbers)
            self.standing = True  # first: an interrupt may come at any time, and whoever stands leaves
            bisect.insort(self.line, self, key=lambda wait: wait.number)

    # ------------------------------------------------------------ for steps back

    def saved(self) -> Any:
        return self.standing, self.cancelled, self.state

    def restore(self, saved: Any) -> None:
        """Stand where it stood then, as far as it had come."""
        standing, self.cancelled, self.state = saved
        if standing:
            self._stand()
        else:
            self.leave()


class Turn(Wait):
    """A call that stands in no line: it only lets others go first, once."""

    def __init__(self) -> None:
        self.standing = self.cancelled = False

    def leave(self) -> None: ...

    def saved(self) -> None: ...

    def restore(self, saved: None) -> None: ...


Call = Callable[..., Wait]


class MustWait(BaseException):
    """A call cannot be done yet: no error, but a message to the executor."""

    def __init__(self, wait: Wait) -> None:
        super().__init__(wait)
        self.wait = wait


class _Resumed(threading.local):
    wait: Wait | None = None


resumed = _Resumed()  # the call that the next kernel goes on with, instead of a new one


def finishing(call: Call) -> Callable[..., Any]:
    """The kernel that waits until a call is done."""
    return lambda *operands: call(*operands).finish()


def beginning(call: Call) -> Callable[..., Any]:
    """The kernel that raises MustWait when a call cannot be done yet."""

    def kernel(*operands: Any) -> Any:
        wait, resumed.wait = resumed.wait, None
        if wait is None:
            wait = call(*operands)
        if not wait.attempt():
            raise MustWait(wait)
        return wait.result

    return kernel


def giving_way(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel of a LoopCond that lets others go first, whenever there is to be another round."""

    def run(*operands: Any) -> Any:
        turn, resumed.wait = resumed.wait, None
        goes_on = kernel(*operands)
        if turn is None and goes_on:
            raise MustWait(Turn())
        return goes_on

    return run
