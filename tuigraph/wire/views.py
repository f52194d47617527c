"""What a screen is told about a debugged program: records of plain data.

A snapshot is made at every stop, and at a bounded rate while the program runs.  What can be large is sent as a
difference from the snapshot before it (``nodes``, ``calls``, ``output``), and of a very large graph in portions, those
after the first as `More`; everything else is the whole current state.
The channel is reliable and ordered, so applying each snapshot in turn gives the full picture (see ``picture.py``).
"""

from __future__ import annotations

from typing import Literal

from tuigraph.wire.questions import Answer
from tuigraph.wire.record import Record, Tagged
from tuigraph.wire.said import Said, Text, joined

ProgramState = Literal["stopped", "running", "finished", "failed"]
StopReason = Literal["start", "statement", "node", "breakpoint", "unit", "interrupt", "error", "end", "prompt"]
VariableState = Literal["uninitialized", "live", "destroyed"]
OutputKind = Literal["out", "err", "echo", "error", "note"]


class NodeInfo(Record, frozen=True):
    """One operation of a graph, as its row in the tree shows it."""

    name: str
    type: str
    dtype: str  # of the first output, the base dtype of a reference; "" without one
    shape: str  # of the first output: "[20640,1]", "[?,3]", "[]", "?" when the rank is unknown, "" without an output
    inputs: tuple[str, ...]  # tensor names, "x/read:0"
    control_inputs: tuple[str, ...]
    file: str
    line: int  # of the user's program; 0 when not known
    is_variable: bool = False


class GraphNodes(Record, frozen=True):
    """The nodes that were added to a graph since the last snapshot."""

    graph: int  # a number that stays with the graph, 1 for the first
    added: tuple[NodeInfo, ...]
    total: int


class GivenName(Record, frozen=True):
    """What the program calls a node."""

    graph: int
    node: str
    name: str


class NodeCalls(Record, frozen=True):
    """How often the executor called a node's kernel, in all runs and in the current run."""

    graph: int
    name: str
    total: int
    in_run: int


class RunAhead(Record, frozen=True):
    """The run that the next statement asks for."""

    call: str  # as the program writes it, on one line
    nodes: int  # how many it will have, 0 when that is not known


class SourceText(Record, frozen=True):
    """A file of the program that is no unit; `shown` is how a person calls it."""

    file: str
    shown: str
    text: str


class Asking(Record, frozen=True):
    """The program waits for a line that somebody types; of a `secret` one nothing is to be seen."""

    secret: bool


class Position(Record, frozen=True):
    """Where the program stands.  ``unit`` is the index of the code cell, ``line`` counts from 1 in it."""

    unit: int
    units: int
    line: int  # about to run, also before a unit begins; 0 at the end
    session: int  # 0 outside a run
    run: int  # 0 outside a run; runs count from 1 over the whole program
    step: int  # how many nodes of the run have been executed
    steps: int
    fetches: tuple[str, ...]
    feeds: tuple[str, ...]
    behind: int  # how many steps the shown moment lies before the newest one; 0 when live
    begins: bool = False  # nothing of the unit has run yet
    ahead: RunAhead | None = None  # outside a run, where the program stands
    file: str = ""  # that the line is in, where it is in no unit; the unit is then the one that runs
    thread: str = ""  # that stands there, or has made the run, other than the program's main one
    called: bool = False  # the line is of Python that a node of the run has called


class StepView(Record, frozen=True):
    """The last executed node as an equation: ``add_1 = mul_1 + y/read = 36 + 4 -> 40``."""

    node: str
    inputs: tuple[str, ...]  # names of the input nodes
    equation: Text
    microseconds: float


class Assignment(Record, frozen=True):
    run: int
    node: str
    preview: Text


class VariableView(Record, frozen=True):
    """A variable in one session: its value now and its life so far."""

    session: int
    name: str
    dtype: str
    shape: str
    state: VariableState
    preview: Text
    initialized_run: int  # 0 when never
    assignments: tuple[Assignment, ...]  # the newest few, oldest first
    assigned: int  # how many in all
    destroyed: Text  # by what, "" while it lives
    track: tuple[float, ...] = ()  # a scalar's value, else the norm, after assignments spread over its life
    container: str = ""  # on a server, where it is shared; "" is the default one
    writer: Text = ""  # on a server: the session that has written it last


class ValueView(Record, frozen=True):
    """A node value of the current (or last) run.  Steps count from 1; 0 is "not yet"."""

    name: str  # tensor name
    preview: Text
    dtype: str
    shape: str
    bytes: int
    born: int
    last_used: int  # step of its last use in this plan, known from the start
    freed: int  # step after which it was dropped, 0 while it lives
    fetched: bool
    fed: bool = False  # there from the start of the run: no step bore it


class SessionView(Record, frozen=True):
    session: int
    graph: int
    closed: bool
    runs: int
    server: str = ""  # where its variables are, which other sessions share; "" where they are its own


class Series(Record, frozen=True):
    """A scalar that the program fetches again and again; at most 2,000 points, min-max decimated."""

    name: str
    steps: tuple[float, ...]  # 0, 1, 2 ...: how many times it had been fetched before
    values: tuple[float, ...]  # not-finite values are kept as nan, inf
    total: int  # points before decimation
    times: tuple[float, ...] = ()  # seconds since the epoch


class Output(Record, frozen=True):
    kind: OutputKind
    text: Text  # a sentence stands on lines of its own
    unit: int = -1  # that printed it; -1 for what is none's: the prompt's, the debugger's


class Problem(Record, frozen=True):
    """An error for a reader: the class, what it says (perhaps on several lines) and where in the program it arose."""

    type: str
    message: Text
    unit: int  # -1 for what was typed at the prompt
    line: int
    calls: tuple[Said, ...] = ()  # from the innermost function outwards: from where it was called
    file: str = ""  # in which the line is, where that is none of the unit's; the unit is then the one that led there

    @property
    def text(self) -> Text:
        """All of it, line by line."""
        return joined((joined((f"{self.type}: ", self.message)), *self.calls), "\n")


class Completion(Record, frozen=True):
    """A way to go on with what is typed, and what it takes or does."""

    name: str
    remark: Text = ""


class Verdict(Record, frozen=True):
    """On what a learner answered to the question before a unit, or did for an exercise after it."""

    unit: int
    exercise: str  # its name; "" for the question
    solved: bool
    given: str  # the answer to the question
    right: str  # the right one
    reason: tuple[tuple[str, str], ...]  # why an exercise is not solved: (language, text)


class Extent(Record, frozen=True):
    """The moments that one can go to, the shown one, and those at which units began, as numbers of timeline entries."""

    first: int
    shown: int
    now: int
    units: tuple[int, ...]  # of those that have begun


class StopPoint(Record, frozen=True):
    """A breakpoint.  `trouble` says why its condition could not be evaluated, the last time."""

    kind: str
    pattern: str
    condition: str
    ignore: int
    hits: int
    trouble: Text


class WatchView(Record, frozen=True):
    expression: str
    value: Text  # or why there is none


class Difference(Record, frozen=True):
    """A value in the parent and in the branch."""

    name: Text
    before: Text
    after: Text
    changed: bool


class BranchView(Record, frozen=True):
    """What a what-if has computed, beside what the run itself did or was about to do."""

    run: int
    overrides: tuple[tuple[str, Text], ...]  # name and value
    reran: tuple[Difference, ...]  # the nodes that depend on what was overridden, in the order in which they ran
    total: int  # how many steps that were in all; of very many, `reran` are the first
    results: tuple[Difference, ...]  # fetches and variables
    obstacle: Text  # why the branch cannot be kept; "" when it can
    outside: tuple[str, ...] = ()  # nodes that ran again and may have changed what is outside the graph


class More(Tagged, frozen=True):
    """What the snapshots before had no room for."""

    nodes: tuple[GraphNodes, ...]
    calls: tuple[NodeCalls, ...]


class Snapshot(Record, frozen=True):
    number: int  # counts up from 1; starts over when the program does, and then nothing told before holds
    state: ProgramState
    reason: StopReason
    position: Position
    graph: int  # the graph to show: that of the run, else the default graph
    nodes: tuple[GraphNodes, ...] = ()
    calls: tuple[NodeCalls, ...] = ()
    step: StepView | None = None
    next_node: str = ""  # the node about to run, inside a run
    next_inputs: tuple[str, ...] = ()
    sessions: tuple[SessionView, ...] = ()
    variables: tuple[VariableView, ...] = ()
    values: tuple[ValueView, ...] = ()
    live_bytes: int = 0
    peak_bytes: int = 0
    series: tuple[Series, ...] = ()
    output: tuple[Output, ...] = ()
    problem: Problem | None = None
    breakpoints: tuple[str, ...] = ()
    timeline_bytes: int = 0
    timeline_limit: int = 0
    completions: tuple[Completion, ...] = ()
    verdicts: tuple[Verdict, ...] = ()  # given since the last snapshot
    extent: Extent = Extent(0, 0, 0, ())
    given: tuple[GivenName, ...] = ()  # found since the last snapshot
    stops: tuple[StopPoint, ...] = ()  # all breakpoints; `breakpoints` are the patterns of those on nodes
    watches: tuple[WatchView, ...] = ()  # only at a stop
    branch: BranchView | None = None
    answer: Answer | None = None  # to what was asked
    sources: tuple[SourceText, ...] = ()  # of files that it stands in for the first time
    asking: Asking | None = None  # while the program runs
    passed_by: tuple[str, ...] = ()  # nodes of the shown run on a side that was not taken: they were never computed
