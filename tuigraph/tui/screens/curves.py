"""The curves on a screen of their own, with everything that is known at the cursor, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.files import write_text
from tuigraph.tui.curve_files import to_csv, to_svg
from tuigraph.tui.keys import LEAVING, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import View
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.words.errors import SaidError, of_system

CURVES: Sequence[Key] = (
    Key("", "", "key_cursor", "Left Right", "help_curves", 1),
    Key("", "", "key_zoom_axis", "Up Down", "help_curves", 2),
    Key("", "", "key_pan", "( )", "help_curves", 3),
    Key("0", "plot('reset')", "key_whole_axis", "0", "help_curves"),
    Key("x", "plot('axis')", "key_axis", "x", "help_curves"),
    Key("X", "plot('log_x')", "key_log_x", "X", "help_curves"),
    Key("L", "plot('log_y')", "key_log_y", "L", "help_curves", 5),
    Key("", "", "key_smooth", "< >", "help_curves", 4),
    Key("o", "plot('outliers')", "key_outliers", "o", "help_curves"),
    Key("", "", "key_select", "J K", "help_curves"),
    Key("H", "plot('hide')", "key_hide", "H", "help_curves"),
    Key("P", "plot('keep')", "key_keep", "P", "help_curves"),
    Key("e", "export", "key_save_curves", "e", "help_curves", 6),
    *LEAVING,
)

FILE = "curves.csv"


class CurvesScreen(View):
    """Shows the chart of another pane, and follows the program."""

    KEYS = CURVES
    BINDINGS: ClassVar[list[BindingType]] = bindings(CURVES)
    AUTO_FOCUS = "#curve"

    def __init__(self, title: str, source: CurvePane, host: Host | None = None) -> None:
        super().__init__(title, host)
        self._source = source

    def body(self) -> Sequence[Widget]:
        pane = CurvePane(self._source.chart)
        pane.border_title = self.texts("curves_title")
        return [pane]

    def show(self, picture: Picture) -> None:
        self.query_one(CurvePane).redraw()

    def action_plot(self, action: str) -> None:
        getattr(self.query_one(CurvePane), f"action_{action}")()

    def action_return(self) -> None:
        super().action_return()
        self._source.redraw()

    def action_export(self) -> None:
        self.ask_text(self.texts("export_to"), FILE, self._export)

    def _export(self, name: str) -> None:
        self.notice(export(self.query_one(CurvePane), name))


def export(pane: CurvePane, name: str) -> str:
    """Write the curves to a file, as its ending says; what came of it."""
    path = Path(name).expanduser()
    try:
        text = to_svg(pane.chart) if path.suffix.lower() == ".svg" else to_csv(pane.chart)
        write_text(path, text)
    except OSError as error:
        return pane.texts("not_saved", why=of_system(error))
    except SaidError as error:
        return pane.texts("not_saved", why=error.said)
    return pane.texts("saved", path=path)
