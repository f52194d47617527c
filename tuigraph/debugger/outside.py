"""What steps have done outside of the graph, which no step back takes back: Python functions, prints, files."""

from __future__ import annotations

from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.plan import Plan


def nodes(timeline: Timeline, first: int, last: int) -> list[str]:
    """The nodes that have reached out between two moments, the latest first."""
    found: dict[str, None] = {}
    reaching: dict[Plan, frozenset[int]] = {}
    for piece in timeline.stretches_before(last):
        if piece.start + len(piece) <= first:
            break
        plan = piece.plan
        if plan not in reaching:
            reaching[plan] = frozenset(pc for pc, op in enumerate(plan.operations) if op.definition.reaches_out)
        between = range(max(first - piece.start, 0), min(last - piece.start, len(piece)))
        for index in between if reaching[plan] else ():
            record = piece.record(index)
            pc = record if isinstance(record, int) or record is None else record.pc
            if pc in reaching[plan]:
                found[plan.operations[pc].name] = None
    return list(found)
