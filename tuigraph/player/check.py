"""Check a lesson: run every cell, and compare what happens with what the lesson says.

What a cell prints is compared with its output; the right answer to a question is found and given; every solution of an
exercise is tried at the prompt of a program that has just run the cell; and doing nothing must not be accepted.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Generator
from typing import TextIO

from tuigraph.debuggee.judging import judge
from tuigraph.lessons import Exercise, Lesson, Output, Predict, Step, beside, compare_output
from tuigraph.player.drive import Stage, drive
from tuigraph.wire.commands import AnswerPrediction, CheckExercise, Command, Evaluate, GoToUnit, Move, Quit
from tuigraph.wire.views import Snapshot, Verdict
from tuigraph.words import Words


def check(lesson: Lesson, language: str, stream: TextIO) -> int:
    """Write a report of every cell to ``stream``; 0, or 1 when something is not as the lesson says.

    Raises KeyboardInterrupt after an interrupt, and OSError when the stream takes no more.
    """
    began = time.monotonic()
    checker = _Checker(lesson, language, stream)
    talk = checker.talk()
    next(talk)  # to where it waits for the first stop
    drive(lesson, checker.stage, talk.send, judge)
    checker.conclude(time.monotonic() - began)
    return 1 if checker.failures else 0


class _Checker:
    """Talks with the debugger: yields a command, is sent the snapshot that answers it."""

    def __init__(self, lesson: Lesson, language: str, stream: TextIO) -> None:
        self.failures = 0
        self.stage = Stage()
        self._lesson = lesson
        self._language = language
        self._words = Words(language)
        self._stream = stream

    def talk(self) -> Generator[Command, Snapshot, None]:
        snapshot = yield Quit()  # an answer to nobody: the generator's first
        steps = self._lesson.steps
        for unit, step in enumerate(steps):
            if snapshot.position.unit != unit or snapshot.state == "finished":
                self._fail(unit, self._words("play_not_run"))
                yield Quit()
            snapshot = yield from self._cell(unit, step)
            if snapshot.problem:
                yield Quit()
        for unit, step in enumerate(steps):
            for exercise in step.exercises:
                yield from self._exercise(unit, exercise)
        yield Quit()

    def conclude(self, seconds: float) -> None:
        """Sum up."""
        lesson, steps = self._lesson, self._lesson.steps
        counts = self._words(
            "play_counts",
            cells=len(steps),
            questions=sum(step.predict is not None for step in steps),
            exercises=sum(len(step.exercises) for step in steps),
        )
        verdict = self._words("play_failures", n=self.failures) if self.failures else self._words("play_as_it_says")
        title = f"{lesson.number} {lesson.title_in(self._language)}".strip()
        self._write(f"{title}: {counts}: {verdict} ({seconds:.1f} s)")

    def _cell(self, unit: int, step: Step) -> Generator[Command, Snapshot, Snapshot]:
        """Run a cell; the snapshot where the next one begins, or where this one failed."""
        failures = self.failures
        self.stage.take_output(words=self._words)
        snapshot = yield Move("continue")
        printed = self.stage.take_output(*(step.output.kinds if step.output else ("out",)), words=self._words)
        said = []
        if snapshot.problem:
            problem = snapshot.problem
            self._fail(
                unit, self._words("play_stopped", line=problem.line), *self._words.say(problem.text).splitlines()
            )
            return snapshot
        if step.output is None:
            said += [self._words("play_not_compared")] if printed.strip() else []
        elif why := compare_output(step.output, printed):
            self._fail(unit, self._words("play_printed_other", why=why), *self._difference(step.output, printed))
        if step.output and step.output.book and self.failures == failures:
            pairs = beside(step.output, printed)
            near = sum(pair.near for pair in pairs)
            said += [self._words("play_as_the_book", n=len(pairs) - near)] if near < len(pairs) else []
            said += [self._words("play_near_the_book", n=near)] if near else []
        if step.predict:
            right = yield from self._question(unit, step.predict)
            said.append(self._words("play_answer", right=right))
        if self.failures == failures:
            self._ok(unit, *said)
        return snapshot

    def _question(self, unit: int, predict: Predict) -> Generator[Command, Snapshot, str]:
        """Ask for the right answer, give it, and see whether it is accepted."""
        yield AnswerPrediction(unit, "", predict.answer, predict.expect)
        found = self.stage.take_verdicts()
        if not found:
            errors = self.stage.take_output("error", words=self._words).splitlines()
            self._fail(unit, self._words("play_no_answer", expect=predict.expect), *errors)
            return ""
        right = found[-1].right
        yield AnswerPrediction(unit, right, predict.answer, predict.expect)
        choices = predict.choices(self._language)
        if not self.stage.take_verdicts()[-1].solved or (choices and right not in choices):
            self._fail(unit, self._words("play_wrong_answer", right=right, choices=", ".join(choices)))
        return right

    def _exercise(self, unit: int, exercise: Exercise) -> Generator[Command, Snapshot, None]:
        failures = self.failures
        if (yield from self._attempt(unit, exercise, "")).solved:
            self._fail(unit, self._words("play_nothing_accepted", name=exercise.name))
        for number, solution in enumerate(exercise.solutions, start=1):
            verdict = yield from self._attempt(unit, exercise, solution)
            if not verdict.solved:
                reason = dict(verdict.reason)
                self._fail(
                    unit,
                    self._words("play_solution_rejected", name=exercise.name, number=number),
                    *(reason.get(self._language) or next(iter(reason.values()), "")).splitlines(),
                    *(f"    {line}" for line in solution.splitlines()),
                )
        if self.failures == failures:
            self._ok(unit, self._words("play_accepted", name=exercise.name, n=len(exercise.solutions)))

    def _attempt(self, unit: int, exercise: Exercise, answer: str) -> Generator[Command, Snapshot, Verdict]:
        """Type an answer into a fresh program, and have it checked."""
        yield GoToUnit(unit + 1)
        self.stage.take_output(words=self._words)
        typed = yield Evaluate(answer)
        if not typed.problem:
            yield CheckExercise(unit, exercise.name, exercise.check, exercise.line)
        verdicts, errors = self.stage.take_verdicts(), self.stage.take_output("error", words=self._words)
        return verdicts[-1] if verdicts else Verdict(unit, exercise.name, False, "", "", (("", errors),))

    def _difference(self, expected: Output, printed: str) -> list[str]:
        wanted = [line.rstrip() for line in expected.text.rstrip().splitlines()]
        got = [line.rstrip() for line in printed.rstrip().splitlines()]
        titles = self._words("play_lesson_says"), self._words("play_it_printed")
        return list(difflib.unified_diff(wanted, got, *titles, lineterm="", n=2))

    def _ok(self, unit: int, *said: str) -> None:
        place = self._words("play_cell", n=unit + 1, of=len(self._lesson.steps))
        self._write(f"{place}: ok  {', '.join(said)}".rstrip())

    def _fail(self, unit: int, why: str, *details: str) -> None:
        self.failures += 1
        step = self._lesson.steps[unit]
        place = self._words("play_cell_at", n=unit + 1, of=len(self._lesson.steps), line=step.code.line)
        self._write(f"{place}: {why}", *(f"    {line}" for line in details))

    def _write(self, *lines: str) -> None:
        print(*lines, sep="\n", file=self._stream, flush=True)
