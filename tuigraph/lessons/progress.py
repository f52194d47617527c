"""A learner's progress: which cells of each lesson have run, which exercises are solved, what was predicted.

It is one JSON file among the user's state (`tuigraph.files`).  Each change reads the file, alters one lesson's entry
and puts a whole new file in the place of the old one, so that two windows do not undo each other's work and a crash
leaves either file.  A file that cannot be understood is set aside, never overwritten.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuigraph.files import keep, state_file, write_text
from tuigraph.lessons.catalog import available
from tuigraph.lessons.lesson import Lesson
from tuigraph.reading import text_of

FORMAT = 1
EXPORT = "tuigraph-progress.json"  # the name of an exported file, where nobody gives another


@dataclass
class Prediction:
    """What was answered to a question ("" when it was skipped), whether that was right, and what is."""

    given: str
    solved: bool
    right: str


@dataclass
class Record:
    """Progress in one lesson.  Cells count from 0; `cell` is where the learner was.

    `given` are the answers there that have no verdict yet, `typed` is what was typed at the prompt there, and `hints`
    counts the hints that were shown, by cell and exercise (``"3 name"``, ``"3 "`` for the question).
    """

    cell: int = 0
    done: set[int] = field(default_factory=set)
    exercises: set[str] = field(default_factory=set)
    predictions: dict[int, Prediction] = field(default_factory=dict)
    given: dict[int, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    hints: dict[str, int] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return bool(self.done or self.given or self.typed)

    def counted(self, lesson: Lesson) -> tuple[int, int]:
        """How many cells have run, and how many there are."""
        return len(self.done & set(range(len(lesson.units)))), len(lesson.units)

    def complete(self, lesson: Lesson) -> bool:
        """Whether all cells have run and all exercises are solved."""
        names = {exercise.name for step in lesson.steps for exercise in step.exercises}
        return self.done.issuperset(range(len(lesson.units))) and self.exercises >= names


class Progress:
    """The progress of all lessons.  Methods that write raise OSError when they cannot."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_file("progress.json")

    def of(self, lesson: Lesson) -> Record:
        """A lesson's progress, empty for one that was never opened."""
        return _record(self._entries().get(key(lesson)))

    def save(self, lesson: Lesson, record: Record) -> None:
        """Keep a lesson's progress."""
        entries = self._entries(set_aside=True)
        entries.pop(key(lesson), None)
        entries[key(lesson)] = _plain(record)  # the lesson that was studied last comes last
        self._write(entries)

    def last(self) -> str:
        """The key of the lesson that was studied last, "" when there is none."""
        return next(reversed(self._entries()), "")

    def reset(self, lesson: Lesson | None = None) -> None:
        """Forget the progress of one lesson, or of all."""
        entries = self._entries(set_aside=True) if lesson else {}
        if lesson:
            entries.pop(key(lesson), None)
        self._write(entries)

    def export(self, path: Path) -> None:
        """Write all progress to a file, in the format of the file itself."""
        write_text(path, _json({"format": FORMAT, "lessons": self._entries()}))

    def _entries(self, set_aside: bool = False) -> dict[str, Any]:
        try:
            lessons = json.loads(text_of(self.path))["lessons"]
            if not isinstance(lessons, dict):
                raise TypeError("lessons")
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, RecursionError):
            if set_aside:
                os.replace(self.path, self.path.with_suffix(".damaged.json"))
            return {}
        except OSError:
            return {}
        return lessons

    def _write(self, entries: dict[str, Any]) -> None:
        keep(self.path, _json({"format": FORMAT, "lessons": entries}))


def key(lesson: object) -> str:
    """How a lesson is called in the file: by its name if it is the chapter's, wherever installed, else by its path.

    "" for anything that is no lesson.
    """
    if not isinstance(lesson, Lesson):
        return ""
    path = lesson.path.resolve()
    return path.stem if path in {known.resolve() for known in available()} else str(path)


def _json(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a character, as JSON writes it


def _plain(record: Record) -> dict[str, Any]:
    return {
        "cell": record.cell,
        "done": sorted(record.done),
        "exercises": sorted(record.exercises),
        "predictions": {str(cell): vars(prediction) for cell, prediction in sorted(record.predictions.items())},
        "given": {str(cell): text for cell, text in sorted(record.given.items())},
        "typed": record.typed,
        "hints": record.hints,
    }


def _record(entry: Any) -> Record:
    """The record of an entry; what is missing or of another kind counts as nothing."""
    entry = entry if isinstance(entry, dict) else {}
    cell, done, exercises = entry.get("cell"), entry.get("done"), entry.get("exercises")
    record = Record(cell if isinstance(cell, int) and cell > 0 else 0)
    record.done = {n for n in done if isinstance(n, int)} if isinstance(done, list) else set()
    record.exercises = {name for name in exercises if isinstance(name, str)} if isinstance(exercises, list) else set()
    predictions = entry.get("predictions")
    for key, value in predictions.items() if isinstance(predictions, dict) else ():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            prediction = Prediction(str(value["given"]), bool(value["solved"]), str(value["right"]))
            record.predictions[int(key)] = prediction
    given, typed, hints = entry.get("given"), entry.get("typed"), entry.get("hints")
    for key, text in given.items() if isinstance(given, dict) else ():
        with contextlib.suppress(ValueError):
            record.given[int(key)] = str(text)
    record.typed = [text for text in typed if isinstance(text, str)] if isinstance(typed, list) else []
    record.hints = {key: n for key, n in hints.items() if type(n) is int and n > 0} if isinstance(hints, dict) else {}
    return record
