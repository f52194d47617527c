"""Five panes on a screen of any size: all of them, two above the prompt, one above it, or one alone."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.widgets.tabs import Tabs
from tuigraph.words import message

PANES = {
    "lesson": message("pane_lesson"),
    "graph": message("pane_graph"),
    "inspector": message("pane_inspector"),
    "prompt": message("pane_prompt"),
    "curve": message("pane_curve"),
}
"""The panes in their order, with the messages that name them."""
ASIDE = ("graph", "inspector", "curve")  # those that share the place beside the lesson
FOCUS = {"prompt": "#input"}  # what takes the keys of a pane, where it is not the pane itself


class PanesScreen(CarefulScreen[None]):
    """Which panes are up; the stylesheet of the study screen lays them out."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-medium"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._aside, self._single = "graph", "lesson"  # the panes that are up where there is no room for all

    def pane(self, name: str) -> Widget:
        return self.query_one(f"#{name}")

    def bring_up(self, name: str) -> None:
        """Show a pane where there is no room for all: beside the lesson, alone above the prompt, or alone."""
        if name in ASIDE:
            self._aside = name
        if name != "prompt":
            self._single = name
        for pane in PANES:
            widget = self.pane(pane)
            widget.set_class(pane == self._aside, "-aside")
            widget.set_class(pane == self._single, "-single")
            widget.set_class(self.zoomed and pane == name, "-zoom")
        self._mark_tabs()

    def _mark_tabs(self) -> None:
        def mark() -> None:
            self.query_one(Tabs).show({pane for pane in PANES if self.pane(pane).display})

        self.call_after_refresh(mark)

    def on_resize(self, event: events.Resize) -> None:
        self._mark_tabs()

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the screen."""
        return self.query_one("#panes").has_class("-zoomed")

    @property
    def focused_pane(self) -> str:
        ancestors = self.focused.ancestors_with_self if self.focused is not None else ()
        return next((node.id for node in ancestors if node.id in PANES), self._single)

    def on_descendant_focus(self) -> None:
        if self.focused_pane not in {"prompt", self._single}:
            self.bring_up(self.focused_pane)

    def action_show(self, name: str) -> None:
        self.bring_up(name)
        self.call_after_refresh(self.query_one(FOCUS.get(name, f"#{name}")).focus)

    def action_pane(self, by: int) -> None:
        panes = list(PANES)
        self.action_show(panes[(panes.index(self.focused_pane) + by) % len(panes)])

    def action_zoom(self) -> None:
        self.query_one("#panes").toggle_class("-zoomed")
        self.action_show(self.focused_pane)

    def leave_prompt(self) -> None:
        """Give the keys to the pane that had them before."""
        self.action_show(self._single)
