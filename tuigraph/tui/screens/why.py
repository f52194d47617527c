"""*Why* a value is what it is, as a tree that is unfolded where somebody looks: operands, variables, feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.wire.questions import CauseView, ShowWhy, WhyView
from tuigraph.wire.said import Text
from tuigraph.words.causes import CAUSES

WHY: Sequence[Key] = (
    Key("", "", "key_fold_cause", "Left Right", "help_why", 1),
    Key("", "", "key_toggle_cause", "Enter", "help_why", 2),
    Key("t", "tree", "key_tree", "t", "help_why", 3),
    *NODE,
    *LEAVING,
)

DEPTH = 3  # at first
TONES = {"variable": "name", "constant": "number", "feed": "input", "override": "warn", "lost": "muted"}


@dataclass(eq=False)
class Row:
    """A cause at a place in the tree."""

    view: CauseView
    parent: Row | None = None
    depth: int = 0
    open: bool = False
    children: list[Row] = field(default_factory=list)


class WhyPane(ListPane):
    """One line per cause."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "unfold", show=False),
        Binding("left,h", "fold", show=False),
        Binding("enter", "fold_or_unfold", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """What is behind a cause is to be shown."""

        number: int

    def __init__(self) -> None:
        super().__init__(id="why", classes="pane")
        self._rows: list[Row] = []
        self._asked: Row | None = None  # the row that the next answer unfolds
        self._problem: Text = ""

    def show(self, why: WhyView) -> None:
        """Show the answer to the question about the value itself."""
        self._problem = why.problem
        self._rows = _linked(why.causes)
        self._asked = None
        self.lines_changed()

    def add(self, why: WhyView) -> None:
        """Show what is behind the cause that was asked about."""
        row, self._asked = self._asked, None
        if row is not None and row in self._rows and why.name == f"#{row.view.number}" and why.causes:
            row.children = _linked(why.causes, row)[1:]
            self._open(row)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def line_count(self) -> int:
        return max(len(self._rows), 1)

    def draw(self, index: int, width: int) -> Line:
        if not self._rows:
            return [(clean(self.texts.say(self._problem)), "warn")]
        row = self._rows[index]
        glyphs = self.glyphs
        fold = glyphs.unfolded if row.open else glyphs.folded if row.children or row.view.more else " "
        view, say = row.view, self.texts
        what = say(CAUSES[view.kind], node=clean(view.name), type=view.type)
        what += say("cause_run", n=view.run) if view.run else ""
        value = clean(say.say(view.value))
        tone = "strong" if index == 0 else TONES.get(view.kind, "")
        line: Line = [("  " * min(row.depth, width // 8), ""), (fold + " ", "muted")]
        room = width - sum(len(part) for part, _ in line)
        shown = fit(what, max(room - cell_len(value) - 2, room // 2), glyphs.ellipsis).rstrip() + ": "
        return [*line, (shown, tone), (fit(value, max(room - cell_len(shown), 4), glyphs.ellipsis).rstrip(), "value")]

    def _open(self, row: Row) -> None:
        row.open = bool(row.children)
        place = self._rows.index(row)
        self._rows[place + 1 : place + 1] = _shown_below(row)
        self.lines_changed()

    def action_fold_or_unfold(self) -> None:
        row = self.current
        if row is not None and row.open:
            self.action_fold()
        else:
            self.action_unfold()

    def action_unfold(self) -> None:
        row = self.current
        if row is None:
            return
        if row.open:
            self.action_line(1)
        elif row.children:
            self._open(row)
        else:
            self._asked = row
            self.post_message(self.Wanted(row.view.number))

    def action_fold(self) -> None:
        row = self.current
        if row is None:
            return
        if row.open:
            row.open = False
            place = self.cursor + 1
            end = next((i for i in range(place, len(self._rows)) if self._rows[i].depth <= row.depth), len(self._rows))
            del self._rows[place:end]
            self.lines_changed()
        elif row.parent is not None:
            self.cursor = self._rows.index(row.parent)


def _linked(causes: Sequence[CauseView], root: Row | None = None) -> list[Row]:
    """The lines of a tree as rows that know each other; the first one is `root`, when that is there already."""
    rows: list[Row] = []
    base = root.depth if root is not None else 0
    path: list[Row] = []
    for view in causes:
        if root is not None and not rows:
            row = root
        else:
            parent = path[view.depth - 1] if view.depth else None
            row = Row(view, parent, base + view.depth)
            if parent is not None and (root is None or parent is not root):
                parent.children.append(row)
                parent.open = True
        rows.append(row)
        path[view.depth :] = [row]
    return rows


def _shown_below(row: Row) -> list[Row]:
    found: list[Row] = []
    stack = list(reversed(row.children))
    while stack:
        child = stack.pop()
        found.append(child)
        if child.open:
            stack.extend(reversed(child.children))
    return found


class WhyScreen(View):
    """Follows the program: at each other moment the question is asked again."""

    KEYS = WHY
    BINDINGS: ClassVar[list[BindingType]] = bindings(WHY)
    AUTO_FOCUS = "#why"

    def __init__(self, title: str, host: Host, name: str) -> None:
        super().__init__(title, host)
        self._name_asked = name

    def body(self) -> Sequence[Widget]:
        pane = WhyPane()
        pane.border_title = clean(self.texts("why_title", node=self._name_asked)).replace("[", r"\[")
        return [pane]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is None or snapshot.state == "running":
            return
        pane = self.query_one(WhyPane)
        if self.asked_anew(snapshot, ShowWhy(self._name_asked, DEPTH)):
            return
        for answer in picture.answers:
            if isinstance(answer, WhyView):
                (pane.show if answer.name == self._name_asked else pane.add)(answer)

    @on(WhyPane.Wanted)
    def _ask(self, message: WhyPane.Wanted) -> None:
        self.study.ask(ShowWhy(f"#{message.number}"))

    def node_at_cursor(self) -> str:
        row = self.query_one(WhyPane).current
        return row.view.name.partition(":")[0] if row is not None else ""

    def value_at_cursor(self) -> str:
        row = self.query_one(WhyPane).current
        return row.view.name if row is not None else ""
