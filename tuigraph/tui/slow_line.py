"""Finds out whether the line to the terminal is slower than what is painted, as one over a modem or from far away is.

What is written lies in buffers on the way, and nothing here sees them.  So the terminal is asked something after a
paint; its answer comes when it has taken all that was sent before.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

ASKED = "\x1b[?2026$p"  # whether it knows synchronized output, as Textual asks at the start (DECRQM)
LATE = 2.0  # seconds until the answer, from which on the line is slow


class SlowLine:
    """Asks a terminal after paints, by `ask`, until it has answered too late once.

    A terminal that does not answer Textual's own question, at the start, is asked nothing: it might print it.
    """

    def __init__(self, ask: Callable[[], None], now: Callable[[], float] = monotonic) -> None:
        self._ask = ask
        self._now = now
        self._answers = False
        self._painted = False  # something that it was not asked after yet
        self._asked: float | None = None
        self._told = False

    def painted(self) -> None:
        """Much was painted."""
        self._painted = True
        self._go_on()

    def answered(self, at: float) -> float | None:
        """An answer came at that time, of the clock `now`; the seconds that it took, where the line is slow."""
        asked, self._asked = self._asked, None
        self._answers = True
        if asked is not None and at - asked >= LATE:
            self._told = True
            return at - asked
        self._go_on()
        return None

    def _go_on(self) -> None:
        if self._answers and self._painted and self._asked is None and not self._told:
            self._painted = False
            self._asked = self._now()
            self._ask()
