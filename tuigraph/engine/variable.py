"""`tf.Variable`: a name for a cell that each session keeps, with the nodes to initialise, read and assign it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.codec import codec
from tuigraph.engine.distribution import VariableAggregation, VariableSynchronization
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Graph, Operation, Tensor, TensorLike, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.initialization import guarded_initial_value, initialized_value
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.node import Operators
from tuigraph.engine.ops import scatter, slicing, state
from tuigraph.engine.ops.identities import identity
from tuigraph.engine.ops.operators import install_operators
from tuigraph.engine.scopes import get_variable_scope
from tuigraph.engine.stacks import session_for


class Variable(TensorLike, Operators):
    """A value that a session keeps between runs (`tf.Variable`).

    Its nodes are ``v/initial_value``, ``v``, ``v/Assign`` and ``v/read``; with a callable `initial_value` the first
    stands under ``v/Initializer/``.  It holds nothing itself: its value begins when a session runs `initializer` and
    ends with the session.

    `initial_value`: anything that converts to a tensor, of `dtype` where one is given, or a function of no arguments
    that makes it.  `collections` it is added to: by default the global variables, and the trainable ones unless
    `trainable` is False. `constraint`: a function from the updated value to the one that an optimizer keeps.  `shape`:
    the static shape where it is to be wider than that of the initial value.  `use_resource`: make a `ResourceVariable`;
    by default what the variable scope says, else `tf.enable_resource_variables`.  `synchronization`, `aggregation` and
    `expected_shape` are accepted and change nothing.

    Raises ValueError without an initial value, for one of unknown shape unless `validate_shape` is False, for one made
    inside a conditional or loop, and for `collections` that are no list; TypeError for a value that `dtype` cannot
    hold.
    """

    _save_slice_info: Any = None  # which part of another variable it is, where it is one: see partitions.py
    _resource_kind: ClassVar[Callable[[], type[Variable]]]  # what `use_resource` makes

    def __new__(cls, *args: Any, **kwargs: Any) -> Variable:
        if cls is Variable and _wants_resource(args, kwargs):
            return object.__new__(cls._resource_kind())
        return object.__new__(cls)

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Callable[[Any], Any] | None = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            if initial_value is not None:
                raise ValueError("variable_def and initial_value are mutually exclusive.")
            self._adopt(*codec().variable_nodes(variable_def, import_scope))
            return
        check_arguments(initial_value, collections, constraint)
        self._trainable = trainable is None or bool(trainable)
        self.constraint = constraint
        wanted = None if dtype is None else dtypes.as_dtype(dtype)
        graph = get_default_graph() if callable(initial_value) else graph_of((initial_value,)) or get_default_graph()
        with (
            graph.as_default(),
            graph.control_dependencies(None),
            graph.name_scope("Variable" if name is None else name) as scope,
        ):
            if not scope:
                raise ValueError("'' is not a valid node name: give the variable a name, or None for Variable.")
            self._make(graph, scope, initial_value, wanted, shape, validate_shape, caching_device)
        graph.add_to_collections(collections_of(collections, self._trainable), self)

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
        """Make the nodes, in the scope that has the variable's name."""
        if callable(initial_value):
            with graph.name_scope("Initializer"), graph.device(None):
                value = convert_to_tensor(initial_value(), dtype, "initial_value")
        else:
            value = convert_to_tensor(initial_value, dtype, "initial_value")
            check_made_outside(value, scope)
        if shape is None:
            static = value._shape if validate_shape else None
        else:
            static = shapes.as_tuple(shape)
        self._initial_value: Tensor | None = value
        self._variable = state.variable_op(static, value.dtype.base_dtype, scope)
        if validate_shape and not shapes.is_static(value._shape):
            raise ValueError(
                f"initial_value must have a shape specified: {value}. Give it a full shape, or pass "
                "validate_shape=False."
            )
        self._initializer: Operation = state.assign(
            self._variable, guarded_initial_value(self._variable.op.name, value), validate_shape
        ).op
        with graph.colocate_with(self._variable) if caching_device is None else graph.device(caching_device):
            self._snapshot = identity(self._variable, name="read")

    def _adopt(
        self,
        variable: Tensor,
        initializer: Operation,
        initial_value: Tensor | None,
        snapshot: Tensor,
        trainable: bool,
        place: Any,
    ) -> None:
        """Stand for nodes that are in the graph already."""
        self._variable, self._initializer, self._initial_value, self._snapshot = (
            variable,
            initializer,
            initial_value,
            snapshot,
        )
        self._trainable = trainable
        self._save_slice_info = place
        self.constraint = None

    def _begin_with(self, initializer: Operation, initial_value: Tensor) -> None:
        """Be given another value than it was made with, by another node."""
        self._initializer, self._initial_value = initializer, initial_value

    @classmethod
    def from_proto(cls, variable_def: Any, import_scope: str | None = None) -> Variable:
        """The variable that a VariableDef describes; its nodes are in the default graph already."""
        return cls(variable_def=variable_def, import_scope=import_scope)

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The variable as a VariableDef protocol buffer; None when it is outside of `export_scope`."""
        return codec().variable_def(self, export_scope)

    # ------------------------------------------------------------ what it is

    @property
    def name(self) -> str:
        return self._variable.name

    @property
    def op(self) -> Operation:
        return self._variable.op

    @property
    def graph(self) -> Graph:
        return self._variable.graph

    @property
    def dtype(self) -> DType:
        return self._variable.dtype

    @property
    def device(self) -> str:
        return self._variable.device

    @property
    def shape(self) -> shapes.TensorShape:
        return self._variable.shape

    def get_shape(self) -> shapes.TensorShape:
        return self._variable.shape

    def set_shape(self, shape: Any) -> None:
        self._variable.set_shape(shape)
        self._snapshot.set_shape(shape)

    @property
    def _shape(self) -> shapes.MaybeShape:
        return self._variable._shape

    @property
    def trainable(self) -> bool:
        return self._trainable

    @property
    def initializer(self) -> Operation:
        """The operation that gives the variable its initial value."""
        return self._initializer

    @property
    def initial_value(self) -> Tensor | None:
        return self._initial_value

    # ------------------------------------------------------------ reading and writing

    def value(self) -> Tensor:
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new node that reads the variable when it runs."""
        return identity(self._variable, name="read")

    def initialized_value(self) -> Tensor:
        """The variable's value where it has one already, else its initial value: for the initial value of another."""
        return initialized_value(self)

    def _ref(self) -> Tensor:
        return self._variable

    @property
    def _shared_name(self) -> str:
        return self.name.split(":")[0]

    @property
    def synchronization(self) -> VariableSynchronization:
        return VariableSynchronization.AUTO

    @property
    def aggregation(self) -> VariableAggregation:
        return VariableAggregation.NONE

    def eval(self, session: Any = None) -> Any:
        return self._variable.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Put a value into the session's variable without adding to the graph.  Raises ValueError without a session."""
        chosen = session_for(self._variable, session, "load a variable", "load(value, session=sess)")
        chosen.run(self.initializer, {self.initializer.inputs[1]: value})

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        made = state.assign(self._variable, value, use_locking=use_locking, name=name)
        return made if read_value else made.op

    def assign_add(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        made = state.assign_add(self._variable, delta, use_locking=use_locking, name=name)
        return made if read_value else made.op

    def assign_sub(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        made = state.assign_sub(self._variable, delta, use_locking=use_locking, name=name)
        return made if read_value else made.op

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        return self._scatter(scatter.scatter_add, sparse_delta, use_locking, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        return self._scatter(scatter.scatter_sub, sparse_delta, use_locking, name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        return self._scatter(scatter.scatter_update, sparse_delta, use_locking, name)

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return scatter.scatter_nd_add(self._variable, indices, updates, True, name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return scatter.scatter_nd_sub(self._variable, indices, updates, True, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        return scatter.scatter_nd_update(self._variable, indices, updates, True, name)

    def _scatter(self, function: Callable[..., Tensor], delta: Any, use_locking: bool, name: str | None) -> Tensor:
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        return function(self._variable, delta.indices, delta.values, use_locking, name)

    def count_up_to(self, limit: int) -> Tensor:
        return state.count_up_to(self._variable, limit)

    # ------------------------------------------------------------ standing for a tensor

    def _to_tensor(self, dtype: DType | None, name: str | None, as_ref: bool) -> Tensor:
        if dtype is not None and not dtype.is_compatible_with(self.dtype):
            raise ValueError(
                f"Incompatible type conversion requested to type '{dtype.name}' for variable of type "
                f"'{self.dtype.name}'"
            )
        return self._tensor(as_ref)

    def _tensor(self, as_ref: bool) -> Tensor:
        return self._variable if as_ref else self._snapshot

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def __iter__(self) -> Any:
        raise TypeError("'Variable' object is not iterable.")

    def __getitem__(self, key: Any) -> Any:
        return slicing.part_of(self._assign_part, self._snapshot[key])

    def _assign_part(self, operands: list[Tensor], value: Any, name: str, masks: dict[str, int]) -> Any:
        return tensor("StridedSliceAssign", self._variable, *operands, value, name=name, **masks)

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={shapes.text(self._shape)} dtype={self.dtype.name}>"

    __array_priority__ = 100


install_operators(Variable)


def check_arguments(initial_value: Any, collections: Any, constraint: Any) -> None:
    """Raises ValueError for arguments of which no variable can be made."""
    if initial_value is None:
        raise ValueError("initial_value must be specified.")
    if collections is not None and not isinstance(collections, (list, tuple, set)):
        raise ValueError(
            "collections argument to Variable constructor must be a list, tuple, or set. "
            f"Got {collections} of type {type(collections)}"
        )
    if constraint is not None and not callable(constraint):
        raise ValueError("The `constraint` argument must be a callable.")


def check_made_outside(initial_value: Tensor, scope: str) -> None:
    """Raises ValueError for an initial value that is there in some runs, or rounds, only."""
    if initial_value.op.control_flow is not None:
        raise ValueError(
            f"Initializer for variable {scope} is from inside a control-flow construct, such as a loop or "
            "conditional. When creating a variable inside one, use a lambda as the initializer."
        )


def collections_of(given: Any, trainable: bool) -> list[Any]:
    """The collections that a new variable joins."""
    keys = [GraphKeys.GLOBAL_VARIABLES] if given is None else list(given)
    if trainable and GraphKeys.TRAINABLE_VARIABLES not in keys:
        keys.append(GraphKeys.TRAINABLE_VARIABLES)
    return keys


_PLACE_OF_DEFINITION, _PLACE_OF_USE_RESOURCE = 6, 11  # among the arguments of Variable
_by_default = [False]


def _wants_resource(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    definition = args[_PLACE_OF_DEFINITION] if len(args) > _PLACE_OF_DEFINITION else kwargs.get("variable_def")
    if definition is not None:
        return bool(getattr(definition, "is_resource", False))
    asked = args[_PLACE_OF_USE_RESOURCE] if len(args) > _PLACE_OF_USE_RESOURCE else kwargs.get("use_resource")
    if asked is None:
        asked = get_variable_scope().use_resource
    return _by_default[0] if asked is None else bool(asked)


def enable_resource_variables() -> None:
    """Make variables resource variables where nothing else is said (`tf.enable_resource_variables`)."""
    _by_default[0] = True


def disable_resource_variables() -> None:
    """Make variables reference variables where nothing else is said (`tf.disable_resource_variables`)."""
    _by_default[0] = False


def resource_variables_enabled() -> bool:
    return _by_default[0]
