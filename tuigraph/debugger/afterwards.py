"""A tensor that a run has not computed, computed afterwards from what the run found in cells, was fed and has made.

That is what the run would have given for it, had the program asked.  The engine's own executor runs on cells of its own
that hold what the real ones held, so nothing of the program changes; a node that would act outside of them, or draw
what nobody has drawn, is refused.
"""

from __future__ import annotations

from typing import Any

from tuigraph.debugger.brief import told
from tuigraph.debugger.expressions import Reader
from tuigraph.debugger.lives import SessionRecord
from tuigraph.debugger.lookup import Found
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.runs import Run
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.walk import Place
from tuigraph.engine import dtypes, quiet
from tuigraph.engine.containers import Cell, Store, held, journal
from tuigraph.engine.errors import OpError
from tuigraph.engine.execute import DEAD, Execution, Session
from tuigraph.engine.fetches import Fetches
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Writes
from tuigraph.engine.pipelines import Standing
from tuigraph.engine.plan import Plan
from tuigraph.engine.prepared import Prepared
from tuigraph.engine.sharing import View
from tuigraph.wire.said import Text, said

MOST = 5  # nodes that a refusal names


class _Refused(Unknown):
    """It cannot be computed, for a reason that somebody should know."""


class Afterwards:
    """What is computed afterwards of the runs of one timeline.

    `made` are the names of all that was, and `reason` is the newest for which something was not.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._plans: dict[tuple[Plan, Tensor, tuple[Tensor, ...]], Prepared] = {}
        self.made: dict[str, None] = {}
        self.reason: Text = ""

    def compute(self, place: Place, tensor: Tensor) -> Found:
        """The value of a tensor in a run at whose end the cursor stands.  Raises Unknown."""
        try:
            found = self._computed(place, tensor)
        except _Refused as refused:
            self.reason = refused.said
            raise
        self.made[found.name] = None
        return found

    def _computed(self, place: Place, tensor: Tensor) -> Found:
        run, session = place.run, place.run.session.session()
        missing = Unknown(said("no_value", name=tensor.name))
        if session is None or session.graph is not tensor.graph or place.pieces[0].record(0) is not None:
            raise missing
        if session.store.elsewhere is not None:
            raise missing
        known = {t: run.values[run.plan.slots[t]] for t in self._known(run, tensor)}
        prepared = self._prepared(run, tensor, tuple(known))
        self._refuse(prepared, session)
        self._timeline.go_to(place.pieces[0].start)
        try:
            _take_over(prepared.store, run.session, session.store)
            self._refuse_elements(prepared)
            value = _advanced(prepared.plan, prepared.store, known)
        except OpError as error:
            raise _Refused(told(error)) from None
        finally:
            self._timeline.go_to(place.moment)
        if value is None or value is DEAD:
            raise missing
        return Found(value, tensor.name.removesuffix(":0"), run, tensor)

    def _known(self, run: Run, tensor: Tensor) -> list[Tensor]:
        """What the run has made, or was fed, of all that leads to a tensor; nothing behind it is needed."""
        plan, fed = run.plan, [run.plan.tensor[slot] for slot, _ in run.plan.feeds]
        found: dict[Tensor, None] = {}
        resources = False
        stack, seen = [tensor], {tensor}
        while stack:
            each = stack.pop()
            if each in fed or _is_value(run, each):
                found[each] = None
                continue
            op = each.op
            resources = resources or (each.dtype.base_dtype is dtypes.resource and bool(op.inputs))
            following = [*op.inputs, *(t for control in op.control_inputs for t in control.inputs)]
            stack += [t for t in following if t not in seen]
            seen.update(following)
        if resources or plan.jumps:  # a value may stand for what was written before it
            return [t for t in fed if t in seen]
        return list(found)

    def _prepared(self, run: Run, tensor: Tensor, known: tuple[Tensor, ...]) -> Prepared:
        key = run.plan, tensor, known
        if key not in self._plans:
            try:
                self._plans[key] = Prepared(tensor.graph, Fetches(tensor.graph, tensor), list(known), Store(), True)
            except OpError as error:
                raise _Refused(told(error)) from None
        return self._plans[key]

    @staticmethod
    def _refuse(prepared: Prepared, session: Session) -> None:
        """Raises _Refused where a node would act on anything but the cells."""
        own = prepared.store.private
        acting = [
            op.name
            for op in prepared.plan.operations
            if op.definition.stateful
            and (
                op.definition.reaches_out
                or op.definition.waits is not None
                or (op.name in own and op.name not in session.store.private)
                or (op.definition.writes is Writes.ANYTHING and op.name not in own and not _is_about_cells(op))
            )
        ]
        if acting:
            more = ["..."] if len(acting) > MOST else []
            raise _Refused(said("would_act_again", names=", ".join([*acting[:MOST], *more])))

    @staticmethod
    def _refuse_elements(prepared: Prepared) -> None:
        """An iterator's next element may be a call of the user's function."""
        store = prepared.store
        taking = [cell.name for cell in (*store.cells.values(), *store.private.values()) if _stands(cell)]
        if taking:
            raise _Refused(said("would_act_again", names=", ".join(taking[:MOST])))


class Supplying(Reader):
    """A reader of one run that computes what the run has not."""

    def __init__(self, timeline: Timeline, place: Place, afterwards: Afterwards) -> None:
        super().__init__(timeline, place.run)
        self._place = place
        self._afterwards = afterwards
        self._values: dict[Tensor, Found] = {}

    def _in_run(self, tensor: Tensor) -> Found:
        try:
            return super()._in_run(tensor)
        except Unknown:
            if tensor not in self._values:
                self._values[tensor] = self._afterwards.compute(self._place, tensor)
            return self._values[tensor]


def _is_value(run: Run, tensor: Tensor) -> bool:
    slot = run.plan.slots.get(tensor)
    if (
        slot is None
        or tensor.op in run.plan.frames
        or tensor.dtype.is_ref
        or tensor.dtype.base_dtype is dtypes.resource
    ):
        return False
    value = run.values[slot]
    return value is not None and value is not DEAD and not isinstance(value, Cell | View)


def _is_about_cells(op: Operation) -> bool:
    """Whether what it writes is behind its operands, and none of them is a dataset, which may call Python."""
    types = [tensor.dtype for tensor in (*op.inputs, *op.outputs)]
    if any(each.base_dtype is dtypes.variant for each in types):
        return False
    return any(each.is_ref or each.base_dtype is dtypes.resource for each in types)


def _stands(cell: Cell) -> bool:
    return type(cell.value) is Standing


def _take_over(store: Store, session: SessionRecord, original: Store) -> None:
    """Put into the cells that a plan refers to what those of a session hold at this moment.

    Of a session that has been closed the variables are known only by their lives.
    """
    for key, cell in store.cells.items():
        life = session.lives.get(cell.name)
        _set(cell, original.cells.get(key) or (life.cell if life is not None else None))
    for name, cell in store.private.items():
        _set(cell, original.private.get(name))


def _set(cell: Cell, original: Cell | None) -> None:
    if original is not None:
        cell.value = held(original)


def _advanced(plan: Plan, store: Store, known: dict[Tensor, Any]) -> Any:
    """What a plan comes to, with known values in some slots."""
    execution = Execution(plan, store)
    for slot, _ in plan.feeds:
        execution.values[slot] = known[plan.tensor[slot]]
    outer, settings = journal.entries, quiet.begin()
    journal.entries = []  # so that no array is changed where it lies
    try:
        execution.advance()
    finally:
        journal.entries = outer
        quiet.end(settings)
    value = execution.values[plan.fetched[0]]
    value = value.value if isinstance(value, View) else value
    return held(value) if isinstance(value, Cell) else value
