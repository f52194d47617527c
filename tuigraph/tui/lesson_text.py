"""A lesson as drawn lines: text, questions, code, verdicts, notes and exercises, each in its place and at its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING

from tuigraph.harmless import clean
from tuigraph.lessons import Exercise, Output, Predict, beside
from tuigraph.tui.code import coded, python_lines
from tuigraph.tui.figures import figure_lines
from tuigraph.tui.glyphs import Glyphs
from tuigraph.tui.plain import Line, wrap
from tuigraph.tui.prose import prose_lines
from tuigraph.wire.views import Problem

if TYPE_CHECKING:
    from tuigraph.lessons.progress import Prediction
    from tuigraph.tui.learning import Learning
    from tuigraph.words import Words

_LABEL = re.compile(r"^[-*] +(\w+)\) +", re.MULTILINE)


class _Code:
    """Drawn lines of code, and where in them things begin."""

    _problem: Problem | None
    _width: int
    _texts: Words
    _glyphs: Glyphs

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.code: dict[tuple[int, int], int] = {}  # (unit, line) -> its first drawn line
        self.after_code: dict[int, int] = {}  # unit -> what is said once it has run
        self.text: dict[int, int] = {}  # unit -> the text before its code
        self.exercise: dict[str, int] = {}

    def _code(self, unit: int, source: str) -> None:
        digits = 2 if self._width < 50 else 3
        for number, code in enumerate(python_lines(source.rstrip("\n")), 1):
            self.code[unit, number] = len(self.lines)
            text = source.split("\n")[number - 1]
            indent = len(text) - len(text.lstrip()) + 2
            first, *rest = wrap(code, self._width - digits - 2, " " * min(indent, self._width // 3)) if code else [[]]
            self.lines.append([(" ", ""), (f"{number:>{digits}} ", "muted"), *first])
            self.lines += [[(" " * (digits + 2), ""), *line] for line in rest]
            problem = self._problem
            if problem is not None and (problem.unit, problem.line) == (unit, number):
                self._explain(problem)
        self.lines.append([])

    def _explain(self, problem: Problem) -> None:
        bar = (f" {self._glyphs.bar} ", "bad")
        for number, text in enumerate(self._texts.say(problem.text).strip().split("\n")):
            tone = "bad" if number == 0 else ""
            self.lines += [[bar, *line] for line in wrap([(clean(text), tone)], self._width - 3, "  ")]


class FileText(_Code):
    """A file that a unit has led to."""

    def __init__(
        self, source: str, unit: int, problem: Problem | None, width: int, texts: Words, glyphs: Glyphs
    ) -> None:
        super().__init__()
        self._problem, self._width, self._texts, self._glyphs = problem, width, texts, glyphs
        self.text[unit] = 0
        self._code(unit, source)
        self.after_code[unit] = len(self.lines)


class LessonText(_Code):
    """The lines at one width and moment, and where in them things begin."""

    def __init__(
        self,
        learning: Learning,
        problem: Problem | None,
        printed: Callable[[int], str],
        width: int,
        texts: Words,
        glyphs: Glyphs,
    ) -> None:
        super().__init__()
        self.hinted: dict[str, int] = {}  # exercise -> the line after its last hint
        self._learning, self._problem, self._width = learning, problem, width
        self._printed, self._texts, self._glyphs = printed, texts, glyphs
        for unit in range(len(learning.lesson.units) + 1):
            self.text[unit] = len(self.lines)
            text = learning.lesson.text_before(unit, texts.language)
            if learning.question is None or learning.question_unit != unit - 1:  # else it may give the answer away
                self._prose(_without_title(text) if unit == 0 else text)
            if unit < len(learning.lesson.units):
                self._unit(unit)

    def _unit(self, unit: int) -> None:
        step = self._learning.lesson.steps[unit]
        told = self._learning.told(unit)
        if step.predict and told and not step.predict.after:
            self._question(step.predict)
        self._code(unit, step.code.source_in(self._texts.language))
        self.after_code[unit] = len(self.lines)
        if unit >= self._learning.ran:
            return
        if step.output and step.output.book:
            self._figures(unit, step.output)
        if step.predict and told:
            if step.predict.after:
                self._question(step.predict)
            self._verdict(step.predict, told)
        for note in step.notes:
            self._prose(note.text(self._texts.language))
        for exercise in step.exercises:
            if not self._learning.asks(unit, exercise):  # else it is on the card
                self._exercise(unit, exercise)

    def _prose(self, text: str, bar: str = "") -> None:
        """Markdown, with a bar at its left edge if it is not the lesson's running text."""
        lines = prose_lines(text, self._width - (2 if bar else 0), self._glyphs.line)
        self.lines += [[(f"{self._glyphs.bar} ", bar), *line] for line in lines] if bar else lines
        if lines:
            self.lines.append([])

    def _figures(self, unit: int, output: Output) -> None:
        printed = self._printed(unit, *output.kinds)
        if printed:
            self.lines += figure_lines(beside(output, printed), self._width, self._texts, self._glyphs)
            self.lines.append([])

    def _heading(self, text: str, tone: str) -> None:
        self.lines += wrap([(text, tone)], self._width, "  ")

    def _question(self, predict: Predict) -> None:
        title = self._texts("question_after") if predict.after else self._texts("question")
        self._heading(f"? {title}", "heading")
        places = dict(zip(predict.choices(self._texts.language), count(1), strict=False))
        text = predict.question.text(self._texts.language)
        self._prose(_LABEL.sub(lambda found: f"{places.get(found[1], found[1])}\\. ", text), "muted")

    def _hint(self, text: str) -> None:
        self._heading(self._texts("hint"), "emphasis")
        self._prose(text, "muted")

    def _verdict(self, predict: Predict, prediction: Prediction) -> None:
        mark, text, tone = verdict_words(predict, prediction, self._texts, self._glyphs)
        self.lines += wrap([(f"{mark} ", tone), *coded(text, tone)], self._width, "  ")
        for why in predict.why:
            self._prose(why.text(self._texts.language), tone)
        if not predict.why:
            self.lines.append([])

    def _exercise(self, unit: int, exercise: Exercise) -> None:
        self.exercise[exercise.name] = len(self.lines)
        solved = exercise.name in self._learning.record.exercises
        title, tone = self._texts("exercise"), "heading"
        if solved:
            title, tone = f"{self._glyphs.done} {title}: {self._texts('solved')}", "good"
        self._heading(title, tone)
        self._prose(exercise.prompt.text(self._texts.language), "good" if solved else "heading")
        for hint in self._learning.hints(unit, exercise):
            self._hint(hint.text(self._texts.language))
            self.hinted[exercise.name] = len(self.lines)
        rejection = self._learning.rejections.get((unit, exercise.name))
        if rejection is not None:
            self._heading(f"{self._glyphs.failed} {self._texts('not_solved')}", "bad")
            self._prose(in_language(rejection, self._texts.language), "bad")


def verdict_words(predict: Predict, prediction: Prediction, texts: Words, glyphs: Glyphs) -> tuple[str, str, str]:
    """A sign, what is to be said of a prediction, and its tone."""

    def full(answer: str) -> str:
        return clean(choice_words(predict, answer, texts.language))

    right = full(prediction.right)
    if not prediction.given:
        return glyphs.input, texts("predicted_nothing", right=right), "name"
    if prediction.solved:
        return glyphs.done, texts("predicted_right", given=full(prediction.given)), "good"
    return glyphs.failed, texts("predicted_wrong", given=full(prediction.given), right=right), "bad"


def choice_words(predict: Predict, answer: str, language: str) -> str:
    """An answer as the card shows it: the digit of its row and the text, or what was typed."""
    choices = predict.choices(language)
    if answer not in choices:
        return answer
    return f"{list(choices).index(answer) + 1} {choices[answer].rstrip('.。')}"


def in_language(reason: Mapping[str, str], language: str) -> str:
    """A text of a check in the reader's language, else in any."""
    return next((reason[key] for key in (language, "", "en") if key in reason), next(iter(reason.values()), ""))


def _without_title(text: str) -> str:
    """The text without a first heading, which the header shows."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.startswith("# ") else text
