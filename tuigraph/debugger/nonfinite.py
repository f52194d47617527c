"""Where a NaN or an Inf comes from: the first step with finite operands and a result that is not.

The search follows the value's provenance, and of it only what is not finite; so it goes through variables into the runs
before.  A feed, a constant or a value that the timeline has dropped can be the origin too.
"""

from __future__ import annotations

from tuigraph.debugger import equations, format
from tuigraph.debugger.lookup import newest_first
from tuigraph.debugger.provenance import Cause, Provenance, is_finite
from tuigraph.debugger.refusals import Unknown
from tuigraph.engine.containers import Cell, held
from tuigraph.engine.node import Operation
from tuigraph.wire.said import Text, joined, said


def origin(root: Cause) -> Cause:
    """The earliest step behind a value at which what is not finite came about.  Raises Unknown for a finite value."""
    if is_finite(root.value):
        raise Unknown(said("is_finite", name=root.name, value=format.preview(root.value)))
    found: list[Cause] = []
    seen = {root}
    stack = [root]
    while stack:
        cause = stack.pop()
        behind = [] if cause.is_leaf else [part for part in cause.causes if not is_finite(part.value)]
        if not behind:
            found.append(cause)
        for part in behind:
            if part not in seen:
                seen.add(part)
                stack.append(part)
    return min(found, key=lambda cause: (cause.moment, cause.number))


def newest(provenance: Provenance) -> Cause:
    """Something that is not finite at the shown moment: a result of the newest run that has one, or a variable.

    Raises Unknown when there is none.
    """
    history = provenance.history
    for record in history.timeline.lives.sessions.values():
        for life in list(record.lives.values()):
            if life.cell is not None and not life.destroyed and not is_finite(held(life.cell)):
                return provenance.variable(life.cell, history.cursor)
    for run in newest_first(history.timeline):
        for slot, tensor in run.plan.tensor.items():
            value = run.values[slot]
            if not isinstance(value, Cell) and not is_finite(value):
                found = provenance.in_run(run, tensor.name)
                if found is not None:
                    return found
    raise Unknown(said("all_finite"))


def explain(root: Cause) -> list[Text]:
    """Lines that name the origin of what is not finite in a value.  Raises Unknown for a finite value."""
    first = origin(root)
    if first.op is None or first.is_leaf:
        return [root.text(), said("comes_from", cause=first.text())]
    run = said("cause_run", n=first.run.number) if first.run else ""
    return [
        root.text(),
        said("first_not_finite", name=first.name, run=run),
        joined(("  ", equation(first))),
        _made(first.op),
        said("ask_for_causes", n=first.number),
    ]


def _made(op: Operation) -> Text:
    if not op.source:
        return said("node_is", name=op.name, type=op.type)
    return said("node_is_made_at", name=op.name, type=op.type, file=op.source[0], line=op.source[1])


def equation(cause: Cause) -> Text:
    """What a cause did, or what it is where it is no step."""
    if cause.op is None or cause.is_leaf:
        return cause.text()
    operands = [part.value if isinstance(part, Cause) else part for part in cause.parts]
    return equations.equation(cause.op, operands, [cause.value])
