"""What event files hold, whoever wrote them, read on as the files grow: scalars as curves, other kinds by the last.

A run is a directory with event files in it, at any depth, as TensorBoard has it, or one such file.  What a program
wrote before it was started again is left out from the step on at which it begins anew (SessionLog.START).
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from tensorboard.compat.proto.event_pb2 import Event, SessionLog

from tuigraph.debugger.series import Curve
from tuigraph.event_files import EventFile
from tuigraph.event_kinds import KINDS, SCALARS, kind_of, number_of, told
from tuigraph.harmless import clean
from tuigraph.words import Words, message

SHOWN = 4_000  # points of a series that are handed out
_RUN, _TAG, _STEP = message("logs_run"), message("logs_tag"), message("logs_step")
_SCALAR_TITLES = (
    _RUN,
    _TAG,
    message("logs_points"),
    _STEP,
    message("logs_value"),
    message("least"),
    message("greatest"),
)
_OTHER_TITLES = (_RUN, message("logs_kind"), _TAG, message("logs_count"), _STEP, message("logs_last"))


@dataclass(frozen=True)
class Scalars:
    """One tag of one run; at most `SHOWN` points, min-max decimated.

    `least` and `greatest` are of all its finite points, nan when there are none; `not_finite` counts the others.
    """

    run: str  # the directory, seen from the one that was asked for: "." for itself
    tag: str
    steps: tuple[float, ...]
    values: tuple[float, ...]
    times: tuple[float, ...]
    total: int  # points before decimation
    least: float
    greatest: float
    not_finite: int


@dataclass(frozen=True)
class Other:
    """What is no scalar: a tag of one kind in one run, how often it was written, and the last of it in words."""

    run: str
    kind: str
    tag: str
    total: int
    step: int
    text: str


@dataclass(frozen=True)
class Damage:
    """What of a file could not be read: in how many places something was lost, and the bytes of an unfinished end."""

    path: str
    places: int
    unfinished: int


class _Points:
    """The points of one tag."""

    def __init__(self) -> None:
        self.curve = Curve()
        self.least, self.greatest = math.inf, -math.inf
        self.not_finite = 0

    def add(self, step: float, value: float, time: float) -> None:
        self.curve.add(step, value, time)
        self._count(value)

    def _count(self, value: float) -> None:
        if math.isfinite(value):
            self.least, self.greatest = min(self.least, value), max(self.greatest, value)
        else:
            self.not_finite += 1

    def drop_from(self, step: float) -> None:
        self.curve.drop_from(step)
        self.least, self.greatest, self.not_finite = math.inf, -math.inf, 0
        for value in self.curve.values:
            self._count(value)

    def shown(self, run: str, tag: str) -> Scalars:
        steps, values, times = self.curve.points(SHOWN)
        extremes = (self.least, self.greatest) if self.least <= self.greatest else (math.nan, math.nan)
        return Scalars(
            run, tag, tuple(steps), tuple(values), tuple(times), self.curve.total, *extremes, self.not_finite
        )


class _Run:
    """What has been read of one directory, or of one event file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.files: dict[str, EventFile] = {}
        self._events: Iterator[Event] | None = None
        self._kinds: dict[str, str] = {}  # only the first value of a tag says what it is
        self._others: dict[tuple[str, str], tuple[int, int, Any]] = {}
        self.tags: dict[str, _Points] = {}

    def read(self, until: float) -> tuple[bool, bool]:
        """Read on until that time; whether anything was new, and whether that was all there is."""
        new = False
        self._events = self._events or self._read()
        for event in self._events:
            new = self._take(event) or new
            if time.monotonic() > until:
                return new, False
        self._events = None
        return new, True

    def _read(self) -> Iterator[Event]:
        for path in event_files(self._path):
            file = self.files.setdefault(path, EventFile(path))
            try:
                yield from file.read()
            except OSError:
                continue  # gone or closed to us since it was found

    def _take(self, event: Event) -> bool:
        if event.session_log.status == SessionLog.START:
            for points in self.tags.values():
                points.drop_from(event.step)
        for value in event.summary.value:
            kind = self._kinds[value.tag] = kind_of(value, self._kinds.get(value.tag, ""))
            number = number_of(value) if kind == SCALARS else None
            if number is not None:
                self.tags.setdefault(value.tag, _Points()).add(event.step, number, event.wall_time)
            else:
                self._note(kind, value.tag, event.step, value)
        if event.graph_def:
            self._note("graph", "", event.step, event.graph_def)
        return bool(event.summary.value or event.graph_def)

    def _note(self, kind: str, tag: str, step: int, value: Any) -> None:
        count = self._others.get((kind, tag), (0,))[0]
        self._others[kind, tag] = (count + 1, step, value)

    @property
    def other_tags(self) -> int:
        return len(self._others)

    def others(self, run: str) -> list[Other]:
        return [
            Other(run, kind, tag, count, step, told(kind, value))
            for (kind, tag), (count, step, value) in sorted(self._others.items())
        ]


def event_files(path: str) -> list[str]:
    """The event files of a directory in the order in which they were written; a file itself."""
    if os.path.isfile(path):
        return [path]
    try:
        return sorted(entry.path for entry in os.scandir(path) if "tfevents" in entry.name and entry.is_file())
    except OSError:
        return []


class EventLogs:
    """All runs under a directory, or the one of an event file.

    `read` may be called from another thread than the others.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._runs: dict[str, _Run] = {}
        self._lock = threading.Lock()

    def read(self, seconds: float = float("inf")) -> tuple[bool, bool]:
        """Read what is new for so long; whether there was anything, and whether that was all there is."""
        until = time.monotonic() + seconds
        changed, all_read = self._find_runs(), True
        for run in list(self._runs.values()):
            with self._lock:
                new, whole = run.read(until)
            changed, all_read = changed or new, all_read and whole
        return changed, all_read

    def _find_runs(self) -> bool:
        found = False
        for path, name in self._places():
            if name not in self._runs:
                with self._lock:
                    self._runs[name] = _Run(path)
                found = True
        return found

    def _places(self) -> list[tuple[str, str]]:
        if self.directory.is_file():
            return [(str(self.directory), self.directory.name)]
        inside = [path for path, _, names in os.walk(self.directory) if any("tfevents" in name for name in names)]
        return [(path, os.path.relpath(path, self.directory)) for path in sorted(inside)]

    def counts(self) -> tuple[int, int, int]:
        """How many runs with scalars, tags and points there are."""
        with self._lock:
            points = [points for run in self._runs.values() for points in run.tags.values()]
            tags = {tag for run in self._runs.values() for tag in run.tags}
            return sum(bool(run.tags) for run in self._runs.values()), len(tags), sum(p.curve.total for p in points)

    def tags(self) -> dict[str, int]:
        """The tags of scalars, and in how many runs each is."""
        found: dict[str, int] = {}
        with self._lock:
            for run in self._runs.values():
                for tag in run.tags:
                    found[tag] = found.get(tag, 0) + 1
        return dict(sorted(found.items()))

    def scalars(self, tag: str) -> tuple[Scalars, ...]:
        """A tag in all runs that have it."""
        with self._lock:
            return tuple(run.tags[tag].shown(name, tag) for name, run in self._runs.items() if tag in run.tags)

    def other_tags(self) -> int:
        """How many tags of other kinds there are, in all runs."""
        with self._lock:
            return sum(run.other_tags for run in self._runs.values())

    def others(self) -> tuple[Other, ...]:
        """What there is beside scalars."""
        with self._lock:
            return tuple(other for name, run in self._runs.items() for other in run.others(name))

    def damage(self) -> tuple[Damage, ...]:
        """The files that were not read whole."""
        with self._lock:
            files = [file for run in self._runs.values() for file in run.files.values()]
        return tuple(Damage(f.path, f.damaged, f.unfinished) for f in files if f.damaged or f.unfinished)


def summary(logs: EventLogs, words: Words) -> str:
    """Everything that is there: a table of scalars, one of other kinds, and what could not be read."""
    logs.read()
    parts = [_scalar_table(logs, words), _other_table(logs.others(), words), _damage_lines(logs, words)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _scalar_table(logs: EventLogs, words: Words) -> list[str]:
    found = [scalars for tag in logs.tags() for scalars in logs.scalars(tag)]
    if not found:
        return [words("logs_empty", path=clean(str(logs.directory)))]
    rows = [[words(title) for title in _SCALAR_TITLES]]
    for scalars in found:
        numbers = (scalars.values[-1], scalars.least, scalars.greatest) if scalars.values else ()
        last = f"{scalars.steps[-1]:.0f}" if scalars.steps else ""
        rows.append([scalars.run, scalars.tag, str(scalars.total), last, *(f"{number:.6g}" for number in numbers)])
    if any(scalars.not_finite for scalars in found):
        rows[0].append(words("logs_not_finite"))
        for row, scalars in zip(rows[1:], found, strict=True):
            row.append(str(scalars.not_finite))
    return _aligned(rows, left=2)


def _other_table(found: tuple[Other, ...], words: Words) -> list[str]:
    rows = [[words(title) for title in _OTHER_TITLES]]
    for other in found:
        kind = words(KINDS[other.kind]) if other.kind in KINDS else other.kind
        rows.append([other.run, kind, other.tag, str(other.total), str(other.step), other.text])
    return _aligned(rows, left=3, last_left=True) if found else []


def _damage_lines(logs: EventLogs, words: Words) -> list[str]:
    """A line for each file that was not read whole."""
    lines = []
    for damage in logs.damage():
        path = clean(damage.path)
        if damage.places:
            lines.append(words("logs_damaged", path=path, n=damage.places))
        if damage.unfinished:
            lines.append(words("logs_unfinished", path=path, n=damage.unfinished))
    return lines


def _aligned(rows: list[list[str]], left: int, last_left: bool = False) -> list[str]:
    """Rows as columns: the first ones, and the last where that is said, begin under each other, the others end so."""
    rows = [[clean(text) for text in row] + [""] * (len(rows[0]) - len(row)) for row in rows]
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        texts = []
        for i, (text, width) in enumerate(zip(row, widths, strict=True)):
            room = " " * (width - _columns(text))
            texts.append(text + room if i < left or (last_left and i == len(row) - 1) else room + text)
        lines.append("  ".join(texts).rstrip())
    return lines


def _columns(text: str) -> int:
    """How many a terminal takes for it: two for a Chinese character."""
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)
