"""What a screen asks about a program, and what it is answered: a question stands beside the record that answers it.

An answer comes with the snapshot after its question (`Snapshot.answer`), and the picture keeps the newest of each kind.
A view with data of its own is a question and an answer here, and both of them in the unions at the end.
"""

from __future__ import annotations

from typing import Literal

from tuigraph.wire.record import Record, Tagged
from tuigraph.wire.said import Text

SECONDS = 10.0  # that a question about all runs may take, where nobody says otherwise


class Answered(Tagged, frozen=True):
    """An answer.  It takes the place of a former one of its kind about the same."""

    @property
    def about(self) -> object:
        return None


# ---------------------------------------------------------------- the elements of a value


Order = Literal["index", "ascending", "descending"]


class ShowValue(Tagged, frozen=True):
    """Show a part of the value of a variable, tensor or node: `rows` x `columns` elements from `row`, `column` on.

    What the rows and columns are is said at `values.table`.
    """

    name: str  # or a Python expression over values
    slice: str = ""  # as in Python: "[3:7, :]"
    row: int = 0
    column: int = 0
    rows: int = 20
    columns: int = 8
    format: str = ""  # of numbers, as in Python: ".3e"
    highlight: str = ""  # the elements that stand out: "> 0.5", "0..1", "nan"
    order: Order = "index"
    heat_rows: int = 0  # of a heat map; 0 for none
    heat_columns: int = 0
    session: int = 0  # whose value; 0 for that of the moment that is shown
    number: int = -1  # of the values that it has had in the shown run, from 0 on; -1: the newest


class Statistics(Record, frozen=True):
    """Of the numbers of a value; of complex ones, of their magnitudes."""

    minimum: float  # of the finite ones, as all that follows; nan when there are none
    maximum: float
    mean: float
    deviation: float
    zeros: int
    nans: int
    infs: int  # positive
    negative_infs: int
    histogram: tuple[int, ...]  # of equal parts of minimum .. maximum


class ValuePage(Answered, frozen=True):
    """A part of a value as a table of texts; `problem` says why there is none."""

    name: str
    slice: str
    dtype: str
    whole: tuple[int, ...]  # shape
    shape: tuple[int, ...]  # of the slice
    row: int  # of the first one shown
    column: int
    total_rows: int
    total_columns: int
    row_labels: tuple[Text, ...]
    cells: tuple[tuple[Text, ...], ...]
    marks: tuple[tuple[bool, ...], ...]  # the elements that stand out; () when nothing was asked for
    marked: int  # how many stand out in the whole slice
    statistics: Statistics | None  # None for what is no number
    heat: tuple[tuple[int, ...], ...]  # 0 (least) .. 8 (greatest) by part of the table; -1: something is not finite
    problem: Text = ""
    session: int = 0  # that was asked for
    run: int = 0  # that has computed it, where that is another one than the shown
    remark: Text = ""  # what of an expression is of another moment than the shown one

    @property
    def about(self) -> tuple[str, int]:
        return self.name, self.session


# ---------------------------------------------------------------- why a value is what it is


class ShowWhy(Tagged, frozen=True):
    """Show what a value comes from, `depth` levels of it.

    With `origin`, of a value that is not finite: the step at which that came about.
    """

    name: str  # or "#12", the number of a cause that was shown; with `origin`, "" for anything that is not finite
    depth: int = 1
    origin: bool = False


class CauseView(Record, frozen=True):
    """A line in the tree of what a value comes from; ``why #number`` shows what is behind it."""

    number: int
    depth: int
    name: str
    kind: str  # as `words.causes.Kind`
    type: str  # of the operation; "" without one
    run: int  # in which it came about; 0 when that does not matter
    value: Text  # a preview
    more: bool  # something is behind it that is not shown


class WhyView(Answered, frozen=True):
    """What a value comes from: the lines of a tree, from the value itself on; `problem` says why there is none."""

    name: str  # that was asked about
    causes: tuple[CauseView, ...]
    problem: Text = ""
    origin: tuple[Text, ...] = ()  # when that was asked for: lines that say where what is not finite came about
    equation: Text = ""  # of the step at which it did


# ---------------------------------------------------------------- what the kernels cost


ProfileOrder = Literal["time", "calls", "again", "bytes"]


class ShowProfile(Tagged, frozen=True):
    """Show what the kernels of nodes have cost: of many nodes the first `most`, the greatest first."""

    order: ProfileOrder = "time"
    most: int = 500


class NodeProfile(Record, frozen=True):
    """What a node's kernel has cost, in the runs that have ended."""

    graph: int
    name: str
    type: str
    calls: int
    runs: str  # "1, 3-100"
    again: int  # calls although nothing had changed since the one before
    microseconds: float  # of all calls; worked out from those that were timed
    microseconds_each: float
    timed: int  # calls that were timed
    bytes_each: int  # of the result


class ProfileView(Answered, frozen=True):
    """The nodes that have cost most."""

    order: str
    nodes: tuple[NodeProfile, ...]
    total: int  # nodes that have run
    microseconds: float  # of all of them


# ---------------------------------------------------------------- the call stack


class ShowStack(Tagged, frozen=True):
    """Show the calls that the program is in, and the names of the one that is looked from."""


class CallView(Record, frozen=True):
    """A call of the program's own code: the function, and the line that it is at."""

    name: str
    file: str
    line: int
    text: str


class NameView(Record, frozen=True):
    """What a name stands for: a tensor or variable for its value; `node` is the node's name, "" for what is none."""

    name: str
    value: Text
    node: str


class ThreadView(Record, frozen=True):
    """A thread of the program, and where it is; `stands` says that it is the one that has stopped."""

    number: int
    name: str
    stands: bool
    where: Text  # the innermost call of the program's own code, and the run that it is in


class StackView(Answered, frozen=True):
    """The calls, innermost first."""

    calls: tuple[CallView, ...]
    selected: int
    names: tuple[NameView, ...]  # of the selected one
    threads: tuple[ThreadView, ...] = ()  # where there are several
    past: bool = False  # an earlier moment is shown, but what is Python's is as it is now


# ---------------------------------------------------------------- over all runs


class ShowHistory(Tagged, frozen=True):
    """Show what an expression has come to at the end of each run that can be reached, in at most so many `seconds`.

    Of many values `most` are shown, so that no peak is lost.
    """

    expression: str
    seconds: float = SECONDS
    most: int = 2000


class HistoryView(Answered, frozen=True):
    """The values by run; `problem` says why there are none."""

    expression: str
    runs: tuple[int, ...]
    moments: tuple[int, ...]  # at which the runs ended
    values: tuple[Text, ...]
    numbers: tuple[float, ...]  # NaN for what is no real scalar
    total: int
    remarks: tuple[Text, ...]  # what was left out, and what Python cannot take back
    problem: Text = ""

    @property
    def about(self) -> str:
        return self.expression


# ---------------------------------------------------------------- health


class ShowHealth(Tagged, frozen=True):
    """Look for what is wrong with values in all runs that can be reached, in at most so many `seconds`."""

    check: str = ""  # "dead", or with a threshold "dead 0.9"; "" for all
    seconds: float = SECONDS


class Finding(Record, frozen=True):
    """A node with which a check has found something wrong, in `count` runs from `first` to `last`."""

    check: str
    node: str
    type: str
    first: int
    last: int
    count: int
    moment: int  # at which the first of these runs ended
    what: Text  # in that run
    at: str  # file and line that have made the node
    text: str  # of the line


class HealthView(Answered, frozen=True):
    """What was found, the earliest first for each check."""

    check: str  # that was asked for
    asked: tuple[str, ...]  # with their thresholds
    findings: tuple[Finding, ...]
    total: int
    runs: int  # that were looked at
    remarks: tuple[Text, ...]  # what was left out

    @property
    def about(self) -> str:
        return self.check


Question = ShowValue | ShowWhy | ShowProfile | ShowStack | ShowHistory | ShowHealth
Answer = ValuePage | WhyView | ProfileView | StackView | HistoryView | HealthView
