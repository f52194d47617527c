"""Tensors and operations: the symbolic handles and the nodes that a graph is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from tuigraph.engine import shapes
from tuigraph.engine.codec import codec
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import OperatorNotAllowedInGraphError
from tuigraph.engine.opdef import OpDef
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape, TensorShape
from tuigraph.engine.source import Caller, Source
from tuigraph.engine.stacks import session_for

if TYPE_CHECKING:
    from tuigraph.engine.graph import Graph


class GraphElement:
    """What stands for a tensor or an operation: in fetches, in feeds, and wherever a graph takes what a user gives."""

    __slots__ = ()

    def _as_graph_element(self) -> Tensor | Operation:
        raise NotImplementedError


class TensorLike(GraphElement):
    """What becomes a tensor wherever one is wanted."""

    __slots__ = ()

    @property
    def dtype(self) -> DType:
        raise NotImplementedError

    def _as_graph_element(self) -> Tensor:
        raise NotImplementedError

    def _to_tensor(self, dtype: DType | None, name: str | None, as_ref: bool) -> Tensor:
        """The tensor, of `dtype` if given; with `as_ref` the cell.  Raises ValueError for a tensor of another type."""
        raise NotImplementedError


class ResourceLike(TensorLike):
    """What operations reach by a handle; naming it does not read it."""

    __slots__ = ()

    @property
    def handle(self) -> Tensor:
        raise NotImplementedError

    @property
    def op(self) -> Operation:
        raise NotImplementedError


class Operators:
    """What is computed with as with a number: ``x + y``, ``x[1]``."""

    __slots__ = ()

    if TYPE_CHECKING:  # the operators are put in by engine.ops.operators

        def __add__(self, other: Any) -> Tensor: ...

        def __radd__(self, other: Any) -> Tensor: ...

        def __sub__(self, other: Any) -> Tensor: ...

        def __rsub__(self, other: Any) -> Tensor: ...

        def __mul__(self, other: Any) -> Tensor: ...

        def __rmul__(self, other: Any) -> Tensor: ...

        def __truediv__(self, other: Any) -> Tensor: ...

        def __rtruediv__(self, other: Any) -> Tensor: ...

        def __floordiv__(self, other: Any) -> Tensor: ...

        def __rfloordiv__(self, other: Any) -> Tensor: ...

        def __mod__(self, other: Any) -> Tensor: ...

        def __rmod__(self, other: Any) -> Tensor: ...

        def __pow__(self, other: Any) -> Tensor: ...

        def __rpow__(self, other: Any) -> Tensor: ...

        def __matmul__(self, other: Any) -> Tensor: ...

        def __rmatmul__(self, other: Any) -> Tensor: ...

        def __and__(self, other: Any) -> Tensor: ...

        def __rand__(self, other: Any) -> Tensor: ...

        def __or__(self, other: Any) -> Tensor: ...

        def __ror__(self, other: Any) -> Tensor: ...

        def __xor__(self, other: Any) -> Tensor: ...

        def __rxor__(self, other: Any) -> Tensor: ...

        def __lt__(self, other: Any) -> Tensor: ...

        def __le__(self, other: Any) -> Tensor: ...

        def __gt__(self, other: Any) -> Tensor: ...

        def __ge__(self, other: Any) -> Tensor: ...

        def __neg__(self) -> Tensor: ...

        def __abs__(self) -> Tensor: ...

        def __invert__(self) -> Tensor: ...

        def __getitem__(self, key: Any) -> Tensor: ...


class Tensor(GraphElement, Operators):
    """One output of an operation: a symbolic handle without a value (`tf.Tensor`)."""

    __slots__ = ("__weakref__", "_shape", "dtype", "index", "op")
    __array_priority__ = 100  # NumPy leaves `array + tensor` to us

    def __init__(self, op: Operation, index: int, dtype: DType, shape: MaybeShape) -> None:
        self.op = op
        self.index = index
        self.dtype = dtype
        self._shape = shape

    @property
    def name(self) -> str:
        return f"{self.op.name}:{self.index}"

    @property
    def graph(self) -> Graph:
        return self.op.graph

    @property
    def device(self) -> str:
        return self.op.device

    @property
    def value_index(self) -> int:
        return self.index

    @property
    def shape(self) -> TensorShape:
        """The static shape; entries may be unknown."""
        return TensorShape(self._shape)

    def get_shape(self) -> TensorShape:
        return TensorShape(self._shape)

    def set_shape(self, shape: Any) -> None:
        """Add what is known about the static shape.  Raises ValueError when it contradicts what is known already."""
        self._shape = shapes.merge(self._shape, shapes.as_tuple(shape))

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor, once for each input it is, in creation order.

        Looks at the whole graph.
        """
        return [op for op in self.graph._operations for x in op.inputs if x is self]

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """The value in the default session, or in `session`.  Raises ValueError when there is none."""
        return session_for(self, session, "evaluate tensor", "eval(session=sess)").run(self, feed_dict)

    def _as_graph_element(self) -> Tensor:
        return self

    def __iter__(self) -> Iterator[Any]:
        raise OperatorNotAllowedInGraphError(
            f"Iterating over a `tf.Tensor` is not allowed while the graph is built: {self!r} has no value yet. "
            "To walk over its rows in the graph use tf.unstack or tf.map_fn; for its value, session.run."
        )

    def __bool__(self) -> bool:
        raise OperatorNotAllowedInGraphError(
            f"Using a `tf.Tensor` as a Python `bool` is not allowed: {self!r} has no value while the graph is built. "
            "Use `if t is not None:` to test whether it is there, and tf.cond to choose by its value."
        )

    def __len__(self) -> int:
        raise TypeError(f"len is not well defined for a symbolic Tensor ({self.name}). Use `x.shape` or tf.shape(x).")

    def __array__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"Cannot convert a symbolic Tensor ({self.name}) to a numpy array: run it in a session."
        )

    def __str__(self) -> str:
        shape = "" if self._shape is None else f", shape={shapes.text(self._shape)}"
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name})'

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={shapes.text(self._shape)} dtype={self.dtype.name}>"


class Operation(GraphElement):
    """A node of a graph (`tf.Operation`)."""

    __slots__ = (
        *("__weakref__", "attrs", "calls", "control_flow", "control_inputs", "definition", "device", "graph"),
        *("id", "inputs", "name", "outputs", "source"),
    )

    def __init__(self, graph: Graph, definition: OpDef, name: str, inputs: list[Tensor], attrs: dict[str, Any]) -> None:
        self.graph = graph
        self.definition = definition
        self.name = name
        self.inputs = inputs
        self.attrs = attrs
        self.control_inputs: list[Operation] = []
        self.outputs: list[Tensor] = []
        self.device = ""
        self.control_flow: Any = None  # the conditional or loop that the node was built in
        self.source: Source | None = None  # the user's own line
        self.calls: tuple[Caller, ...] = ()  # that it was made in, outermost first; kept for a debugger
        self.id = -1

    @property
    def type(self) -> str:
        return self.definition.name

    @property
    def role(self) -> Role:
        return self.definition.role

    def get_attr(self, name: str) -> Any:
        """The value of an attribute; a shape or a tensor as its protocol buffer, text as bytes.

        Raises ValueError when the node has none of that name.
        """
        try:
            value = self.attrs[name]
        except KeyError:
            raise ValueError(f"Operation '{self.name}' has no attr named '{name}'.") from None
        return value if isinstance(value, (DType, bool, int, float)) else codec().attribute(value)

    @property
    def node_def(self) -> Any:
        """The node as a NodeDef protocol buffer."""
        return codec().node_def(self)

    @property
    def op_def(self) -> OpDef:
        return self.definition

    @property
    def traceback(self) -> list[Source]:
        """File and line of the calls that made it, outermost first; outside of a debugger of the innermost alone."""
        return [call[:2] for call in self.calls] or ([] if self.source is None else [self.source])

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run the operation in the default session, or in `session`.  Raises ValueError when there is none."""
        session_for(self, session, "execute operation", "run(session=sess)").run(self, feed_dict)

    def values(self) -> tuple[Tensor, ...]:
        return tuple(self.outputs)

    def colocation_groups(self) -> list[bytes]:
        """Which nodes it wants to share a device with, ``loc:@name``: itself, when it names no other."""
        return list(self.attrs.get("_class", ())) or [b"loc:@" + self.name.encode()]

    def _add_control_inputs(self, ops: Iterable[Operation]) -> None:
        self.control_inputs.extend(op for op in ops if op not in self.control_inputs)
        self.graph.mutate()

    def _update_input(self, index: int, tensor: Tensor) -> None:
        self.inputs[index] = tensor
        self.graph.mutate()

    def _as_graph_element(self) -> Operation:
        return self

    def __str__(self) -> str:
        return str(self.node_def)

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"


def where(op: Operation) -> str:
    """The user's line that made a node, for a message."""
    return f"'{op.name}' ({op.type})" + (f", made at {op.source[0]}:{op.source[1]}" if op.source else "")
