"""The whole picture of a debugged program, kept by applying snapshots; imports neither the engine nor NumPy."""

from __future__ import annotations

from tuigraph.debugger.snapshot import NodeCalls, NodeInfo, Output, Snapshot

MOST_OUTPUT = 1_000_000  # characters


class Mirror:
    """`nodes` and `calls` are by graph number, then by node name.

    `output` is all that the program has printed, piece by piece; of very much, the oldest pieces are emptied.
    """

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.nodes: dict[int, dict[str, NodeInfo]] = {}
        self.calls: dict[int, dict[str, NodeCalls]] = {}
        self.output: list[Output] = []
        self._size = 0
        self._emptied = 0

    def apply(self, snapshot: Snapshot) -> None:
        """Take over the next snapshot; one whose number does not go up belongs to a new start of the program."""
        if self.snapshot is None or snapshot.number <= self.snapshot.number:
            self.nodes, self.calls = {}, {}
            self.output, self._size, self._emptied = [], 0, 0
        for graph in snapshot.nodes:
            self.nodes.setdefault(graph.graph, {}).update((node.name, node) for node in graph.added)
        for calls in snapshot.calls:
            self.calls.setdefault(calls.graph, {})[calls.name] = calls
        for output in snapshot.output:
            self.output.append(output)
            self._size += len(output.text)
        while self._size > MOST_OUTPUT and self._emptied < len(self.output) - 1:
            oldest = self.output[self._emptied]
            self._size -= len(oldest.text)
            self.output[self._emptied] = Output(oldest.kind, "")
            self._emptied += 1
        self.snapshot = snapshot
