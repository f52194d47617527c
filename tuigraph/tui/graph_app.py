"""The app that shows the graph of a file, on a terminal or as a picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from textual.pilot import Pilot

from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.logs_app import no_client
from tuigraph.tui.screens.graph_file import GraphFileScreen
from tuigraph.tui.svg import rich_terminal, screenshot
from tuigraph.tui.widgets.drawing import DrawingPane
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.links_of_node import LinksOfNode
from tuigraph.tui.widgets.status import Status
from tuigraph.wire.views import NodeInfo
from tuigraph.words.errors import refused

AROUND = 4, 3  # columns and rows of the screen that are not the drawing
LEAST = 60, 20
MOST = 120  # boxes of a picture: deeper scopes stay closed


class GraphApp(TuigraphApp):
    """One screen, without a program."""

    def __init__(
        self,
        title: str,
        nodes: Sequence[NodeInfo],
        unknown: Collection[str],
        language: str = "en",
        theme: str = "",
        ascii: bool | None = None,
    ) -> None:
        super().__init__(no_client, (), language, theme=theme, ascii=ascii)
        self._of_file = title, nodes, unknown

    def begin(self) -> None:
        self.push_screen(GraphFileScreen(*self._of_file))

    def picture(self, title: str) -> str:
        """The whole drawing as an SVG document.  Raises SaidError for a graph that is too large to be drawn."""
        drawn: list[str] = []

        async def draw(pilot: Pilot[Any]) -> None:
            await pilot.pause()
            screen = pilot.app.screen
            for kind in (LinksOfNode, Footer, Status):
                screen.query_one(kind).display = False
            drawing = screen.query_one(DrawingPane)
            if not drawing.display:
                await pilot.press("d")
            if not drawing.too_large:
                wide, high = drawing.unfold(MOST)
                await pilot.resize_terminal(max(wide + AROUND[0], LEAST[0]), max(high + AROUND[1], LEAST[1]))
                await pilot.pause()
                drawn.append(screenshot(pilot.app, title))
            pilot.app.exit()

        self.run(headless=True, size=(120, 40), auto_pilot=draw)
        if not drawn:
            raise refused("graph_too_large", path=title)
        return drawn[0]


def picture_of(
    title: str, nodes: Sequence[NodeInfo], unknown: Collection[str], language: str, theme: str, ascii: bool | None
) -> str:
    """The drawing of a graph as SVG, in all colours whatever this terminal can do.  Raises SaidError."""
    with rich_terminal():
        return GraphApp(title, nodes, unknown, language, theme or "dark", ascii).picture(title)
