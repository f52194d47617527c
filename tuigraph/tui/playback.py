"""Playing a lesson by itself: when the next step is due, and how large it is where a program repeats itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from textual.timer import Timer

from tuigraph.wire.commands import Move
from tuigraph.wire.views import Snapshot

SLOWEST, FASTEST = 1 / 8, 64.0  # steps a second
QUICKEST = 0.02  # seconds between two commands
READING = 4  # steps that the text before a cell is shown for
FAMILIAR = 3  # times that a statement is played in full


class Playback:
    """Sends moves at a tempo; a statement that comes again and again is run over, faster each time."""

    def __init__(self, set_timer: Callable[[float, Callable[[], None]], Timer], send: Callable[[Move], object]) -> None:
        self._set_timer = set_timer
        self._send = send
        self._timer: Timer | None = None
        self._visits: Counter[tuple[int, int]] = Counter()
        self.playing = False
        self.speed = 1.0

    def start(self, snapshot: Snapshot) -> None:
        """Play on from a moment."""
        self.playing = True
        self._visits.clear()
        self._send(self._next(snapshot)[0])

    def stop(self) -> None:
        """Play no further."""
        self.playing = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def change_speed(self, factor: float) -> None:
        """Play faster or slower."""
        self.speed = max(SLOWEST, min(self.speed * factor, FASTEST))

    def show(self, snapshot: Snapshot) -> None:
        """A moment is shown: the next move is due some time later, if the program did not stop for a reason."""
        stops = snapshot.reason in {"breakpoint", "interrupt", "error", "end"} or snapshot.problem is not None
        if self.playing and (stops or snapshot.state in {"finished", "failed"}):
            self.stop()
        elif self.playing and snapshot.state == "stopped" and self._timer is None:
            move, seconds = self._next(snapshot)

            def go() -> None:
                self._timer = None
                self._send(move)

            self._timer = self._set_timer(seconds, go)

    def _next(self, snapshot: Snapshot) -> tuple[Move, float]:
        at = snapshot.position
        seconds = 1 / self.speed
        if at.begins:
            return Move("step"), seconds * READING
        if at.run:
            return Move("step", max(1, round(QUICKEST / seconds))), max(seconds, QUICKEST)
        self._visits[at.unit, at.line] += 1
        again = self._visits[at.unit, at.line] - FAMILIAR
        if again <= 0:
            return Move("step"), max(seconds, QUICKEST)
        return Move("next", min(again, 50)), max(seconds / 2**again, QUICKEST)
