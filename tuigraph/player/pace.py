"""How long a player stays at a step."""

from __future__ import annotations

from tuigraph.lessons import Lesson
from tuigraph.player.walk import StepNumber

STEP = 0.5  # seconds, all of them at speed 1
END = 3.0
LETTERS_PER_SECOND = 40  # of those who read along
MOST = 12.0


class Pace:
    """Time for reading where a cell begins, the same time for every other step."""

    def __init__(self, lesson: Lesson, language: str, speed: float = 1.0) -> None:
        self._lesson = lesson
        self._language = language
        self._speed = speed

    def seconds(self, number: StepNumber, last: bool = False) -> float:
        """How long to stay at a step; `last` for the end of the lesson."""
        seconds = END if last else STEP
        if number.step == 1:
            reading = self._lesson.text_before(number.cell - 1, self._language)
            seconds = min(END + len(reading) / LETTERS_PER_SECOND, MOST)
        return seconds / self._speed
