"""The commands of a screen in the palette, from the same table as its keys."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tuigraph.tui.keys import LIST, Key

if TYPE_CHECKING:
    from tuigraph.tui.app import TuigraphApp


class Commands(Provider):
    """What the screen under the palette can do."""

    def _entries(self) -> Iterable[tuple[str, Key]]:
        texts = cast("TuigraphApp", self.app).texts
        for key in getattr(self.screen, "KEYS", LIST):
            if key.action not in ("", "app.command_palette"):
                yield f"{texts(key.text)}  ({key.shown})", key

    async def discover(self) -> Hits:
        for name, key in self._entries():
            yield DiscoveryHit(name, partial(self.screen.run_action, key.action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, key in self._entries():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), partial(self.screen.run_action, key.action))
