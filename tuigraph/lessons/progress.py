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
    """Progress in one lesson.  Cells count from 0; `cell` is where the learner was."""

    cell: int = 0
    done: set[int] = field(default_factory=set)
    exercises: set[str] = field(default_factory=set)
    predictions: dict[int, Prediction] = field(default_factory=dict)

    def counted(self, lesson: Lesson) -> tuple[int, int]:
        """How many cells have run and exercises are solved, and how many cells and exercises there are."""
        names = {exercise.name for step in lesson.steps for exercise in step.exercises}
        cells = set(range(len(lesson.units)))
        return len(self.done & cells) + len(self.exercises & names), len(cells) + len(names)


class Progress:
    """The progress of all lessons.  Methods that write raise OSError when they cannot."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_file("progress.json")

    def of(self, lesson: Lesson) -> Record:
        """A lesson's progress, empty for one that was never opened."""
        return _record(self._entries().get(_key(lesson)))

    def save(self, lesson: Lesson, record: Record) -> None:
        """Keep a lesson's progress."""
        entries = self._entries(set_aside=True)
        entries[_key(lesson)] = _plain(record)
        self._write(entries)

    def reset(self, lesson: Lesson | None = None) -> None:
        """Forget the progress of one lesson, or of all."""
        entries = self._entries(set_aside=True) if lesson else {}
        if lesson:
            entries.pop(_key(lesson), None)
        self._write(entries)

    def export(self, path: Path) -> None:
        """Write all progress to a file, in the format of the file itself."""
        write_text(path, _json({"format": FORMAT, "lessons": self._entries()}))

    def _entries(self, set_aside: bool = False) -> dict[str, Any]:
        try:
            lessons = json.loads(self.path.read_text(encoding="utf-8"))["lessons"]
            if not isinstance(lessons, dict):
                raise TypeError("lessons")
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            if set_aside:
                os.replace(self.path, self.path.with_suffix(".damaged.json"))
            return {}
        except OSError:
            return {}
        return lessons

    def _write(self, entries: dict[str, Any]) -> None:
        keep(self.path, _json({"format": FORMAT, "lessons": entries}))


def _key(lesson: Lesson) -> str:
    """The name of a lesson of the chapter, wherever it is installed; the path of another file."""
    path = lesson.path.resolve()
    return path.stem if path in {known.resolve() for known in available()} else str(path)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def _plain(record: Record) -> dict[str, Any]:
    return {
        "cell": record.cell,
        "done": sorted(record.done),
        "exercises": sorted(record.exercises),
        "predictions": {str(cell): vars(prediction) for cell, prediction in sorted(record.predictions.items())},
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
    return record
