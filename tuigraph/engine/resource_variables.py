"""Resource variables (`use_resource=True`): a handle for a cell, and a node for every read.

A read sees what the operations that it waits for have written and nothing later, inside loops and branches too, where
a reference variable is its own memory and shows whatever is in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NoReturn

from tuigraph.engine import recording, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Graph, Operation, ResourceLike, Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.initialization import guarded_initial_value
from tuigraph.engine.ops import resources, slicing
from tuigraph.engine.ops.identities import identity
from tuigraph.engine.ops.operators import install_operators
from tuigraph.engine.roles import Role
from tuigraph.engine.variable import Variable, check_made_outside


class ResourceVariable(Variable, ResourceLike):
    """A value that a session keeps between runs, behind a handle (`tf.Variable` with ``use_resource=True``).

    Its nodes are ``v/Initializer/initial_value``, ``v`` (a VarHandleOp), ``v/IsInitialized/VarIsInitializedOp``,
    ``v/Assign`` and ``v/Read/ReadVariableOp``.  Fetching or feeding the variable means the last of them; wherever else
    it is used, it is read by a node of its own.  Arguments and errors are those of `tf.Variable`.
    """

    def _make(
        self,
        graph: Graph,
        scope: str,
        initial_value: Any,
        dtype: DType | None,
        shape: Any,
        validate_shape: bool,
        caching_device: Any,
    ) -> None:
        own = scope.rstrip("/")
        first = len(graph._operations)
        with graph.name_scope("Initializer"), graph.device(None):
            value = initial_value() if callable(initial_value) else initial_value
            value = convert_to_tensor(value, dtype, "initial_value")
        self._shape_given(value, shape)
        self._variable = resources.handle_op(self._known_shape, value.dtype.base_dtype, scope, own)
        for op in graph._operations[first:]:
            op.attrs.setdefault("_class", [b"loc:@" + own.encode()])
        check_made_outside(value, scope)
        self._initial_value: Tensor | None = value
        device = self._variable.device
        with graph.name_scope("IsInitialized"):
            tensor("VarIsInitializedOp", self._variable)
        with graph.name_scope("Assign") as assign, _alone(graph, device):
            guarded = guarded_initial_value(scope, value)
            self._initializer = resources.assign_op("Assign", self._variable, guarded, assign)
        with graph.name_scope("Read"):
            with graph.device(device):
                self._snapshot = resources.read_op(self._variable, self.dtype)
            self._cached: Tensor | None = None
            if caching_device is not None:
                with _alone(graph, caching_device):
                    self._cached = identity(self._snapshot)

    def _shape_given(self, value: Tensor, shape: Any) -> None:
        self._known_shape = value._shape
        if shape is not None:
            self._known_shape = shapes.as_tuple(shape)
            if not shapes.compatible(value._shape, self._known_shape):
                raise ValueError(
                    f"The initial value's shape ({value.shape}) is not compatible with the explicitly supplied `shape` "
                    f"argument ({shape})."
                )

    def _adopt(
        self,
        variable: Tensor,
        initializer: Operation,
        initial_value: Tensor | None,
        snapshot: Tensor,
        trainable: bool,
        place: Any,
    ) -> None:
        super()._adopt(variable, initializer, initial_value, snapshot, trainable, place)
        self._known_shape = variable.op.attrs["shape"]
        self._cached = None if snapshot.op.role is Role.READ else snapshot
        while self._snapshot.op.role is not Role.READ:
            self._snapshot = self._snapshot.op.inputs[0]

    # ------------------------------------------------------------ what it is

    @property
    def handle(self) -> Tensor:
        """The tensor by which operations reach the variable."""
        return self._variable

    @property
    def dtype(self) -> DType:
        kind: DType = self._variable.op.attrs["dtype"]
        return kind

    @property
    def shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(self._known_shape)

    def get_shape(self) -> shapes.TensorShape:
        return self.shape

    def set_shape(self, shape: Any) -> NoReturn:
        raise NotImplementedError("ResourceVariable does not implement set_shape()")

    @property
    def _shape(self) -> shapes.MaybeShape:
        return self._known_shape

    @property
    def create(self) -> Operation:
        """The operation that gives the variable its initial value."""
        return self._initializer

    # ------------------------------------------------------------ reading and writing

    def value(self) -> Tensor:
        """A node that reads the variable; of a variable with a caching device, the copy there."""
        if self._cached is not None:
            return self._cached
        with _alone(self.graph, self.device):
            return self._read()

    def read_value(self) -> Tensor:
        with self.graph.name_scope("Read"), self.graph.device(self.device):
            found = self._read()
        return identity(found)

    def _read(self) -> Tensor:
        recording.used(self)
        return resources.read_op(self._variable, self.dtype)

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """The rows at `indices`."""
        return self._gathered("ResourceGather", indices, name or "Gather")

    def gather_nd(self, indices: Any, name: str | None = None) -> Tensor:
        """The elements or slices at n-dimensional `indices`."""
        return self._gathered("ResourceGatherNd", indices, name or "GatherNd")

    def _gathered(self, op_type: str, indices: Any, name: str) -> Tensor:
        with self.graph.name_scope(name) as scope:
            recording.used(self)
            found = tensor(op_type, self._variable, indices, dtype=self.dtype, name=scope)
        return identity(found)

    def is_initialized(self, name: str | None = None) -> Tensor:
        return tensor("VarIsInitializedOp", self._variable, name=name)

    def eval(self, session: Any = None) -> Any:
        return self._snapshot.eval(session=session)

    def numpy(self) -> NoReturn:
        raise NotImplementedError("numpy() is only available when eager execution is enabled.")

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        with self.graph.as_default():
            new = convert_to_tensor(value, self.dtype)
            if not shapes.compatible(self._known_shape, new._shape):
                raise ValueError(
                    f"Shapes {shapes.text(self._known_shape)} and {shapes.text(new._shape)} are incompatible"
                )
            return self._written(resources.assign_op("Assign", self._variable, new, name), read_value)

    def assign_add(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        return self._moved("AssignAdd", delta, name, read_value)

    def assign_sub(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        return self._moved("AssignSub", delta, name, read_value)

    def _moved(self, kind: str, delta: Any, name: str | None, read_value: bool) -> Any:
        with self.graph.as_default(), self._after_cached():
            op = resources.assign_op(kind, self._variable, convert_to_tensor(delta, self.dtype), name)
            return self._written(op, read_value)

    def _after_cached(self) -> contextlib.AbstractContextManager[None]:
        if self._cached is None:
            return contextlib.nullcontext()
        return self.graph.control_dependencies([self._cached])

    def _written(self, op: Operation, read_value: bool = True) -> Any:
        if not read_value:
            return op
        recording.used(self)
        return UnreadVariable(self, op)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterMul", sparse_delta, name)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterDiv", sparse_delta, name)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterMin", sparse_delta, name)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterMax", sparse_delta, name)

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterAdd", sparse_delta, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterSub", sparse_delta, name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        return self._scatter_slices("ScatterUpdate", sparse_delta, name)

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return self._scattered("ScatterNdAdd", indices, updates, name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return self._scattered("ScatterNdSub", indices, updates, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return self._scattered("ScatterNdUpdate", indices, updates, name)

    def _scatter_slices(self, op_type: str, delta: Any, name: str | None) -> Any:
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        return self._scattered(op_type, delta.indices, delta.values, name)

    def _scattered(self, op_type: str, indices: Any, updates: Any, name: str | None) -> Any:
        values = convert_to_tensor(updates, self.dtype)
        made = apply(f"Resource{op_type}", self._variable, indices, values, name=name, **self._typed(op_type))
        return self._written(made)

    def _typed(self, op_type: str) -> dict[str, Any]:
        return {} if op_type.startswith("ScatterNd") else {"dtype": self.dtype}

    def _assign_part(self, operands: list[Tensor], value: Any, name: str, masks: dict[str, int]) -> Any:
        with self.graph.as_default(), self._after_cached():
            new = convert_to_tensor(value, self.dtype)
            op = apply("ResourceStridedSliceAssign", self._variable, *operands, new, name=name, **masks)
            return self._written(op)

    def count_up_to(self, limit: int) -> Tensor:
        return tensor("ResourceCountUpTo", self._variable, limit=limit, T=self.dtype)

    # ------------------------------------------------------------ standing for a tensor

    def _tensor(self, as_ref: bool) -> Tensor:
        return self.read_value().op.inputs[0] if as_ref else self.value()

    def _as_graph_element(self) -> Tensor:
        return self._snapshot

    def __getitem__(self, key: Any) -> Any:
        return slicing.part_of(self._assign_part, self.value()[key])

    def __bool__(self) -> bool:
        return bool(self.read_value())


class UnreadVariable(ResourceVariable):
    """A variable after a write: whoever reads it waits for that write."""

    def __init__(self, variable: ResourceVariable, written: Operation) -> None:
        self._variable = variable._variable
        self._known_shape = variable._known_shape
        self._initializer, self._initial_value = variable._initializer, variable._initial_value
        self._trainable, self.constraint, self._cached = variable._trainable, None, None
        self._written_by = written
        with self.graph.control_dependencies([written]):
            self._snapshot = resources.read_op(self._variable, self.dtype)

    @property
    def name(self) -> str:
        return self._written_by.name

    @property
    def op(self) -> Operation:
        return self._written_by

    def value(self) -> Tensor:
        return self._read()

    def read_value(self) -> Tensor:
        return self._read()

    def _read(self) -> Tensor:
        with self.graph.control_dependencies([self._written_by]):
            return resources.read_op(self._variable, self.dtype)


install_operators(ResourceVariable, lambda variable: variable.value())


@contextlib.contextmanager
def _alone(graph: Graph, device: Any) -> Iterator[None]:
    """Build on a device, beside nothing."""
    with graph.colocate_with(None, ignore_existing=True), graph.device(device or ""):
        yield
