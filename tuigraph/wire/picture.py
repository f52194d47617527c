"""The whole picture of a debugged program: the newest snapshot, and what it and those before it add up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tuigraph.wire.questions import Answer, Answered
from tuigraph.wire.record import Record
from tuigraph.wire.said import Text, length
from tuigraph.wire.views import GraphNodes, More, NodeCalls, NodeInfo, Output, OutputKind, Snapshot, SourceText

A = TypeVar("A", bound=Answered)

MOST_OUTPUT = 1_000_000  # characters


class Printed(Record, frozen=True):
    """What the program's process has written behind Python's back, between two snapshots."""

    output: tuple[Output, ...]


Update = Snapshot | More | Printed


class Picture:
    """Kept by applying every update in turn.  `nodes` and `calls` are by graph number, then by node name.

    `output` is all that the program has printed, piece by piece; of very much, the oldest pieces are emptied.
    """

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.nodes: dict[int, dict[str, NodeInfo]] = {}
        self.calls: dict[int, dict[str, NodeCalls]] = {}
        self.given: dict[int, dict[str, str]] = {}  # what the program calls nodes, by graph number and node name
        self.files: dict[str, SourceText] = {}  # that the program has stood in and that are no units
        self.changed: set[str] = set()  # nodes of the shown graph that the last command ran
        self.output: list[Output] = []
        self._newest: dict[tuple[type[Answered], object], Answer] = {}
        # what came with the newest updates:
        self.fresh = False  # the program has started anew
        self.printed: list[Output] = []  # by it, since
        self.answers: list[Answer] = []
        self.notes: list[Text] = []  # what the debugger had to say
        self._size = 0
        self._emptied = 0

    def apply(self, updates: Sequence[Update]) -> None:
        """Take over the next updates."""
        self.fresh, self.printed, self.answers = False, [], []
        for update in updates:
            if isinstance(update, Snapshot):
                self._take(update)
            elif isinstance(update, More):
                self._add(update)
            else:
                self.printed += update.output
        self.notes = [item.text for item in self.printed if item.kind == "note"]
        self._keep(self.printed)

    def start(self) -> None:
        """The program has started anew: nothing that was told before holds."""
        self.nodes, self.calls, self.given, self.files = {}, {}, {}, {}
        self.output, self._size, self._emptied = [], 0, 0
        self.printed, self.fresh = [], True

    def add(self, nodes: GraphNodes) -> None:
        """Take over nodes that were built."""
        self.nodes.setdefault(nodes.graph, {}).update((node.name, node) for node in nodes.added)

    def _take(self, snapshot: Snapshot) -> None:
        if self.snapshot is None or snapshot.number <= self.snapshot.number:
            self.start()
        if self.snapshot is None or self.snapshot.state != "running":
            self.changed = set()
        self.snapshot = snapshot
        self._add(snapshot)
        for given in snapshot.given:
            self.given.setdefault(given.graph, {})[given.node] = given.name
        self.files.update((source.file, source) for source in snapshot.sources)
        self.printed += snapshot.output
        if snapshot.answer is not None:
            self.answers.append(snapshot.answer)
            self._newest[type(snapshot.answer), snapshot.answer.about] = snapshot.answer

    def _add(self, news: Snapshot | More) -> None:
        for nodes in news.nodes:
            self.add(nodes)
        shown = self.snapshot.graph if self.snapshot else 0
        for call in news.calls:
            calls = self.calls.setdefault(call.graph, {})
            former = calls.get(call.name)
            if call.graph == shown and call.total != (former.total if former else 0):
                self.changed.add(call.name)
            calls[call.name] = call

    def newest(self, kind: type[A], about: object = None) -> A | None:
        """The newest answer of a kind, about the same thing."""
        answer = self._newest.get((kind, about))
        return answer if isinstance(answer, kind) else None

    def printed_by(self, unit: int, *kinds: OutputKind) -> str:
        """What a unit has printed so far, of these kinds, or to its standard output."""
        wanted = kinds or ("out",)
        pieces = (piece.text for piece in self.output if piece.unit == unit and piece.kind in wanted)
        return "".join(text for text in pieces if isinstance(text, str))

    def _keep(self, output: Sequence[Output]) -> None:
        self.output += output
        self._size += sum(length(piece.text) for piece in output)
        while self._size > MOST_OUTPUT and self._emptied < len(self.output) - 1:
            oldest = self.output[self._emptied]
            self._size -= length(oldest.text)
            self.output[self._emptied] = Output(oldest.kind, "", oldest.unit)
            self._emptied += 1

    @property
    def graph_calls(self) -> dict[str, NodeCalls]:
        """How often the nodes of the shown graph ran."""
        return self.calls.get(self.snapshot.graph if self.snapshot else 0, {})
