"""What a person can ask of a debugged program: one frozen record per command.

The same records drive the debugger in its own process, through the pipe, and are what a replay repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Motion = Literal[
    "step",  # into a run: one node; outside a run: one statement, entering the run that it makes
    "next",  # one statement, over the runs that it makes; inside a run: to the end of the run's statement
    "until",  # as next, but not back up in a loop: to a later line of the same frame, or out of it
    "continue",  # to the next breakpoint, else to the end of the unit
    "finish",  # to the end of the current run, stopping before the statement goes on
    "back",  # one node back on the timeline
    "back_run",  # to the start of the current or previous run
    "live",  # from the past to the newest moment
]


@dataclass(frozen=True, slots=True)
class Move:
    motion: Motion
    count: int = 1


@dataclass(frozen=True, slots=True)
class Break:
    """Set or remove a breakpoint: a node name, or a pattern with ``*`` and ``?`` (fnmatch)."""

    pattern: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Run what was typed at the prompt in the program's namespace; may be several lines."""

    source: str


@dataclass(frozen=True, slots=True)
class Complete:
    """Ask for completions of the expression that ends at the cursor."""

    text: str


@dataclass(frozen=True, slots=True)
class GoToUnit:
    """Run the units before ``unit`` from a fresh start, then stop before its first line."""

    unit: int


@dataclass(frozen=True, slots=True)
class Seek:
    """To a moment of the timeline; one that is not there yet is reached by running on."""

    moment: int


@dataclass(frozen=True, slots=True)
class AnswerPrediction:
    """Judge an answer to the question before a unit, as soon as that unit has run.

    An empty `text` asks for the right answer only.  Of `answer` and `expect` one is set: the right answer as text, or
    the expression that finds it.
    """

    unit: int
    text: str
    answer: str
    expect: str


@dataclass(frozen=True, slots=True)
class CheckExercise:
    """Run the check of an exercise after a unit; `line` is where its code stands in the lesson's file."""

    unit: int
    name: str
    check: str
    line: int


@dataclass(frozen=True, slots=True)
class Quit:
    pass


Command = Move | Break | Evaluate | Complete | GoToUnit | Seek | AnswerPrediction | CheckExercise | Quit
