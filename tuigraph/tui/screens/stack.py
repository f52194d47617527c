"""The calls that the program is in, and the names of the one that is looked from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.wire.commands import SelectCall, SelectThread
from tuigraph.wire.questions import CallView, NameView, ShowStack, StackView, ThreadView
from tuigraph.wire.said import Text, said

STACK: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_stack"),
    Key("enter,x", "look_from", "key_look_from", "Enter", "help_stack", 1),
    Key("t", "tree", "key_tree", "t", "help_stack", 2),
    *NODE,
    Key("w", "why", "key_why", "w", "help_views", 5),
    *LEAVING,
)

Row = CallView | NameView | ThreadView | Text  # a text is a heading


class StackPane(ListPane):
    """Calls from the innermost on, then names."""

    def __init__(self) -> None:
        super().__init__(id="stack", classes="pane")
        self._stack = StackView((), 0, ())
        self._rows: list[Row] = []

    def show(self, stack: StackView) -> None:
        """Show an answer."""
        self._stack = stack
        looked_from = stack.calls[stack.selected].name if stack.calls else ""
        names: list[Row] = [said("names_of", name=looked_from), *stack.names] if stack.names else []
        names[1:1] = [said("names_as_now")] if stack.past and names else []
        threads: list[Row] = [said("threads"), *stack.threads] if stack.threads else []
        self._rows = [*(stack.calls or (said("no_calls"),)), *threads, *names]
        self.lines_changed()

    @property
    def call(self) -> int | None:
        """The number of the call under the cursor."""
        return self.cursor if self.cursor < len(self._stack.calls) else None

    @property
    def thread(self) -> str:
        """The number of the thread under the cursor, "" when there is none."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else None
        return str(row.number) if isinstance(row, ThreadView) else ""

    @property
    def node(self) -> str:
        """The node that the name under the cursor stands for."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else None
        return row.node if isinstance(row, NameView) else ""

    def line_count(self) -> int:
        return len(self._rows)

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if isinstance(row, CallView):
            marked = index == self._stack.selected
            sign = (f"{self.glyphs.next} " if marked else "  ", "warn")
            where = f"{row.file}:{row.line}"
            name = fit(clean(row.name), min(24, width // 3), self.glyphs.ellipsis)
            room = max(width - 26 - len(where), 0)
            place = fit(clean(where), max(width - len(name) - 3, 8), self.glyphs.ellipsis).rstrip()
            text = fit(clean(row.text), room, self.glyphs.ellipsis).rstrip() if room > 12 else ""
            return [sign, (name, "strong" if marked else ""), (" ", ""), (place, "number"), (f"  {text}", "muted")]
        if isinstance(row, ThreadView):
            sign = (f"{self.glyphs.next} " if row.stands else "  ", "warn")
            name = fit(f"{row.number} {clean(row.name)}", min(24, width // 3), self.glyphs.ellipsis).rstrip()
            where = fit(self.texts.say(row.where), max(width - len(name) - 4, 8), self.glyphs.ellipsis).rstrip()
            return [sign, (name, "strong" if row.stands else ""), ("  ", ""), (where, "number")]
        if isinstance(row, NameView):
            name = fit_name(clean(row.name), min(20, width // 4), self.glyphs.ellipsis)
            node = f"  {clean(row.node)}" if row.node else ""
            value = clean(self.texts.say(row.value))
            shown = fit(value, max(width - len(name) - len(node) - 3, 8), self.glyphs.ellipsis).rstrip()
            return [("  ", ""), (name, "name"), (" ", ""), (shown, "value"), (node, "muted")]
        return [(self.texts.say(row), "heading")]


class StackScreen(View):
    """Follows the program: at each other place the calls are asked for again."""

    KEYS = STACK
    BINDINGS: ClassVar[list[BindingType]] = bindings(STACK)
    AUTO_FOCUS = "#stack"

    def body(self) -> Sequence[Widget]:
        pane = StackPane()
        pane.border_title = self.texts("help_stack")
        return [pane]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is None or snapshot.state == "running":
            return
        if picture.answers:
            self._asked_at = snapshot.position, snapshot.extent
        elif self.asked_anew(snapshot, ShowStack()):
            return
        found = picture.newest(StackView)
        if found is not None:
            self.query_one(StackPane).show(found)

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        pane = self.query_one(StackPane)
        if pane.call is None and not pane.thread:
            yield "look_from"

    def action_look_from(self) -> None:
        pane = self.query_one(StackPane)
        if pane.call is not None:
            self.study.ask(SelectCall(pane.call))
        elif pane.thread:
            self.study.ask(SelectThread(pane.thread))

    def node_at_cursor(self) -> str:
        return self.query_one(StackPane).node
