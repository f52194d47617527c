"""Which panes of the study screen are seen, which has the keys, and how large they are."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.widget import Widget

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.dress import dress
from tuigraph.tui.widgets.panes import Panes
from tuigraph.tui.widgets.prompt import PromptPane
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


class PanesScreen(CarefulScreen[None]):
    """Brings panes to the front of the places that they share; `Panes` lays them out."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._before = "lesson"  # the pane that had the keys before the prompt
        self._added: dict[tuple[str, str], str] = {}  # what a pane's title says beside its name, by pane and subject

    def notice_pane(self, text: str) -> None:
        """Say why a pane is not shown."""
        raise NotImplementedError

    @property
    def panes(self) -> Panes:
        return self.query_one(Panes)

    def pane(self, name: str) -> Widget:
        return self.query_one(f"#{name}")

    @property
    def _there(self) -> list[str]:
        """The panes that have something to show."""
        return [pane for pane in PANES if pane != "curve" or pane in self.panes.wishes.filled]

    def bring_up(self, name: str) -> None:
        """Show a pane in front of those that share its place."""
        panes = self.panes
        front = (*(pane for pane in panes.wishes.front if pane != name), name)
        panes.wish(replace(panes.wishes, front=front, zoomed=name if panes.wishes.zoomed else ""))
        self._tell_zoom()

    def _tell_zoom(self) -> None:
        for pane in PANES:
            self.pane(pane).set_class(pane == self.panes.wishes.zoomed, "-zoom")

    @on(Panes.Moved)
    def name_panes(self) -> None:
        """Write each pane's name in its border, with those of the panes behind it."""
        hidden, texts = self.panes.arrangement.hidden, dress(self.app).texts
        numbers = {pane: number for number, pane in enumerate(PANES, 1)}
        for pane, title in PANES.items():
            behind = "".join(f"  [dim]{numbers[name]} {texts(PANES[name])}[/dim]" for name in hidden.get(pane, ()))
            told = [text for (where, _), text in sorted(self._added.items()) if where == pane and text]
            added = "".join(f"  {text}" for text in told).replace("[", r"\[")
            name = f"{numbers[pane]} {texts(title)}{added}{behind}"
            self.pane(pane).border_title = name if pane != "prompt" else f" {name} "  # which has no corners

    def add_title(self, pane: str, about: str, text: str) -> None:
        """Let a pane's title say something about a subject; "" for nothing."""
        if self._added.get((pane, about), "") != text:
            self._added[pane, about] = text
            self.name_panes()

    def fill(self, filled: frozenset[str]) -> None:
        """Give room to the panes that have something to show; a curve comes to the front when it appears."""
        wishes = self.panes.wishes
        if wishes.filled != filled:
            front = wishes.front
            if "curve" in filled - wishes.filled:
                front = (*(pane for pane in front if pane != "curve"), "curve", *front[-1:])
            self.panes.wish(replace(wishes, filled=filled, front=front))

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the screen."""
        return bool(self.panes.wishes.zoomed)

    @property
    def focused_pane(self) -> str:
        ancestors = self.focused.ancestors_with_self if self.focused is not None else ()
        return next((node.id for node in ancestors if node.id in PANES), self._before)

    def on_descendant_focus(self) -> None:
        pane = self.focused_pane
        if pane != "prompt":
            self._before = pane
        if pane not in self.panes.arrangement.regions:
            self.bring_up(pane)

    def action_show(self, name: str) -> None:
        if name not in self._there:
            self.notice_pane(dress(self.app).texts("no_curve"))
            return
        self.bring_up(name)
        self.call_after_refresh(self.query_one(FOCUS.get(name, f"#{name}")).focus)

    def action_pane(self, by: int) -> None:
        there = self._there
        self.action_show(there[(there.index(self.focused_pane) + by) % len(there)])

    def action_zoom(self) -> None:
        panes = self.panes
        panes.wish(replace(panes.wishes, zoomed="" if self.zoomed else self.focused_pane))
        self._tell_zoom()
        self.action_show(self.focused_pane)

    def action_grow(self, columns: int, rows: int) -> None:
        """Make the pane that has the keys wider or higher."""
        if not self.panes.grow(self.focused_pane, columns * STEP[0], rows * STEP[1]):
            self.notice_pane(dress(self.app).texts("no_edge"))

    def action_usual_sizes(self) -> None:
        self.panes.as_they_were()

    @on(PromptPane.Wants)
    def _make_room(self, message: PromptPane.Wants) -> None:
        self.panes.wish(replace(self.panes.wishes, prompt=message.prompt))

    def leave_prompt(self) -> None:
        """Give the keys to the pane that had them before."""
        self.action_show(self._before)
