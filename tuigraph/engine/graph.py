"""Graphs, operations and tensors: what a program builds before anything runs.

A graph only grows.  An operation's inputs, attributes and static shapes are fixed when it is made (the back edge of a
loop excepted), so a compiled plan stays right while more operations are added; `Graph.mutations` counts the
exceptions. Values are never kept here: they belong to a run, and state belongs to a session.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tuigraph.engine import dtypes, naming, shapes
from tuigraph.engine.codec import codec, set_codec
from tuigraph.engine.devices import DeviceFunction, device_function
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import NotFoundError
from tuigraph.engine.node import GraphElement, Operation, ResourceLike, Tensor, TensorLike, where
from tuigraph.engine.nodes import check_input
from tuigraph.engine.opdef import OpDef, find
from tuigraph.engine.shapes import MaybeShape, Shape
from tuigraph.engine.source import Source, user_calls, user_line
from tuigraph.engine.stacks import get_default_session
from tuigraph.engine.tables import forget_all

__all__ = [
    "Graph",
    "GraphElement",
    "Operation",
    "ResourceLike",
    "Source",
    "Tensor",
    "TensorLike",
    "default_graphs",
    "definition_of",
    "get_default_graph",
    "get_default_session",
    "reset_default_graph",
    "set_codec",
    "user_line",
    "where",
]


class _ControlGroup:
    """The operations of one `control_dependencies` block, and those made in it (which need no second edge)."""

    def __init__(self, ops: list[Operation]) -> None:
        self.ops = ops
        self.seen: set[Operation] = set()


class _DefaultGraphs(threading.local):
    """Those of one thread."""

    def __init__(self) -> None:
        self.stack: list[Graph] = []
        self.outermost: Graph | None = None


default_graphs = _DefaultGraphs()


# (begin, end and strides; the new value; the name of the node; masks): a node that assigns
AssignPart = Callable[[list[Tensor], Any, str, dict[str, int]], Any]


class Graph:
    """A computation graph (`tf.Graph`)."""

    def __init__(self) -> None:
        self._operations: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._names = naming.Names({})
        self._collections: dict[Any, list[Any]] = {}
        self._finalized = False
        self._control_groups: list[_ControlGroup] = []
        self._devices: list[DeviceFunction] = []
        self._colocated: list[Operation] = []
        self._container = ""
        self._gradient_overrides: list[dict[str, str]] = []
        self._unfeedable: set[Tensor] = set()
        self._unfetchable: set[Operation] = set()
        self._lock = threading.RLock()
        self.control_flow: Any = None  # the conditional or loop being built
        self.seed: int | None = None
        self.mutations = 0  # changes other than growth
        self.variables: dict[str, Any] = {}  # those of `get_variable`, by name
        self.partitioned_variables: dict[str, Any] = {}  # those of which it keeps parts
        self.variable_scopes: threading.local | None = None  # of each thread: see scopes.py
        self.parts_of_variables: dict[Operation, AssignPart] = {}  # from a slice of a variable to what assigns to it
        self.python_functions: list[object] = []  # those that nodes call live as long as the graph
        self.known_values: dict[Tensor, Any] = {}  # found out before any run: see constant_value.py
        self.broadcast_axes: dict[tuple[MaybeShape, MaybeShape], list[tuple[int, ...]]] = {}  # worked out for gradients
        self.reduced_shapes: set[tuple[Shape, tuple[int, ...]]] = set()  # whose nodes gradients have made

    def mutate(self) -> None:
        """Tell that something other than growth has happened, so that no plan made before is used."""
        self.mutations += 1
        forget_all()

    # ------------------------------------------------------------ growing

    def create(
        self,
        definition: OpDef,
        inputs: list[Tensor],
        output_types: Sequence[DType],
        attrs: dict[str, Any],
        name: str,
    ) -> Operation:
        """Add a node whose inputs are tensors and whose name is final (see `build.apply` for the rest)."""
        if self._finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")
        if name in self._by_name:
            raise ValueError(f"Duplicate node name in graph: '{name}'. Give the new node another name.")
        op = Operation(self, definition, name, inputs, attrs)
        for tensor in inputs:
            if tensor.op.graph is not self:
                raise ValueError(f"{tensor} must be from the same graph as '{name}': it belongs to another graph.")
        op.source, op.calls = user_line(), user_calls()
        if self._container and attrs.get("container") == "":
            attrs["container"] = self._container
        op.control_flow = self.control_flow
        op.outputs = [Tensor(op, i, t, None) for i, t in enumerate(output_types)]
        try:
            for tensor, shape in zip(op.outputs, definition.shape(op)):
                tensor._shape = shape
        except ValueError as error:
            raise ValueError(_shape_message(op, error)) from None
        except (TypeError, LookupError, ArithmeticError, AttributeError, AssertionError) as error:
            raise ValueError(_shape_message(op, "The inputs do not have the shapes or values it needs")) from error
        if self._control_groups:
            op.control_inputs = self._dependencies_for({t.op for t in inputs})
            self._note_seen(op)
        if self._devices or self._colocated or definition.takes_references:
            self._place(op)
        if self._gradient_overrides:
            self._override_gradient(op)
        op.id = len(self._operations)
        self._operations.append(op)
        self._by_name[name] = op
        context = self.control_flow
        for tensor in inputs:
            there = tensor.op.control_flow
            if there is not None and there is not context:
                check_input(op, tensor.op)
        if context is not None:
            context.add_operation(op)
        return op

    def _note_seen(self, op: Operation) -> None:
        """What was made in a block needs no second edge to what the block waits for."""
        for group in self._control_groups:
            group.seen.add(op)

    def _dependencies_for(self, input_ops: set[Operation]) -> list[Operation]:
        found: list[Operation] = []
        for group in self._control_groups:
            if group.seen.isdisjoint(input_ops):
                found.extend(op for op in group.ops if op not in input_ops and op not in found)
        return found

    def _place(self, op: Operation) -> None:
        references = [t.op for t in op.inputs if t.dtype.is_ref] if op.definition.takes_references else []
        for function in () if references else reversed(self._devices):
            op.device = function(op)
        others = [*references, *reversed(self._colocated)]
        for other in others:
            op.device = other.device or op.device
        if others:
            op.attrs["_class"] = sorted({group for other in others for group in other.colocation_groups()})

    def _override_gradient(self, op: Operation) -> None:
        for overrides in self._gradient_overrides:
            if op.type in overrides:
                op.attrs["_gradient_op_type"] = overrides[op.type]

    @property
    def _last_id(self) -> int:
        return len(self._operations)

    @property
    def version(self) -> int:
        return len(self._operations)

    @property
    def building_function(self) -> bool:
        return False

    # ------------------------------------------------------------ names and scopes

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        return self._names.unique(name, mark_as_used)

    def get_name_scope(self) -> str:
        return self._names.scope

    @contextlib.contextmanager
    def name_scope(self, name: str | None) -> Iterator[str]:
        """Prefix the names of what is made inside (`tf.Graph.name_scope`); yields the scope with its slash, or
        ``""``.
        """
        if name:
            naming.check_scope_name(name, at_top=not self._names.scope)
        former = self._names.scope
        if not name:
            scope = ""
        elif name.endswith("/"):
            scope = name[:-1]
        else:
            scope = self._names.unique(name)
        self._names.scope = scope
        try:
            yield scope + "/" if scope else ""
        finally:
            self._names.scope = former

    # ------------------------------------------------------------ looking things up

    def get_operations(self) -> list[Operation]:
        return list(self._operations)

    def get_operation_by_name(self, name: str) -> Operation:
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        found = self.as_graph_element(name, allow_tensor=False)
        assert isinstance(found, Operation)
        return found

    def get_tensor_by_name(self, name: str) -> Tensor:
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings (or similar), not {type(name).__name__}.")
        found = self.as_graph_element(name, allow_operation=False)
        assert isinstance(found, Tensor)
        return found

    def as_graph_element(
        self, thing: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Tensor | Operation:
        """The tensor or operation that `thing` names or stands for (`tf.Graph.as_graph_element`).

        Raises KeyError for a name that is not there, ValueError for an element of another graph or a malformed name,
        TypeError for anything else.
        """
        if not allow_tensor and not allow_operation:
            raise ValueError("allow_tensor and allow_operation can't both be False.")
        kinds = " or ".join(k for k, on in (("Tensor", allow_tensor), ("Operation", allow_operation)) if on)
        if isinstance(thing, GraphElement):
            thing = thing._as_graph_element()
        if isinstance(thing, bytes):
            thing = thing.decode()
        if isinstance(thing, str):
            return self._element_by_name(thing, allow_tensor, allow_operation)
        if isinstance(thing, Tensor) and allow_tensor:
            if thing.graph is not self:
                raise ValueError(f"Tensor {thing} is not an element of this graph.")
            return thing
        if isinstance(thing, Operation) and allow_operation:
            if thing.graph is not self:
                raise ValueError(f"Operation {thing!r} is not an element of this graph.")
            return thing
        raise TypeError(f"Can not convert a {type(thing).__name__} into a {kinds}.")

    def _element_by_name(self, name: str, allow_tensor: bool, allow_operation: bool) -> Tensor | Operation:
        if ":" in name and allow_tensor:
            op_name, _, index = name.partition(":")
            if not index.isdecimal() or len(index) > 9:
                raise ValueError(
                    f"The name '{name}' looks a like a Tensor name, but is not a valid one. "
                    'Tensor names must be of the form "<op_name>:<output_index>".'
                )
            op = self._by_name.get(op_name)
            if op is None:
                raise KeyError(
                    f"The name '{name}' refers to a Tensor which does not exist. "
                    f"The operation, '{op_name}', does not exist in the graph.{self._nearest(op_name)}"
                )
            if int(index) >= len(op.outputs):
                raise KeyError(
                    f"The name '{name}' refers to a Tensor which does not exist. "
                    f"The operation, '{op_name}', exists but only has {len(op.outputs)} outputs."
                )
            return op.outputs[int(index)]
        if ":" in name:
            raise ValueError(f"The name '{name}' appears to refer to a Tensor, not a Operation.")
        op = self._by_name.get(name)
        if not allow_operation:
            if op is not None:
                raise ValueError(
                    f"The name '{name}' refers to an Operation, not a Tensor. "
                    'Tensor names must be of the form "<op_name>:<output_index>".'
                )
            raise ValueError(
                f"The name '{name}' looks like an (invalid) Operation name, not a Tensor. "
                'Tensor names must be of the form "<op_name>:<output_index>".'
            )
        if op is None:
            raise KeyError(f"The name '{name}' refers to an Operation not in the graph.{self._nearest(name)}")
        return op

    def _nearest(self, name: str) -> str:
        import difflib

        near = difflib.get_close_matches(name, self._by_name, n=1) if len(self._by_name) < 5000 else []
        return f" Did you mean '{near[0]}'?" if near else ""

    # ------------------------------------------------------------ contexts

    @contextlib.contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Make this the default graph of the current thread inside the block."""
        stack = default_graphs.stack
        stack.append(self)
        try:
            yield self
        finally:
            if stack[-1] is not self:
                raise AssertionError("Nesting violated for default stack of <class 'tuigraph.Graph'> objects")
            stack.pop()

    @contextlib.contextmanager
    def control_dependencies(self, control_inputs: Iterable[Any] | None) -> Iterator[None]:
        """Make what is built inside wait for `control_inputs`; None forgets the dependencies of outer blocks."""
        former, former_flow = self._control_groups, self.control_flow
        if control_inputs is None:
            self._control_groups, self.control_flow = [], None
        else:
            wanted: list[Operation] = []
            current = {op for group in former for op in group.ops}
            for item in control_inputs:
                plain = getattr(item, "op", item) if isinstance(item, (Tensor, ResourceLike)) else item
                element = self.as_graph_element(plain)
                op = element.op if isinstance(element, Tensor) else element
                if op not in wanted and op not in current:
                    wanted.append(op)
            self._control_groups = [*former, _ControlGroup(wanted)]
        try:
            yield
        finally:
            self._control_groups, self.control_flow = former, former_flow

    @contextlib.contextmanager
    def device(self, device: Any) -> Iterator[None]:
        """Record a device on what is built inside; nothing is placed by it.

        `device`: a name or `DeviceSpec`, which completes what inner blocks say; a function from an operation to its
        device, which replaces it; or None, which forgets outer blocks.  Raises ValueError for a malformed name.
        """
        former = self._devices
        self._devices = [] if device is None else [*former, device_function(device)]
        try:
            yield
        finally:
            self._devices = former

    @contextlib.contextmanager
    def container(self, name: str) -> Iterator[str]:
        """Keep the state of what is built inside in the container `name`."""
        former, self._container = self._container, name
        try:
            yield name
        finally:
            self._container = former

    @contextlib.contextmanager
    def gradient_override_map(self, overrides: dict[str, str]) -> Iterator[None]:
        """Use other registered gradients for some types of operations built inside."""
        self._gradient_overrides.append(dict(overrides))
        try:
            yield
        finally:
            self._gradient_overrides.pop()

    @contextlib.contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Iterator[None]:
        """Record on what is built inside that it wants the device of `op`, whatever the blocks around say.

        With `ignore_existing` the `colocate_with` blocks around are forgotten too; only then may `op` be None.
        """
        if op is None and not ignore_existing:
            raise ValueError("Trying to reset colocation (op is None) but ignore_existing is not True")
        devices, colocated = self._devices, self._colocated
        self._devices = []
        self._colocated = ([] if ignore_existing else colocated) + ([] if op is None else [_operation_of(op)])
        try:
            yield
        finally:
            self._devices, self._colocated = devices, colocated

    # ------------------------------------------------------------ collections

    def add_to_collection(self, name: Any, value: Any) -> None:
        if self._finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        for name in (names,) if isinstance(names, str) else dict.fromkeys(names):
            self.add_to_collection(name, value)

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of the collection; with `scope`, only items whose name matches it as a regular expression."""
        import re

        items = self._collections.get(name, [])
        if scope is None:
            return list(items)
        pattern = re.compile(scope)
        return [item for item in items if hasattr(item, "name") and pattern.match(item.name)]

    def get_collection_ref(self, name: Any) -> list[Any]:
        return self._collections.setdefault(name, [])

    def get_all_collection_keys(self) -> list[Any]:
        return [key for key in self._collections if isinstance(key, str)]

    @property
    def collections(self) -> list[Any]:
        return list(self._collections)

    def clear_collection(self, name: Any) -> None:
        self._collections.pop(name, None)

    # ------------------------------------------------------------ state of the graph

    def finalize(self) -> None:
        self._finalized = True

    @property
    def finalized(self) -> bool:
        return self._finalized

    def prevent_feeding(self, tensor: Tensor) -> None:
        self._unfeedable.add(tensor)

    def prevent_fetching(self, op: Operation) -> None:
        self._unfetchable.add(op)

    def is_feedable(self, tensor: Tensor) -> bool:
        return tensor not in self._unfeedable

    def is_fetchable(self, element: Any) -> bool:
        return getattr(element, "op", element) not in self._unfetchable

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> Any:
        """The graph as a GraphDef protocol buffer."""
        return codec().graph_def(self, from_version, add_shapes)


def _shape_message(op: Operation, error: object) -> str:
    given = ", ".join(shapes.listed(t._shape) for t in op.inputs)
    named = ", ".join(f"{t.name} {dtypes.text(t.dtype)}" for t in op.inputs)
    return f"{error} for '{op.name}' (op: '{op.type}') with input shapes: {given}." + (named and f"\n  given {named}")


def _operation_of(thing: Any) -> Operation:
    if isinstance(thing, ResourceLike):
        return thing.op
    element = thing._as_graph_element()
    return element if isinstance(element, Operation) else element.op


def get_default_graph() -> Graph:
    """The graph that new operations of this thread go to (`tf.get_default_graph`)."""
    if default_graphs.stack:
        return default_graphs.stack[-1]
    if default_graphs.outermost is None:
        default_graphs.outermost = Graph()
    return default_graphs.outermost


def reset_default_graph() -> None:
    """Put an empty graph in the place of this thread's outermost default one (`tf.reset_default_graph`).

    Raises AssertionError inside `Graph.as_default` or a session's `with` block.
    """
    if default_graphs.stack:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. "
            "If you need a cleared graph, exit the nesting and create a new graph."
        )
    default_graphs.outermost = Graph()


def definition_of(op_type: str) -> OpDef:
    """The record of an operation type.  Raises NotFoundError for a type that the engine does not know."""
    found = find(op_type)
    if found is None:
        raise NotFoundError(None, None, f"Op type not registered '{op_type}': tuigraph knows no such operation.")
    return found
