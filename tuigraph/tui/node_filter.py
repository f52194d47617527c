"""Which nodes of a graph are shown: ``op:Mul* in:loss unrun``, every word of it must fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fnmatch import fnmatchcase

from tuigraph.tui.graph_index import GraphIndex
from tuigraph.tui.picture import Picture
from tuigraph.wire.views import NodeCalls, NodeInfo

MOST = 5_000  # nodes that a filtered tree shows
Test = Callable[[NodeInfo], bool]
STATES = ("ran", "unrun", "changed")
FIELDS = ("op", "in", "dtype")


class BadFilter(ValueError):
    """A word of a filter says nothing; the text names it."""


class NodeFilter:
    """A filter as it was typed.

    ``op:PATTERN`` is about the op type, ``dtype:PATTERN`` about that of the first output, ``in:SCOPE`` about where a
    node lies; ``ran`` and ``unrun`` about the current run, ``changed`` about what the last command ran.  Any other word
    is a part of the name.  Upper and lower case are the same.  Raises BadFilter.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._words: list[Test] = []
        self._states: list[str] = []
        for word in self.text.lower().split():
            field, colon, wanted = word.partition(":")
            if word in STATES:
                self._states.append(word)
            elif colon and field in FIELDS and wanted:
                self._words.append(_about(field, wanted))
            elif colon:
                raise BadFilter(word)
            else:
                self._words.append(_named(word))

    def __bool__(self) -> bool:
        return bool(self._words or self._states)

    def fits(self, info: NodeInfo, calls: Mapping[str, NodeCalls], changed: Collection[str]) -> bool:
        """Whether a node is shown."""
        for state in self._states:
            call = calls.get(info.name)
            ran = call is not None and call.in_run > 0
            if not (info.name in changed if state == "changed" else ran == (state == "ran")):
                return False
        return all(word(info) for word in self._words)


class FilteredGraph:
    """The tree of the nodes that fit: that of the whole graph without a filter, else one of its own, unfolded."""

    def __init__(self) -> None:
        self.filter = NodeFilter("")
        self.count = 0  # of nodes that fit; the tree holds `MOST` of them at most
        self._index = GraphIndex()
        self._names: list[str] = []

    def index(self, picture: Picture) -> GraphIndex:
        """The tree at this moment; the same object as long as the same nodes fit."""
        if not self.filter:
            return picture.graph
        calls, changed = picture.graph_calls, picture.changed
        fitting = [info for info in picture.graph.infos if self.filter.fits(info, calls, changed)]
        self.count = len(fitting)
        names = [info.name for info in fitting[:MOST]]
        if names != self._names or not len(self._index):
            self._names = names
            self._index = GraphIndex()
            self._index.add(fitting[:MOST])
            for entry in self._index.entries.values():
                self._index.fold(entry, True)
        return self._index


def _about(field: str, wanted: str) -> Test:
    if field == "op":
        return lambda info: fnmatchcase(info.type.lower(), wanted)
    if field == "dtype":
        return lambda info: fnmatchcase(info.dtype.lower(), wanted)
    inner = wanted.rstrip("/") + "/"
    return lambda info: info.name.lower().startswith(inner) or info.name.lower() == inner[:-1]


def _named(part: str) -> Test:
    return lambda info: part in info.name.lower()
