"""What the kernels of nodes have cost: time, calls, bytes, and what ran again although nothing had changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, fit, fit_name, right, size, wrap
from tuigraph.tui.screens.openers import Host
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.wire.questions import NodeProfile, ProfileOrder, ProfileView, ShowProfile
from tuigraph.words import message

PROFILE: Sequence[Key] = (
    Key("", "", "key_move", "j k", "help_profile"),
    Key("o", "order", "key_order_profile", "o", "help_profile", 1),
    Key("t,enter", "tree", "key_tree", "t", "help_profile", 2),
    *NODE,
    Key("w", "why", "key_why", "w", "help_views", 5),
    *LEAVING,
)

ORDERS: Sequence[ProfileOrder] = ("time", "calls", "again", "bytes")
NAMES = {
    "time": message("by_time"),
    "calls": message("by_calls"),
    "again": message("by_again"),
    "bytes": message("by_bytes"),
}


class ProfilePane(ListPane):
    """A head line, then one line per node."""

    def __init__(self) -> None:
        super().__init__(id="profile", classes="pane")
        self._view: ProfileView | None = None

    def show(self, view: ProfileView) -> None:
        """Show an answer."""
        self._view = view
        say = self.texts
        total = say("profile_total", n=view.total, time=self._duration(view.microseconds))
        self.border_title = f"{say('profile_title')}  {say('profile_by', order=say(NAMES[view.order]))}  {total}"
        self.lines_changed()

    @property
    def has_order(self) -> bool:
        """Whether there is more than one node to put in order."""
        return self._view is not None and len(self._view.nodes) > 1

    @property
    def current(self) -> str:
        """The node under the cursor."""
        nodes = self._view.nodes if self._view is not None else ()
        return nodes[self.cursor - 1].name if 0 < self.cursor <= len(nodes) else ""

    def line_count(self) -> int:
        if self._view is None or not self._view.nodes:
            return len(self._nothing(self.scrollable_content_region.width))
        return 1 + len(self._view.nodes)

    def _nothing(self, width: int) -> list[Line]:
        return wrap([(self.texts("no_profile"), "muted")], width)

    def draw(self, index: int, width: int) -> Line:
        if self._view is None or not self._view.nodes:
            return self._nothing(width)[index]
        if index == 0:
            say = self.texts
            titles = [(say("by_time"), 10), (say("by_calls"), 8), (say("each"), 10), (say("by_bytes"), 9)]
            head = "".join(right(title, cells) for title, cells in titles)
            return [(f"{head}  {say('node')}", "heading")]
        return self._draw_node(self._view.nodes[index - 1], width)

    def _draw_node(self, node: NodeProfile, width: int) -> Line:
        wide = width >= 100
        again = f"  {self.texts('again' if wide else 'again_short', n=node.again)}" if node.again else ""
        type = f" {node.type}" if wide else ""
        room = max(width - 39, 8)
        name = clean(node.name)
        shown = min(max(room - len(type) - len(again), 12), len(name))
        about = "~" if node.timed < node.calls else ""
        return [
            (right(about + self._duration(node.microseconds), 10), "strong"),
            (right(str(node.calls), 8), ""),
            (right(self._duration(node.microseconds_each), 10), "number"),
            (right(size(node.bytes_each), 9), "muted"),
            ("  ", ""),
            (fit_name(name, shown, self.glyphs.ellipsis), "name"),
            (type, "muted"),
            (fit(again, max(room - shown - len(type), 0), self.glyphs.ellipsis).rstrip(), "warn"),
        ]

    def _duration(self, microseconds: float) -> str:
        for limit, unit in ((1e3, f"{self.glyphs.micro}s"), (1e6, "ms")):
            if microseconds < limit:
                return f"{microseconds / (limit / 1e3):.1f} {unit}"
        return f"{microseconds / 1e6:.2f} s"


class ProfileScreen(View):
    """Follows the program: at each other moment the profile is asked for again."""

    KEYS = PROFILE
    BINDINGS: ClassVar[list[BindingType]] = bindings(PROFILE)
    AUTO_FOCUS = "#profile"

    def __init__(self, title: str, host: Host) -> None:
        super().__init__(title, host)
        self._order: ProfileOrder = "time"

    def body(self) -> Sequence[Widget]:
        pane = ProfilePane()
        pane.border_title = self.texts("profile_title")
        return [pane]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is None or snapshot.state == "running":
            return
        if self.asked_anew(snapshot, ShowProfile(self._order)):
            return
        found = picture.newest(ProfileView)
        if found is not None and found.order == self._order:
            self.query_one(ProfilePane).show(found)

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if not self.query_one(ProfilePane).has_order:
            yield "order"

    def action_order(self) -> None:
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self.study.ask(ShowProfile(self._order))

    def node_at_cursor(self) -> str:
        return self.query_one(ProfilePane).current
