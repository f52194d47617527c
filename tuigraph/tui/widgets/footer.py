"""The last line of a screen: as many keys as fit, the most needed ones first."""

from __future__ import annotations

from collections.abc import Sequence

from tuigraph.tui.keys import Key
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, length


class Footer(LineView, can_focus=False):
    """One line of keys; when there is no room for all, the way to help is among them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(id="footer")
        self._keys = sorted((key for key in keys if key.footer), key=lambda key: key.footer)

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        entries = {key: [(f" {key.shown} ", "strong"), (f"{self.texts(key.text)} ", "muted")] for key in self._keys}
        must = [key for key in self._keys if key.action in {"help", "leave"}]
        chosen = list(must)
        for key in self._keys:
            if key not in must and sum(length(entries[k]) for k in [*chosen, key]) <= width:
                chosen.append(key)
        return [span for key in self._keys if key in chosen for span in entries[key]]
