"""Layered drawing of a directed graph on a grid of characters (Sugiyama): rows of boxes, wires with right angles.

The steps: turn edges that close a cycle; longest-path layers; one wire per source, with a bend in each layer that it
passes; order each layer by barycentres; place boxes near what they are connected to; give each wire a track between two
layers.  The columns at which wires leave a layer and those at which other wires enter the next are kept apart, so that
wires only ever cross, and never run over each other: but for the many that lead to one box, which join above it.

A graph that grows is laid out after the layout `before`: a box stays in its layer and its column, and what is new takes
the room that is free.  A box that became wider pushes those to its right; when it is narrow again they are back.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

SWEEPS = 8  # over all layers, to order them
SETTLING = 4  # sweeps to place the boxes of ordered layers
LONELY_WIDTH = 100  # cells of a row of boxes without edges
BOX_GAP, BEND_GAP = 2, 1
BEND = 3  # cells kept free for a wire that passes a layer
MANY = 4  # wires of a kind that lead to one box, from which on they join
BEND_PULL = 3.0  # how much more than a box a bend wants to be straight


@dataclass(frozen=True)
class Box:
    """Something to be placed, at least 2 high; it becomes wider where its wires need it."""

    key: str
    width: int
    height: int


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    control: bool = False


@dataclass(frozen=True)
class Place:
    x: int
    y: int
    width: int
    height: int


Segment = tuple[int, int, int, int]  # x, y of both ends, which belong to it; horizontal or vertical


@dataclass(frozen=True)
class Wire:
    """All edges of one kind that leave a box downwards, from its lower border to the upper borders of the others.

    Where a cycle was cut the edges run from `lower` to `upper`: the wire is `backward`.  Where it has `joined` others
    that lead to the same box, it shares its last track and its end with them, and its start with others of its box.
    """

    upper: str
    lower: tuple[str, ...]
    control: bool
    backward: bool
    segments: tuple[Segment, ...]
    joined: bool = False


@dataclass(frozen=True)
class Home:
    """Where a box was first put: its layer and its left column, to which it returns."""

    layer: int
    x: int


@dataclass(frozen=True)
class Layout:
    width: int
    height: int
    places: dict[str, Place]
    wires: tuple[Wire, ...]
    homes: dict[str, Home] = field(default_factory=dict)


NOTHING = Layout(0, 0, {}, ())


Kind = tuple[bool, bool]  # of a wire: whether it is for control, and backward


class _Item:
    """A box in its layer, or the bend of a wire that passes the layer."""

    __slots__ = ("above", "below", "bend", "column", "height", "key", "outs", "rank", "width", "x")

    def __init__(self, key: str, width: int, height: int, bend: bool = False) -> None:
        self.key = key
        self.width = width
        self.height = height
        self.bend = bend
        self.above: list[_Item] = []
        self.below: list[_Item] = []
        self.outs: list[Kind] = []  # of the wires that leave it downwards
        self.rank = 0.0
        self.x = 0
        self.column = 0  # of a bend: where the wire goes through

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


class _Strand:
    """A wire while it is laid: what it leaves and what it enters, by layer."""

    __slots__ = ("backward", "control", "enters", "joins", "leaves", "lower", "ports", "segments", "upper")

    def __init__(self, upper: str, control: bool, backward: bool, joins: str) -> None:
        self.upper = upper
        self.control = control
        self.backward = backward
        self.joins = joins  # the box that it leads to with many others, or ""
        self.lower: list[str] = []
        self.leaves: dict[int, _Item] = {}
        self.enters: dict[int, list[_Item]] = {}
        self.ports: dict[int, dict[_Item, int]] = {}  # by layer that it leaves: the columns at which it enters
        self.segments: list[Segment] = []

    @property
    def kind(self) -> Kind:
        """Those of one box leave it at one place."""
        return self.control, self.backward

    def joint(self, layer: int) -> tuple[str, bool] | None:
        """What it shares its track with, in the layer above the box that it joins others at."""
        ends = self.joins and not self.enters[layer][-1].bend
        return (self.joins, self.control) if ends else None

    def column(self, layer: int) -> int:
        """At which it leaves a layer."""
        item = self.leaves[layer]
        if item.bend:
            return item.column
        number = item.outs.index(self.kind)
        return item.middle - (len(item.outs) - 1) + 2 * number


def lay_out(boxes: Iterable[Box], edges: Iterable[Edge], before: Layout | None = None, slack: int = 1) -> Layout:
    """Place boxes and wires.  Edges between unknown boxes, and from a box to itself, are left out.

    With a layout `before` (`NOTHING` to begin with) the boxes that it placed stay where they were, as far as the edges
    still allow it.  Between two layers are as many rows as the wires need, and `slack`.
    """
    known = {box.key: box for box in boxes}
    given = dict.fromkeys(e for e in edges if e.source in known and e.target in known and e.source != e.target)
    backward = _closing(list(known), given)
    down = [(e.target, e.source) if e in backward else (e.source, e.target) for e in given]
    homes = {key: home for key, home in before.homes.items() if key in known} if before is not None else {}
    layer_of, lonely = _layers(list(known), down, homes)
    if any(layer_of[upper] >= layer_of[lower] for upper, lower in down):
        return lay_out(known.values(), given, NOTHING, slack)
    if before is not None:
        _seat(lonely, known, layer_of)
    arriving = Counter((edge.target, edge.control) for edge in given if edge not in backward)
    strands: dict[tuple[str, bool, bool, str], _Strand] = {}
    for edge, (upper, lower) in zip(given, down):
        many = edge not in backward and arriving[lower, edge.control] >= MANY
        key = upper, edge.control, edge in backward, lower if many else ""
        strands.setdefault(key, _Strand(*key)).lower.append(lower)
    layers = _items(known, layer_of, list(strands.values()))
    if not homes:
        _order(layers)
        _settle(layers)
    else:
        _keep(layers, homes)
    _enter(layers, list(strands.values()))
    tops = _route(layers, list(strands.values()), slack)
    places = {}
    for number, (items, top) in enumerate(zip(layers, tops)):
        for item in items:
            if not item.bend:
                places[item.key] = Place(item.x, top, item.width, item.height)
                homes.setdefault(item.key, Home(number, item.x))
    wires = tuple(
        Wire(s.upper, tuple(s.lower), s.control, s.backward, tuple(s.segments), bool(s.joins)) for s in strands.values()
    )
    if before is None:
        _place_lonely([known[key] for key in lonely], places)
    width = max((place.x + place.width for place in places.values()), default=0)
    height = max((place.y + place.height for place in places.values()), default=0)
    for wire in wires:
        width = max(width, 1 + max(max(x0, x1) for x0, _, x1, _ in wire.segments))
    return Layout(width, height, places, wires, homes)


def _closing(keys: Sequence[str], edges: Iterable[Edge]) -> set[Edge]:
    """The edges that lead back to a box that is being left: without them there is no cycle."""
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    targets = set()
    for edge in edges:
        outgoing[edge.source].append(edge)
        targets.add(edge.target)
    closing: set[Edge] = set()
    state: dict[str, int] = {}  # 1 while being left, 2 afterwards
    for start in sorted(keys, key=lambda key: key in targets):
        stack = [(start, iter(outgoing[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            key, rest = stack[-1]
            way = next(rest, None)
            if way is None:
                state[key] = 2
                stack.pop()
            elif way.target not in state:
                state[way.target] = 1
                stack.append((way.target, iter(outgoing[way.target])))
            elif state[way.target] == 1:
                closing.add(way)
    return closing


def _layers(
    keys: Sequence[str], down: Sequence[tuple[str, str]], homes: dict[str, Home]
) -> tuple[dict[str, int], list[str]]:
    """The layer of each box: that of its home, else by the longest path to it; and the boxes without any edge or home.

    A new box that nothing leads to stands right above the first that it leads to.
    """
    below: dict[str, list[str]] = {key: [] for key in keys}
    waiting = dict.fromkeys(keys, 0)
    for upper, lower in down:
        below[upper].append(lower)
        waiting[lower] += 1
    layer = {key: homes[key].layer for key in keys if key in homes}
    lonely = [key for key in keys if not below[key] and not waiting[key] and key not in layer]
    sources = [key for key in keys if below[key] and not waiting[key]]
    new = [key for key in sources if key not in layer]
    layer.update(dict.fromkeys(new, 0))
    ready = deque(sources)
    while ready:
        upper = ready.popleft()
        for lower in below[upper]:
            if lower not in homes:
                layer[lower] = max(layer.get(lower, 0), layer[upper] + 1)
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    for key in new:
        layer[key] = max(0, min(layer[lower] for lower in below[key]) - 1)
    return layer, lonely


def _seat(lonely: Sequence[str], known: dict[str, Box], layer_of: dict[str, int]) -> None:
    """Boxes without edges stand in the first layer that has room for them: what reads them later comes below."""
    used: dict[int, int] = defaultdict(int)
    for key, layer in layer_of.items():
        used[layer] += known[key].width + BOX_GAP
    layer = 0
    for key in lonely:
        while used[layer] and used[layer] + known[key].width > LONELY_WIDTH:
            layer += 1
        used[layer] += known[key].width + BOX_GAP
        layer_of[key] = layer


def _items(known: dict[str, Box], layer_of: dict[str, int], strands: list[_Strand]) -> list[list[_Item]]:
    """The layers with their boxes and bends, which know their neighbours."""
    layers: list[list[_Item]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    leaving = Counter(key for key, _ in {(strand.upper, strand.kind) for strand in strands})
    entering = Counter(key for strand in strands if not strand.joins for key in strand.lower)
    entering.update(key for key, _ in {(strand.joins, strand.control) for strand in strands})
    items: dict[str, _Item] = {}
    for key in known:
        if key in layer_of:
            width = max(known[key].width, 2 * entering[key] + 5, 2 * leaving[key] + 3)
            items[key] = _Item(key, width, known[key].height)
            layers[layer_of[key]].append(items[key])
    for strand in strands:
        first = layer_of[strand.upper]
        last = max(layer_of[key] for key in strand.lower)
        leaves = items[strand.upper]
        for layer in range(first, last):
            enters = [items[key] for key in strand.lower if layer_of[key] == layer + 1]
            strand.leaves[layer] = leaves
            leaves.outs += [] if strand.kind in leaves.outs else [strand.kind]
            if layer + 1 < last:
                bend = _Item("", BEND, 1, bend=True)
                layers[layer + 1].append(bend)
                enters.append(bend)
            strand.enters[layer] = enters
            for item in enters:
                leaves.below.append(item)
                item.above.append(leaves)
            leaves = enters[-1]
    return layers


def _order(layers: list[list[_Item]]) -> None:
    """Order each layer so that few wires cross: by the mean place of the neighbours, downwards and upwards in turn."""
    best, fewest = [list(items) for items in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downwards = sweep % 2 == 0
        for items in layers if downwards else reversed(layers):
            _rank(items)
            for item in items:
                near = item.above if downwards else item.below
                item.rank = sum(other.rank for other in near) / len(near) if near else item.rank
            items.sort(key=lambda item: item.rank)
            _rank(items)
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [list(items) for items in layers], crossings
    for items, found in zip(layers, best):
        items[:] = found


def _rank(items: list[_Item]) -> None:
    for number, item in enumerate(items):
        item.rank = float(number)


def _crossings(layers: list[list[_Item]]) -> int:
    """How often lines between neighbouring layers cross."""
    total = 0
    for items in layers:
        _rank(items)
    for items in layers:
        seen: list[float] = []
        for item in items:
            ends = sorted(other.rank for other in item.below)
            for end in ends:
                total += len(seen) - bisect_left(seen, end + 0.5)
            for end in ends:
                insort(seen, end)
    return total


def _settle(layers: list[list[_Item]]) -> None:
    """Place the items of each layer, in their order, near the middle of what they are connected to."""
    for items in layers:
        _pack(items, [0.0] * len(items))
    for sweep in range(SETTLING):
        downwards = sweep % 2 == 0
        for items in layers if downwards else reversed(layers):
            wanted = []
            for item in items:
                near = item.above if downwards else item.below
                near = near or (item.below if downwards else item.above)
                wanted.append(sum(other.middle for other in near) / len(near) - item.width // 2 if near else item.x)
            _pack(items, wanted)
    left = min((item.x for items in layers for item in items), default=0)
    for items in layers:
        for item in items:
            item.x -= left


def _keep(layers: list[list[_Item]], homes: dict[str, Home]) -> None:
    """Put the boxes that have a home there, or as near to the right of it as they can; the rest into what is free."""
    for items in layers:
        end = 0
        for item in sorted((item for item in items if item.key in homes), key=lambda item: homes[item.key].x):
            item.x = max(homes[item.key].x, end)
            end = item.x + item.width + BOX_GAP
    placed = {item for items in layers for item in items if item.key in homes}
    for items in layers:
        row = sorted((item for item in items if item in placed), key=lambda item: item.x)
        right = max((item.x + item.width + BOX_GAP for item in row), default=0)
        wanted = []
        for item in items:
            if item not in placed:
                near = [other for other in item.above if other in placed]
                near = near or [other for other in item.below if other in placed]
                middle = sum(other.middle for other in near) / len(near) if near else right + item.width / 2
                wanted.append((middle - item.width / 2, item))
        for want, item in sorted(wanted, key=itemgetter(0)):
            item.x = _nearest(row, item, want)
            insort(row, item, key=lambda other: other.x)
            placed.add(item)
        items[:] = row


def _nearest(row: Sequence[_Item], item: _Item, want: float) -> int:
    """The left column nearest to what it wants at which an item has room in a row."""
    best, least = 0, float("inf")
    left = 0
    for number in range(len(row) + 1):
        after = row[number] if number < len(row) else None
        last = after.x - _gap(item, after) - item.width if after is not None else max(left, round(want))
        if last >= left:
            x = min(max(round(want), left), last)
            if abs(x - want) < least:
                best, least = x, abs(x - want)
        if after is not None:
            left = max(left, after.x + after.width + _gap(item, after))
    return best


def _gap(one: _Item, other: _Item) -> int:
    return BEND_GAP if one.bend or other.bend else BOX_GAP


def _pack(items: list[_Item], wanted: list[float]) -> None:
    """As near to where they want to be as their order and widths allow, in the sense of least squares.

    Without the widths that lie to their left the places only have to ascend: pool adjacent violators.
    """
    offsets, offset = [], 0
    for number, item in enumerate(items):
        if number:
            offset += items[number - 1].width + _gap(items[number - 1], item)
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # place, weight, how many items
    for item, want, offset in zip(items, wanted, offsets):
        pool = want - offset, BEND_PULL if item.bend else 1.0, 1
        while pools and pools[-1][0] >= pool[0]:
            place, weight, count = pools.pop()
            both = weight + pool[1]
            pool = (place * weight + pool[0] * pool[1]) / both, both, count + pool[2]
        pools.append(pool)
    places = [round(place) for place, _, count in pools for _ in range(count)]
    for item, place, offset in zip(items, places, offsets):
        item.x = place + offset


def _enter(layers: list[list[_Item]], strands: list[_Strand]) -> None:
    """Choose the column at which each wire enters each item: its own one where that is straight down, never that at
    which another wire leaves the layer above.
    """
    for layer, leaving in enumerate(_by_layer(layers, strands)):
        columns = {strand: strand.column(layer) for strand in leaving}
        entering: dict[_Item, list[_Strand]] = defaultdict(list)
        for strand in sorted(leaving, key=columns.__getitem__):
            strand.ports[layer] = {}
            for item in strand.enters[layer]:
                entering[item].append(strand)
        for item, arriving in entering.items():
            inside = range(item.x, item.x + BEND) if item.bend else range(item.x + 1, item.x + item.width - 1)
            free = [column for column in inside if column not in columns.values()]
            joints: dict[tuple[str, bool], int] = {}
            for strand in arriving:
                joint = strand.joint(layer)
                want = columns[strand]
                if joint in joints:
                    want = joints[joint]
                elif joint or want not in inside:
                    aim = item.middle if joint else want
                    want = min(free, key=lambda column: abs(column - aim))
                    free.remove(want)
                strand.ports[layer][item] = item.column = want
                if joint:
                    joints[joint] = want


def _by_layer(layers: list[list[_Item]], strands: list[_Strand]) -> list[list[_Strand]]:
    """The wires that leave each layer."""
    found: list[list[_Strand]] = [[] for _ in layers]
    for strand in strands:
        for layer in strand.leaves:
            found[layer].append(strand)
    return found


def _route(layers: list[list[_Item]], strands: list[_Strand], slack: int) -> list[int]:
    """Give wires their tracks between the layers and lay their segments; the top row of each layer."""
    tops, top = [], 0
    by_layer = _by_layer(layers, strands)
    for layer, items in enumerate(layers):
        tops.append(top)
        height = max((item.height for item in items), default=0)
        for strand in by_layer[layer - 1] if layer else ():
            for item, column in strand.ports[layer - 1].items():
                if item.bend:
                    strand.segments.append((column, top, column, top + height - 1))
        below = top + height
        tracks = _tracks(by_layer[layer], layer)
        top = below + max(tracks.values(), default=0) + 1 + slack
        for strand in by_layer[layer]:
            item = strand.leaves[layer]
            start = below - 1 if item.bend else tops[-1] + item.height - 1
            _lay(strand, layer, start, below + tracks.get(strand, 0), top)
    return tops


def _tracks(strands: list[_Strand], layer: int) -> dict[_Strand, int]:
    """A row for the level part of each wire that has one, or of those that join: the first in which it meets no other,
    from left to right.
    """
    together: dict[object, list[_Strand]] = defaultdict(list)
    for strand in strands:
        together[strand.joint(layer) or strand].append(strand)
    level = []
    for joined in together.values():
        columns = [column for s in joined for column in (s.column(layer), *s.ports[layer].values())]
        if min(columns) < max(columns):
            level.append((min(columns), max(columns), joined))
    level.sort(key=lambda part: part[:2])
    ends: list[int] = []
    tracks = {}
    for first, last, joined in level:
        row = next((row for row, end in enumerate(ends) if end + 1 < first), len(ends))
        if row == len(ends):
            ends.append(last)
        ends[row] = last
        tracks.update(dict.fromkeys(joined, row))
    return tracks


def _lay(strand: _Strand, layer: int, start: int, track: int, end: int) -> None:
    """From the layer above down to the next."""
    leaves = strand.column(layer)
    columns = sorted({leaves, *strand.ports[layer].values()})
    if len(columns) == 1:
        strand.segments.append((leaves, start, leaves, end))
        return
    strand.segments.append((leaves, start, leaves, track))
    strand.segments.append((columns[0], track, columns[-1], track))
    strand.segments += [(column, track, column, end) for column in sorted(strand.ports[layer].values())]


def _place_lonely(boxes: Sequence[Box], places: dict[str, Place]) -> None:
    """Boxes without edges go below the others, in rows."""
    y = max((place.y + place.height + 1 for place in places.values()), default=0)
    width = max(LONELY_WIDTH, *(place.x + place.width for place in places.values())) if places else LONELY_WIDTH
    x = row = 0
    for box in boxes:
        if x and x + box.width > width:
            x, y, row = 0, y + row + 1, 0
        places[box.key] = Place(x, y, box.width, box.height)
        x += box.width + BOX_GAP
        row = max(row, box.height)
