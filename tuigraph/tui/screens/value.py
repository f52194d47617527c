"""The viewer of one value: what the debuggee sends of it, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.tui import clipboard
from tuigraph.tui.element import NoElement
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import View
from tuigraph.tui.widgets.value import MODES, ORDERS, ValuePane
from tuigraph.wire.commands import SaveValue
from tuigraph.wire.questions import ValuePage

VALUE: Sequence[Key] = (
    Key("", "", "key_move", "Arrows", "help_value", 1),
    Key("left_square_bracket", "slice", "key_slice", "[", "help_value", 2),
    Key("at", "element", "key_element", "@", "help_value", 3),
    Key("m", "mode", "key_mode", "m", "help_value", 4),
    Key("o", "order", "key_order", "o", "help_value", 5),
    Key("r", "highlight", "key_highlight", "r", "help_value", 6),
    Key("percent_sign", "format", "key_format", "%", "help_value", 8),
    Key("y", "copy", "key_copy", "y", "help_value", 9),
    Key("Y", "copy_page", "key_copy_page", "Y", "help_value"),
    Key("w", "save", "key_save_value", "w", "help_value", 7),
    *NODE[1:],
    *LEAVING,
)


class ValueScreen(View):
    """Follows the program: at each stop the value is asked for again."""

    KEYS = VALUE
    BINDINGS: ClassVar[list[BindingType]] = bindings(VALUE)
    AUTO_FOCUS = "#value"

    def __init__(self, title: str, host: Host, name: str) -> None:
        super().__init__(title, host)
        self._name_shown = name
        self._moment: tuple[object, object] | None = None  # at which the values were asked for
        self._to_ask: list[ValuePane] = []  # panes that have not asked yet, or while the program was busy

    def body(self) -> Sequence[Widget]:
        return [ValuePane(self._name_shown)]

    @property
    def panes(self) -> list[ValuePane]:
        return list(self.query(ValuePane))

    @property
    def _pane(self) -> ValuePane:
        """The one that has the keys."""
        return next((pane for pane in self.panes if pane.has_focus), self.panes[0])

    def node_at_cursor(self) -> str:
        return self._name_shown.partition(":")[0]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        moment = (snapshot.position, snapshot.extent) if snapshot is not None else None
        stands = snapshot is not None and snapshot.state != "running"
        if stands and moment != self._moment:
            self._moment = moment
            self._to_ask = self.panes
        elif self._moment is not None:
            for pane in self.panes:
                page = picture.newest(ValuePage, (pane.name_shown, pane.session))
                if page is not None:
                    pane.show(page)
        if stands:
            asking, self._to_ask = self._to_ask, []
            for pane in asking:
                pane.ask()

    @on(ValuePane.Wanted)
    def _ask(self, message: ValuePane.Wanted) -> None:
        if not self.study.ask(message.ask):
            self._to_ask.append(message.pane)

    def _change(self, **look: str) -> None:
        for pane in self.panes:
            pane.change(**look)

    def action_slice(self) -> None:
        self.ask_text(self.texts("ask_slice"), self._pane.look.slice or "[]", self._slice)

    def _slice(self, text: str) -> None:
        self._change(slice="" if text == "[]" else text if text.startswith("[") else f"[{text}]")

    def action_element(self) -> None:
        self.ask_text(self.texts("ask_element"), "", self._go_to)

    def _go_to(self, text: str) -> None:
        try:
            for pane in self.panes:
                pane.go_to(text)
        except NoElement as error:
            self.notice(self.texts.say(error.said))

    def action_format(self) -> None:
        self.ask_text(self.texts("ask_format"), self._pane.look.format or ".3e", self._format)

    def _format(self, text: str) -> None:
        self._change(format="" if text == "-" else text)

    def action_highlight(self) -> None:
        self.ask_text(self.texts("ask_highlight"), self._pane.look.highlight or "> 0", self._highlight)

    def _highlight(self, text: str) -> None:
        self._change(highlight="" if text == "-" else text)

    def action_order(self) -> None:
        orders = list(ORDERS)
        self._change(order=orders[(orders.index(self._pane.look.order) + 1) % len(orders)])

    def action_mode(self) -> None:
        self._change(mode=MODES[(MODES.index(self._pane.look.mode) + 1) % len(MODES)])

    def action_copy(self) -> None:
        self._copy(self._pane.element[1])

    def action_copy_page(self) -> None:
        self._copy(self._pane.page_text)

    def _copy(self, text: str) -> None:
        clipboard.copy(self.app, text)
        self.notice(self.texts("copied", n=len(text)))

    def action_save(self) -> None:
        name = self._name_shown.replace("/", "_").replace(":", "_")
        self.ask_text(self.texts("ask_file"), f"{name}.npy", self._save)

    def _save(self, path: str) -> None:
        self.study.ask(SaveValue(self._name_shown, self._pane.look.slice, path))
