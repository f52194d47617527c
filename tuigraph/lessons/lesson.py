"""A lesson as steps: each code cell with the text, question, expected output and exercises around it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tuigraph.lessons.cells import STORED, Cell, LessonError, read_cells
from tuigraph.notebook.ipython import python_of
from tuigraph.wire.said import Text, said
from tuigraph.words.numbers import whole_number

_CHOICE = re.compile(r"^[-*] +(\w+)\) +(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)
_HEADLINE = re.compile(r"^#{1,3} +(.+)$|^\*\*([^*\n]+)\*\*\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2014\u2026]"


@dataclass(frozen=True)
class Passage:
    """A piece of text in its languages; the key "" is text for every language."""

    texts: Mapping[str, str]

    def text(self, lang: str) -> str:
        """In this language, else for every language, else in English, else in any."""
        for key in (lang, "", "en"):
            if key in self.texts:
                return self.texts[key]
        return next(iter(self.texts.values()))


@dataclass(frozen=True)
class Output:
    """What a code cell prints; ``tolerance`` is relative, 0.0 for exactly.

    With `book` it is what the chapter prints, and a reader sees it beside what was printed here.  With `stored` it is
    what a notebook has kept, also of values that were shown, and other versions of NumPy may have set it out otherwise.
    """

    text: str
    tolerance: float
    book: bool = False
    stored: bool = False

    @property
    def kinds(self) -> tuple[Literal["out", "echo"], ...]:
        """Of what is shown when the cell runs, the kinds that it is about."""
        return ("out", "echo") if self.stored else ("out",)


@dataclass(frozen=True)
class Predict:
    """A question asked before a code cell runs, or `after` it.  Of ``answer`` and ``expect`` one is set.

    ``why`` says why the answer is what it is, ``line`` (from 1, 0 for the last) which line of the cell decides it.  See
    the package docstring.
    """

    question: Passage
    answer: str
    expect: str
    hints: list[Passage] = field(default_factory=list)
    why: list[Passage] = field(default_factory=list)
    after: bool = False
    line: int = 0

    def choices(self, lang: str) -> dict[str, str]:
        """From label to text; empty for a free answer."""
        return dict(_CHOICE.findall(self.question.text(lang)))


@dataclass(frozen=True)
class Exercise:
    """A task for the prompt.  ``check`` and ``solutions`` are code; ``line`` is where the check stands in the file."""

    name: str
    prompt: Passage
    check: str
    line: int
    hints: list[Passage] = field(default_factory=list)
    solutions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """A code cell and what belongs to it: text and question come before it runs, the rest after."""

    code: Cell
    text: list[Passage]
    predict: Predict | None
    output: Output | None
    notes: list[Passage]
    exercises: list[Exercise]


@dataclass(frozen=True)
class Lesson:
    """A lesson.  ``number`` is "03" for ``03_name.py``, "" for a file without one; ``closing`` is its last text.

    ``is_program``: nobody wrote it to be studied; it is a script or a notebook that is debugged.
    """

    path: Path
    title: Mapping[str, str]
    cells: list[Cell]
    steps: list[Step]
    closing: list[Passage]
    is_program: bool = False

    @property
    def number(self) -> str:
        return "" if self.is_program else _number_and_name(self.path)[0]

    @property
    def name(self) -> str:
        return _number_and_name(self.path)[1]

    @property
    def units(self) -> list[Cell]:
        """The code cells in order."""
        return [step.code for step in self.steps]

    @property
    def is_resumed(self) -> bool:
        """Whether there is anything to go on from when it is opened again, as in a single cell there is not."""
        return len(self.steps) > 1 or any(step.exercises for step in self.steps)

    def title_in(self, lang: str) -> str:
        return Passage(self.title).text(lang)

    def text_before(self, unit: int, lang: str) -> str:
        """The text, as Markdown, to be read before a code cell (from 0); that of ``len(units)`` closes the lesson."""
        passages = self.steps[unit].text if unit < len(self.steps) else self.closing
        return "\n\n".join(passage.text(lang) for passage in passages)

    def text(self, lang: str) -> str:
        """All text and code in order, as Markdown."""
        parts = []
        for unit, step in enumerate(self.steps):
            parts += [self.text_before(unit, lang), f"```python\n{step.code.source_in(lang)}\n```"]
        return "\n\n".join(part for part in [*parts, self.text_before(len(self.steps), lang)] if part)


def program(path: Path, source: str) -> Lesson:
    """A script, as it is shown while it is debugged."""
    cell = Cell("code", source, 1, 1)
    return Lesson(path, {"": path.name}, [cell], [Step(cell, [], None, None, [], [])], [], is_program=True)


def load(path: str | Path) -> Lesson:
    """Read a lesson file (.py, .ipynb or .md).  Raises LessonError, which says which cell and why."""
    path = Path(path)
    cells = read_cells(path)
    _check_code(path, cells)
    steps, closing = _Assembly(path).run(cells)
    return Lesson(path, _title(path, cells), cells, steps, closing)


def _number_and_name(path: Path) -> tuple[str, str]:
    found = re.match(r"(\d+)[_-](.+)", path.stem)
    return (found[1], found[2]) if found else ("", path.stem)


def _title(path: Path, cells: Iterable[Cell]) -> dict[str, str]:
    titles: dict[str, str] = {}
    pattern = _HEADLINE if path.suffix == ".ipynb" else _HEADING
    for cell in cells:
        heading = pattern.search(cell.source) if cell.role == "text" else None
        if heading:
            titles.setdefault(cell.lang or "", next(filter(None, heading.groups())).strip())
    if not titles and path.suffix == ".ipynb":
        titles[""] = path.stem
    if not titles:
        raise LessonError(path, 0, 0, said("lesson_no_title"))
    return titles


def _check_code(path: Path, cells: Iterable[Cell]) -> None:
    """A cell of a notebook fails when it runs, as in Jupyter: it may be for another Python."""
    for cell in cells:
        if cell.kind == "code" and path.suffix != ".ipynb":
            _parse(path, cell, python_of(cell.source) if path.suffix == ".md" else cell.source, cell.line)


def _parse(path: Path, cell: Cell, source: str, line: int, mode: str = "exec") -> None:
    try:
        compile(source, str(path), mode, ast.PyCF_ONLY_AST)
    except SyntaxError as error:
        at = line + (error.lineno or 1) - 1
        text = source.split("\n")[(error.lineno or 1) - 1].strip()
        why = said("lesson_ipython", text=text) if text.startswith(("%", "!")) else f"{error.msg}: {text}"
        raise LessonError(path, cell.number, at, why) from None


class _Assembly:
    """Turns cells into steps: cells of one role in several languages become one passage, and each finds its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.steps: list[Step] = []
        self.text: list[Passage] = []
        self.predict: Predict | None = None
        self.asked: Predict | None = None  # the last question, which a hint may follow
        self.predict_cell: Cell | None = None
        self.exercise: Exercise | None = None
        self.exercise_cell: Cell | None = None
        self.place: dict[str, Callable[[list[Cell]], None]] = {
            "text": self._text,
            "output": self._output,
            "predict": self._predict,
            "note": self._note,
            "exercise": self._exercise,
            "hint": self._hint,
            "why": self._why,
            "solution": self._solution,
            "check": self._check,
        }

    def run(self, cells: list[Cell]) -> tuple[list[Step], list[Passage]]:
        for group in _groups(cells):
            cell = group[0]
            if cell.kind == "code":
                self._code(group)
            elif cell.role in self.place:
                self.place[cell.role](group)
            else:
                raise self._error(cell, said("lesson_role", role=cell.role, roles=", ".join(self.place)))
        self._finish_exercise()
        if self.predict_cell:
            raise self._error(self.predict_cell, said("lesson_question_unasked"))
        if not self.steps:
            raise LessonError(self.path, 0, 0, said("lesson_no_code"))
        return self.steps, self.text

    def _error(self, cell: Cell, why: Text) -> LessonError:
        return LessonError(self.path, cell.number, cell.line, why)

    def _step(self, cell: Cell) -> Step:
        if not self.steps or self.predict_cell:
            raise self._error(cell, said("lesson_role_early", role=cell.role))
        return self.steps[-1]

    def _code(self, group: list[Cell]) -> None:
        self._finish_exercise()
        lines = group[0].source.count("\n") + 1
        if self.predict and self.predict_cell and self.predict.line > lines:
            raise self._error(self.predict_cell, said("lesson_has_lines", n=lines, line=self.predict.line))
        self.steps.append(Step(group[0], self.text, self.predict, None, [], []))
        self.text, self.predict, self.predict_cell, self.asked = [], None, None, None

    def _text(self, group: list[Cell]) -> None:
        self.text.append(_passage(group))

    def _note(self, group: list[Cell]) -> None:
        self._step(group[0]).notes.append(_passage(group))

    def _output(self, group: list[Cell]) -> None:
        cell = group[0]
        step = self._step(cell)
        try:
            tolerance = float(cell.options.get("tolerance", 0.0))
        except ValueError:
            raise self._error(cell, said("lesson_tolerance", value=str(cell.options["tolerance"]))) from None
        if step.output and not step.output.stored:
            raise self._error(cell, said("lesson_two_outputs"))
        book = cell.options.get("book", False)
        if not isinstance(book, bool):
            raise self._error(cell, said("lesson_book", value=str(book)))
        self.steps[-1] = replace(step, output=Output(self._fenced(cell)[0], tolerance, book, cell.options is STORED))

    def _predict(self, group: list[Cell]) -> None:
        self._finish_exercise()
        cell = group[0]
        if self.predict_cell:
            raise self._error(cell, said("lesson_two_questions"))
        answer, expect = str(cell.options.get("answer", "")), str(cell.options.get("expect", ""))
        if bool(answer) == bool(expect):
            raise self._error(cell, said("lesson_no_answer"))
        if expect:
            _parse(self.path, cell, expect, cell.line, "eval")
        when = cell.options.get("when", "before")
        if when not in ("before", "after"):
            raise self._error(cell, said("lesson_when", value=str(when)))
        decided = str(cell.options.get("decided", "0"))
        line = whole_number(decided)
        if line is None or (line and when == "after"):
            raise self._error(cell, said("lesson_decided", value=decided))
        self.asked = Predict(_passage(group), answer, expect, after=when == "after", line=line)
        for other in group:
            labels = self.asked.choices(other.lang or "")
            if answer and labels and answer not in labels:
                raise self._error(other, said("lesson_choice", answer=answer, choices=", ".join(labels)))
            if list(labels) != list(self.asked.choices(cell.lang or "")):
                raise self._error(other, said("lesson_choices_differ"))
        if not self.asked.after:
            self.predict, self.predict_cell = self.asked, cell
        elif self._step(cell).predict:
            raise self._error(cell, said("lesson_question_twice"))
        else:
            self.steps[-1] = replace(self.steps[-1], predict=self.asked)

    def _exercise(self, group: list[Cell]) -> None:
        self._finish_exercise()
        cell = group[0]
        self._step(cell)
        if not cell.options.get("name"):
            raise self._error(cell, said("lesson_no_name"))
        self.exercise, self.exercise_cell = Exercise(cell.options["name"], _passage(group), "", 0), cell

    def _hint(self, group: list[Cell]) -> None:
        owner = self.exercise or self.asked
        if not owner:
            raise self._error(group[0], said("lesson_hint_early"))
        owner.hints.append(_passage(group))

    def _why(self, group: list[Cell]) -> None:
        if not self.asked or self.exercise:
            raise self._error(group[0], said("lesson_why_early"))
        self.asked.why.append(_passage(group))

    def _solution(self, group: list[Cell]) -> None:
        self._current_exercise(group[0]).solutions.append(self._fenced_code(group[0])[0])

    def _check(self, group: list[Cell]) -> None:
        cell = group[0]
        exercise = self._current_exercise(cell)
        if exercise.check:
            raise self._error(cell, said("lesson_two_checks"))
        code, line = self._fenced_code(cell)
        self.exercise = replace(exercise, check=code, line=line)

    def _current_exercise(self, cell: Cell) -> Exercise:
        if not self.exercise:
            raise self._error(cell, said("lesson_exercise_role", role=cell.role))
        return self.exercise

    def _finish_exercise(self) -> None:
        if self.exercise and self.exercise_cell:
            name = self.exercise.name
            parts = {"check": self.exercise.check, "solution": self.exercise.solutions}
            for missing in (part for part, code in parts.items() if not code):
                raise self._error(self.exercise_cell, said("lesson_exercise_lacks", name=name, role=missing))
            self.steps[-1].exercises.append(self.exercise)
        self.exercise = self.exercise_cell = None

    def _fenced(self, cell: Cell) -> tuple[str, int]:
        """The text in the fence of a cell and the line where it starts."""
        found = _FENCE.search(cell.source)
        if not found:
            raise self._error(cell, said("lesson_no_fence", role=cell.role))
        return found[1].rstrip("\n"), cell.line + cell.source[: found.start(1)].count("\n")

    def _fenced_code(self, cell: Cell) -> tuple[str, int]:
        code, line = self._fenced(cell)
        _parse(self.path, cell, code, line)
        return code, line


def _groups(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Neighbouring text cells of one role in different languages belong together."""
    groups: list[list[Cell]] = []
    for cell in cells:
        last = groups[-1] if groups else []
        together = cell.kind == "text" and cell.lang and last and last[0].lang and last[0].role == cell.role
        if together and cell.lang not in [other.lang for other in last]:
            last.append(cell)
        else:
            groups.append([cell])
    return groups


def _passage(group: Iterable[Cell]) -> Passage:
    return Passage({cell.lang or "": _unwrapped(cell.source) for cell in group})


def _unwrapped(text: str) -> str:
    """Without the line breaks inside Chinese paragraphs, where Markdown would put a space."""
    return re.sub(f"(?<={_WIDE})\n(?={_WIDE})", "", text)
