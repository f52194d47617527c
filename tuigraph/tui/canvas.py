"""Wires of a layout as characters: lines, corners, forks, dashes for control edges, bridges where two wires cross."""

from __future__ import annotations

from collections.abc import Iterable

from tuigraph.tui.layered import Layout, Wire

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
_LINES = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"  # by the directions that leave a cell
_DASHES = " ╎╌└╎╎┌├╌┘╌┴┐┤┬┼"
_ASCII = " |-+||++-+-+++++"
_ASCII_DASHES = " :.+::++.+.+++++"


class Canvas:
    """All wires of a layout, by cell: the directions that leave it, and whose they are."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._rows: list[dict[int, tuple[int, int]]] = [{} for _ in range(layout.height)]
        for number, wire in enumerate(layout.wires):
            for (x, y), ways in _cells(wire):
                before = self._rows[y].get(x)
                if before is not None and _join(wire, layout.wires[before[1]]):
                    ways |= before[0]
                elif before is not None and ways == LEFT | RIGHT:
                    continue  # the level wire passes below the upright one
                self._rows[y][x] = ways, number

    def row(self, y: int, left: int, width: int, ascii: bool) -> Iterable[tuple[int, str, int]]:
        """The wires in a stretch of a row: (column, character, number of the wire)."""
        wires = self.layout.wires
        for x, (ways, number) in self._rows[y].items():
            if left <= x < left + width:
                if ascii:
                    signs = _ASCII_DASHES if wires[number].control else _ASCII
                else:
                    signs = _DASHES if wires[number].control else _LINES
                yield x, signs[ways], number


def _join(wire: Wire, other: Wire) -> bool:
    """Whether two wires are one where they meet: those that lead to one box with many others, or leave the same box."""
    ends = wire.joined and other.joined and wire.lower == other.lower
    return (ends or wire.upper == other.upper) and (wire.control, wire.backward) == (other.control, other.backward)


def _cells(wire: Wire) -> Iterable[tuple[tuple[int, int], int]]:
    found: dict[tuple[int, int], int] = {}
    for x0, y0, x1, y1 in wire.segments:
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                ways = (UP if y > y0 else 0) | (DOWN if y < y1 else 0) | (LEFT if x > x0 else 0)
                ways |= RIGHT if x < x1 else 0
                found[x, y] = found.get((x, y), 0) | ways
    return found.items()
