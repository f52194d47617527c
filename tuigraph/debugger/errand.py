"""What a program was let go for: which statement, node or end of a run it is to stop at."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import get_ident

from tuigraph.wire.commands import Motion


@dataclass
class Errand:
    """A motion, where it began, and how much of it is left."""

    motion: Motion = "continue"
    count: int = 1
    depth: int = 0  # of the program's frames where it began
    line: int = 0
    goal: int = -1  # the moment at which it is interrupted
    then: str = ""  # a typed command for where it ends
    frames: tuple[int, ...] = ()  # in which it may end, the innermost first: of a task; () is all
    called: bool = False  # it began in Python that a node of a run has called
    thread: int = field(default_factory=get_ident)  # that was stopped, and is to do it

    @property
    def by_statement(self) -> bool:
        """Whether it may end at a statement."""
        return self.motion in ("step", "next", "until", "return")

    @property
    def of_this_thread(self) -> bool:
        """Whether the calling thread is to do it."""
        return self.thread == get_ident()

    def passes_over(self, depth: int, line: int) -> bool:
        """Whether it does not stop at a statement, so deep in functions."""
        if self.motion == "step":
            return False
        if self.motion == "return":
            return depth >= self.depth
        return depth > self.depth or (self.motion == "until" and depth == self.depth and line <= self.line)

    def done(self) -> bool:
        """One more of what counts has come; whether that was the last."""
        self.count -= 1
        return self.count <= 0
