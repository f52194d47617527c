"""`tf.Variable`: a name for a cell that each session keeps, with the nodes to initialise, read and assign it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import Graph, Operation, Tensor, _session_for, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import state
from tuigraph.engine.ops.arithmetic import install_operators
from tuigraph.engine.ops.array import identity
from tuigraph.engine.ops.flow import group, no_op


class Variable:
    """A value that a session keeps between runs (`tf.Variable`).

    Its nodes are ``v/initial_value``, ``v``, ``v/Assign`` and ``v/read``; with a callable `initial_value` the first stands under
    ``v/Initializer/``.  It holds nothing itself: its value begins when a session runs `initializer` and ends with the session.

    Raises ValueError without an initial value, or for one of unknown shape unless `validate_shape` is False.
    """

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
        **unused: Any,
    ) -> None:
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
        self._trainable = trainable is None or bool(trainable)
        if self._trainable and GraphKeys.TRAINABLE_VARIABLES not in keys:
            keys.append(GraphKeys.TRAINABLE_VARIABLES)
        self.constraint = constraint
        wanted = None if dtype is None else dtypes.as_dtype(dtype)
        graph = get_default_graph() if callable(initial_value) else graph_of((initial_value,)) or get_default_graph()
        with graph.control_dependencies(None), graph.name_scope(name or "Variable") as scope:
            if callable(initial_value):
                with graph.name_scope("Initializer"):
                    self._initial_value = convert_to_tensor(initial_value(), wanted, "initial_value")
            else:
                self._initial_value = convert_to_tensor(initial_value, wanted, "initial_value")
            shape = self._initial_value._shape if validate_shape else None
            if validate_shape and not shapes.is_static(shape):
                raise ValueError(
                    f"initial_value must have a shape specified: {self._initial_value}. "
                    "Give it a full shape, or pass validate_shape=False."
                )
            self._variable = state.variable_op(shape, self._initial_value.dtype.base_dtype, scope)
            self._initializer = state.assign(self._variable, self._initial_value, validate_shape).op
            self._snapshot = identity(self._variable, name="read")
        graph.add_to_collections(keys, self)

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
    def initial_value(self) -> Tensor:
        return self._initial_value

    # ------------------------------------------------------------ reading and writing

    def value(self) -> Tensor:
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new node that reads the variable when it runs."""
        return identity(self._variable, name="read")

    def _ref(self) -> Tensor:
        return self._variable

    def eval(self, session: Any = None) -> Any:
        return self._variable.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Put a value into the session's variable without adding to the graph."""
        chosen = _session_for(self._variable, session, "load a variable", "load(value, session=sess)")
        chosen.run(self.initializer, {self.initializer.inputs[1]: value})

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        made = state.assign(self._variable, value, use_locking=use_locking, name=name)
        return made if read_value else made.op

    def assign_add(self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        made = state.assign_add(self._variable, delta, use_locking=use_locking, name=name)
        return made if read_value else made.op

    def assign_sub(self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        made = state.assign_sub(self._variable, delta, use_locking=use_locking, name=name)
        return made if read_value else made.op

    # ------------------------------------------------------------ standing for a tensor

    def _to_tensor(self, dtype: DType | None, name: str | None, as_ref: bool) -> Tensor:
        if dtype is not None and not dtype.is_compatible_with(self.dtype):
            raise ValueError(
                f"Incompatible type conversion requested to type '{dtype.name}' for variable of type '{self.dtype.name}'"
            )
        return self._variable if as_ref else self._snapshot

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def __iter__(self) -> Any:
        raise TypeError("'Variable' object is not iterable.")

    def __bool__(self) -> bool:
        return bool(self._snapshot)

    def __getitem__(self, key: Any) -> Any:
        return self._snapshot[key]  # type: ignore[index]

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={shapes.text(self._shape)} dtype={self.dtype.name}>"

    __array_priority__ = 100


install_operators(Variable)


def global_variables() -> list[Any]:
    return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES)


def trainable_variables() -> list[Any]:
    return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)


def variables_initializer(var_list: Any, name: str = "init") -> Operation:
    """A node that initialises the given variables when it runs (`tf.variables_initializer`)."""
    initializers = [v.initializer for v in var_list or ()]
    return group(*initializers, name=name) if initializers else no_op(name=name)


def global_variables_initializer() -> Operation:
    return variables_initializer(global_variables())
