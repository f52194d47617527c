"""The titles of the panes: their names, what is said beside them, and the names of the panes behind."""

from __future__ import annotations

from tuigraph.harmless import clean
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.study.pane_keys import PANES, PaneKeys
from tuigraph.tui.study.part import Part


class PaneTitles(Part):
    """Writes each pane's title in its border."""

    def __init__(self, screen: Openers, panes: PaneKeys) -> None:
        super().__init__(screen)
        self._panes = panes
        self._added: dict[tuple[str, str], str] = {}  # what a title says beside the name, by pane and subject

    def write(self) -> None:
        """Write each pane's name in its border, with those of the panes behind it."""
        hidden, texts = self._panes.panes.arrangement.hidden, self.texts
        numbers = {pane: number for number, pane in enumerate(PANES, 1)}
        for pane, title in PANES.items():
            behind = "".join(f"  [dim]{numbers[name]} {texts(PANES[name])}[/dim]" for name in hidden.get(pane, ()))
            told = [text for (where, _), text in sorted(self._added.items()) if where == pane and text]
            added = "".join(f"  {text}" for text in told).replace("[", r"\[")
            name = f"{numbers[pane]} {texts(title)}{added}{behind}"
            self._panes.pane(pane).border_title = name if pane != "prompt" else f" {name} "  # which has no corners

    def add(self, pane: str, about: str, text: str) -> None:
        """Let a pane's title say something about a subject; "" for nothing."""
        if self._added.get((pane, about), "") != text:
            self._added[pane, about] = text
            self.write()

    def say_file(self, picture: Picture) -> None:
        """Say which file is shown, where the program stands in another than the one that was opened."""
        file = picture.snapshot.position.file if picture.snapshot is not None else ""
        self.add("lesson", "a file", clean(picture.files[file].shown) if file in picture.files else "")

    def say_graph(self, picture: Picture) -> None:
        """Say which graph is shown where there are several."""
        number, name = picture.which_graph
        say = self.texts
        which = say("graph_called", n=number, name=clean(name)) if name else say("graph_number", n=number)
        self.add("graph", "a number", which if number else "")
