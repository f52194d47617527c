"""A walk over all runs that can be reached, asked for afterwards: at the end of each the cursor stands for a look.

The newest come first, in blocks that each go forward, as values that were let go are made again that way.  The walk is
bounded in time, says what it has left out, and ends where it began.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tuigraph.debugger.replay import CHECKPOINT_EVERY
from tuigraph.debugger.runs import Piece, Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.execute import set_observer
from tuigraph.wire.said import Text, said


class Place(NamedTuple):
    """A run and the moment at which it ends, or at which it stands."""

    run: Run
    moment: int
    pieces: list[Piece]


@dataclass
class Walked:
    """How much of the past was looked at."""

    first: int  # the oldest run that can be reached
    total: int  # runs that can be
    seen: int = 0
    cancelled: bool = False

    def left_out(self, seconds: float) -> tuple[Text, ...]:
        """What is to be said of the rest."""
        found: list[Text] = []
        if self.first > 1:
            found.append(said("runs_out_of_reach", last=self.first - 1))
        if self.cancelled:
            found.append(said("interrupted"))
        if self.seen < self.total:
            found.append(said("runs_left_out", n=self.total - self.seen, of=self.total, seconds=f"{seconds:g}"))
        return tuple(found)


def walk(
    timeline: Timeline, look: Callable[[Place], None], seconds: float, cancelled: Callable[[], bool] = lambda: False
) -> Walked:
    """Call `look` at the end of each run, as far as `seconds` allow.  Nobody observes meanwhile."""
    pieces: dict[int, list[Piece]] = {}
    for piece in timeline.stretches():
        pieces.setdefault(piece.number, []).append(piece)
    numbers = sorted(pieces)
    walked = Walked(numbers[0] if numbers else timeline.runs, len(numbers))
    start, live, end = timeline.cursor, not timeline.past, time.monotonic() + seconds
    observer = set_observer(None)
    try:
        with np.errstate(all="ignore"):
            for last in range(len(numbers), 0, -CHECKPOINT_EVERY):
                for number in numbers[max(0, last - CHECKPOINT_EVERY) : last]:
                    walked.cancelled = cancelled()
                    if walked.cancelled or (walked.seen and time.monotonic() > end):
                        return walked
                    parts = pieces[number]
                    moment = parts[-1].start + len(parts[-1])
                    timeline.go_to(moment)
                    look(Place(parts[-1].run, moment, parts))
                    walked.seen += 1
    finally:
        timeline.go_to(timeline.now if live else start)  # other threads may have gone on
        set_observer(observer)
    return walked
