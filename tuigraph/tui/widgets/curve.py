"""The training curve: every scalar that the program fetches again and again, drawn as it comes."""

from __future__ import annotations

from tuigraph.debugger.snapshot import Series
from tuigraph.tui.braille import MARKS, plot, scale_of
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, clean, fit, right, wrap


class CurvePane(LineView):
    """A plot as large as the pane, with y labels, a line of steps and a legend."""

    def __init__(self) -> None:
        super().__init__(id="curve", classes="pane")
        self._series: tuple[Series, ...] = ()
        self._log = False
        self._plotted_for: tuple[int, int] | None = None
        self._lines: list[Line] = []

    def show(self, series: tuple[Series, ...]) -> None:
        """Show these series, if they differ from what is shown."""
        if series != self._series:
            self._series = series
            self._forget()

    def toggle_log(self) -> None:
        """Between a linear and a logarithmic y axis."""
        self._log = not self._log
        self._forget()

    def resized(self) -> None:
        self._forget()

    def _forget(self) -> None:
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
        shown = [series for series in self._series if series.steps]
        if not shown:
            return wrap([(self.texts("no_curve"), "muted")], width)
        scale = scale_of([series.values for series in shown], self._log)
        if scale is None:
            return wrap([(self.texts("nothing_to_plot" if self._log else "no_curve"), "muted")], width)
        legend = self._legend(shown, width)
        rows = max(height - 1 - len(legend), 2)
        labels = {0: scale.at(1.0), rows - 1: scale.at(0.0)}
        if rows >= 5:
            labels[rows // 2] = scale.at(1 - (rows // 2) / (rows - 1))
        texts = {row: f"{value:.4g}" for row, value in labels.items()}
        margin = max(map(len, texts.values()))
        curves = [(series.steps, series.values) for series in shown]
        drawn = plot(curves, scale, max(width - margin - 1, 2), rows, self.glyphs.ascii)
        lines: list[Line] = []
        for row, cells in enumerate(drawn):
            axis = right(texts.get(row, ""), margin) + (self.glyphs.end if row in texts else self.glyphs.bar)
            lines.append([(axis, "muted"), *((sign, f"series{of % 6}" if of >= 0 else "") for sign, of in cells)])
        first = f"{min(series.steps[0] for series in shown):.0f}"
        last = f"{max(series.steps[-1] for series in shown):.0f}"
        lines.append([(" " * (margin + 1) + first + right(last, width - margin - 1 - len(first)), "muted")])
        return lines + legend

    def _legend(self, shown: list[Series], width: int) -> list[Line]:
        lines: list[Line] = [[]]
        used = 0
        if self._log:
            text = f"[{self.texts('log_y')}] "
            lines[0].append((text, "warn"))
            used = len(text)
        for number, series in enumerate(shown):
            mark = MARKS[number % 6] if self.glyphs.ascii else "━━"
            text = fit(f" {clean(series.name)} {series.values[-1]:.6g}  ", width - 3, "").rstrip() + "  "
            if used and used + len(mark) + len(text) > width:
                if len(lines) == 3:
                    break
                lines.append([])
                used = 0
            lines[-1] += [(mark, f"series{number % 6}"), (text, "")]
            used += len(mark) + len(text)
        return lines
