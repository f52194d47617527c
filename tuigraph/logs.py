"""Scalars in the event files of a directory, whoever wrote them, read on as the files grow.

A run is a directory with event files in it, at any depth, as TensorBoard has it.  Files are read with TensorBoard's own
loaders, which know older forms of a summary and go on where a file was cut.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from tuigraph.debugger.series import Curve
from tuigraph.harmless import clean
from tuigraph.words import Words

SHOWN = 4_000  # points of a series that are handed out


@dataclass(frozen=True)
class Scalars:
    """One tag of one run; at most `SHOWN` points, min-max decimated."""

    run: str  # the directory, seen from the one that was asked for: "." for itself
    tag: str
    steps: tuple[float, ...]
    values: tuple[float, ...]
    times: tuple[float, ...]
    total: int  # points before decimation


class _Run:
    """What has been read of one directory, or of one event file."""

    def __init__(self, path: str) -> None:
        from tensorboard.backend.event_processing import directory_loader, event_file_loader, io_wrapper

        self._loader: Any = (
            directory_loader.DirectoryLoader(
                path, event_file_loader.TimestampedEventFileLoader, io_wrapper.IsSummaryEventsFile
            )
            if os.path.isdir(path)
            else _File(path)
        )
        self._events: Iterator[Any] | None = None
        self._scalars: set[str] = set()  # tags that are; only the first value of a tag says so
        self.curves: dict[str, Curve] = {}

    def read(self, until: float) -> tuple[bool, bool]:
        """Read on until that time; whether anything was new, and whether that was all there is."""
        new = False
        self._events = self._events or self._loader.Load()
        for event in self._events:
            new = self._take(event) or new
            if time.monotonic() > until:
                return new, False
        self._events = None
        return new, True

    def _take(self, event: Any) -> bool:
        new = False
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == "scalars":
                self._scalars.add(value.tag)
            if value.tag in self._scalars and value.HasField("tensor"):
                self.curves.setdefault(value.tag, Curve()).add(event.step, _number(value.tensor), event.wall_time)
                new = True
        return new


def _number(tensor: Any) -> float:
    from tensorboard.util.tensor_util import make_ndarray

    if len(tensor.float_val) == 1:
        return float(tensor.float_val[0])
    return float(make_ndarray(tensor).reshape(-1)[0])


class _File:
    """One event file, loaded as a directory is."""

    def __init__(self, path: str) -> None:
        from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

        self._loader = EventFileLoader(path)

    def Load(self) -> Iterator[Any]:
        yield from self._loader.Load()


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
        from tensorboard.backend.event_processing import io_wrapper

        found = False
        one = self.directory.is_file()
        paths = [str(self.directory)] if one else io_wrapper.GetLogdirSubdirectories(str(self.directory))
        for path in sorted(paths):
            name = os.path.basename(path) if one else os.path.relpath(path, self.directory)
            if name not in self._runs:
                with self._lock:
                    self._runs[name] = _Run(path)
                found = True
        return found

    def counts(self) -> tuple[int, int, int]:
        """How many runs, tags and points there are."""
        with self._lock:
            curves = [curve for run in self._runs.values() for curve in run.curves.values()]
            tags = {tag for run in self._runs.values() for tag in run.curves}
            return sum(bool(run.curves) for run in self._runs.values()), len(tags), sum(c.total for c in curves)

    def tags(self) -> dict[str, int]:
        """The tags, and in how many runs each is."""
        found: dict[str, int] = {}
        with self._lock:
            for run in self._runs.values():
                for tag in run.curves:
                    found[tag] = found.get(tag, 0) + 1
        return dict(sorted(found.items()))

    def scalars(self, tag: str) -> tuple[Scalars, ...]:
        """A tag in all runs that have it."""
        found = []
        with self._lock:
            for name, run in self._runs.items():
                curve = run.curves.get(tag)
                if curve is not None:
                    steps, values, times = curve.points(SHOWN)
                    found.append(Scalars(name, tag, tuple(steps), tuple(values), tuple(times), curve.total))
        return tuple(found)


def summary(logs: EventLogs, words: Words) -> str:
    """Everything that is there as a table: a line per run and tag, with the last value and the extremes."""
    logs.read()
    rows: list[tuple[str, ...]] = [
        (
            words("logs_run"),
            words("logs_tag"),
            words("logs_points"),
            words("logs_step"),
            words("logs_value"),
            words("least"),
            words("greatest"),
        )
    ]
    for tag in logs.tags():
        for found in logs.scalars(tag):
            finite = [value for value in found.values if abs(value) < float("inf")] or [float("nan")]
            numbers = (found.values[-1], min(finite), max(finite))
            rows.append(
                (
                    clean(found.run),
                    clean(tag),
                    str(found.total),
                    f"{found.steps[-1]:.0f}",
                    *(f"{n:.6g}" for n in numbers),
                )
            )
    if len(rows) == 1:
        return words("logs_empty", path=str(logs.directory))
    widths = [max(map(_columns, column)) for column in zip(*rows)]
    lines = []
    for row in rows:
        room = [" " * (width - _columns(text)) for text, width in zip(row, widths)]
        texts = [text + space if i < 2 else space + text for i, (text, space) in enumerate(zip(row, room))]
        lines.append("  ".join(texts).rstrip())
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How many a terminal takes for it: two for a Chinese character."""
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)
