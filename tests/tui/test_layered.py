"""The layered layout: no overlaps, every edge connected, wires that only cross, but for those that join."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.work import lines_run
from tuigraph.tui.canvas import Canvas
from tuigraph.tui.layered import NOTHING, Box, Edge, Layout, Wire, lay_out

Cell = tuple[int, int]


def cells(segments: tuple[tuple[int, int, int, int], ...]) -> dict[Cell, set[str]]:
    """Where a wire runs, and in which directions."""
    found: dict[Cell, set[str]] = defaultdict(set)
    for x0, y0, x1, y1 in segments:
        assert x0 == x1 or y0 == y1
        assert x0 <= x1
        assert y0 <= y1
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                found[x, y] |= ({"|"} if y0 < y1 else set()) | ({"-"} if x0 < x1 else set())
    return found


def check(layout: Layout, edges: list[Edge]) -> None:
    places = layout.places
    taken: dict[Cell, str] = {}
    for key, place in places.items():
        assert place.x >= 0
        assert place.x + place.width <= layout.width
        assert place.y + place.height <= layout.height
        for x in range(place.x, place.x + place.width):
            for y in range(place.y, place.y + place.height):
                assert taken.setdefault((x, y), key) == key
    used: dict[Cell, list[tuple[Wire, set[str]]]] = defaultdict(list)
    drawn = set()
    for wire in layout.wires:
        ways = cells(wire.segments)
        for cell, directions in ways.items():
            for other, others in used[cell]:
                join = wire.joined and other.joined and wire.lower == other.lower
                leave = (wire.joined or other.joined) and wire.upper == other.upper
                if not (join or leave) or wire.control != other.control:  # only straight across
                    assert others != directions
                    assert len(others) == len(directions) == 1
            used[cell].append((wire, directions))
        touched = defaultdict(set)
        for x, y in ways:
            if (x, y) in taken:
                touched[taken[x, y]].add((x, y))
        assert set(touched) == {wire.upper, *wire.lower}
        start = touched[wire.upper]
        assert len(start) == 1
        ((x, y),) = start
        assert y == places[wire.upper].y + places[wire.upper].height - 1
        reached, ahead = {(x, y)}, [(x, y)]
        while ahead:
            x, y = ahead.pop()
            for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if cell in ways and cell not in reached:
                    reached.add(cell)
                    ahead.append(cell)
        assert reached == set(ways)
        for key in wire.lower:
            assert {y for _, y in touched[key]} == {places[key].y}
            source, target = (key, wire.upper) if wire.backward else (wire.upper, key)
            drawn.add(Edge(source, target, wire.control))
    assert drawn == {edge for edge in edges if edge.source != edge.target}


names = st.integers(0, 14).map(str)
edges_of = st.lists(st.builds(Edge, names, names, st.booleans()), max_size=40)


@settings(max_examples=150, deadline=None)
@given(edges_of, st.lists(st.tuples(st.integers(3, 30), st.integers(2, 5)), min_size=15, max_size=15))
def test_boxes_do_not_overlap_and_wires_connect_what_edges_say(edges: list[Edge], sizes: list[tuple[int, int]]) -> None:
    boxes = [Box(str(i), *size) for i, size in enumerate(sizes)]
    check(lay_out(boxes, edges), edges)


def test_a_chain_is_straight() -> None:
    layout = lay_out([Box(key, 9, 3) for key in "abc"], [Edge("a", "b"), Edge("b", "c")])
    assert {place.x for place in layout.places.values()} == {0}
    assert [layout.places[key].y for key in "abc"] == [0, 5, 10]
    assert [wire.segments for wire in layout.wires] == [((4, 2, 4, 5),), ((4, 7, 4, 10),)]


def test_one_wire_leaves_a_box_for_all_its_consumers() -> None:
    edges = [Edge("a", "b"), Edge("a", "c"), Edge("a", "d", control=True)]
    layout = lay_out([Box(key, 9, 3) for key in "abcd"], edges)
    assert [(wire.lower, wire.control) for wire in layout.wires] == [(("b", "c"), False), (("d",), True)]


def test_a_loop_has_one_wire_backwards() -> None:
    edges = [Edge("enter", "merge"), Edge("merge", "next"), Edge("next", "merge")]
    layout = lay_out([Box(key, 9, 3) for key in ("enter", "merge", "next")], edges)
    assert [(wire.upper, wire.lower) for wire in layout.wires if wire.backward] == [("merge", ("next",))]


def test_a_constant_stands_right_above_its_consumer() -> None:
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("k", "c")]
    layout = lay_out([Box(key, 9, 3) for key in "abck"], edges)
    assert layout.places["k"].y == layout.places["b"].y


def test_two_pairs_do_not_cross() -> None:
    edges = [Edge("a", "d"), Edge("b", "c")]
    layout = lay_out([Box(key, 9, 3) for key in "abcd"], edges)
    assert all(len(wire.segments) == 1 for wire in layout.wires)


def test_boxes_without_edges_fill_rows() -> None:
    layout = lay_out([Box(str(i), 20, 3) for i in range(20)], [])
    assert layout.width <= 110
    check(layout, [])


def test_the_work_for_twice_as_many_boxes_is_not_a_multiple_of_four() -> None:
    def work(n: int) -> int:
        edges = [Edge(str(i), str(j)) for i in range(n) for j in (i + 1, i + 7, i * 3 % n) if i < j < n]
        boxes = [Box(str(i), 14, 4) for i in range(n)]
        layouts: list[Layout] = []
        lines = lines_run(lambda: layouts.append(lay_out(boxes, edges)))
        check(layouts[0], edges)
        return lines

    assert work(100) < 4 * work(50)


@settings(max_examples=100, deadline=None)
@given(edges_of, st.integers(0, 15))
def test_boxes_stay_where_they_were_when_a_graph_grows(edges: list[Edge], cut: int) -> None:
    """Nodes are made after what they read: edges lead from older boxes to newer ones."""
    ends = [sorted((e.source, e.target), key=int) for e in edges]
    edges = [Edge(older, newer, e.control) for (older, newer), e in zip(ends, edges)]
    boxes = [Box(str(i), 8 + i, 2) for i in range(15)]
    first = [edge for edge in edges if int(edge.target) < cut]
    early = lay_out(boxes[:cut], first, NOTHING)
    late = lay_out(boxes, edges, early)
    check(early, first)
    check(late, edges)
    for key, place in early.places.items():
        assert (late.places[key].x, late.homes[key]) == (place.x, early.homes[key])


def test_a_box_that_becomes_wider_pushes_its_neighbours_and_lets_them_come_back() -> None:
    small, wide = [Box("a", 8, 2), Box("b", 8, 2)], [Box("a", 30, 5), Box("b", 8, 2)]
    before = lay_out(small, [], NOTHING)
    during = lay_out(wide, [], before)
    assert during.places["b"].x >= 30
    assert lay_out(small, [], during).places == before.places


def test_many_wires_that_lead_to_one_box_join_above_it_and_end_at_one_place() -> None:
    boxes = [Box(key, 6, 2) for key in "abcdefz"]
    few = lay_out(boxes, [Edge(key, "z") for key in "abc"])
    many = lay_out(boxes, [Edge(key, "z") for key in "abcdef"])
    assert many.height < few.height
    assert not any(wire.joined for wire in few.wires)
    assert all(wire.joined for wire in many.wires)
    assert len({wire.segments[-1] for wire in many.wires}) == 1
    drawn = ["".join(sign for _, sign, _ in sorted(Canvas(many).row(2, 0, many.width, False)))]
    assert drawn[0].count("┴") == 4
    assert drawn[0][0] + drawn[0][-1] == "└┘"
