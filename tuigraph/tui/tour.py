"""The tour of a newcomer: which of four keys comes next, what each of them did, and whether it is shown; no widget."""

from __future__ import annotations

from typing import NamedTuple

from tuigraph.configuration import is_on
from tuigraph.lessons import Lesson
from tuigraph.lessons.progress import Progress, Record
from tuigraph.tui.learning import Guidance, Learning
from tuigraph.tui.settings import keep_setting, setting
from tuigraph.wire.commands import Motion
from tuigraph.wire.views import Snapshot
from tuigraph.words import message

SEEN = "tour"  # the setting that keeps whether it has been shown
BEGIN = 1  # the cell that it begins before


class Stop(NamedTuple):
    """A key of the tour: the motion that it asks for, what it will do, and what it has done."""

    motion: Motion
    asks: str
    did: str


STOPS = (
    Stop("next", message("tour_asks_next"), message("tour_did_next")),
    Stop("step", message("tour_asks_step"), message("tour_did_step")),
    Stop("back", message("tour_asks_back"), message("tour_did_back")),
    Stop("continue", message("tour_asks_continue"), message("tour_did_continue")),
)


class Tour(Learning):
    """Asks for the first key that has not been pressed and does something where the program stands."""

    over = message("tour_ended")

    def __init__(self, lesson: Lesson, progress: Progress) -> None:
        super().__init__(lesson, progress)
        self._snapshot: Snapshot | None = None
        self.begin()

    def begin(self) -> None:
        """No key has been pressed."""
        self._pressed: list[Motion] = []

    def show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        super().show(snapshot)

    def press(self, motion: Motion) -> None:
        """A key is pressed."""
        if self._possible(motion):
            self._pressed.append(motion)
            self.version += 1

    @property
    def guidance(self) -> Guidance:
        did = next((stop.did for stop in STOPS if self._pressed[-1:] == [stop.motion]), "")
        asked = next((s for s in STOPS if s.motion not in self._pressed and self._possible(s.motion)), None)
        over = asked is None and bool(self._pressed)
        return Guidance(did, message("tour_over") if over else asked.asks if asked else "", over)

    def _possible(self, motion: Motion) -> bool:
        """Whether a key does what the tour says of it, where the program stands."""
        snapshot = self._snapshot
        if snapshot is None:
            return False
        at, extent = snapshot.position, snapshot.extent
        if motion == "back":
            return extent.shown > extent.first
        stands = snapshot.state == "stopped"
        return stands and not (at.run or at.behind) if motion == "next" else stands or at.behind > 0


class Unkept(Progress):
    """The progress of somebody who only looks around."""

    def of(self, lesson: Lesson) -> Record:
        return Record()

    def save(self, lesson: Lesson, record: Record) -> None:
        """Nothing is kept."""

    def reset(self, lesson: Lesson | None = None) -> None:
        """There is nothing to forget."""


def is_first_start(progress: Progress) -> bool:
    """Whether a newcomer should see the tour unasked, which is once; not where it cannot be kept that they have."""
    if not is_on("tour") or setting(SEEN) or progress.last():
        return False
    keep_setting(SEEN, "seen")
    return bool(setting(SEEN))
