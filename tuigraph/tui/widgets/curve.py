"""Curves on axes: those of the running program, drawn as they come, or those of event files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message

from tuigraph.harmless import clean
from tuigraph.tui.braille import BETWEEN, MARKS, SIGNS, Scale, plot
from tuigraph.tui.curves import Chart, Reading, Trace, clip
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, fit_name, right, wrap
from tuigraph.wire.views import Series
from tuigraph.words import message

AXIS_NAMES = {
    "step": message("axis_step"),
    "relative": message("axis_relative"),
    "wall": message("axis_wall"),
}
ROOMY = 16  # rows from which on the legend is a table
DIFFERENT = 3  # values that make a curve
TICK = 5  # rows or more between two labels of the y axis


class CurvePane(LineView):
    """A plot as large as the pane, with axes, a cursor and a legend.  The `chart` says what is shown and how."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", show=False),
        Binding("left,h", "cursor(-1)", show=False),
        Binding("right,l", "cursor(1)", show=False),
        Binding("shift+left", "cursor(-10)", show=False),
        Binding("shift+right", "cursor(10)", show=False),
        Binding("up,k", "zoom(2.0)", show=False),
        Binding("down,j", "zoom(0.5)", show=False),
        Binding("left_parenthesis", "pan(-0.5)", show=False),
        Binding("right_parenthesis", "pan(0.5)", show=False),
        Binding("0", "reset", show=False),
        Binding("x", "axis", show=False),
        Binding("X", "log_x", show=False),
        Binding("less_than_sign", "smooth(-1)", show=False),
        Binding("greater_than_sign", "smooth(1)", show=False),
        Binding("o", "outliers", show=False),
        Binding("J", "select(1)", show=False),
        Binding("K", "select(-1)", show=False),
        Binding("H", "hide", show=False),
        Binding("P", "keep", show=False),
    ]

    class Opened(Message):
        """The curves are wanted on a screen of their own."""

    def __init__(self, chart: Chart | None = None) -> None:
        super().__init__(id="curve", classes="pane")
        self.chart = chart or Chart()
        self._plotted_for: tuple[int, int] | None = None
        self._plot_width = 2
        self._lines: list[Line] = []

    def show(self, series: tuple[Series, ...]) -> None:
        """Show the series of the running program, beside those that were kept."""
        own: list[Trace] = []
        seen: Counter[str] = Counter()
        for one in series:
            seen[one.name] += 1  # graphs may have nodes of one name
            name = one.name if seen[one.name] == 1 else f"{one.name} ({seen[one.name]})"
            if one.steps:
                own.append(Trace("", name, one.steps, one.values, one.times))
        self.show_traces((*self.chart.kept, *own))

    @property
    def worth_seeing(self) -> bool:
        """Whether a curve is among the traces."""
        return any(_different(trace.values) >= DIFFERENT for trace in self.chart.traces)

    def show_traces(self, traces: tuple[Trace, ...]) -> None:
        """Show these traces, if they differ from what is shown."""
        if self.chart.show(traces):
            self.redraw()

    def action_log_y(self) -> None:
        """Between a linear and a logarithmic y axis."""
        self.chart.log_y = not self.chart.log_y
        self.redraw()

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def action_cursor(self, by: int) -> None:
        self.chart.move_cursor(by, self._plot_width)
        self.redraw()

    def action_zoom(self, factor: float) -> None:
        self.chart.zoom(factor)
        self.redraw()

    def action_pan(self, share: float) -> None:
        self.chart.pan(share)
        self.redraw()

    def action_reset(self) -> None:
        self.chart.reset()
        self.redraw()

    def action_axis(self) -> None:
        self.chart.next_axis()
        self.redraw()

    def action_log_x(self) -> None:
        self.chart.toggle_log_x()
        self.redraw()

    def action_smooth(self, by: int) -> None:
        self.chart.smoother(by)
        self.redraw()

    def action_outliers(self) -> None:
        self.chart.without_outliers = not self.chart.without_outliers
        self.redraw()

    def action_select(self, by: int) -> None:
        self.chart.select(by)
        self.redraw()

    def action_hide(self) -> None:
        self.chart.toggle_hidden()
        self.redraw()

    def action_keep(self) -> None:
        self.chart.keep(self.texts("kept", n=len({trace.run for trace in self.chart.kept}) + 1))
        self.redraw()

    def resized(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Draw anew: the chart has changed."""
        self._plotted_for = None
        self.repaint()

    def line_count(self) -> int:
        return self.content_size.height

    def draw(self, index: int, width: int) -> Line:
        asked = width, self.content_size.height
        if self._plotted_for != asked:
            self._plotted_for = asked
            self._lines = self._plot(*asked)
        return self._lines[index] if index < len(self._lines) else []

    def _plot(self, width: int, height: int) -> list[Line]:
        chart = self.chart
        scale, span = chart.scale(), chart.span()
        if scale is None or span is None:
            empty = message("no_curve")
            if chart.traces and chart.axis != "step":
                empty = message("no_times")
            elif chart.traces:
                empty = message("nothing_to_plot" if chart.log_y or chart.log_x else "all_hidden")
            return wrap([(self.texts(empty), "muted")], width)
        legend = self._table(width, height) if height >= ROOMY else self._legend(width)
        rows = max(height - 1 - len(legend), 2)
        texts = _labels(scale, rows)
        margin = max(map(len, texts.values()))
        self._plot_width = columns = max(width - margin - 1, 2)
        lines: list[Line] = []
        cells_of_rows = self._cells(scale, span, columns, rows)
        for row, cells in enumerate(cells_of_rows):
            axis = right(texts.get(row, ""), margin) + (self.glyphs.end if row in texts else self.glyphs.bar)
            lines.append([(axis, "muted"), *cells])
        covered = not scale.log and scale.low > 0 and self._one_lies_under_another(cells_of_rows, span)
        return [
            *lines,
            self._x_axis(span, margin + 1, columns, self.texts("curves_overlap") if covered else ""),
            *legend,
        ]

    def _one_lies_under_another(self, rows: list[Line], span: tuple[float, float]) -> bool:
        """Whether a curve is to be seen in fewer than a quarter of the columns that it goes through."""
        chart = self.chart
        seen = Counter(tone for row in rows for _, tone in row)
        number = {trace.label: index for index, trace in enumerate(chart.traces)}
        for drawn in chart.drawn() if span[1] > span[0] else ():
            share = (min(drawn.xs[-1], span[1]) - max(drawn.xs[0], span[0])) / (span[1] - span[0])
            if seen[_tone(number[drawn.trace.label])] < share * self._plot_width / 4:
                return True
        return False

    def _cells(self, scale: Scale, span: tuple[float, float], columns: int, rows: int) -> list[Line]:
        """The plot itself: (character, tone) by row and column."""
        chart, ascii = self.chart, self.glyphs.ascii
        number = {trace.label: index for index, trace in enumerate(chart.traces)}
        drawn = sorted(chart.drawn(), key=lambda d: number[d.trace.label] == chart.selected)  # that one on top
        faint = drawn if chart.weight else []
        curves = [clip(d.xs, d.raw, span) for d in faint] + [clip(d.xs, d.ys, span) for d in drawn]
        owners = [-1] * len(faint) + [number[d.trace.label] for d in drawn]
        at = -1
        if chart.cursor is not None and span[0] <= chart.cursor <= span[1] and span[1] > span[0]:
            at = round((chart.cursor - span[0]) / (span[1] - span[0]) * (columns - 1))
        lines: list[Line] = []
        signs = [("", 0)] * len(faint)
        if len(drawn) > 1:
            signs += [
                (self._sign(owner), 1 + owner * BETWEEN // len(drawn) % BETWEEN) for owner in owners[len(faint) :]
            ]
        for cells in plot(curves, scale, columns, rows, ascii, span, signs):
            line: Line = []
            for column, (sign, of) in enumerate(cells):
                owner = owners[of] if of >= 0 else -1
                if of < 0:
                    line.append((self.glyphs.bar, "muted") if column == at else (" ", ""))
                    continue
                if ascii:
                    sign = MARKS[owner % len(MARKS)] if owner >= 0 else "."
                line.append((sign, _tone(owner) if owner >= 0 else "muted"))
            lines.append(line)
        return lines

    def _x_axis(self, span: tuple[float, float], margin: int, columns: int, remark: str) -> Line:
        first, last = self.chart.position(span[0]), self.chart.position(span[1])
        text = fit(first, columns - len(last)) + last
        middle = remark or self.chart.position((span[0] + span[1]) / 2)
        least = 2 if remark else 12
        if columns <= len(first) + len(last) + cell_len(middle) + least or span[1] <= span[0]:
            return [(" " * margin + text, "muted")]
        start = max((columns - cell_len(middle)) // 2, len(first) + 1)
        rest = text[start + cell_len(middle) :]
        return [(" " * margin + text[:start], "muted"), (middle, "warn" if remark else "muted"), (rest, "muted")]

    def _settings(self) -> Line:
        """What is not as usual about the axes."""
        chart, say = self.chart, self.texts
        found = [say("log_y")] if chart.log_y else []
        found += [say("log_x")] if chart.log_x else []
        found += [say(AXIS_NAMES[chart.axis])] if chart.axis != "step" else []
        found += [say("smoothing", weight=chart.weight)] if chart.weight else []
        found += [say("no_outliers")] if chart.without_outliers else []
        found += [say("zoomed")] if chart.window else []
        return [(f"[{', '.join(found)}] ", "warn")] if found else []

    def _sign(self, number: int) -> str:
        return MARKS[number % len(MARKS)] if self.glyphs.ascii else SIGNS[number % len(SIGNS)]

    def _mark(self, number: int) -> str:
        """A series in the legend: as it is drawn."""
        if self.glyphs.ascii:
            return self._sign(number)
        return f"{self._sign(number)}━" if len(self.chart.shown) > 1 else "━━"

    def _legend(self, width: int) -> list[Line]:
        """As many of the series as three lines hold, each with its value at the cursor or its last one."""
        lines: list[Line] = [self._settings()]
        used = sum(cell_len(text) for text, _ in lines[0])
        if self.chart.cursor is not None:
            text = f"{self.chart.position(self.chart.cursor)}: "
            lines[0].append((text, "strong"))
            used += len(text)
        for number, reading in self._readings():
            mark = self._mark(number)
            text = fit(f" {clean(reading.trace.label)} {reading.smoothed:.6g}  ", width - 3, "").rstrip() + "  "
            if used and used + len(mark) + cell_len(text) > width:
                if len(lines) == 3:
                    break
                lines.append([])
                used = 0
            lines[-1] += [(mark, _tone(number)), (text, "strong" if number == self.chart.selected else "")]
            used += len(mark) + cell_len(text)
        return lines

    def _readings(self) -> list[tuple[int, Reading]]:
        number = {trace.label: index for index, trace in enumerate(self.chart.traces)}
        return [(number[reading.trace.label], reading) for reading in self.chart.readings()]

    def _table(self, width: int, height: int) -> list[Line]:
        """All series with what is known of them at the cursor, hidden ones too; around the selected one if many."""
        say, chart = self.texts, self.chart
        at = dict(self._readings())
        most = max(height // 3 - 1, 1)
        first = max(0, min(chart.selected - most // 2, len(chart.traces) - most))
        axis = say(AXIS_NAMES[chart.axis])
        where = say("at_cursor") if chart.cursor is not None else say("at_end")
        heads = (axis, say("value"), say("smoothed") if chart.weight else "")
        room = max(width - 44, 10)
        heading: Line = [("    ", ""), *self._settings(), (where, "muted")]
        used = sum(cell_len(text) for text, _ in heading)
        heading.append((" " * max(room + 4 - used, 1), ""))
        lines: list[Line] = [[*heading, *((right(head, 13), "muted") for head in heads)]]
        for number, trace in list(enumerate(chart.traces))[first : first + most]:
            selected = number == chart.selected
            reading = at.get(number)
            line: Line = [
                (self.glyphs.next if selected else " ", "warn"),
                (fit(self._mark(number), 2), _tone(number) if reading else "muted"),
                (" " + fit_name(clean(trace.label), room, self.glyphs.ellipsis), "strong" if selected else ""),
            ]
            if reading is None:
                line.append((right(say("hidden") if trace.label in chart.hidden else say("not_drawn"), 13), "muted"))
            else:
                line += [(right(chart.position(reading.x), 13), "muted"), (right(f"{reading.value:.6g}", 13), "value")]
                line += [(right(f"{reading.smoothed:.6g}", 13), "strong")] if chart.weight else []
            lines.append(line)
        return lines


def _tone(number: int) -> str:
    return f"series{number % 6}"


def _different(values: Sequence[float]) -> int:
    """How many different finite values there are, counted until they make a curve."""
    different: set[float] = set()
    for value in values:
        if isfinite(value):
            different.add(value)
            if len(different) >= DIFFERENT:
                break
    return len(different)


def _labels(scale: Scale, rows: int) -> dict[int, str]:
    """The labelled rows of the y axis: both ends, and some between at least `TICK` rows apart."""
    parts = max((rows - 1) // TICK, 1)
    if rows >= 5:
        parts = max(parts, 2)
    places = {round(part * (rows - 1) / parts) for part in range(parts + 1)}
    return {row: f"{scale.at(1 - row / (rows - 1)):.4g}" for row in places}
