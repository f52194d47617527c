"""What if: what another value somewhere in a run changes, beside what the run itself did; to be kept or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tuigraph.harmless import clean
from tuigraph.tui.keys import LEAVING, NODE, Key, bindings
from tuigraph.tui.picture import Picture
from tuigraph.tui.plain import Line, Span, fit, fit_name, wrap
from tuigraph.tui.screens.view import ListPane, View
from tuigraph.wire.commands import EndBranch
from tuigraph.wire.views import BranchView, Difference

WHAT_IF: Sequence[Key] = (
    Key("K", "end(True)", "key_keep_branch", "K", "help_what_if", 1),
    Key("X", "end(False)", "key_drop_branch", "X", "help_what_if", 2),
    Key("x", "suppose", "key_suppose", "x", "help_what_if", 3),
    Key("t", "tree", "key_tree", "t", "help_what_if", 5),
    *NODE[:-1],
    *LEAVING,
)

Row = Difference | Line  # a line of a sentence, where it is no difference


class BranchPane(ListPane):
    """What was supposed, what came of it, and the steps that ran again for it."""

    def __init__(self) -> None:
        super().__init__(id="branch", classes="pane")
        self.branch: BranchView | None = None
        self._rows: list[Row] = []

    def show(self, branch: BranchView | None) -> None:
        """Show a branch, or that there is none."""
        self.branch = branch
        self.resized()

    def resized(self) -> None:
        width = self.scrollable_content_region.width
        self._rows = []
        for item in self._told():
            self._rows += [item] if isinstance(item, Difference) else wrap([item], width, "  ")
        self.lines_changed()

    def _told(self) -> Iterator[Difference | Span]:
        branch, say = self.branch, self.texts
        if branch is None:
            yield say("no_branch"), "muted"
            return
        yield say("supposed", n=branch.run), "heading"
        for name, value in branch.overrides:
            yield f"  {clean(name)} = {clean(say.say(value))}", "input"
        yield say("results"), "heading"
        yield from (row for row in branch.results if row.changed)
        same = [clean(say.say(row.name)) for row in branch.results if not row.changed]
        if same:
            yield say("branch_same", names=", ".join(same)), "muted"
        yield say("ran_again", n=branch.total), "heading"
        yield from branch.reran
        if branch.total > len(branch.reran):
            yield f"  {say('cut', n=branch.total - len(branch.reran))}", "muted"
        if branch.outside:
            yield say("called_again", nodes=clean(", ".join(branch.outside))), "warn"
        if branch.obstacle:
            yield say("cannot_keep", why=branch.obstacle), "warn"

    @property
    def current(self) -> str:
        """The node or variable under the cursor."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else None
        return row.name if isinstance(row, Difference) and isinstance(row.name, str) else ""

    def line_count(self) -> int:
        return len(self._rows)

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if not isinstance(row, Difference):
            return row
        ellipsis, say = self.glyphs.ellipsis, self.texts.say
        name = max(8, min(30, width // 4))
        room = max((width - name - 9) // 2, 4)
        line: Line = [("  ", ""), (fit_name(clean(say(row.name)), name, ellipsis), ""), (" ", "")]
        before = fit(clean(say(row.before)), room, ellipsis).rstrip()
        if not row.changed:
            return [*line, (before, "muted"), (f"  {self.texts('unchanged')}", "muted")]
        return [*line, (before, "muted"), (" -> ", ""), (fit(clean(say(row.after)), room, ellipsis).rstrip(), "value")]


class WhatIfScreen(View):
    """Follows the program; a branch belongs to the moment for which it was computed."""

    KEYS = WHAT_IF
    BINDINGS: ClassVar[list[BindingType]] = bindings(WHAT_IF)
    shows_branch = True
    AUTO_FOCUS = "#branch"
    _ending = False  # it was asked to keep or drop the branch

    def body(self) -> Sequence[Widget]:
        pane = BranchPane()
        pane.border_title = self.texts("what_if")
        return [pane]

    def show(self, picture: Picture) -> None:
        snapshot = picture.snapshot
        if snapshot is not None and snapshot.state != "running":
            self.query_one(BranchPane).show(snapshot.branch)
            if self._ending and snapshot.branch is None:
                self.call_later(self.action_return)
            self._ending = False

    def idle(self) -> Iterable[str]:
        yield from super().idle()
        if self.query_one(BranchPane).branch is None:
            yield from ("end(True)", "end(False)")

    def action_end(self, keep: bool) -> None:
        self._ending = self.study.ask(EndBranch(keep))

    def node_at_cursor(self) -> str:
        return self.query_one(BranchPane).current.partition(":")[0]

    def value_at_cursor(self) -> str:
        return self.query_one(BranchPane).current
