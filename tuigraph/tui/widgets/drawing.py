"""The graph as a picture that lives: boxes with the values in them, the node about to run lit, scopes as frames."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from tuigraph.harmless import clean
from tuigraph.tui.box_text import ARRAY, Content, Moment, State, kind, room
from tuigraph.tui.canvas import Canvas
from tuigraph.tui.described import Described
from tuigraph.tui.graph_index import Entry
from tuigraph.tui.legend import signs
from tuigraph.tui.lines import LineView
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, length, wrap
from tuigraph.tui.scene import EMPTY, MOST, Drawn, Scene, Scenery, Wiring
from tuigraph.tui.scope_graph import Part

LABEL = 22  # cells of a title at most
LEAST = 7  # cells between the sides of a box
MOST_CALLS = 20_000  # of nodes, from which closed scopes no longer say what goes on in them
ASIDE = 6  # how much further a step to the side counts than one along the rows, when the next box is looked for
EDGES = 4  # columns of the lower border that are no text

Key = tuple[str, str]


@dataclass(frozen=True)
class Frame:
    """The signs of a border."""

    corners: str  # upper left, upper right, lower left, lower right
    level: str
    upright: str


FRAMES = {
    "node": Frame("┌┐└┘", "─", "│"),
    "scope": Frame("╔╗╚╝", "═", "║"),
    "outside": Frame("╭╮╰╯", "╌", "╎"),
    "open": Frame("╭╮╰╯", "─", "│"),
    "lit": Frame("┏┓┗┛", "━", "┃"),
}
ASCII_FRAMES = {
    "node": Frame("++++", "-", "|"),
    "scope": Frame("####", "=", "#"),
    "outside": Frame("....", ".", ":"),
    "open": Frame("++++", ".", ":"),
    "lit": Frame("****", "*", "*"),
}
TONES: dict[State, str] = {
    **{"next": "warn", "input": "input", "born": "value", "value": "good"},
    **{"gone": "muted", "ran": "muted", "waiting": "muted", "dead": "muted"},
}


class DrawingPane(LineView):
    """Arrow keys go from box to box, and the pane follows; it follows the program too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "go(0, -1)", show=False),
        Binding("down,j", "go(0, 1)", show=False),
        Binding("left,h", "go(-1, 0)", show=False),
        Binding("right,l", "go(1, 0)", show=False),
        Binding("shift+up,K", "pan(0, -5)", show=False),
        Binding("shift+down,J", "pan(0, 5)", show=False),
        Binding("shift+left,H", "pan(-10, 0)", show=False),
        Binding("shift+right", "pan(10, 0)", show=False),
        Binding("enter", "toggle_fold", show=False),
        Binding("backspace", "close", show=False),
    ]

    def __init__(self, *, full: bool = False) -> None:
        super().__init__(id="drawing")
        self.full = full  # whether a box has a line for the kind of its node
        self._picture = Picture()
        self._moment = Moment(self._picture)
        self._scenery: Scenery | None = None
        self._scene: Scene = EMPTY
        self._rows: list[list[Drawn]] = []
        self._unfolded: set[str] = set()  # by hand
        self._entered: set[str] = set()  # by the run that goes on
        self._run = 0
        self._laid_out: tuple[object, ...] | None = None  # of what the scene is
        self._large = 0
        self._explained: tuple[tuple[int, int, int], list[Line]] = (-1, -1, -1), []  # why nothing is drawn, at a size
        self._selected: Key = "", ""
        self._followed = ""  # the node that ran last, or was to run next, where the program stood last
        self._known = 0  # how many nodes there were then
        self._left = 0
        self._inner: dict[Key, Counter[State]] = {}  # of closed scopes: the states of what is in them
        self._active: dict[Key, str] = {}  # the node in a box that runs next or ran last

    # what is drawn

    def show(self, picture: Picture) -> None:
        """Show a moment of the program, and where it stands."""
        self._picture = picture
        self._moment = moment = Moment(picture)
        run = moment.snapshot.position.run if moment.snapshot else 0
        if run != self._run:
            self._run = run
            self._entered.clear()
        for name in (moment.last, moment.next):
            self._entered.update(self._scopes_around(name))
        self._lay_out()
        if moment.snapshot and moment.snapshot.state != "running":
            step = moment.snapshot.step
            self._follow(moment.next or (step.node if step else ""))
        self.repaint()
        self._describe()

    def _follow(self, node: str) -> None:
        """Turn to the node that the program has come to, or to the newest one of a graph that has grown."""
        entries = self._picture.graph.entries
        grown = len(entries) > self._known
        if node and node != self._followed:
            self.turn_to(node)
        elif grown:
            self.turn_to(next((entry.name for entry in reversed(entries.values()) if entry.info is not None), ""))
        self._followed, self._known = node, len(entries)

    def _scopes_around(self, name: str) -> list[str]:
        """The scopes that are opened for a node: not those that are a node themselves, as a variable is."""
        entry = self._picture.graph.entries.get(name)
        found: list[str] = []
        above = entry.parent if entry is not None else None
        while above is not None and above.parent is not None:
            if above.info is not None:
                found.clear()
            else:
                found.append(above.name)
            above = above.parent
        return found

    def _lay_out(self) -> None:
        index = self._picture.graph
        if self._scenery is None or self._scenery.index is not index:
            self._scenery = Scenery(index, self._picture.connections, slack=int(self.full))
            self._laid_out, self._left, self._known = None, 0, 0
            self._unfolded &= index.entries.keys()
        opened = frozenset(self._unfolded | self._entered)
        if self._scenery.count(opened) > MOST:
            opened = frozenset(self._unfolded)
        wanted = index, len(index), opened, self.full
        if self._laid_out != wanted:
            self._laid_out = wanted
            count = self._scenery.count(opened)
            self._large = count if count > MOST else 0
            self._scene = EMPTY if self._large else self._scenery.draw(opened, self._box_size)
            self._rows = self._scene.rows()
            self._left = max(0, min(self._left, self._scene.width - self.scrollable_content_region.width))
            self.lines_changed()
        if self._selected not in self._scene.drawn:
            self._selected = min(
                self._scene.drawn,
                key=lambda key: (self._scene.drawn[key].place.y, self._scene.drawn[key].place.x),
                default=("", ""),
            )
        self._find_states()

    def _find_states(self) -> None:
        """What goes on in each box."""
        self._inner, self._active = {}, {}
        for name in self._moment.ran() if len(self._picture.graph_calls) <= MOST_CALLS else ():
            key = self.box_of(name)
            if key is not None and key[1] != name:
                self._inner.setdefault(key, Counter())[self._moment.content(name).state] += 1
        for name in (self._moment.last, self._moment.next):
            key = self.box_of(name) if name else None
            if key is not None:
                self._active[key] = name
        for name in self._moment.inputs:
            key = self.box_of(name)
            if key is not None and key[1] != name:
                self._inner.setdefault(key, Counter())["input"] += 1

    def box_of(self, name: str) -> Key | None:
        """The box that shows a node: its own, or the closed scope around it."""
        entry: Entry | None = self._picture.graph.entries.get(name)
        while entry is not None and entry.parent is not None:
            for key in ((entry.name, entry.name), (entry.parent.name, entry.name)):
                drawn = self._scene.drawn.get(key)
                if drawn is not None and not drawn.frame:
                    return key
            entry = entry.parent
        return None

    def unfold(self, most: int) -> tuple[int, int]:
        """Open scopes, the outer ones first, as long as there are at most so many boxes; columns and rows of it all."""
        assert self._scenery is not None
        scopes = [entry for entry in self._picture.graph.entries.values() if entry.children and entry.info is None]
        for entry in sorted(scopes, key=lambda entry: entry.depth):
            if self._scenery.count(self._unfolded | {entry.name}) <= most:
                self._unfolded.add(entry.name)
        self._lay_out()
        return self._scene.width, self._scene.height

    @property
    def too_large(self) -> bool:
        """Whether there are more boxes than can be drawn."""
        return self._large > 0

    @property
    def current(self) -> Entry | None:
        """The entry of the box under the cursor."""
        part = self.selected
        return self._picture.graph.entries.get(part.name) if part is not None else None

    # the size and the text of a box

    def _box_size(self, part: Part) -> tuple[int, int]:
        entry = self._picture.graph.entries.get(part.name)
        info = entry.info if entry is not None else None
        title = min(cell_len(self._title(part)), LABEL) + 3
        if part.kind == "outside":
            return title + 2, 2
        second = min(cell_len(self._kind(part)), ARRAY)
        width = max(title, second, room(info), LEAST) + 4
        return width, 4 if self.full else 2

    def _title(self, part: Part) -> str:
        if not part.name:
            return self.texts("others", n=part.count)
        label = clean(part.label)
        given = clean(self._picture.given_names.get(part.name, ""))
        return f"{given} {self.glyphs.line} {label}" if given and given != label else label

    def _kind(self, part: Part) -> str:
        entry = self._picture.graph.entries.get(part.name)
        if entry is not None and entry.info is not None:
            return kind(entry.info, self.texts("kind_variable"))
        return self.texts("nodes", n=part.count) if part.name else ""

    def _content(self, drawn: Drawn) -> Content:
        """Of the node that a box is, or of the one in it that runs."""
        key = drawn.scope, drawn.part.key
        part = drawn.part
        active = self._active.get(key, "")
        own = self._moment.content(part.name)
        if active and active != part.name:
            inner = self._moment.content(active)
            return Content(inner.state, own.value or inner.value, own.in_run, own.total)
        states = self._inner.get(key)
        if states and own.state in {"waiting", "ran"}:
            first: State = next((s for s in ("input", "value", "gone", "ran", "dead") if states[s]), own.state)
            return Content(first, own.value, own.in_run, own.total)
        if states and states["input"] and own.state not in {"next", "born"}:
            return Content("input", own.value, own.in_run, own.total)
        return own

    def _sign(self, state: State) -> str:
        glyphs = self.glyphs
        return {
            **{"next": glyphs.next, "input": glyphs.input, "born": glyphs.ran, "value": glyphs.ran},
            **{"gone": glyphs.gone, "ran": glyphs.gone, "waiting": glyphs.not_run, "dead": glyphs.passed_by},
        }[state]

    def _breaks_at(self, name: str) -> bool:
        snapshot = self._moment.snapshot
        patterns = snapshot.breakpoints if snapshot is not None else ()
        return any(fnmatchcase(name, pattern) for pattern in patterns)

    def _lines(self, drawn: Drawn) -> list[tuple[str, str]]:
        """The lines below the title: the kind where there is room for it, and the value with its calls."""
        part, content = drawn.part, self._content(drawn)
        calls = f"{self.glyphs.times}{content.total}" if content.total > 1 else ""
        said = clean(self.texts.say(content.value))
        tone = "" if content.state in {"value", "next", "input"} else "value" if content.state == "born" else "muted"
        if not said and not self.full:
            said, tone = self._kind(part), "muted"
        inner = drawn.place.width - 4
        if tone == "muted" and cell_len(said) + cell_len(calls) + 1 > inner >= cell_len(said):
            calls = ""  # what the node is comes before how often it ran
        left = inner - cell_len(calls) - 1 if calls else inner
        line = f"{fit(said, left, self.glyphs.ellipsis)} {calls}" if calls else fit(said, inner, self.glyphs.ellipsis)
        found = [(line, tone)]
        if self.full:
            found.insert(0, (fit(self._kind(part), inner, self.glyphs.ellipsis), "muted"))
        return found

    # drawing

    def line_count(self) -> int:
        return self._scene.height or len(self._why_empty(self.scrollable_content_region.width))

    def _why_empty(self, width: int) -> list[Line]:
        """What is said where nothing is drawn; laid out once for each size, since each of its lines is asked for."""
        key = width, self.scrollable_content_region.height, self._large
        if self._explained[0] != key:
            self._explained = key, self._explain(width)
        return self._explained[1]

    def _explain(self, width: int) -> list[Line]:
        said = self.texts("too_large", n=self._large) if self._large else self.texts("no_graph")
        lines = wrap([(said, "muted")], width)
        explained = signs(self.glyphs, self.texts)
        legend = [wrap([(f"{sign} ", "strong"), (text, "muted")], width, "  ") for sign, text in explained]
        if self._large or len(lines) + 1 + sum(map(len, legend)) > self.scrollable_content_region.height:
            return lines
        return [*lines, [], *(line for entry in legend for line in entry)]

    def draw(self, index: int, width: int) -> Line:
        if self._large or not self._rows:
            return self._why_empty(width)[index]
        cells: list[tuple[str, str]] = [(" ", "")] * width
        self._draw_wires(cells, index, None)
        for drawn in self._rows[index]:
            place = drawn.place
            if place.x < self._left + width and place.x + place.width > self._left:
                self._draw_box(cells, drawn, index)
                if drawn.frame:
                    self._draw_wires(cells, index, drawn.part.name)
        return cells

    def _draw_wires(self, cells: list[tuple[str, str]], row: int, scope: str | None) -> None:
        arrow = "v" if self.glyphs.ascii else "▼"
        for x, sign, wiring, number in self._scene.wires(row, self._left, len(cells), self.glyphs.ascii):
            if (wiring.scope or None) != scope:
                continue
            ends = (x - wiring.x, row - wiring.y + 1) in self._ends(wiring.canvas, number)
            cells[x - self._left] = arrow if ends else sign, self._wire_tone(wiring, number)

    def _ends(self, canvas: Canvas, number: int) -> set[tuple[int, int]]:
        """The cells at which a wire enters what it leads to."""
        wire = canvas.layout.wires[number]
        tops = [canvas.layout.places[key] for key in wire.lower]
        ends = {(x1, y1) for x0, y0, x1, y1 in wire.segments if x0 == x1 and y1 > y0}
        return {(x, y) for x, y in ends if any(y == top.y and top.x < x < top.x + top.width for top in tops)}

    def _wire_tone(self, wiring: Wiring, number: int) -> str:
        wire = wiring.canvas.layout.wires[number]
        scope, key = self._selected
        if scope == wiring.scope and wire.upper == key and self.has_focus:
            return "value"
        if scope == wiring.scope and key in wire.lower and self.has_focus:
            return "input"
        return "muted"

    def _draw_box(self, cells: list[tuple[str, str]], drawn: Drawn, row: int) -> None:
        part, place = drawn.part, drawn.place
        content = self._content(drawn)
        selected = (drawn.scope, part.key) == self._selected and self.has_focus
        style = "open" if drawn.frame else "lit" if content.state in {"next", "born"} else part.kind
        if style == "scope" and self._picture.graph.entries[part.name].info is not None:
            style = "node"
        frame = (ASCII_FRAMES if self.glyphs.ascii else FRAMES)[style]
        edge = "cursor" if selected else "muted" if drawn.frame or part.kind == "outside" else TONES[content.state]
        if content.state == "value" and not selected:
            edge = ""
        at = row - place.y
        last = place.height - 1
        if at == 0:
            self._draw_title(cells, drawn, frame, edge, content)
        elif at == last and not self.full and not drawn.frame and part.kind != "outside":
            ((text, tone),) = self._lines(drawn)
            fill = frame.level * max(place.width - cell_len(text.rstrip()) - 4, 0)
            spans = [(frame.corners[2], edge), (f" {text.rstrip()} ", tone), (fill + frame.corners[3], edge)]
            _overlay(cells, spans, place.x - self._left)
        elif at == last:
            line = frame.corners[2] + frame.level * (place.width - 2) + frame.corners[3]
            _overlay(cells, [(line, edge)], place.x - self._left)
        else:
            if not drawn.frame:
                text, tone = self._lines(drawn)[at - 1]
                _overlay(cells, [(f"  {text}", tone)], place.x - self._left)
            _overlay(cells, [(frame.upright, edge)], place.x - self._left)
            _overlay(cells, [(frame.upright, edge)], place.x + place.width - 1 - self._left)
        if at == last:
            self._draw_ports(cells, drawn, frame, row)

    def _draw_ports(self, cells: list[tuple[str, str]], drawn: Drawn, frame: Frame, row: int) -> None:
        """Where wires leave a box below."""
        place, port = drawn.place, "+" if self.glyphs.ascii else "┯" if frame.level == "━" else "┬"
        for x, _, wiring, _ in self._scene.wires(row, max(place.x, self._left), place.width, self.glyphs.ascii):
            at = x - self._left
            inside = place.x < x < place.x + place.width - 1 and 0 <= at < len(cells)
            if inside and wiring.scope == drawn.scope and cells[at][0] == frame.level:
                cells[at] = port, cells[at][1]

    def _draw_title(
        self, cells: list[tuple[str, str]], drawn: Drawn, frame: Frame, edge: str, content: Content
    ) -> None:
        place = drawn.place
        title = fit_name(
            self._title(drawn.part), min(cell_len(self._title(drawn.part)), place.width - 5), self.glyphs.ellipsis
        )
        spans: Line = [(frame.corners[0], edge)]
        if drawn.frame or drawn.part.kind == "outside":
            spans.append((f" {title} ", edge or "name"))
        else:
            breaks = self._breaks_at(drawn.part.name)
            sign = (
                (self.glyphs.breakpoint, "bad") if breaks else (self._sign(content.state), edge or TONES[content.state])
            )
            spans += [sign, (f"{title} ", edge or "strong")]
        spans.append((frame.level * (place.width - 1 - length(spans)) + frame.corners[1], edge))
        _overlay(cells, spans, place.x - self._left)

    # moving about

    @property
    def selected(self) -> Part | None:
        """The box under the cursor."""
        drawn = self._scene.drawn.get(self._selected)
        return drawn.part if drawn is not None else None

    def action_go(self, right: int, down: int) -> None:
        """To the nearest box in a direction."""
        drawn = self._scene.drawn
        if self._selected not in drawn:
            self.action_pan(right, down)
            return
        here = drawn[self._selected].place
        best, least = None, float("inf")
        for key, other in drawn.items():
            if other.frame:
                continue
            aside = (other.place.x + other.place.width / 2) - (here.x + here.width / 2)
            along = other.place.y - here.y
            ahead = along * down if down else aside * right if abs(along) < max(here.height, 2) else 0
            if ahead > 0:
                distance = abs(along) * ASIDE + abs(aside) if down else abs(aside)
                if distance < least:
                    best, least = key, distance
        if best is not None:
            self._select(best)

    def _select(self, key: Key) -> None:
        self._selected = key
        self._bring_into_view(key)
        self.repaint()
        self._describe()

    def _bring_into_view(self, key: Key | None) -> None:
        drawn = self._scene.drawn.get(key) if key is not None else None
        if drawn is None:
            return
        place, width = drawn.place, self.scrollable_content_region.width
        if width <= 0:
            return
        right = place.x + place.width + 1 - width
        self._left = max(0, min(max(self._left, right), max(place.x - 1, 0), self._scene.width - 1))
        self.show_line(place.y + place.height - 1, margin=1)
        self.show_line(place.y, margin=1)

    def turn_to(self, name: str) -> None:
        """Bring the box of a node into view, with what it reads where there is room."""
        for other in (*self._moment.inputs, name):
            self._bring_into_view(self.box_of(other))
        key = self.box_of(name)
        if key is not None:
            self._selected = key

    def action_pan(self, right: int, down: int) -> None:
        self._left = max(0, min(self._left + right, self._scene.width - self.scrollable_content_region.width))
        self.scroll_to_line(self.scroll_offset.y + down)
        self.repaint()
        self._describe()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._describe()

    def resized(self) -> None:
        self.lines_changed()
        self._left = max(0, min(self._left, self._scene.width - self.scrollable_content_region.width))
        self._bring_into_view(self._selected)
        self._describe()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y + self.scroll_offset.y >= len(self._rows):
            return
        x, y = offset.x + self._left, offset.y + self.scroll_offset.y
        for drawn in reversed(self._rows[y]):
            if drawn.place.x <= x < drawn.place.x + drawn.place.width:
                self._select((drawn.scope, drawn.part.key))
                return

    def action_toggle_fold(self) -> None:
        """Open the scope under the cursor as a frame, or close the frame around the cursor."""
        part = self.selected
        if part is None or not part.name:
            return
        elif part.kind == "outside":
            self.reveal(part.name)
        elif part.kind == "scope" and not self._scene.drawn[self._selected].frame:
            self._unfolded.add(part.name)
            self._changed()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close the scope around the cursor."""
        scope, key = self._selected
        scope = key if self._selected in self._scene.drawn and self._scene.drawn[self._selected].frame else scope
        if scope:
            self._unfolded.discard(scope)
            self._entered.discard(scope)
            self._selected = scope.rpartition("/")[0], scope
            self._changed()

    def _changed(self) -> None:
        self._lay_out()
        self._bring_into_view(self._selected)
        self.repaint()
        self._describe()

    def reveal(self, name: str) -> None:
        """Open what hides a node, and put the cursor on it."""
        entry = self._picture.graph.entries.get(name)
        above = entry.parent if entry is not None else None
        while above is not None and above.parent is not None:
            self._unfolded.add(above.name)
            above = above.parent
        self._lay_out()
        key = self.box_of(name)
        if key is not None:
            self._select(key)

    def _describe(self) -> None:
        """The whole name of what is under the cursor stands in the lower border, and how much is out of sight."""
        part = self.selected
        text, more = "", self._out_of_sight()
        if part is not None and not self._large:
            text = clean(f"{part.name or self.texts('others', n=part.count)} {self._kind(part)}")
        space = max(self.size.width - EDGES - cell_len(more), 1)
        self.post_message(Described(self, fit(text, min(space, cell_len(text)), self.glyphs.ellipsis) + more))

    def _out_of_sight(self) -> str:
        """How many boxes are not to be seen, at least not whole, and on which sides."""
        left, top = self._left, self.scroll_offset.y
        width, height = self.scrollable_content_region.size
        hidden = 0
        sides = {"to_left": False, "to_right": False, "above": False, "below": False}
        for drawn in self._scene.drawn.values():
            place = drawn.place
            beyond = {
                "to_left": place.x < left,
                "to_right": place.x + place.width > left + width,
                "above": place.y < top,
                "below": place.y + place.height > top + height,
            }
            if not drawn.frame and any(beyond.values()):
                hidden += 1
                sides = {side: sides[side] or beyond[side] for side in sides}
        arrows = "".join(getattr(self.glyphs, side) for side, any_there in sides.items() if any_there)
        return f"  {self.texts('more_boxes', n=hidden, arrows=arrows)}" if hidden else ""


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
