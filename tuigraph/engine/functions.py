"""Functions of a graph: a Python function traced once into a graph of its own, and called by the one executor.

What a traced function uses of the graph around it is captured: it becomes another argument, whose value the node that
holds the function is given.  The random generators of a function are part of a `Run`, so that whoever keeps that (an
iterator) can be taken back.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Cell, Store, journal
from tuigraph.engine.dtypes import DType
from tuigraph.engine.execute import Execution
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import OpDef
from tuigraph.engine.plan import compile
from tuigraph.engine.shapes import MaybeShape


class FunctionGraph(Graph):
    """The graph of a function: its placeholders are the arguments."""

    def __init__(self, outer: Graph) -> None:
        super().__init__()
        self.outer = outer
        self.seed = outer.seed
        self.captures: dict[Tensor, Tensor] = {}

    @property
    def building_function(self) -> bool:
        return True

    def create(
        self,
        definition: OpDef,
        inputs: list[Tensor],
        output_types: Sequence[DType],
        attrs: dict[str, Any],
        name: str,
    ) -> Operation:
        inputs = [self.capture(t) for t in inputs]
        return super().create(definition, inputs, output_types, attrs, name)

    def capture(self, outside: Tensor) -> Tensor:
        """The placeholder that stands for a tensor of a graph around this one.

        Raises ValueError for a tensor of a graph that is none of these.
        """
        if outside.op.graph is self:
            return outside
        inside = self.captures.get(outside)
        if inside is None:
            if outside.op.graph is not self.outer:
                if not isinstance(self.outer, FunctionGraph):
                    raise ValueError(f"{outside} must be from the graph of the function, or from one around it.")
                self.outer.capture(outside)
            with self.control_dependencies(None), self.name_scope(None):
                inside = self.parameter(outside.dtype.base_dtype, outside._shape, outside.op.name.split("/")[-1])
            self.captures[outside] = inside
        return inside

    def parameter(self, dtype: DType, shape: MaybeShape, name: str) -> Tensor:
        return tensor("Placeholder", dtype=dtype, shape=shape, name=name)

    @contextlib.contextmanager
    def control_dependencies(self, control_inputs: Iterable[Any] | None) -> Iterator[None]:
        """As in any graph; what stands around the function has run before it is called."""
        if control_inputs is not None:
            control_inputs = [item for item in control_inputs if getattr(item, "graph", self) is self]
        with super().control_dependencies(control_inputs):
            yield


class Function:
    """What is computed from some tensors of a graph (an attribute of the node that calls it)."""

    def __init__(
        self, graph: Graph, parameters: list[Tensor], captures: dict[Tensor, Tensor], results: list[Tensor]
    ) -> None:
        self.graph = graph
        self.parameters = parameters
        self.captured = list(captures)
        self.fed = [*parameters, *captures.values()]
        self.results = results

    def __call__(self, store: Store) -> Call:
        """The function as it is called in a session."""
        return Call(self, store)


def trace(function: Callable[..., Sequence[Any]], types: Sequence[DType], known: Sequence[MaybeShape]) -> Function:
    """The graph of a Python function of tensors that returns a list of what becomes tensors."""
    graph = FunctionGraph(get_default_graph())
    with graph.as_default():
        parameters = [graph.parameter(t, s, f"args_{i}") for i, (t, s) in enumerate(zip(types, known))]
        results = [graph.capture(convert_to_tensor(value)) for value in function(*parameters)]
    return Function(graph, parameters, graph.captures, results)


class Run:
    """What the generators of an iterator have come to, while it makes an element."""

    __slots__ = ("shared",)

    def __init__(self, shared: dict[Any, Any]) -> None:
        self.shared = shared


class _FunctionStore(Store):
    """The state that a function reaches: that of its session, and generators of its own."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.initial: dict[str, Callable[[], Any]] = {}

    def private_cell(self, name: str, initial: Callable[[], Any]) -> Cell:
        self.initial.setdefault(name, initial)
        return super().private_cell(name, initial)


class Call:
    """A function in a session.  Its generators go on from call to call of a `Run` and start over in another."""

    def __init__(self, function: Function, store: Store) -> None:
        self._store = _FunctionStore(store)
        effects = []
        if isinstance(function.graph, FunctionGraph):
            fed = {t.op for t in function.fed}
            effects = [op for op in function.graph._operations if op.definition.stateful and op not in fed]
        self._plan = compile(function.graph, function.results, effects, function.fed, self._store)
        self._lock = threading.Lock()

    def __call__(self, run: Run, *values: Any) -> tuple[Any, ...]:
        """The results for the values of arguments and captures.  Raises the OpError of the node that fails."""
        plan, store = self._plan, self._store
        execution = Execution(plan, store)
        slots = execution.values
        for value, (slot, is_changed) in zip(values, plan.feeds):
            slots[slot] = value.copy() if is_changed and isinstance(value, np.ndarray) else value
        generators = store.private
        if not generators:
            execution.advance()
        else:
            with self._lock:
                before = run.shared.get(self)
                for name, cell in generators.items():
                    cell.value = store.initial[name]() if before is None else before[name]
                with journal.leaving_out(generators.values()):
                    execution.advance()
                run.shared[self] = {name: cell.value for name, cell in generators.items()}
        return tuple([slots[slot] for slot in plan.fetched])
