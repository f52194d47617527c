"""What a screen and a debuggee say to each other, as lines of JSON: the name of a record, then its fields in order.

Only the records that are named here are ever made from a line: what comes through the pipe is data and nothing else.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Union

from tuigraph.debugger.commands import (
    AnswerPrediction,
    Break,
    CheckExercise,
    Command,
    Complete,
    EndBranch,
    Evaluate,
    GoToUnit,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    ShowProfile,
    ShowValue,
    ShowWhy,
    Typed,
    Watch,
    WhatIf,
)
from tuigraph.debugger.snapshot import Snapshot


@dataclass(frozen=True)
class UnitSource:
    """A unit of the program, as `Unit` has it."""

    source: str
    filename: str
    first_line: int = 1


@dataclass(frozen=True)
class Done:
    """A command that was carried out.  `moment` is -1, or how far the timeline had come when it was interrupted."""

    command: Command
    moment: int = -1


@dataclass(frozen=True)
class Load:
    """The first message to a debuggee: the program, and what brings it to where it was before."""

    units: tuple[UnitSource, ...]
    argv: tuple[str, ...] = ()
    echo: bool = False
    as_tensorflow: bool = False  # `import tensorflow` means tuigraph
    replay: tuple[Done, ...] = ()
    note: str = ""  # shown with the first snapshot
    keep: bool = False  # breakpoints and watches, from one start to the next


@dataclass(frozen=True)
class Pause:
    """Stop at the next statement or node."""


@dataclass(frozen=True)
class Answer:
    """The program has stopped, `moment` entries into its timeline."""

    snapshot: Snapshot
    moment: int


@dataclass(frozen=True)
class Progress:
    """The program is running."""

    snapshot: Snapshot


Stopping = Union[Break, Watch, Rewind, WhatIf, EndBranch, Typed]  # noqa: UP007 (3.10)
Showing = Union[ShowValue, SaveValue, ShowWhy, ShowProfile]  # noqa: UP007 (3.10)
Asked = Union[Move, Evaluate, Complete, GoToUnit, Seek, AnswerPrediction, CheckExercise, Quit]  # noqa: UP007 (3.10)
Message = Union[Asked, Stopping, Showing, Load, Pause, Answer, Progress]  # noqa: UP007 (3.10)


def encode(message: Message) -> bytes:
    """A line."""
    return json.dumps(_plain(message), separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line.  Raises ValueError, TypeError, KeyError or IndexError for what is none."""
    message: Message = _reader(Message)(json.loads(line))
    return message


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function from plain JSON to a value of this type."""
    origin = typing.get_origin(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    if origin is tuple:
        item = _reader(typing.get_args(kind)[0])
        return lambda values: tuple([item(value) for value in values])
    if origin in (Union, types.UnionType):
        readers = {k.__name__: _reader(k) for k in typing.get_args(kind) if k is not type(None)}
        return lambda value: None if value is None else readers[value[0]](value)
    return lambda value: value


def _record_reader(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    readers = [(i + 1, _reader(hints[n])) for i, n in enumerate(names) if not _is_scalar(hints[n])]

    def read(values: Any) -> Any:
        if values[0] != kind.__name__:
            raise ValueError(f"expected a {kind.__name__}, not a {values[0]}")
        for i, reader in readers:
            values[i] = reader(values[i])
        return kind(*values[1:])

    return read


def _is_scalar(kind: Any) -> bool:
    return kind in (str, int, float, bool) or typing.get_origin(kind) is typing.Literal
