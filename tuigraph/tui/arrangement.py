"""Where each pane of the study screen lies, at any size: arithmetic that knows no widget.

Three kinds: *stacked* (the lesson over the graph and the session), *columns* (lesson and graph side by side) and
*three* columns.  The prompt is the last row and grows while it is used.  A card stands below the lesson's text, and
takes rows from the lesson first, then from what is below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from textual.geometry import Region, Size

LEAST = Size(60, 20)
"""The smallest terminal that the screen is made for."""
TEXT = 60 + 3  # columns of the lesson: its text, borders and scrollbar
COLUMNS, THREE, PAIR = 108, 156, 76  # widths from which on the kinds are used; two panes stand below the lesson
TALL = 26  # rows from which on the session lies below lesson and graph
LOW = 5  # rows that a pane needs
READ, ASKED = 7, 20  # rows of the lesson over a card, and over one that asks: the other panes give way to it
OVER_CARD = 11  # of them those that what is printed gives way to; what is typed does not
LEFT = 3  # rows of a pane that has to give way
GLANCE = 4  # and in a tour, whose text is on the card
SLIM = 24  # columns that a pane needs
SHARES = {
    "stacked.lesson": 0.55,
    "stacked.graph": 0.5,
    "columns.lesson": 0.53,
    "columns.top": 0.64,
    "columns.session": 0.53,
    "columns.graph": 0.55,
    "three.lesson": 0.36,
    "three.graph": 0.56,
    "three.session": 0.6,
}
"""The share of the first of two neighbours, until somebody moves the edge between them."""


class Prompt(NamedTuple):
    """What the prompt would like to show: rows that are typed, rows of output, and whether it has the keys."""

    typed: int = 1
    output: int = 0
    used: bool = False


IDLE = Prompt()


@dataclass(frozen=True)
class Wishes:
    """What there is to be seen."""

    prompt: Prompt = IDLE
    card: int = 0  # rows that the card needs, 0 when there is none
    read: int = READ  # rows of the lesson over it
    filled: frozenset[str] = frozenset()  # panes beside the lesson that have something to show
    front: tuple[str, ...] = ()  # panes in the order in which they were wanted, the last one most
    zoomed: str = ""  # the pane that fills the screen
    shares: Mapping[str, float] = field(default_factory=dict)  # where they differ from `SHARES`


class Edge(NamedTuple):
    """A line between panes that can be moved."""

    share: str
    upright: bool  # between left and right
    begin: int  # of what it divides, and how much that is
    extent: int
    at: int  # where the second part begins
    across: range  # where the line lies in the other direction
    before: frozenset[str]
    after: frozenset[str]

    def moved(self, to: int) -> float:
        """The share that puts the edge there."""
        return max(0.05, min(0.95, (to - self.begin) / max(self.extent, 1)))


@dataclass
class Arrangement:
    """The regions of the panes that are seen, and the edges between them."""

    regions: dict[str, Region] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)  # by a seen pane, those that share its place


def arrange(size: Size, wishes: Wishes) -> Arrangement:
    """Lay the panes out in an area."""
    return _Arranging(size, wishes).done


class _Arranging:
    def __init__(self, size: Size, wishes: Wishes) -> None:
        self.wishes = wishes
        self.done = Arrangement()
        rows = self._prompt_rows(size.height)
        rest = Region(0, 0, size.width, max(size.height - rows, 0))
        self.done.regions["prompt"] = Region(0, rest.height, size.width, rows)
        if wishes.zoomed:
            self._zoom(size)
        elif size.width >= THREE:
            self._three(rest)
        elif size.width >= COLUMNS:
            self._columns(rest)
        else:
            self._stacked(rest)
        self._place_card()

    def _prompt_rows(self, height: int) -> int:
        typed, output, used = self.wishes.prompt
        most = max(4, height // 3) if used else max(3, height // 6)
        frame = 1 if used or output else 0
        rows = max(1, min(frame + typed + min(output, most), height - (3 if used else LOW)))
        if used or not self.wishes.card:
            return rows
        beside = height - self.wishes.card - min(self.wishes.read, OVER_CARD)  # what is printed gives way
        return min(rows, beside) if beside > 1 + frame else 1

    def _zoom(self, size: Size) -> None:
        name = self.wishes.zoomed
        self.done.regions = {name: Region(0, 0, size.width, size.height)}

    def _place_card(self) -> None:
        """At the end of the lesson's text, or of the pane that fills the screen."""
        rows, regions = self.wishes.card, self.done.regions
        if rows:
            name = self.wishes.zoomed or "lesson"
            pane, card = regions[name].split_horizontal(max(regions[name].height - rows, 3))
            regions[name], regions["card"] = pane, card

    @property
    def _least_lesson(self) -> int:
        """Rows that the lesson needs with the card below it."""
        return self.wishes.read + self.wishes.card if self.wishes.card else LOW

    def _slot(self, region: Region, *names: str) -> None:
        """A place that panes share: the one that was wanted last is seen."""
        there = self._there(*names) or names[:1]
        wanted = [name for name in self.wishes.front if name in there]
        seen = wanted[-1] if wanted else there[0]
        self.done.regions[seen] = region
        self.done.hidden[seen] = [name for name in there if name != seen]

    def _there(self, *names: str) -> list[str]:
        """Those that have something to show, and the one that was wanted last."""
        return [name for name in names if name in self.wishes.filled or name in self.wishes.front[-1:]]

    def _share(self, name: str) -> float:
        return self.wishes.shares.get(name, SHARES[name])

    def _cut(
        self, region: Region, name: str, upright: bool, before: str, after: str, least: tuple[int, int]
    ) -> tuple[Region, Region]:
        """Two parts of a region by a share, neither of them smaller than it may be."""
        extent = region.width if upright else region.height
        at = round(extent * self._share(name))
        at = max(min(at, extent - least[1]), min(least[0], extent))
        first, second = region.split_vertical(at) if upright else region.split_horizontal(at)
        self.done.edges.append(
            Edge(
                name,
                upright,
                region.x if upright else region.y,
                extent,
                (region.x if upright else region.y) + at,
                range(region.y, region.bottom) if upright else range(region.x, region.right),
                frozenset(before.split()),
                frozenset(after.split()),
            )
        )
        return first, second

    def _stacked(self, rest: Region) -> None:
        asides = self._there("graph", "inspector", "curve")
        least = self._least_lesson, LOW
        if asides and rest.height < sum(least) and self.wishes.front[-1:] and self.wishes.front[-1] in asides:
            low = max(min(LOW, rest.height - self.wishes.card - LEFT), LEFT)  # somebody goes there: the text gives way
            least = rest.height - low, low
        if not asides or rest.height < sum(least):
            self.done.regions["lesson"] = rest
            return
        above, below = self._cut(rest, "stacked.lesson", False, "lesson", "graph inspector curve", least)
        self.done.regions["lesson"] = above
        if rest.width < PAIR or asides[0] != "graph" or len(asides) == 1:
            self._slot(below, *asides)
            return
        left, right = self._cut(below, "stacked.graph", True, "graph", "inspector curve", (SLIM, SLIM))
        self._slot(left, "graph")
        self._slot(right, "inspector", "curve")

    def _columns(self, rest: Region) -> None:
        others = self._there("inspector", "curve")
        least = max(2 * LOW, min(self._least_lesson, max(rest.height - READ, READ + self.wishes.card)))
        if others and rest.height >= max(TALL, least + LOW):
            top, bottom = self._cut(rest, "columns.top", False, "lesson graph", "inspector curve", (least, LOW))
            right = self._beside_lesson(top, "graph")
            self._slot(right, "graph")
            self._pair(bottom, "columns.session", upright=True)
        elif others and rest.height >= 2 * LOW:
            right = self._beside_lesson(rest, "graph inspector curve")
            upper, lower = self._cut(right, "columns.graph", False, "graph", "inspector curve", (LOW, LOW))
            self._slot(upper, "graph")
            self._slot(lower, "inspector", "curve")
        else:
            self._slot(self._beside_lesson(rest, "graph"), "graph", "inspector", "curve")

    def _beside_lesson(self, region: Region, others: str) -> Region:
        left, right = self._cut(region, "columns.lesson", True, "lesson", others, (TEXT, SLIM))
        self.done.regions["lesson"] = left
        return right

    def _pair(self, region: Region, share: str, upright: bool) -> None:
        """Session and curve, where both are there side by side or one over the other."""
        least, room = (SLIM, region.width) if upright else (LOW, region.height)
        if len(self._there("inspector", "curve")) < 2 or room < 2 * least:
            self._slot(region, "inspector", "curve")
            return
        first, second = self._cut(region, share, upright, "inspector", "curve", (least, least))
        self._slot(first, "inspector")
        self._slot(second, "curve")

    def _three(self, rest: Region) -> None:
        asides = "graph inspector curve"
        text, picture = self._cut(rest, "three.lesson", True, "lesson", asides, (TEXT, 2 * SLIM))
        self.done.regions["lesson"] = text
        if self._there("inspector", "curve"):
            picture, side = self._cut(picture, "three.graph", True, "graph", "inspector curve", (SLIM, SLIM))
            self._pair(side, "three.session", upright=False)
        self._slot(picture, "graph")
