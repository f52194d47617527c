"""Who reads whom in a graph: the inputs of a node, and its consumers."""

from __future__ import annotations

from dataclasses import dataclass

from tuigraph.tui.graph_index import GraphIndex


def node_name(tensor: str) -> str:
    """``^a/b`` and ``a/b:0`` are about the node ``a/b``."""
    return tensor.lstrip("^").partition(":")[0]


@dataclass(frozen=True)
class Link:
    """One way from a node to another: a value, or only an order."""

    node: str
    control: bool = False


class Connections:
    """Kept up to date with a `GraphIndex`; what has been added costs, nothing else does."""

    def __init__(self, index: GraphIndex) -> None:
        self._index = index
        self._consumers: dict[str, list[Link]] = {}
        self._seen = 0

    def inputs(self, name: str) -> list[Link]:
        """The nodes that a node waits for, in the order of its inputs."""
        entry = self._index.entries.get(name)
        if entry is None or entry.info is None:
            return []
        found = dict.fromkeys(Link(node_name(tensor)) for tensor in entry.info.inputs)
        found.update(dict.fromkeys(Link(node_name(other), True) for other in entry.info.control_inputs))
        return list(found)

    def outputs(self, name: str) -> list[Link]:
        """The nodes that wait for a node, in the order of their creation."""
        infos = self._index.infos
        consumers = self._consumers
        for info in infos[self._seen :]:
            for source in dict.fromkeys(node_name(tensor) for tensor in info.inputs):
                consumers.setdefault(source, []).append(Link(info.name))
            for source in info.control_inputs:
                consumers.setdefault(node_name(source), []).append(Link(info.name, True))
        self._seen = len(infos)
        return consumers.get(name, [])
