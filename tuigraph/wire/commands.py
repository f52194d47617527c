"""What a person can ask of a debugged program: one record per command.

The same records drive the debugger in its own process, through the pipe, and are what a replay repeats.
"""

from __future__ import annotations

from typing import Literal

from tuigraph.wire.questions import Question
from tuigraph.wire.record import Record, Tagged

TYPED = ":"  # begins a line at the prompt that is a typed command, not Python

Motion = Literal[
    "step",  # into a run: one node; outside a run: one statement, entering the run that it makes
    "next",  # one statement, over the runs that it makes; inside a run: to the end of the run's statement
    "until",  # as next, but not back up in a loop: to a later line of the same frame, or out of it
    "return",  # to where the function has returned to
    "continue",  # to the next breakpoint, else to the end of the unit
    "finish",  # to the end of the current run, stopping before the statement goes on
    "runs",  # to the end of the run that many runs on, the current one counted
    "over_run",  # over the run that is going on or comes next, to right before the one after it
    "back",  # one node back on the timeline
    "back_run",  # to the start of the current or previous run
    "live",  # from the past to the newest moment
]


class Move(Tagged, frozen=True):
    """`then` is a typed command that is answered where the move ends."""

    motion: Motion
    count: int = 1
    then: str = ""
    line: int = 0  # of the file that it stands in, to which `until` goes at least


BreakKind = Literal[
    "node",  # a node name, or a pattern with ``*`` and ``?`` (fnmatch)
    "type",  # an op type, or a pattern
    "dtype",  # of a node's first output
    "source",  # the nodes that a line of the source has made: "12" or "file.py:12"
    "line",  # the statement on a line of the source
    "filter",  # the name of a tensor filter, which looks at every value
    "change",  # where the value of an expression changes
    "when",  # where a condition begins to hold
]


class Among(Record, frozen=True):
    """Which tensors are looked at, by regular expressions that are to fit from the beginning on; "" fits all."""

    names: str = ""  # of nodes
    types: str = ""
    dtypes: str = ""
    exclude: str = ""  # names of nodes that are left out


class Break(Tagged, frozen=True):
    """Set or remove a breakpoint.  `condition` is an expression over the value ``x``; the first `ignore` times pass.

    `once`: it goes when the program stops next.  A filter looks at the values of the tensors `among`.
    """

    pattern: str
    on: bool = True
    kind: BreakKind = "node"
    condition: str = ""
    ignore: int = 0
    once: bool = False
    among: Among = Among()


class Watch(Tagged, frozen=True):
    """Show the value of a name or expression at each stop, or no longer."""

    expression: str
    on: bool = True


class Rewind(Tagged, frozen=True):
    """Back on the timeline: to the last write of a variable, to where a breakpoint or where a condition held."""

    to: Literal["write", "breakpoint", "condition"]
    what: str = ""  # the variable or the condition


class WhatIf(Tagged, frozen=True):
    """Suppose that a tensor or variable had another value (a Python expression), and run on from there in a branch."""

    name: str
    value: str


class EndBranch(Tagged, frozen=True):
    """Go on with what the branch has computed, or forget it."""

    keep: bool


class ChooseGraph(Tagged, frozen=True):
    """Show the graph of that number or name, until the program moves."""

    which: str


class SelectCall(Tagged, frozen=True):
    """Look from another call of the stack: 0 is the innermost; `relative` to the one that is looked from."""

    number: int
    relative: bool = False


class SelectThread(Tagged, frozen=True):
    """Look from another thread, by its number or name, until the program moves."""

    thread: str


class Typed(Tagged, frozen=True):
    """A command in words: ``pt theta``, ``run -f has_inf_or_nan``; see `typed.py`."""

    text: str


class Evaluate(Tagged, frozen=True):
    """Run what was typed at the prompt in the program's namespace; may be several lines.

    `hint`: where it fails, and begins like a typed command, say how one is typed there.
    """

    source: str
    hint: bool = False


class Complete(Tagged, frozen=True):
    """Ask for completions of the expression that ends at the cursor."""

    text: str


class GoToUnit(Tagged, frozen=True):
    """Run the units before ``unit`` from a fresh start, then stop before its first line."""

    unit: int


class Seek(Tagged, frozen=True):
    """To a moment of the timeline; one that is not there yet is reached by running on."""

    moment: int


class AnswerPrediction(Tagged, frozen=True):
    """Judge an answer to the question of a unit as soon as it is decided: at the first stop behind `line` of the unit
    (from 1), or when the unit has run.

    An empty `text` asks for the right answer only.  Of `answer` and `expect` one is set: the right answer as text, or
    the expression that finds it.
    """

    unit: int
    text: str
    answer: str
    expect: str
    line: int = 0


class CheckExercise(Tagged, frozen=True):
    """Run the check of an exercise after a unit; `line` is where its code stands in the lesson's file."""

    unit: int
    name: str
    check: str
    line: int


class SaveValue(Tagged, frozen=True):
    """Write a value, or a slice of it, to a file: with the ending ``.csv`` as text, else as ``.npy``."""

    name: str
    slice: str
    path: str
    number: int = -1  # of the values that it has had in the run, as `ShowValue` has it


class Quit(Tagged, frozen=True):
    pass


Command = (
    Move
    | Break
    | Watch
    | Rewind
    | WhatIf
    | EndBranch
    | ChooseGraph
    | SelectCall
    | SelectThread
    | Typed
    | Evaluate
    | Complete
    | GoToUnit
    | Seek
    | AnswerPrediction
    | CheckExercise
    | SaveValue
    | Question
    | Quit
)
