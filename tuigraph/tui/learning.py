"""What a learner is asked, has answered and solved in the lesson that is open, and which card that makes; no widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from tuigraph.lessons import Exercise, Lesson, Passage, Predict
from tuigraph.lessons.progress import Prediction, Progress
from tuigraph.wire.commands import AnswerPrediction, CheckExercise, Command, Evaluate, GoToUnit
from tuigraph.wire.said import Text
from tuigraph.wire.views import Snapshot, Verdict
from tuigraph.words import message
from tuigraph.words.errors import of_file

Kind = Literal["", "guide", "question", "given", "verdict", "exercise", "solved", "over"]
"""What a card is about: nothing, what a tour says, a question that is open, one that is answered and not judged yet,
the verdict, an exercise to be solved, one that is solved, or the end of the lesson."""
Task = tuple[int, str]
"""What there is to do: a cell, and the name of its exercise or "" for its question."""


class Guidance(NamedTuple):
    """What a tour says, as names of texts: what the last key did, and what comes; whether it is over."""

    did: str
    asks: str
    over: bool


class Left(NamedTuple):
    """Where a learner left the lesson: before which cell, with what typed at the prompt and answered there."""

    cell: int
    typed: tuple[str, ...]
    given: dict[int, str]


class Learning:
    """Follows the snapshots of a lesson's program and keeps the learner's progress.

    Answers belong to a pass: where a cell is about to run again, its question is asked again.
    """

    over = message("lesson_over")  # what is said at the end

    def __init__(self, lesson: Lesson, progress: Progress) -> None:
        self.lesson = lesson
        self._progress = progress
        self.record = progress.of(lesson)
        self.left = Left(self.record.cell, tuple(self.record.typed), dict(self.record.given))
        self._resuming = False  # on the way there
        self._arrived = False  # just now
        self.trouble: Text = ""  # why progress cannot be kept
        self.version = 0  # goes up with all that the lesson's text and the card show
        self.ran = 0  # how many cells have run at the shown moment
        self._live = -1  # how many have run where the program stands, -1 before it has said so
        self._inside = False  # the program is inside the cell after them
        self._ended = False
        self._given: dict[int, str] = {}  # answers of this pass, by the cell of their question
        self._verdicts: dict[int, Prediction] = {}  # and what became of them
        self._judged = -1  # whose verdict the card tells
        self._folded: set[Task] = set()  # cards that were put away
        self._solved = ""  # the exercise that was solved last, until the program goes on
        self.rejections: dict[Task, Mapping[str, str]] = {}  # what the last check of an exercise said

    # the program goes on

    def show(self, snapshot: Snapshot) -> None:
        """Take a moment over, and the verdicts that came with it."""
        at = snapshot.position
        ended = snapshot.state == "finished" and not at.behind
        ran = at.units if ended else at.unit
        if ran != self.ran:
            self.ran = ran
            self.version += 1
        opened = self._live < 0 and ran == 0  # what was kept stays until the program goes on
        if not at.behind:
            self._stand(ran, inside=not (at.begins or ended), ended=ended)
        for verdict in snapshot.verdicts:
            self._take(verdict)
        news = bool(snapshot.verdicts) or not self.record.done.issuperset(range(ran))
        if not (at.behind or opened or self._resuming) and (news or self.record.cell != ran):
            if self.record.cell != ran:
                self.record.typed.clear()
            self.record.cell = ran
            self.record.done.update(range(ran))
            self._save()

    def _stand(self, ran: int, inside: bool, ended: bool) -> None:
        """The program stands after `ran` cells, or inside the next one."""
        place = ran, inside, ended
        if place == (self._live, self._inside, self._ended):
            return
        self.version += 1
        if not inside and ran <= self._live:  # what comes is asked again
            for kept in (self._given, self._verdicts):
                for unit in [unit for unit in kept if self._comes_again(unit, ran)]:
                    del kept[unit]
        if ran != self._live:
            self._solved, self._judged = "", -1
            self._folded = {task for task in self._folded if task[0] not in (ran - 1, ran)}
        self._live, self._inside, self._ended = place
        if inside and self.kind == "question" and self.given is None:  # it plays by itself: nobody answers
            self.fold()
        if self._resuming and ran == self.left.cell and not inside:
            self._resuming, self._arrived = False, True
            self._verdicts = {unit: kept for unit, kept in self.record.predictions.items() if unit < ran}
            self._given = {unit: text for unit, text in self.left.given.items() if unit >= ran}

    def _comes_again(self, unit: int, ran: int) -> bool:
        """Whether the question of a cell is yet to be asked, where the program has come back to."""
        predict = self._predict(unit)
        after = predict is not None and predict.after
        return unit + 1 >= ran + (ran == self._live) if after else unit >= ran

    def _take(self, verdict: Verdict) -> None:
        self.version += 1
        if verdict.exercise:
            task = verdict.unit, verdict.exercise
            if verdict.solved:
                self.record.exercises.add(verdict.exercise)
                self.rejections.pop(task, None)
                self._solved = verdict.exercise
            else:
                self.rejections[task] = dict(verdict.reason)
            self._folded.discard(task)
            return
        prediction = Prediction(verdict.given, verdict.solved, verdict.right)
        self._verdicts[verdict.unit] = prediction
        self._given.pop(verdict.unit, None)
        self.record.given.pop(verdict.unit, None)
        self._judged = verdict.unit
        self._folded.discard((verdict.unit, ""))
        if verdict.given or verdict.unit not in self.record.predictions:  # who skips keeps what was said before
            self.record.predictions[verdict.unit] = prediction

    def _save(self) -> None:
        if self.lesson.is_program and not self.lesson.is_resumed:
            return
        try:
            self._progress.save(self.lesson, self.record)
        except OSError as error:
            self.trouble = of_file(error)

    def keep_typed(self, source: str) -> None:
        """Something was typed at the prompt; it is there again when the lesson is resumed."""
        if self.lesson.is_resumed:
            self.record.typed.append(source)
            self._save()

    # questions

    @property
    def question_unit(self) -> int:
        """The cell of the question that has no verdict yet: of the cell that has just run, or of the next; else -1."""
        units = (self._live,) if self._inside else (self._live - 1, self._live)
        return next((unit for unit in units if self._waits(unit)), -1)

    def _waits(self, unit: int) -> bool:
        predict = self._predict(unit)
        return predict is not None and predict.after == (unit < self._live) and unit not in self._verdicts

    def _predict(self, unit: int) -> Predict | None:
        return self.lesson.steps[unit].predict if 0 <= unit < len(self.lesson.steps) else None

    @property
    def question(self) -> Predict | None:
        """The question that has no verdict yet."""
        return self._predict(self.question_unit)

    @property
    def given(self) -> str | None:
        """What was answered to it: "" when it was passed by, None when it has not been answered."""
        return self._given.get(self.question_unit)

    @property
    def verdict(self) -> tuple[Predict, Prediction] | None:
        """The question that was judged last, and what became of it."""
        predict = self._predict(self._judged)
        return (predict, self._verdicts[self._judged]) if predict and self._judged in self._verdicts else None

    def told(self, unit: int) -> Prediction | None:
        """What the text of a cell that has run says of its question: nothing while that is open."""
        if unit == self.question_unit or unit >= self.ran:
            return None
        return self._verdicts.get(unit, self.record.predictions.get(unit))

    @property
    def last_time(self) -> Prediction | None:
        """What was answered to the open question on an earlier pass."""
        return self.record.predictions.get(self.question_unit)

    def answer(self, text: str) -> AnswerPrediction:
        """Answer the open question, or answer it anew; an empty text asks for the right answer."""
        unit, question = self.question_unit, self.question
        assert question is not None
        self.version += 1
        self._given[unit] = text
        if text:
            self.record.given[unit] = text
            self._save()
        return AnswerPrediction(unit, text, question.answer, question.expect, question.line)

    def resume(self) -> GoToUnit:
        """Go on where the learner was."""
        self._resuming = True
        return GoToUnit(self.left.cell)

    def arrive(self) -> list[Command]:
        """What was typed and answered there, once the program has come there."""
        if not self._arrived:
            return []
        self._arrived = False
        cell, typed, answers = self.left
        question, given = self._predict(cell), answers.get(cell, "")
        again: list[Command] = [Evaluate(source) for source in typed]
        if question is not None and given:
            again.append(AnswerPrediction(cell, given, question.answer, question.expect, question.line))
        return again

    # exercises

    @property
    def exercise(self) -> Exercise | None:
        """The exercise to be solved now: after the cell that has run last, the first one that is not solved."""
        exercises = self.lesson.steps[self._live - 1].exercises if self._live > 0 else []
        unsolved = [exercise for exercise in exercises if exercise.name not in self.record.exercises]
        return next(iter(unsolved or exercises), None)

    @property
    def unsolved(self) -> bool:
        """Whether there is an exercise that waits to be solved; it comes before the open question."""
        exercise = self.exercise
        return exercise is not None and not self._inside and exercise.name not in self.record.exercises

    def check(self) -> CheckExercise | None:
        """What has the current exercise checked."""
        exercise = self.exercise
        return CheckExercise(self._live - 1, exercise.name, exercise.check, exercise.line) if exercise else None

    # hints

    def hints(self, unit: int, exercise: Exercise | None) -> list[Passage]:
        """The hints that have been shown: to an exercise after a cell, or to its question."""
        owner = exercise or self._predict(unit)
        return owner.hints[: self._hinted((unit, exercise.name if exercise else ""))] if owner else []

    @property
    def more_hints(self) -> int:
        """How many hints there still are to what the card is about."""
        owner, shown = self._owner(), self._hinted(self.task)
        return max(len(owner.hints) - shown, 0) if owner else 0

    @property
    def solution(self) -> str:
        """A solution of the exercise, once it was asked for."""
        owner = self._owner()
        asked = isinstance(owner, Exercise) and self._hinted(self.task) > len(owner.hints)
        return owner.solutions[0] if isinstance(owner, Exercise) and asked else ""

    @property
    def has_solution(self) -> bool:
        """Whether there is a solution that nobody has asked for."""
        return isinstance(self._owner(), Exercise) and not self.solution

    def hint(self) -> bool:
        """Show one more hint, after the last one to an exercise a solution; False when there is nothing more."""
        if not (self.more_hints or self.has_solution):
            return False
        unit, name = self.task
        self.record.hints[f"{unit} {name}"] = self._hinted(self.task) + 1
        self.unfold()
        self._save()
        return True

    def _hinted(self, task: Task) -> int:
        return self.record.hints.get(f"{task[0]} {task[1]}", 0)

    def _owner(self) -> Predict | Exercise | None:
        """What hints are asked to."""
        exercise = self.exercise
        if exercise is not None and self.task == (self._live - 1, exercise.name):
            return exercise
        return self.question if self.kind == "question" else None

    # the card

    @property
    def kind(self) -> Kind:
        """What the card is about."""
        if self.guidance is not None:
            return "guide"
        if self._exercise_first:
            return "exercise"
        if self.question is not None:
            return "given" if self.given else "question"
        if self._solved and not self._inside:
            return "over" if self._ended else "solved"
        if self.verdict is not None and self._inside:
            return "verdict"
        return "exercise" if self.unsolved else "over" if self._ended else ""

    @property
    def guidance(self) -> Guidance | None:
        """What is said in a tour; None in a lesson."""
        return None

    @property
    def _exercise_first(self) -> bool:
        """An exercise comes before the next question, unless it was put away."""
        exercise = self.exercise
        if exercise is None or not self.unsolved:
            return False
        return self.question is None or (self._live - 1, exercise.name) not in self._folded

    @property
    def task(self) -> Task:
        """The cell and the exercise, or the question, that the card is about."""
        kind, exercise = self.kind, self.exercise
        if kind in ("exercise", "solved", "over") and exercise is not None:
            return self._live - 1, exercise.name
        return (self._judged if kind == "verdict" else self.question_unit), ""

    @property
    def folded(self) -> bool:
        """Whether the card is one line only: it was put away, or the program has gone on from it."""
        return self.task in self._folded

    def asks(self, unit: int, exercise: Exercise | None) -> bool:
        """Whether the whole card is about this: the question of a cell, or an exercise after it."""
        asking = self.kind in ("question", "given", "exercise") and not self.folded
        return asking and self.task == (unit, exercise.name if exercise else "")

    @property
    def just_solved(self) -> bool:
        """Whether the exercise has been solved a moment ago."""
        return bool(self._solved)

    def fold(self) -> None:
        """Put the card away."""
        self._folded.add(self.task)
        self.version += 1

    def unfold(self) -> None:
        """Have the card whole again."""
        self._folded.discard(self.task)
        self.version += 1

    def go_on(self) -> AnswerPrediction | None:
        """The program is about to go on from what the card asked or told; an open question is passed by."""
        passed = self.answer("") if self.kind == "question" and self.given is None else None
        if self.kind in ("question", "given", "verdict"):
            self.fold()
        return passed

    @property
    def to_do(self) -> str:
        """The name of the text that says what is to be done now."""
        kind = self.kind
        if kind == "exercise":
            return message("exercise_waits")
        if kind == "question" and not self._inside:
            return message("question_waits")
        if kind == "given":
            return message("prediction_waits")
        return self.over if self._ended else message("outside_run")

    # progress

    @property
    def resumable(self) -> int:
        """The cell to go on from, 0 when there is nothing to go on with; after the last one an exercise waits."""
        cell, last = self.left.cell, len(self.lesson.steps)
        return cell if 0 < cell < last or (cell == last and not self.record.complete(self.lesson)) else 0

    def reset(self) -> None:
        """Forget what was learned of this lesson."""
        try:
            self._progress.reset(self.lesson)
        except OSError as error:
            self.trouble = of_file(error)
        self.record = self._progress.of(self.lesson)
        for kept in (self._given, self._verdicts, self.rejections, self._folded):
            kept.clear()
        self._solved, self._judged = "", -1
        self.version += 1
