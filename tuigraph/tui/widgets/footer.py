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
        self._keys: Sequence[Key] = ()
        self._there: frozenset[str] = frozenset()
        self._set(keys)

    def _set(self, keys: Sequence[Key]) -> None:
        self._keys = sorted((key for key in keys if key.footer), key=lambda key: key.footer)

    def show(self, keys: Sequence[Key], there: frozenset[str]) -> None:
        """Show these keys, of those for special occasions the ones whose occasion is there."""
        self._set(keys)
        self._there = there
        self.repaint()

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        keys = [key for key in self._keys if not key.when or key.when in self._there]
        entries = {
            key: [(f" {key.shown} ", "next" if key.when else "strong"), (f"{self.texts(key.text)} ", "muted")]
            for key in keys
        }
        must = [key for key in keys if key.action in {"help", "leave"}]
        chosen = list(must)
        for key in keys:
            if key not in must and sum(length(entries[k]) for k in [*chosen, key]) <= width:
                chosen.append(key)
        return [span for key in keys if key in chosen for span in entries[key]]
