"""The nodes of a graph as a tree of scopes, of which the unfolded part is a list of rows.

A node and a scope may share a name (the variable ``w`` and its ``w/read``): they are one entry.  Adding a node costs
its depth; the list of rows is rebuilt only when what is visible changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuigraph.wire.views import NodeInfo


class Entry:
    """A node, a scope, or both."""

    __slots__ = ("children", "depth", "info", "label", "name", "open", "parent", "row", "size")

    def __init__(self, name: str, label: str, parent: Entry | None) -> None:
        self.name = name
        self.label = label
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else -1
        self.children: dict[str, Entry] = {}
        self.info: NodeInfo | None = None
        self.open = False
        self.size = 0  # nodes in it, itself included
        self.row = -1  # its place among the rows when it was last visible


class GraphIndex:
    """Scopes, folding and search over the nodes of one graph."""

    def __init__(self) -> None:
        self.root = Entry("", "", None)
        self.root.open = True
        self.entries: dict[str, Entry] = {}
        self.infos: list[NodeInfo] = []
        self._rows: list[Entry] = []
        self._stale = False
        self._unfolded: list[Entry] = []  # scopes that are open only because a node in them is shown

    def __len__(self) -> int:
        return self.root.size

    def add(self, infos: Iterable[NodeInfo]) -> None:
        """Add nodes in the order of their creation."""
        for info in infos:
            entry = self._entry(info.name)
            if entry.info is None:
                self.infos.append(info)
                above: Entry | None = entry
                while above is not None:
                    above.size += 1
                    above = above.parent
            entry.info = info

    def _entry(self, name: str) -> Entry:
        entry = self.entries.get(name)
        if entry is not None:
            return entry
        parent = self.root
        end = name.find("/")
        while end > 0:
            parent = self._child(parent, name[:end])
            end = name.find("/", end + 1)
        return self._child(parent, name)

    def _child(self, parent: Entry, name: str) -> Entry:
        entry = self.entries.get(name)
        if entry is None:
            entry = Entry(name, name[len(parent.name) + 1 :] if parent.name else name, parent)
            self.entries[name] = parent.children[name] = entry
            if parent is self.root and not self._stale:
                entry.row = len(self._rows)
                self._rows.append(entry)
            elif parent.open:
                self._stale = True
        return entry

    @property
    def rows(self) -> list[Entry]:
        """The visible entries from top to bottom."""
        if self._stale:
            self._stale = False
            rows: list[Entry] = []
            self._rows = rows
            stack = list(reversed(self.root.children.values()))
            while stack:
                entry = stack.pop()
                entry.row = len(rows)
                rows.append(entry)
                if entry.open and entry.children:
                    stack.extend(reversed(entry.children.values()))
        return self._rows

    def fold(self, entry: Entry, open: bool) -> None:
        """Fold or unfold a scope."""
        if entry.open != open and entry.children:
            if entry in self._unfolded:
                self._unfolded.remove(entry)
            entry.open = open
            self._stale = True

    def reveal(self, name: str) -> int:
        """Unfold what hides a node; its row, or -1 when there is no such node."""
        entry = self.entries.get(name)
        if entry is None:
            return -1
        above = entry.parent
        while above is not None:
            self.fold(above, True)
            above = above.parent
        rows = self.rows
        return entry.row if rows else -1

    def unfold_for(self, names: Iterable[str]) -> None:
        """Unfold what hides these nodes, and fold again what was unfolded for those before."""
        unfolded, self._unfolded = self._unfolded, []
        for scope in unfolded:
            self.fold(scope, False)
        for name in names:
            entry = self.entries.get(name)
            above = entry.parent if entry is not None else None
            while above is not None:
                if not above.open:
                    self.fold(above, True)
                    self._unfolded.append(above)
                above = above.parent

    def visible(self, name: str) -> Entry | None:
        """The entry that stands for a node on the screen: itself, or the outermost folded scope around it."""
        entry = self.entries.get(name)
        shown = entry
        while entry is not None and entry.parent is not None:
            if not entry.parent.open:
                shown = entry.parent
            entry = entry.parent
        return shown

    def search(self, text: str) -> list[str]:
        """Names that contain the text, in upper or lower case, in the order of the tree's creation."""
        wanted = text.lower()
        return [name for name, entry in self.entries.items() if entry.info and wanted in name.lower()] if text else []
