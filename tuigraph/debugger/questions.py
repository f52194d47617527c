"""Answers of a learner: kept until they are decided, then given to a judge together with what their unit did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tuigraph.debugger.ledger import Ledger, Mark
from tuigraph.wire.commands import AnswerPrediction, CheckExercise
from tuigraph.wire.views import Verdict

Question = AnswerPrediction | CheckExercise
Calls = Callable[[Any], int]
Had = Callable[..., "list[Any] | None"]
"""The values that a variable has been given, in a session or in any; None where nobody knows."""
Judge = Callable[[Question, Mapping[str, Any], Calls, Had], Verdict]
"""From a question, the program's names, how often a node has run since the unit began (for an exercise: since it
ended), which is an operation or a name in the default graph, and which values variables have had."""


class Questions:
    """Which answers wait for what decides them, and since when calls count for it."""

    def __init__(self) -> None:
        self._waiting: dict[int, AnswerPrediction] = {}
        self._before: dict[int, Mark] = {}
        self._after: dict[int, Mark] = {}
        self._seen: set[int] = set()  # at which lines of the unit that runs the program has stopped
        self._at = 0  # and where it stands now
        self._furthest = 0  # of those outside functions, the last one
        self.verdicts: list[Verdict] = []

    def fresh(self) -> None:
        """The program starts over; answers go on waiting."""
        self._before, self._after = {}, {}

    def begin(self, unit: int, ledger: Ledger) -> None:
        """A unit begins to run."""
        self._before[unit] = ledger.mark()
        self._after.pop(unit, None)
        self._seen, self._at, self._furthest = set(), 0, 0

    def stop(self, unit: int, line: int, in_function: bool) -> AnswerPrediction | None:
        """The program stops at a line of its unit; the answer that was decided on the way there."""
        self._seen.add(line)
        self._at = line
        if not in_function:
            self._furthest = max(self._furthest, line)
        waiting = self._waiting.get(unit)
        return self._waiting.pop(unit) if waiting is not None and self._is_decided(waiting) else None

    def _is_decided(self, question: AnswerPrediction) -> bool:
        """Whether the program has left its line, or come to a later one, in the unit that runs."""
        line = question.line
        return line > 0 and (line < self._furthest or (line in self._seen and line != self._at))

    def end(self, unit: int, ledger: Ledger) -> AnswerPrediction | None:
        """A unit has run to its end; the answer that waited for this."""
        self._after[unit] = ledger.mark()
        return self._waiting.pop(unit, None)

    def due(self, question: Question) -> bool:
        """Whether the unit of a question has run, or what decides it; else an answer waits for that."""
        if question.unit in self._after:
            return True
        begun = question.unit in self._before and question.unit == max(self._before)
        if isinstance(question, AnswerPrediction) and begun and self._is_decided(question):
            return True
        if isinstance(question, AnswerPrediction):
            self._waiting[question.unit] = question
        return False

    def calls(self, question: Question, ledger: Ledger, place: Callable[[Any], tuple[int, str]]) -> Calls:
        """Counts the runs of a node since the question began; `place` gives its graph's number and its name."""
        since = (self._before if isinstance(question, AnswerPrediction) else self._after)[question.unit]
        return lambda node: ledger.since(since, *place(node))

    def take(self) -> tuple[Verdict, ...]:
        """The verdicts that nobody has heard yet."""
        verdicts, self.verdicts = tuple(self.verdicts), []
        return verdicts
