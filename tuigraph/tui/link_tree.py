"""The inputs or the consumers of a node, and theirs, as a tree that is unfolded where somebody looks.

A graph is no tree: a node that has been unfolded further up is not unfolded again by itself.
"""

from __future__ import annotations

from tuigraph.tui.connections import Connections, Link

MOST = 2000  # rows that unfolding to a depth makes


class Row:
    """A node at a place in the tree."""

    __slots__ = ("children", "depth", "link", "open", "parent")

    def __init__(self, link: Link, parent: Row | None) -> None:
        self.link = link
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.children: list[Row] | None = None  # None: nobody has looked yet
        self.open = False


class LinkTree:
    """From `root` along inputs, or along outputs when `outwards`; control edges too, unless they are left out."""

    def __init__(self, connections: Connections, root: str, outwards: bool, depth: int, control: bool = True) -> None:
        self._connections = connections
        self.outwards = outwards
        self.control = control
        self.root = Row(Link(root), None)
        self.cut = False  # there was more than `MOST` rows
        self.repeated: set[Row] = set()  # those whose node is unfolded elsewhere
        self.rows: list[Row] = []
        self._unfold(depth)

    def _next(self, name: str) -> list[Link]:
        links = self._connections.outputs(name) if self.outwards else self._connections.inputs(name)
        return [link for link in links if self.control or not link.control]

    def children(self, row: Row) -> list[Row]:
        """The rows below a row, unfolded or not."""
        if row.children is None:
            row.children = [Row(link, row) for link in self._next(row.link.node)]
        return row.children

    def _unfold(self, depth: int) -> None:
        """Unfold to a depth, level by level, each node once."""
        seen = {self.root.link.node}
        level = [self.root]
        count = 1
        for _ in range(depth):
            following: list[Row] = []
            for row in level:
                count += len(self.children(row))
                if count > MOST:
                    self.cut = True
                    row.children = None
                    break
                row.open = True
                for child in self.children(row):
                    if child.link.node in seen:
                        self.repeated.add(child)
                    else:
                        seen.add(child.link.node)
                        following.append(child)
            level = following
            if self.cut:
                break
        self._list()

    def fold(self, row: Row, open: bool) -> None:
        """Fold or unfold one row."""
        row.open = open and bool(self.children(row))
        self.repeated.discard(row)
        self._list()

    def _list(self) -> None:
        self.rows = []
        stack = [self.root]
        while stack:
            row = stack.pop()
            self.rows.append(row)
            if row.open:
                stack.extend(reversed(self.children(row)))
