"""The last line: which keys there are and what they do, as much as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tuigraph.tui.keys import Key
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, length

_ALWAYS = {"help", "leave", "return"}  # what there is room for first


class Footer(LineView, can_focus=False):
    """One line of keys; when there is no room for all, the ways to help and back are among them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(id="footer")
        self._keys: Sequence[Key] = ()
        self._there: frozenset[str] = frozenset()
        self._now: Mapping[str, str] = {}
        self._set(keys)

    def _set(self, keys: Sequence[Key]) -> None:
        self._keys = sorted((key for key in keys if key.footer), key=lambda key: key.footer)

    def show(self, keys: Sequence[Key], there: frozenset[str], now: Mapping[str, str]) -> None:
        """Show these keys, of those for special occasions the ones whose occasion is there.

        `now` says, by action, what a key does at this moment, that which comes first where there is no room for all;
        one that does nothing ("") is not shown.
        """
        self._set(keys)
        self._there, self._now = there, now
        self.repaint()

    def line_count(self) -> int:
        return 1

    def draw(self, index: int, width: int) -> Line:
        keys = [
            key for key in self._keys if (not key.when or key.when in self._there) and self._now.get(key.action) != ""
        ]
        chosen: dict[Key, Line] = {}
        room = width
        by_action = {key.action: key for key in keys}
        moves = [by_action[action] for action in self._now if action in by_action and action != "leave"]
        order = sorted(keys, key=lambda key: (key.action not in _ALWAYS, not key.when, key not in moves))
        last_move = next((key for key in reversed(order) if key in moves), None)
        for key in order:
            entry = self._entry(key, "")
            if length(entry) <= room:
                chosen[key] = entry
                room -= length(entry)
            if key == last_move:  # the words of the moment come before keys that are always the same
                room = self._lengthen(moves, chosen, room)
        return [span for key in keys if key in chosen for span in chosen[key]]

    def _lengthen(self, moves: Sequence[Key], chosen: dict[Key, Line], room: int) -> int:
        """Say what keys do at this moment, those first that come first; the room that is left."""
        for key in moves:
            entry = self._entry(key, self._now[key.action])
            longer = length(entry) - length(chosen.get(key, entry))
            if key in chosen and longer <= room:
                chosen[key] = entry
                room -= longer
        return room

    def _entry(self, key: Key, does: str) -> Line:
        words = self._now["leave"] if key.action == "leave" and self._now.get("leave") else does or self.texts(key.text)
        return [(f" {key.shown} ", "next" if key.when else "strong"), (f"{words} ", "muted")]
