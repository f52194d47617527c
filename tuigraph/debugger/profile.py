"""Where the time of a program goes: the ledger of all nodes, sorted by time."""

from __future__ import annotations

from tuigraph.debugger.ledger import NodeCount
from tuigraph.debugger.timeline import Timeline
from tuigraph.wire.questions import NodeProfile, ProfileOrder, ProfileView
from tuigraph.wire.said import Text, said

RANGES = 6  # of runs, in the text


def profile(timeline: Timeline, graph: int = 0) -> tuple[NodeProfile, ...]:
    """The nodes that have run, the one that took longest first; of one graph, or of all."""
    with timeline.lock:
        nodes = timeline.ledger.nodes()
    rows = [
        _row(number, name, count)
        for number, counts in nodes.items()
        for name, count in counts.items()
        if graph in (0, number)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.microseconds, row.graph, row.name)))


def view(timeline: Timeline, order: ProfileOrder, most: int) -> ProfileView:
    """The first of the nodes in an order, the greatest first; of equals, the one that took longer."""
    rows = profile(timeline)
    total = sum(row.microseconds for row in rows)
    if order != "time":
        field = {"calls": "calls", "again": "again", "bytes": "bytes_each"}[order]
        rows = tuple(sorted(rows, key=lambda row: -getattr(row, field)))
    return ProfileView(order, rows[:most], len(rows), total)


def _row(graph: int, name: str, count: NodeCount) -> NodeProfile:
    each = count.nanoseconds / count.timed if count.timed else 0.0
    return NodeProfile(
        graph=graph,
        name=name,
        type=count.type,
        calls=count.total,
        runs=runs_text(count),
        again=count.again,
        microseconds=each * count.total / 1000,
        microseconds_each=each / 1000,
        timed=count.timed,
        bytes_each=count.bytes // count.timed if count.timed else 0,
    )


def runs_text(count: NodeCount) -> str:
    """``1, 3-100``: the runs of a node; of many ranges, the newest."""
    ranges = list(count.runs.ranges)
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[-RANGES:]]
    return ", ".join(["…"] * (len(ranges) > RANGES) + texts)


def table(rows: tuple[NodeProfile, ...], most: int = 40) -> list[Text]:
    """The profile as lines of text; ``again`` counts calls although nothing had changed."""
    total = sum(row.microseconds for row in rows) or 1.0
    lines: list[Text] = [said("profile_head")]
    for row in rows[:most]:
        share = 100 * row.microseconds / total
        estimated = "~" if row.timed < row.calls else ""
        lines.append(
            f"{estimated + duration(row.microseconds):>10} {share:5.1f} {row.calls:7} {row.again or '':>7} "
            f"{duration(row.microseconds_each):>10} {row.bytes_each:10,}  {row.name} ({row.type}), {row.runs}"
        )
    if len(rows) > most:
        lines.append(said("more_nodes", n=len(rows) - most))
    return lines


def duration(microseconds: float) -> str:
    for limit, unit in ((1e3, "µs"), (1e6, "ms")):
        if microseconds < limit:
            return f"{microseconds / (limit / 1e3):.1f} {unit}"
    return f"{microseconds / 1e6:.2f} s"
