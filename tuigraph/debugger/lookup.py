"""The value of a node or variable at the shown moment of a timeline: in the shown run, else in the last before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuigraph.debugger.lives import Life
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import UNINITIALIZED, Cell, held
from tuigraph.engine.execute import DEAD
from tuigraph.engine.graph import Tensor
from tuigraph.engine.sharing import View
from tuigraph.wire.said import said
from tuigraph.words.numbers import whole_number


class Found(NamedTuple):
    """A value, and what it belongs to."""

    value: Any
    name: str
    run: Run | None = None  # that computed it; None for a variable
    tensor: Tensor | None = None
    cell: Cell | None = None  # of the variable


def shown_run(timeline: Timeline) -> Run | None:
    """The run around the moment that is shown, else the one before it."""
    if timeline.past:
        return timeline.place()[0]
    return max(timeline.active.values(), key=lambda run: run.number, default=timeline.last_run)


def newest_first(timeline: Timeline) -> Iterator[Run]:
    """The shown run and those that began before it, as far as the timeline reaches."""
    shown = shown_run(timeline)
    if shown is None:
        return
    yield shown
    number = shown.number
    for stretch in timeline.stretches_before(timeline.cursor):
        if stretch.number < number:
            number = stretch.number
            yield stretch.run


def find(timeline: Timeline, name: str) -> Found:
    """The value of a variable, of a tensor (``z:1``) or of a node's first result (``z``).  Raises Unknown."""
    variable = _variable(timeline, name)
    if variable is not None:
        return variable
    for run in newest_first(timeline):
        tensor = tensor_named(run, name)
        if tensor is not None:
            found = in_run(run, tensor)
            if found is not None:
                return found
    raise Unknown(said("no_value", name=name))


def find_in_session(timeline: Timeline, name: str, session: int) -> Found:
    """Like `find`, in the runs of one session, and among its variables.  Raises Unknown."""
    record = timeline.lives.sessions.get(session)
    life = record.lives.get(name.removesuffix(":0")) if record is not None else None
    if life is not None and life.cell is not None:
        if held(life.cell) is UNINITIALIZED:
            raise Unknown(said("not_initialized_in", name=name, session=session))
        return Found(held(life.cell), life.name, cell=life.cell)
    for run in newest_first(timeline):
        tensor = tensor_named(run, name) if run.session.number == session else None
        found = in_run(run, tensor) if tensor is not None else None
        if found is not None:
            return found
    raise Unknown(said("no_value_in", name=name, session=session))


def find_tensor(timeline: Timeline, tensor: Tensor) -> Found:
    """The value of a tensor, or of the variable that it refers to.  Raises Unknown."""
    if tensor.dtype.is_ref:
        return find(timeline, tensor.op.name)
    for run in newest_first(timeline):
        found = in_run(run, tensor)
        if found is not None:
            return found
    raise Unknown(said("no_value", name=tensor.name))


def tensor_named(run: Run, name: str) -> Tensor | None:
    graph = run.session.graph.graph()
    node, _, index = name.partition(":")
    op = None if graph is None else graph._by_name.get(node)
    number = whole_number(index) or 0
    return op.outputs[number] if op is not None and number < len(op.outputs) else None


def in_run(run: Run, tensor: Tensor) -> Found | None:
    """The value of a tensor in a run; None when it has none there (yet)."""
    slot = run.plan.slots.get(tensor)
    value = None if slot is None else run.values[slot]
    if isinstance(value, View):  # a variable in another shape
        value = value.value
    if isinstance(value, Cell):
        return Found(held(value), tensor.op.name, None, tensor, value)
    if value is None or value is DEAD:
        return None
    return Found(value, tensor.name.removesuffix(":0"), run, tensor)


def life_of(timeline: Timeline, name: str) -> Life | None:
    """The variable of that name, in the session of the shown run if it is there, else in the newest session."""
    run = shown_run(timeline)
    sessions = list(reversed(list(timeline.lives.sessions.values())))
    for record in [run.session, *sessions] if run else sessions:
        life = record.lives.get(name.removesuffix(":0"))
        if life is not None and life.cell is not None:
            return life
    return None


def variable_named(timeline: Timeline, name: str) -> Found:
    """The value of the variable of that name.  Raises Unknown."""
    found = _variable(timeline, name)
    if found is None:
        raise Unknown(said("no_value", name=name))
    return found


def _variable(timeline: Timeline, name: str) -> Found | None:
    life = life_of(timeline, name)
    if life is None or life.cell is None:
        return None
    if held(life.cell) is UNINITIALIZED:
        raise Unknown(said("not_initialized_now", name=name))
    return Found(held(life.cell), life.name, cell=life.cell)
