"""What a learner has answered, solved and been hinted at in the lesson that is open; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping

from tuigraph.lessons import Exercise, Lesson, Passage, Predict
from tuigraph.lessons.progress import Prediction, Progress
from tuigraph.wire.commands import AnswerPrediction, CheckExercise
from tuigraph.wire.said import Text
from tuigraph.wire.views import Snapshot, Verdict
from tuigraph.words import message
from tuigraph.words.errors import of_file


class Learning:
    """Follows the snapshots of a lesson's program and keeps the learner's progress."""

    def __init__(self, lesson: Lesson, progress: Progress) -> None:
        self.lesson = lesson
        self._progress = progress
        self.record = progress.of(lesson)
        self.trouble: Text = ""  # why progress cannot be kept
        self.version = 0  # goes up with all that the lesson's text shows
        self.ran = 0  # how many cells have run at the shown moment
        self.question: Predict | None = (
            None  # before the cell that is about to run, or after the last; not answered yet
        )
        self.question_unit = -1  # whose question it is
        self._begins = False  # a cell is about to
        self.answering = False  # the learner is about to answer the open question
        self._answered: set[int] = set()  # questions whose cell has not run since
        self._hints: dict[tuple[int, str], int] = {}  # by cell and exercise ("" for the question)
        self.rejections: dict[tuple[int, str], Mapping[str, str]] = {}  # what the last check of an exercise said

    def show(self, snapshot: Snapshot) -> None:
        """Take a moment over, and the verdicts that came with it."""
        at = snapshot.position
        ended = snapshot.state == "finished" and not at.behind
        ran = at.units if ended else at.unit
        self._begins = at.begins and not at.behind
        self._set_question(self._asked_now(ran) if self._begins or ended else -1)
        for verdict in snapshot.verdicts:
            self._take(verdict)
        if ran != self.ran:
            self.ran = ran
            self.version += 1
        news = bool(snapshot.verdicts) or not self.record.done.issuperset(range(ran))
        if not at.behind and (news or self.record.cell != ran):
            self.record.cell = ran
            self.record.done.update(range(ran))
            self._save()

    def _asked_now(self, ran: int) -> int:
        """The cell whose question is open when so many have run: one that is asked afterwards, else the next."""
        return next((unit for unit in (ran - 1, ran) if self._is_open(unit, after=unit < ran)), -1)

    def _is_open(self, unit: int, after: bool) -> bool:
        steps = self.lesson.steps
        predict = steps[unit].predict if 0 <= unit < len(steps) else None
        answered = unit in self._answered or unit in self.record.predictions
        return predict is not None and predict.after == after and not answered

    def _set_question(self, unit: int) -> None:
        question = self.lesson.steps[unit].predict if unit >= 0 else None
        if question is not self.question:
            self.question, self.question_unit = question, unit
            self.version += 1

    def _take(self, verdict: Verdict) -> None:
        self.version += 1
        if not verdict.exercise:
            self._answered.discard(verdict.unit)
            self.record.predictions[verdict.unit] = Prediction(verdict.given, verdict.solved, verdict.right)
        elif verdict.solved:
            self.record.exercises.add(verdict.exercise)
            self.rejections.pop((verdict.unit, verdict.exercise), None)
        else:
            self.rejections[verdict.unit, verdict.exercise] = dict(verdict.reason)

    def _save(self) -> None:
        try:
            self._progress.save(self.lesson, self.record)
        except OSError as error:
            self.trouble = of_file(error)

    # answers

    def answer(self, text: str) -> AnswerPrediction:
        """Answer the open question; an empty text skips it."""
        assert self.question is not None
        question, unit = self.question, self.question_unit
        self._answered.add(unit)
        self._set_question(-1)
        return AnswerPrediction(unit, text, question.answer, question.expect)

    @property
    def exercise(self) -> Exercise | None:
        """The exercise to be solved now: after the cell that has run last, the first one that is not solved."""
        exercises = self.lesson.steps[self.ran - 1].exercises if self.ran else []
        unsolved = [exercise for exercise in exercises if exercise.name not in self.record.exercises]
        return next(iter(unsolved or exercises), None)

    @property
    def unsolved(self) -> bool:
        """Whether there is an exercise that waits to be solved; it comes before the open question."""
        exercise = self.exercise
        return exercise is not None and exercise.name not in self.record.exercises

    @property
    def to_do(self) -> str:
        """The name of the text that says what is to be done now."""
        if self.unsolved:
            return message("exercise_waits")
        if self.question is not None:
            return message("question_waits")
        if self._begins and self.ran in self._answered:
            return message("prediction_waits")
        return message("lesson_over" if self.ran == len(self.lesson.units) else "outside_run")

    def check(self) -> CheckExercise | None:
        """What has the current exercise checked."""
        exercise = self.exercise
        return CheckExercise(self.ran - 1, exercise.name, exercise.check, exercise.line) if exercise else None

    # hints

    def hints(self, unit: int, exercise: Exercise | None) -> list[Passage]:
        """The hints that have been shown: to an exercise after a cell, or to the question before it."""
        owner = exercise or self.lesson.steps[unit].predict
        return owner.hints[: self._hints.get((unit, exercise.name if exercise else ""), 0)] if owner else []

    def more_hints(self) -> int:
        """How many hints there still are to what is to be done."""
        owner, key = self._hinted()
        return len(owner.hints) - self._hints.get(key, 0) if owner else 0

    def hint(self) -> str:
        """Show one more; the name of its exercise, "" when it is to the question."""
        _, key = self._hinted()
        self._hints[key] = self._hints.get(key, 0) + 1
        self.version += 1
        return key[1]

    def _hinted(self) -> tuple[Predict | Exercise | None, tuple[int, str]]:
        exercise = self.exercise
        if exercise is None or (self.question is not None and (self.answering or not self.unsolved)):
            return self.question, (self.question_unit, "")
        return exercise, (self.ran - 1, exercise.name)

    # progress

    @property
    def resumable(self) -> int:
        """The cell to go on from, 0 when there is nothing to go on with."""
        cell = self.record.cell
        return cell if 0 < cell < len(self.lesson.units) else 0

    def reset(self) -> None:
        """Forget what was learned of this lesson."""
        try:
            self._progress.reset(self.lesson)
        except OSError as error:
            self.trouble = of_file(error)
        self.record = self._progress.of(self.lesson)
        self._answered.clear()
        self._hints.clear()
        self.rejections.clear()
        self.version += 1
