"""The base of the screens that open over the study screen: told of every moment; the program can go on from there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tuigraph.tui.dress import dress
from tuigraph.tui.keys import NODE, STUDY, Key
from tuigraph.tui.lines import LineView
from tuigraph.tui.picture import Picture
from tuigraph.tui.screens.openers import Host, Openers
from tuigraph.tui.widgets.footer import Footer
from tuigraph.tui.widgets.header import Header
from tuigraph.wire.commands import Command
from tuigraph.wire.said import Text
from tuigraph.wire.views import Snapshot

RUNNING = ("s", "n", "c", "S", "f")  # keys of the screen below that work here too
SECONDS = 3.0  # that somebody who looks at the screen waits for what is asked of all runs
ON_NODE = frozenset({"tree", *(key.action for key in NODE)})  # what does nothing where there is no node


class ListPane(LineView):
    """The body of a view: lines of which one has the cursor; the view is told when that is another one."""

    has_cursor = True

    class Moved(Message):
        """The cursor is on another line, or the lines are others."""

    def lines_changed(self) -> None:
        super().lines_changed()
        self.post_message(self.Moved())

    def watch_cursor(self) -> None:
        super().watch_cursor()
        self.post_message(self.Moved())


class View(Openers):
    """A heading, a body and a line of keys.  The keys that move the program work as on the screen below."""

    CSS_PATH = "view.tcss"
    KEYS: ClassVar[Sequence[Key]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(name, f"below({key.action!r})", show=False)
        for key in STUDY
        for name in key.keys.split(",")
        if name in RUNNING
    ]

    def __init__(self, title: str, host: Host | None = None) -> None:
        super().__init__()
        self._title = title
        self.host = host
        self._early = False  # a moment came before the view was composed
        self._asked_at: object = None  # the moment for which it has asked the program

    @property
    def title_text(self) -> str:
        return self._title

    @property
    def study(self) -> Host:
        assert self.host is not None
        return self.host

    def heading(self) -> Widget:
        """What stands above the body; it takes a `notice`."""
        return Header(self._title)

    def body(self) -> Sequence[Widget]:
        """The widgets between the heading and the line of keys."""
        raise NotImplementedError

    def show(self, picture: Picture) -> None:
        """Show a moment of the program."""

    def compose(self) -> ComposeResult:
        self.set_class(dress(self.app).glyphs.ascii, "-ascii")
        yield self.heading()
        yield from self.body()
        yield Footer(self.KEYS)

    def on_mount(self) -> None:
        if self.host is not None:
            self._show(self.host.picture)
            if self._early and self.host.picture.notes:
                self.notice(self.host.picture.notes[-1])

    def told(self, picture: Picture) -> None:
        """A moment of the program has come; a view that is not composed yet looks for itself when it is."""
        if not self.is_mounted:
            self._early = True
            return
        self._show(picture)
        if picture.notes:
            self.notice(picture.notes[-1])

    def _show(self, picture: Picture) -> None:
        if picture.snapshot is not None:
            self.query_one(Header).show(picture.snapshot, "")
        self.show(picture)

    def asked_anew(self, snapshot: Snapshot, command: Command, of_all: bool = False) -> bool:
        """Ask the program, where it stands elsewhere than when it was asked last; whether that was so.

        What is asked `of_all` runs is another thing only when the program has gone on.
        """
        moment = snapshot.extent.now if of_all else (snapshot.position, snapshot.extent)
        if moment == self._asked_at:
            return False
        self._asked_at = moment if self.study.ask(command) else None
        return True

    @property
    def no_node(self) -> str:
        return self.texts("no_node_on_line")

    def idle(self) -> Iterable[str]:
        """Actions of keys that do nothing for the line under the cursor."""
        return () if self.node_at_cursor() else ON_NODE

    @on(ListPane.Moved)
    def _offer(self) -> None:
        """The last line shows only keys that do something here."""
        self.query_one(Footer).show(self.KEYS, frozenset(), dict.fromkeys(self.idle(), ""))

    def notice(self, text: Text) -> None:
        """Say something until the next moment."""
        self.query_one(Header).notice(text)

    def tell(self, text: Text) -> bool:
        headers = self.query(Header)
        if headers:
            headers.first().notice(text)
        return bool(headers)

    async def action_below(self, action: str) -> None:
        if self.host is not None:
            await self.host.run_action(action)

    def action_help(self) -> None:
        from tuigraph.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.KEYS))

    def action_tree(self) -> None:
        """To the node in the graph of the screen below."""
        if self.node_at_cursor():
            self.reveal_below(self.node_at_cursor())
        else:
            self.tell(self.no_node)

    def action_draw(self) -> None:
        self.action_tree()

    def reveal_below(self, name: str) -> None:
        """Leave for the tree, with its cursor on a node."""
        for screen in list(self.app.screen_stack):
            if isinstance(screen, View):
                self.app.pop_screen()
        self.study.reveal(name)

    def action_return(self) -> None:
        if self.is_current:
            self.app.pop_screen()
