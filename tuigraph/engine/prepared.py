"""A request that has its plan: how a run of it begins, and what comes out of it.

`Session.run` looks a request up in a `Table` first.  There stands a function of the fed values for each request that
has come before.  It stays right until all tables are emptied: when a graph changes otherwise than by growing, when an
observer comes or goes, when a session is closed, and when a variable may have another shape than its declared one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import control, errors, quiet
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.execute import Execution, Observer, Request, Session, Trace, read_fetched
from tuigraph.engine.feeds import fed_value, slot_value
from tuigraph.engine.fetches import Fetches
from tuigraph.engine.graph import Graph, Tensor
from tuigraph.engine.plan import Plan, compile

RUNS_BEFORE_A_VARIANT = 1  # shapes that come once are not worth it
_MOST_VARIANTS = 8  # shapes of the feeds of one request that get plans of their own
RUNS_BEFORE_HOT = 20  # the text is worth its compilation after some 100 runs
_MOST_HOT = 4000  # instructions: a line of text takes some 20 us to compile

Run = Callable[..., Any]  # from the fed values to what was asked for


class Prepared:
    """The plan of a request, and what the plan was made from."""

    __slots__ = ("asked", "fed", "fronts", "graph", "hot", "names", "plan", "store")

    def __init__(self, graph: Graph, asked: Fetches, fed: list[Tensor], store: Store, observe: bool) -> None:
        self.graph = graph
        self.asked = asked
        self.fed = fed
        self.store = store
        self.names = asked.names, tuple([t.name for t in fed])
        self.plan = compile(graph, asked.tensors, asked.operations, fed, store, observe)
        self.hot: dict[tuple[Any, ...], Run] = {}  # by shapes of the feeds, those of their plans
        self.fronts: dict[bool, Run] = {}  # by whether they look at the shapes

    def on(self, store: Store, observe: bool) -> Prepared:
        """The same request for the cells of a store."""
        return Prepared(self.graph, self.asked, self.fed, store, observe)

    def run(self, *given: Any) -> Any:
        """What was asked for, with these values for what is fed."""
        raw = self._raw(given)
        plan = self.plan_for(raw)
        if plan.runs == RUNS_BEFORE_HOT and self._may_be_hot(plan):
            plan.hot = self._made_hot(plan)
            if plan is not self.plan:
                self.hot[tuple([array.shape for array in raw])] = plan.hot
        plan.runs += 1
        if plan.hot is not None:
            return plan.hot(*[slot_value(t.dtype, array) for t, array in zip(self.fed, raw)])
        execution = self._begin(plan, raw)
        settings = quiet.begin()
        try:
            execution.advance()
        finally:
            quiet.end(settings)
        return self._given_out(plan, execution.values, raw)

    def _may_be_hot(self, plan: Plan) -> bool:
        return plan.is_straight and len(plan) <= _MOST_HOT and not any(t in self.fed for t in self.asked.tensors)

    def _made_hot(self, plan: Plan) -> Run:
        from tuigraph.engine.hot import hot  # most plans run a few times

        return hot(plan, self.store, self.asked)

    def slots(self, given: Sequence[Any]) -> list[Any]:
        """What is fed, as kernels want it."""
        return [slot_value(t.dtype, array) for t, array in zip(self.fed, self._raw(given))]

    def flat(self, plan: Plan) -> Callable[..., tuple[Any, ...]] | None:
        """A hot function of the slots of what is fed that gives the flat fetches; None where there is none."""
        if not self._may_be_hot(plan):
            return None
        from tuigraph.engine.hot import hot

        return hot(plan, self.store, self.asked, flat=True)

    def rebuild(self, values: Any) -> Any:
        """What was asked for, from the flat fetches."""
        return self.asked.rebuild(values)

    def run_observed(
        self, session: Session, observer: Observer, given: Sequence[Any], trace: Trace | None = None
    ) -> tuple[Any, Run | None]:
        """What was asked for, and the function that the observer has for the same request."""
        raw = self._raw(given)
        execution = self._begin(self.plan, raw)
        if trace is not None:
            trace.begin(execution, self.fed)
        settings = quiet.begin()
        try:
            following = observer.run(session, execution, Request(*self.names, self, trace))
        finally:
            execution.give_up()
            quiet.end(settings)
        return self._given_out(execution.plan, execution.values, raw), following  # it may have taken another way

    def quick(self) -> Run | None:
        """The function that stands for the request in a table; None while it is too early to say.

        It is made once: who asks in a way that no table has, a nested list or a sparse feed, comes here in each run.
        """
        if not self._may_be_hot(self.plan):
            return self.run
        by_shapes = self.hot if self.plan.hangs_on_shapes and not self.store.free_shapes else None
        if self.plan.hot is None and not by_shapes:
            return None
        if not self.fed:
            return self.plan.hot
        looks_at_shapes = by_shapes is not None
        if looks_at_shapes not in self.fronts:
            from tuigraph.engine.hot import front

            self.fronts[looks_at_shapes] = front(self.plan, self.fed, by_shapes, self.run)
        return self.fronts[looks_at_shapes]

    # ------------------------------------------------------------ the beginning and the end of a run

    def _raw(self, given: Sequence[Any]) -> list[Any]:
        return [fed_value(t, value, copy) for t, value, (_, copy) in zip(self.fed, given, self.plan.feeds)]

    def plan_for(self, raw: Sequence[Any]) -> Plan:
        """The plan for feeds of these shapes, once they have come twice."""
        plan = self.plan
        if not plan.hangs_on_shapes or self.store.free_shapes:
            return plan
        fed_shapes = tuple([np.shape(array) for array in raw])
        found = plan.variants.get(fed_shapes)
        if found is None and len(plan.variants) == _MOST_VARIANTS:
            return plan
        if found is None and RUNS_BEFORE_A_VARIANT:
            found = plan.variants[fed_shapes] = plan
        elif found is None or found is plan:
            asked = self.asked
            found = compile(self.graph, asked.tensors, asked.operations, self.fed, self.store, fed_shapes=fed_shapes)
            plan.variants[fed_shapes] = found
        return found

    def _begin(self, plan: Plan, raw: list[Any]) -> Execution:
        execution = Execution(plan, self.store)
        for tensor, array, (slot, _) in zip(self.fed, raw, plan.feeds):
            execution.values[slot] = slot_value(tensor.dtype, array)
        return execution

    def _given_out(self, plan: Plan, values: list[Any], raw: list[Any]) -> Any:
        results = []
        owned = plan.owned
        for tensor, slot in zip(self.asked.tensors, plan.fetched):
            value = values[slot]
            results.append(value if slot in owned else self._result(value, tensor, raw))
        return self.asked.rebuild(results)

    def _result(self, value: Any, tensor: Tensor, raw: list[Any]) -> Any:
        """A value that the caller may keep and change; of what was fed, the very thing."""
        if isinstance(value, Cell):
            value = read_fetched(value, tensor)
        elif value is control.DEAD:
            raise errors.InvalidArgumentError(
                None,
                tensor.op,
                f"Retval[0] does not have value: '{tensor.name}' belongs to a side of a conditional that was not "
                "taken, or to a loop that made no round.",
            )
        if raw and tensor in self.fed:
            return raw[self.fed.index(tensor)].copy()
        try:
            return value.copy() if isinstance(value, np.ndarray) else value
        except MemoryError as error:
            raise errors.ResourceExhaustedError(None, tensor.op, f"OOM: {error}, for '{tensor.name}'") from None
