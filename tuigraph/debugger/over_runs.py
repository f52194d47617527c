"""The history of an expression: what it comes to at the end of each run that can be reached, as a table and a curve."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tuigraph.debugger import format
from tuigraph.debugger.afterwards import Afterwards, Supplying
from tuigraph.debugger.brief import told
from tuigraph.debugger.expressions import Reader, compiled, evaluate_code
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.series import as_number, decimate
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.walk import Place, walk
from tuigraph.wire.questions import HistoryView, ShowHistory
from tuigraph.wire.said import Text, joined, length, said

_NAME = re.compile(r"[\w.\-/]+(:\d+)?")
BAR = 30  # characters of the longest bar


class _Row(NamedTuple):
    run: int
    moment: int
    value: Text
    number: float  # NaN for what is none
    writes: tuple[int, ...]  # so many of each variable, where nothing else is in it


def answer(
    timeline: Timeline, names: Mapping[str, Any], ask: ShowHistory, cancelled: Callable[[], bool]
) -> HistoryView:
    """What `ask` asks for, or why there is nothing."""
    try:
        return history(timeline, names, ask, cancelled)
    except SyntaxError as error:
        return _nothing(ask, told(error))


def history(
    timeline: Timeline, names: Mapping[str, Any], ask: ShowHistory, cancelled: Callable[[], bool] = lambda: False
) -> HistoryView:
    """Like `answer`; raises SyntaxError.

    A run that has computed nothing of it, or has not written the variable, has no row; but where no run has computed
    it, each that could have has one.
    """
    rows: list[_Row] = []
    python: dict[str, None] = {}
    troubles: list[Text] = []
    value_of = _way(names, ask.expression)
    afterwards = Afterwards(timeline)

    def look(place: Place, supplying: bool = False) -> None:
        reader = Supplying(timeline, place, afterwards) if supplying else Reader(timeline, place.run)
        try:
            value = value_of(reader)
        except Unknown:
            return
        except Exception as error:
            troubles.append(told(error))
            return
        python.update(dict.fromkeys(reader.of_python))
        if not reader.computed and not reader.cells:
            troubles.append(said("history_of_nothing", expression=ask.expression))
            return
        lives = [timeline.lives.of(cell) for cell in reader.cells]
        writes = () if reader.computed else tuple(life.written_before(place.moment) if life else 0 for life in lives)
        number = as_number(value)
        shown = format.preview(value)
        rows.append(_Row(place.run.number, place.moment, shown, math.nan if number is None else number, writes))

    walked = walk(timeline, look, ask.seconds, cancelled)
    if not rows and not troubles and not walked.cancelled:
        walked = walk(timeline, lambda place: look(place, True), ask.seconds, cancelled)
    rows.sort()
    kept = [
        row
        for former, row in zip([None, *rows], rows)
        if former is None or not row.writes or row.writes != former.writes
    ]
    if not kept:
        nowhere = said("computed_nowhere", expression=ask.expression) if walked.total else said("no_run_yet")
        why = [said("cannot_be_computed", why=afterwards.reason)] if afterwards.reason and not troubles else []
        return _nothing(ask, troubles[-1] if troubles else nowhere, (*walked.left_out(ask.seconds), *why))
    remarks = list(walked.left_out(ask.seconds))
    if afterwards.made:
        remarks.append(said("computed_afterwards", names=", ".join(afterwards.made)))
    if python:
        remarks.append(said("python_as_now", names=", ".join(python)))
    shown = [kept[i] for i in _chosen([row.number for row in kept], max(ask.most, 2))]
    return HistoryView(
        ask.expression,
        tuple(row.run for row in shown),
        tuple(row.moment for row in shown),
        tuple(row.value for row in shown),
        tuple(row.number for row in shown),
        len(kept),
        tuple(remarks),
    )


def _way(names: Mapping[str, Any], expression: str) -> Callable[[Reader], Any]:
    """How the value is found: by a name in the graph that is none of Python's, or as an expression."""
    name = expression.strip()
    if name.partition(".")[0] not in names and _NAME.fullmatch(name):
        return lambda reader: reader.named(name).value
    code = compiled(expression)
    return lambda reader: evaluate_code(code, names, reader)


def _chosen(numbers: list[float], most: int) -> list[int]:
    """Which of many values are shown: the lowest and highest of each stretch, or where there are none, one of each."""
    count = len(numbers)
    if count <= most:
        return list(range(count))
    if not any(map(math.isfinite, numbers)):
        return sorted({i * (count - 1) // (most - 1) for i in range(most)})
    return sorted({0, *decimate(numbers, max(most - 2, 2)), count - 1})


def _nothing(ask: ShowHistory, problem: Text, remarks: tuple[Text, ...] = ()) -> HistoryView:
    return HistoryView(ask.expression, (), (), (), (), 0, remarks, problem)


def lines(found: HistoryView) -> list[Text]:
    """The answer as text: a row for each run, with a bar where it is a number."""
    if found.problem:
        return [found.problem, *found.remarks]
    first, last = found.runs[0], found.runs[-1]
    told: list[Text] = [said("history_line", expression=found.expression, n=found.total, first=first, last=last)]
    finite = [(number, run) for number, run in zip(found.numbers, found.runs) if math.isfinite(number)]
    low, high = (min(finite), max(finite)) if finite else ((0.0, 0), (0.0, 0))
    if finite:
        told.append(said("history_range", low=f"{low[0]:.6g}", at=low[1], high=f"{high[0]:.6g}", to=high[1]))
    width = max(length(value) for value in found.values)
    for run, value, number in zip(found.runs, found.values, found.numbers):
        text = f"{value:<{width}}" if isinstance(value, str) else value
        told.append(
            joined((f"{run:>8}  ", text, f"  {_bar(number, low[0], high[0])}"))
            if finite
            else joined((f"{run:>8}  ", value))
        )
    if found.total > len(found.runs):
        told.append(said("history_cut", n=len(found.runs), of=found.total))
    return [*told, *found.remarks]


def _bar(number: float, low: float, high: float) -> str:
    if not math.isfinite(number):
        return ""
    share = (number / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.0
    return "#" * (1 + round(share * (BAR - 1)))
