"""What a debugger is doing, by name, and which states can follow upon each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum


class State(Enum):
    """The program stands in the first four, and code runs in the last three."""

    IDLE = "at a statement, before the first or after the last one"
    AT_NODE = "inside a run"
    PAST = "an earlier moment is shown"
    BRANCH = "what a what-if has computed is shown beside the moment"
    RUNNING = "the program runs, and may be stopped"
    CATCHING_UP = "the units before the wanted one run; only an interrupt stops them, and nothing is shown"
    ASIDE = "what was typed, a check or a what-if runs in the program; nobody stops it"


STANDING = frozenset({State.IDLE, State.AT_NODE, State.PAST, State.BRANCH})

FOLLOWING = {
    **dict.fromkeys(STANDING, frozenset(State)),
    State.RUNNING: STANDING,
    State.CATCHING_UP: STANDING,
    State.ASIDE: frozenset[State](),
}


class Machine:
    """The state of one debugger.  A state lasts as long as a block of code, and ends in the one before it."""

    def __init__(self, turned: Callable[[], None] = lambda: None) -> None:
        """`turned` is called before each change."""
        self._turned = turned
        self.state = State.IDLE

    def turn(self, state: State) -> None:
        """Raises RuntimeError where the state cannot follow."""
        if state not in FOLLOWING[self.state]:
            raise RuntimeError(f"{state.name} cannot follow {self.state.name}")
        self._turned()
        self.state = state

    @contextmanager
    def during(self, state: State) -> Iterator[None]:
        """The block is in this state."""
        former = self.state
        self.turn(state)
        try:
            yield
        finally:
            self._turned()
            self.state = former

    @property
    def standing(self) -> bool:
        """Whether the program waits for a command."""
        return self.state in STANDING
