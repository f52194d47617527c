"""Through a lesson step by step: where a player stops, and the numbers of the stops.

Step 3.14 is the fourteenth stop in the third code cell; 3 is the cell as a whole.  A stop is a statement about to run,
the start of a run or an executed node.  What repeats is shown at first and then passed over: the third time that a
statement comes, its loop runs on to its end, and so does a statement at its third run; of a very long run the first
nodes are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from tuigraph.wire.commands import Command, Move, Quit
from tuigraph.wire.views import Snapshot
from tuigraph.words.errors import refused
from tuigraph.words.numbers import whole_number

TIMES_IN_FULL = 2  # of one statement
NODES_IN_FULL = 100  # of one run

_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")


class StepNumber(NamedTuple):
    """Cells and steps count from 1; step 0 is the cell as a whole."""

    cell: int
    step: int = 0

    @classmethod
    def parse(cls, text: str) -> StepNumber:
        """From `3` or `3.14`.  Raises SaidError."""
        found = _NUMBER.fullmatch(text)
        cell, step = (whole_number(found[1]), whole_number(found[2] or "0")) if found else (None, None)
        if not cell or step is None:
            raise refused("walk_no_step", text=text)
        return cls(cell, step)

    def __str__(self) -> str:
        return f"{self.cell}.{self.step}" if self.step else str(self.cell)


@dataclass(frozen=True)
class Stretch:
    """The steps from `first` to `last`, both included."""

    first: StepNumber
    last: StepNumber | None = None

    @classmethod
    def parse(cls, first: str, last: str, cells: int) -> Stretch:
        """From two step numbers, "" for the very first and the very last.  Raises SaidError."""
        stretch = cls(StepNumber.parse(first or "1"), StepNumber.parse(last) if last else None)
        if stretch.first.cell > cells:
            raise refused("walk_beyond", step=first, n=cells)
        if stretch.ends_before(stretch.first):
            raise refused("walk_backwards", last=last, first=str(stretch.first))
        return stretch

    def begins_after(self, number: StepNumber) -> bool:
        return number < self.first

    def ends_before(self, number: StepNumber) -> bool:
        if self.last is None:
            return False
        return number > self.last if self.last.step else number.cell > self.last.cell


EVERYTHING = Stretch(StepNumber(1))


class Walk:
    """Told of every stop, it knows its number and what to ask for next."""

    def __init__(self, stretch: Stretch) -> None:
        self._stretch = stretch
        self.number = StepNumber(0)
        self._runs: set[int] = set()  # that the present statement has made
        self._visits: Counter[tuple[int, int]] = Counter()  # in this cell, of statements by unit and line

    @property
    def shown(self) -> bool:
        """Whether the step belongs to the stretch that is to be played."""
        return not self._stretch.begins_after(self.number) and not self.over

    @property
    def over(self) -> bool:
        """Whether the stretch lies behind."""
        return self._stretch.ends_before(self.number)

    @property
    def cut_off(self) -> bool:
        """Whether the stretch ended in the middle of a cell."""
        return self.over and self._stretch.last is not None and self._stretch.last.step > 0

    def arrive(self, snapshot: Snapshot) -> Command:
        """Count a stop; what to ask for next, Quit at the end."""
        position = snapshot.position
        cell = max(position.unit + 1, self.number.cell)  # a function of an earlier cell belongs to who calls it
        if cell != self.number.cell:
            self.number = StepNumber(cell)
            self._visits.clear()
        self.number = self.number._replace(step=self.number.step + 1)
        if self.over or snapshot.problem or snapshot.state == "finished":
            return Quit()
        if cell < self._stretch.first.cell:
            return Move("continue")
        if position.run:
            self._runs.add(position.run)
            if len(self._runs) > TIMES_IN_FULL:
                return Move("until")
            return Move("finish" if NODES_IN_FULL <= position.step < position.steps else "step")
        self._runs.clear()
        place = position.unit, position.line
        self._visits[place] += 1
        return Move("step" if self._visits[place] <= TIMES_IN_FULL else "until")
