"""One scope of the graph drawn as boxes and wires, larger than the pane where it has to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message

from tuigraph.tui.canvas import Canvas
from tuigraph.tui.connections import node_name
from tuigraph.tui.layered import Box, Layout, Place, lay_out
from tuigraph.tui.lines import LineView
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, clean, fit, wrap
from tuigraph.tui.scope_graph import MOST, Part, ScopeGraph, inside, scope_graph, size_of_scope
from tuigraph.tui.widgets.graph import short_dtype

LABEL = 26  # cells of a box's text at most
ASIDE = 6  # how much further a step to the side counts than one along the rows, when the next box is looked for


@dataclass(frozen=True)
class Frame:
    """The signs of a box's border."""

    corners: str  # upper left, upper right, lower left, lower right
    level: str
    upright: str


FRAMES = {"node": Frame("┌┐└┘", "─", "│"), "scope": Frame("╔╗╚╝", "═", "║"), "outside": Frame("╭╮╰╯", "╌", "╎")}
ASCII_FRAMES = {"node": Frame("++++", "-", "|"), "scope": Frame("####", "=", "#"), "outside": Frame("....", ".", ":")}


class DrawingPane(LineView):
    """Arrow keys go from box to box, and the pane follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "go(0, -1)", show=False),
        Binding("down,j", "go(0, 1)", show=False),
        Binding("left,h", "go(-1, 0)", show=False),
        Binding("right,l", "go(1, 0)", show=False),
        Binding("shift+up,K", "pan(0, -5)", show=False),
        Binding("shift+down,J", "pan(0, 5)", show=False),
        Binding("shift+left,H", "pan(-10, 0)", show=False),
        Binding("shift+right", "pan(10, 0)", show=False),
        Binding("enter", "open", show=False),
        Binding("backspace", "close", show=False),
    ]

    class TooLarge(Message):
        """The tree is to be used instead."""

    def __init__(self) -> None:
        super().__init__(id="drawing", classes="pane")
        self._picture = Picture()
        self.scope = ""
        self._graph = ScopeGraph("", {}, ())
        self._canvas = Canvas(Layout(0, 0, {}, ()))
        self._laid_out: tuple[object, str, int] | None = None  # what has been laid out
        self._large = 0
        self._selected = ""
        self._left = 0
        self._by_row: list[list[str]] = []
        self._ran: Counter[str] = Counter()
        self._next = self._last = ""
        self._inputs: set[str] = set()

    # what is drawn

    def show(self, picture: Picture) -> None:
        """Show a moment of the program."""
        self._picture = picture
        self._lay_out()
        self._mark()
        self.lines_changed()
        self._describe()

    def open(self, scope: str, selected: str = "") -> None:
        """Draw another scope."""
        self.scope = scope
        self._lay_out()
        if selected in self._canvas.layout.places:
            self._selected = selected
        self._mark()
        self.lines_changed()
        self._bring_into_view()
        self._describe()

    def _lay_out(self) -> None:
        index = self._picture.graph
        wanted = index, self.scope, len(index)
        if self._laid_out == wanted:
            return
        self._laid_out = wanted
        size = size_of_scope(index, self.scope)
        self._large = size if size > MOST else 0
        if self._large:
            self._graph = ScopeGraph(self.scope, {}, ())
        else:
            self._graph = scope_graph(index, self._picture.connections, self.scope)
        boxes = [Box(part.key, self._width(part), self._height(part)) for part in self._graph.parts.values()]
        layout = lay_out(boxes, self._graph.edges)
        self._canvas = Canvas(layout)
        self._by_row = [[] for _ in range(layout.height)]
        for key, place in layout.places.items():
            for y in range(place.y, place.y + place.height):
                self._by_row[y].append(key)
        if self._selected not in layout.places:
            first = min(layout.places, key=lambda key: (layout.places[key].y, layout.places[key].x), default="")
            self._selected = next((key for key, part in self._graph.parts.items() if part.kind != "outside"), first)
        self._left = max(0, min(self._left, layout.width - 1))

    def _mark(self) -> None:
        """Find the boxes that have run, run next, and are read."""
        snapshot = self._picture.snapshot
        self._ran = Counter()
        for name, call in self._picture.graph_calls.items():
            if call.in_run:
                self._ran[inside(self.scope, name)] += 1
        self._next = self._last = ""
        self._inputs = set()
        if snapshot is None:
            return
        step = snapshot.step if snapshot.position.run else None
        self._next = inside(self.scope, snapshot.next_node) if snapshot.next_node else ""
        self._last = inside(self.scope, step.node) if step else ""
        inputs = snapshot.next_inputs if snapshot.next_node else step.inputs if step else ()
        self._inputs = {inside(self.scope, node_name(name)) for name in inputs}

    # the text of a box

    def _text(self, part: Part) -> tuple[str, str]:
        label = clean(part.label) if part.name else self.texts("others", n=part.count)
        if part.kind == "outside":
            return label, ""
        info = self._picture.graph.entries[part.name].info
        if part.kind == "scope":
            kind = f"{info.type} +{part.count - 1}" if info is not None else self.texts("nodes", n=part.count)
            return label, kind
        assert info is not None
        return label, f"{info.type} {short_dtype(info.dtype)}{info.shape}".rstrip()

    def _width(self, part: Part) -> int:
        first, second = self._text(part)
        return min(max(cell_len(first) + 2, cell_len(second)), LABEL) + 4

    def _height(self, part: Part) -> int:
        return 3 if part.kind == "outside" else 4

    def _marker(self, part: Part) -> tuple[str, str]:
        glyphs = self.glyphs
        if part.kind == "outside":
            return " ", "muted"
        if part.key == self._next:
            return glyphs.next, "warn"
        if part.key in self._inputs:
            return glyphs.input, "input"
        ran = self._ran[part.key]
        if part.key == self._last:
            return glyphs.ran, "value"
        if ran:
            return glyphs.ran, "good" if ran >= part.count or part.kind == "node" else "warn"
        return glyphs.not_run, "muted"

    # drawing

    def line_count(self) -> int:
        return self._canvas.layout.height or 1

    def draw(self, index: int, width: int) -> Line:
        if self._large:
            said = self.texts("too_large", n=self._large)
            return wrap([(said, "warn")], width)[0] if index == 0 else []
        if not self._by_row:
            return [(self.texts("no_graph"), "muted")] if index == 0 else []
        cells: list[tuple[str, str]] = [(" ", "")] * width
        for x, sign, number in self._canvas.row(index, self._left, width, self.glyphs.ascii):
            cells[x - self._left] = sign, self._wire_tone(number)
        for key in self._by_row[index]:
            place = self._canvas.layout.places[key]
            if place.x < self._left + width and place.x + place.width > self._left:
                self._draw_box(cells, self._graph.parts[key], place, index)
        return cells

    def _wire_tone(self, number: int) -> str:
        wire = self._canvas.layout.wires[number]
        if wire.upper == self._selected:
            return "input" if wire.backward else "value"
        if self._selected in wire.lower:
            return "value" if wire.backward else "input"
        return "muted" if wire.control else ""

    def _draw_box(self, cells: list[tuple[str, str]], part: Part, place: Place, row: int) -> None:
        frame = (ASCII_FRAMES if self.glyphs.ascii else FRAMES)[part.kind]
        selected = part.key == self._selected
        tone = "next" if selected and part.key == self._next else "cursor" if selected else ""
        tone = tone or ("warn" if part.key == self._next else "muted" if part.kind == "outside" else "")
        at = row - place.y
        inner = place.width - 2
        spans: Line
        if at in (0, place.height - 1):
            corners = frame.corners[:2] if at == 0 else frame.corners[2:]
            spans = [(corners[0] + frame.level * inner + corners[1], tone)]
        else:
            first, second = self._text(part)
            marker, marker_tone = self._marker(part)
            text: Line
            if at == 1:
                text = [
                    (" ", tone),
                    (marker, tone or marker_tone),
                    (f" {fit(first, inner - 3, self.glyphs.ellipsis)}", tone),
                ]
            else:
                text = [(f" {fit(second, inner - 1, self.glyphs.ellipsis)}", tone or "muted")]
            spans = [(frame.upright, tone), *text, (frame.upright, tone)]
        _overlay(cells, spans, place.x - self._left)
        if at in (0, place.height - 1):
            self._draw_ports(cells, part.key, row, tone)

    def _draw_ports(self, cells: list[tuple[str, str]], key: str, row: int, tone: str) -> None:
        """Arrow heads where wires arrive, stubs where they leave."""
        place = self._canvas.layout.places[key]
        signs = ("v", "^", "+", "+") if self.glyphs.ascii else ("▼", "▲", "┴", "┬")
        above = row == place.y
        for x, _, number in self._canvas.row(row, max(place.x, self._left), place.width, self.glyphs.ascii):
            wire = self._canvas.layout.wires[number]
            if above:
                sign = signs[2] if wire.backward else signs[0]
            else:
                sign = signs[1] if wire.backward else signs[3]
            if 0 <= x - self._left < len(cells) and place.x <= x < place.x + place.width:
                cells[x - self._left] = sign, tone or self._wire_tone(number)

    # moving about

    @property
    def selected(self) -> Part | None:
        """The box under the cursor."""
        return self._graph.parts.get(self._selected)

    def action_go(self, right: int, down: int) -> None:
        """To the nearest box in a direction."""
        places = self._canvas.layout.places
        here = places.get(self._selected)
        if here is None:
            self.action_pan(right, down)
            return
        best = ""
        least = float("inf")
        for key, place in places.items():
            aside = (place.x + place.width / 2) - (here.x + here.width / 2)
            along = place.y - here.y
            ahead = along * down if down else aside * right if along == 0 else 0
            if ahead > 0:
                distance = abs(along) * ASIDE + abs(aside) if down else abs(aside)
                if distance < least:
                    best, least = key, distance
        if best:
            self._selected = best
            self._bring_into_view()
            self.repaint()
            self._describe()

    def _bring_into_view(self) -> None:
        place = self._canvas.layout.places.get(self._selected)
        if place is None:
            return
        width = self.scrollable_content_region.width
        if place.x < self._left or place.x + place.width > self._left + width:
            self._left = max(0, place.x + place.width // 2 - width // 2)
        self.show_line(place.y + place.height - 1, margin=1)
        self.show_line(place.y, margin=1)
        self.repaint()

    def action_pan(self, right: int, down: int) -> None:
        self._left = max(0, min(self._left + right, self._canvas.layout.width - 1))
        self.scroll_to_line(self.scroll_offset.y + down)
        self.repaint()

    def resized(self) -> None:
        self.lines_changed()
        self._describe()
        self._bring_into_view()

    def action_open(self) -> None:
        """Into the scope under the cursor, or to where what is outside lies."""
        part = self.selected
        if self._large:
            self.post_message(self.TooLarge())
        elif part is None or not part.name or part.key == self.scope:
            return
        elif part.kind == "scope":
            self.open(part.name)
        elif part.kind == "outside":
            self.open(part.name.rpartition("/")[0], part.name)

    def action_close(self) -> None:
        """Out of this scope."""
        if self.scope:
            self.open(self.scope.rpartition("/")[0], self.scope)

    def follow(self) -> None:
        """Draw the scope of the node about to run, or of the last one."""
        snapshot = self._picture.snapshot
        if snapshot is not None:
            name = snapshot.next_node or (snapshot.step.node if snapshot.step else "")
            if name:
                self.reveal(name)

    def reveal(self, name: str) -> None:
        """Draw the scope that a node lies in, with the cursor on the node."""
        entry = self._picture.graph.entries.get(name)
        scope = name if entry is not None and entry.children and entry.info else name.rpartition("/")[0]
        self.open(scope, name)

    def _describe(self) -> None:
        say = self.texts
        self.border_title = clean(self.scope or say("whole_graph")).replace("[", r"\[")
        part = self.selected
        text = ""
        if part is not None and not self._large:
            text = part.name or say("others", n=part.count)
            if part.kind == "scope":
                text += f"/  {say('nodes', n=part.count)}, {say('parts_ran', n=self._ran[part.key])}"
            elif part.kind == "node":
                text += f"  {self._text(part)[1]}"
        room = max(self.size.width - 4, 1)
        self.border_subtitle = fit(clean(text), min(room, cell_len(text)), self.glyphs.ellipsis).replace("[", r"\[")


def _overlay(cells: list[tuple[str, str]], spans: Line, start: int) -> None:
    """Lay text over cells; a wide character that would be cut at the edge becomes a space."""
    at = start
    for text, tone in spans:
        for letter in text:
            size = cell_len(letter)
            if at >= 0 and at + size <= len(cells):
                cells[at] = letter, tone
                for more in range(at + 1, at + size):
                    cells[more] = "", tone
            elif size > 1:
                for half in range(max(at, 0), min(at + size, len(cells))):
                    cells[half] = " ", tone
            at += max(size, 0)
