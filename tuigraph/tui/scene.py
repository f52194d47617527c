"""A whole graph as one drawing: a closed scope is a box, an open one a frame around a drawing of its own.

Each open scope keeps its layout, so that a box stays where it was when nodes are added or another scope is opened.
What a frame reads from outside stands in it as a small box of its own; no wire crosses a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tuigraph.tui.canvas import Canvas
from tuigraph.tui.connections import Connections
from tuigraph.tui.graph_index import Entry, GraphIndex
from tuigraph.tui.layered import NOTHING, Box, Layout, Place, lay_out
from tuigraph.tui.scope_graph import Part, ScopeGraph, scope_graph

MOST = 300  # boxes that can be drawn at once
MARGIN = 2  # columns between a frame and what is in it

Size = tuple[int, int]


@dataclass(frozen=True)
class Drawn:
    """A box or a frame at its place in the whole drawing."""

    part: Part
    scope: str  # the open scope that it is drawn in
    place: Place
    frame: bool


@dataclass(frozen=True)
class Wiring:
    """The wires of one open scope, and where its drawing begins in the whole one."""

    scope: str
    canvas: Canvas
    x: int
    y: int


@dataclass(frozen=True)
class Scene:
    """What is where: `drawn` by scope and key of the part, frames before what is in them."""

    width: int
    height: int
    drawn: dict[tuple[str, str], Drawn]
    wirings: tuple[Wiring, ...]

    def rows(self) -> list[list[Drawn]]:
        """What is to be drawn in each row, outer things first."""
        found: list[list[Drawn]] = [[] for _ in range(self.height)]
        for drawn in self.drawn.values():
            for y in range(drawn.place.y, drawn.place.y + drawn.place.height):
                found[y].append(drawn)
        return found

    def wires(self, row: int, left: int, width: int, ascii: bool) -> Iterator[tuple[int, str, Wiring, int]]:
        """The wires in a stretch of a row: column, character, and whose they are."""
        for wiring in self.wirings:
            if wiring.y <= row < wiring.y + wiring.canvas.layout.height:
                for x, sign, number in wiring.canvas.row(row - wiring.y, left - wiring.x, width, ascii):
                    yield x + wiring.x, sign, wiring, number


EMPTY = Scene(0, 0, {}, ())


class Scenery:
    """Draws one graph again and again, as it grows and as its scopes are opened and closed."""

    def __init__(self, index: GraphIndex, connections: Connections, slack: int) -> None:
        self.index = index
        self._connections = connections
        self._slack = slack
        self._layouts: dict[str, Layout] = {}
        self._graphs: dict[str, tuple[int, ScopeGraph]] = {}

    def count(self, open_scopes: Collection[str]) -> int:
        """How many boxes there would be, without drawing them."""
        entries = self.index.entries
        opened = (entries[scope] for scope in open_scopes if scope in entries)
        return len(self.index.root.children) + sum(len(entry.children) for entry in opened)

    def draw(self, open_scopes: Collection[str], size: Callable[[Part], Size]) -> Scene:
        """The drawing with these scopes open; `size` tells how wide and high the box of a part is."""
        shown = self._shown(open_scopes)
        sizes: dict[str, Size] = {}
        for scope in sorted(shown, key=_depth, reverse=True):
            graph = self._graph(scope)
            boxes = []
            for part in graph.parts.values():
                width, height = sizes[part.name] if _is_frame(part, scope, shown) else size(part)
                boxes.append(Box(part.key, width, height))
            layout = lay_out(boxes, graph.edges, self._layouts.get(scope, NOTHING), self._slack)
            self._layouts[scope] = layout
            sizes[scope] = layout.width + 2 * MARGIN, layout.height + 2
        return self._put_together(sorted(shown, key=_depth))

    def _shown(self, open_scopes: Collection[str]) -> set[str]:
        """The open scopes whose surrounding scopes are open too; "" is the whole graph."""
        shown = {""}
        for scope in sorted(open_scopes, key=_depth):
            entry: Entry | None = self.index.entries.get(scope)
            if entry is not None and entry.children and entry.parent is not None and entry.parent.name in shown:
                shown.add(scope)
        return shown

    def _graph(self, scope: str) -> ScopeGraph:
        known = self._graphs.get(scope)
        if known is not None and known[0] == len(self.index):
            return known[1]
        graph = scope_graph(self.index, self._connections, scope)
        read = {key: part for key, part in graph.parts.items() if not key.startswith("<")}
        graph = ScopeGraph(scope, read, tuple(edge for edge in graph.edges if edge.target in read))
        self._graphs[scope] = len(self.index), graph
        return graph

    def _put_together(self, shown: list[str]) -> Scene:
        origins = {"": (0, 0)}
        frames = set(shown)
        drawn: dict[tuple[str, str], Drawn] = {}
        wirings = []
        for scope in shown:
            left, top = origins[scope]
            layout = self._layouts[scope]
            wirings.append(Wiring(scope, Canvas(layout), left, top))
            for key, part in self._graph(scope).parts.items():
                place = layout.places[key]
                place = Place(place.x + left, place.y + top, place.width, place.height)
                frame = _is_frame(part, scope, frames)
                drawn[scope, key] = Drawn(part, scope, place, frame)
                if frame:
                    origins[part.name] = place.x + MARGIN, place.y + 1
        layout = self._layouts[""]
        return Scene(layout.width, layout.height, drawn, tuple(wirings))


def _is_frame(part: Part, scope: str, shown: Collection[str]) -> bool:
    """Whether a part of a scope is drawn as a frame around its own drawing; what is read from outside is a box."""
    return part.kind == "scope" and part.name in shown and part.key != scope


def _depth(scope: str) -> int:
    return scope.count("/") + 1 if scope else 0
