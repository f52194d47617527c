"""Which panes of the study screen are seen, which has the keys, and how large they are."""

from __future__ import annotations

from dataclasses import replace

from textual.widget import Widget

from tuigraph.tui.arrangement import Prompt, Wishes
from tuigraph.tui.study.part import Part
from tuigraph.tui.widgets.panes import Panes
from tuigraph.words import message

PANES = {
    "lesson": message("pane_lesson"),
    "graph": message("pane_graph"),
    "inspector": message("pane_inspector"),
    "prompt": message("pane_prompt"),
    "curve": message("pane_curve"),
}
"""The panes in their order, with the messages that name them."""
FOCUS = {"prompt": "#input"}  # what takes the keys of a pane, where it is not the pane itself
STEP = 4, 2  # columns and rows by which a key makes a pane larger


class PaneKeys(Part):
    """Brings panes to the front of the places that they share; `Panes` lays them out."""

    _before = "lesson"  # the pane that had the keys before the prompt

    @property
    def panes(self) -> Panes:
        return self.screen.query_one(Panes)

    @property
    def _wishes(self) -> Wishes:
        return self.panes.wishes

    def pane(self, name: str) -> Widget:
        return self.screen.query_one(f"#{name}")

    @property
    def _there(self) -> list[str]:
        """The panes that have something to show."""
        return [pane for pane in PANES if pane != "curve" or pane in self._wishes.filled]

    def bring_up(self, name: str) -> None:
        """Show a pane in front of those that share its place."""
        wishes = self._wishes
        front = (*(pane for pane in wishes.front if pane != name), name)
        self.panes.wish(replace(wishes, front=front, zoomed=name if wishes.zoomed else ""))
        self._tell_zoom()

    def _tell_zoom(self) -> None:
        for pane in PANES:
            self.pane(pane).set_class(pane == self._wishes.zoomed, "-zoom")

    def fill(self, filled: frozenset[str]) -> None:
        """Give room to the panes that have something to show; a curve comes to the front when it appears."""
        wishes = self._wishes
        if wishes.filled != filled:
            front = wishes.front
            if "curve" in filled - wishes.filled:
                wanted = front[-1:] or ("lesson",)  # the pane that somebody has gone to stays in front
                front = (*(pane for pane in front if pane not in ("curve", *wanted)), "curve", *wanted)
            self.panes.wish(replace(wishes, filled=filled, front=front))

    def read(self) -> None:
        """There is something to read in the lesson: no other pane takes rows from it that it needs."""
        if not self.zoomed:
            self.bring_up("lesson")

    def make_room(self, prompt: Prompt) -> None:
        """Give the prompt the rows that it wants."""
        self.panes.wish(replace(self._wishes, prompt=prompt))

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the screen."""
        return bool(self._wishes.zoomed)

    @property
    def focused(self) -> str:
        """The pane that has the keys, or had them last."""
        focused = self.screen.focused
        ancestors = focused.ancestors_with_self if focused is not None else ()
        return next((node.id for node in ancestors if node.id in PANES), self._before)

    def follow_focus(self) -> None:
        """Another widget has the keys: its pane is seen."""
        pane = self.focused
        if pane != "prompt":
            self._before = pane
        if pane not in self.panes.arrangement.regions:
            self.bring_up(pane)

    def leave_prompt(self) -> None:
        """Give the keys to the pane that had them before."""
        self.action_show(self._before)

    def action_show(self, name: str) -> None:
        if name not in self._there:
            self.screen.tell(self.texts("no_curve"))
            return
        self.bring_up(name)
        self.screen.call_after_refresh(self.screen.query_one(FOCUS.get(name, f"#{name}")).focus)

    def action_pane(self, by: int) -> None:
        there = self._there
        self.action_show(there[(there.index(self.focused) + by) % len(there)])

    def action_zoom(self) -> None:
        self.panes.wish(replace(self._wishes, zoomed="" if self.zoomed else self.focused))
        self._tell_zoom()
        self.action_show(self.focused)

    def action_grow(self, columns: int, rows: int) -> None:
        """Make the pane that has the keys wider or higher."""
        if not self.panes.grow(self.focused, columns * STEP[0], rows * STEP[1]):
            self.screen.tell(self.texts("no_edge"))

    def action_usual_sizes(self) -> None:
        self.panes.as_they_were()
