"""Cells of recurrent networks (`tf.nn.rnn_cell`): one step from an input and a state to an output and the next state.

A cell is a layer: it makes its variables when it is first called, under TensorFlow 1.15.5's names.  A state is a
tensor [n, units] or a nested structure of them, as `state_size` says.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tuigraph.engine import initializers, nest, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import as_dtype, int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import arithmetic, clipping, constants, elementwise, identities, joining, slicing
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.layers import bias_add
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.linalg import matmul
from tuigraph.engine.ops.splitting import split
from tuigraph.engine.partitions import parts_of
from tuigraph.engine.scopes import VariableScope, get_variable_scope, variable_scope
from tuigraph.engine.variables import trainable_variables
from tuigraph.training.layer import InputSpec, Layer

_sigmoid = elementwise.sigmoid


def assert_like_rnncell(name: str, cell: Any) -> None:
    """Raises TypeError for an argument that is no cell."""
    lacks = [
        said
        for there, said in (
            (hasattr(cell, "output_size"), "'output_size' property is missing"),
            (hasattr(cell, "state_size"), "'state_size' property is missing"),
            (
                hasattr(cell, "zero_state") or hasattr(cell, "get_initial_state"),
                "either 'zero_state' or 'get_initial_state' method is required",
            ),
            (callable(cell), "is not callable"),
        )
        if not there
    ]
    if lacks:
        raise TypeError(f"The argument {name!r} ({cell}) is not an RNNCell: {', '.join(lacks)}.")


def with_batch(batch_size: Any, size: Any) -> Tensor:
    """The shape [batch_size, *size] as a tensor; either may be a tensor."""
    return joining.concat((_vector(batch_size), _vector(size)), 0)


def _vector(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return expand_dims(value, 0) if value._shape == () else value
    known = shapes.TensorShape([value] if isinstance(value, int) else value).as_list()
    return constant(known, dtype=int32, shape=[len(known)])


def known_with_batch(batch_size: Any, size: Any) -> shapes.MaybeShape:
    """The same as far as it is known, with the nodes that TensorFlow makes on the way and nothing reads."""
    for value in (batch_size, size):
        if isinstance(value, Tensor) or shapes.is_static(_known(value)):
            _vector(value)
    return element_shape(batch_size, size)


def element_shape(batch_size: Any, size: Any) -> shapes.MaybeShape:
    """The same without any node; a size that is not known, and neither is its rank, is None."""
    first, rest = _known(batch_size), _known(size)
    return None if first is None or rest is None else (*first, *rest)


def _known(value: Any) -> shapes.MaybeShape:
    if isinstance(value, Tensor):
        return constant_shape(value) if value._shape != () else (None,)
    return shapes.as_tuple([value] if isinstance(value, int) else value)


class RNNCell(Layer):
    """A cell to derive from: `state_size`, `output_size` and `call(inputs, state)` are the subclass's."""

    def __init__(self, trainable: bool = True, name: str | None = None, dtype: Any = None, **options: Any) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **options)
        self._entered_in: VariableScope | None = None

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        if scope is not None:
            with variable_scope(scope, custom_getter=self._noted) as opened:
                return super().__call__(inputs, state, scope=opened)
        if self._entered_in is None:
            self._entered_in = get_variable_scope()
        with variable_scope(self._entered_in, custom_getter=self._noted):
            return super().__call__(inputs, state)

    def _noted(self, getter: Any, *args: Any, **kwargs: Any) -> Any:
        """What `call` gets by `tf.get_variable` is the cell's."""
        variable = getter(*args, **kwargs)
        learned = parts_of(variable)[0] in set(trainable_variables())
        kept = self._trainable_weights if learned else self._non_trainable_weights
        if not any(variable is other for other in kept):
            kept.append(variable)
        return variable

    @property
    def state_size(self) -> Any:
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        raise NotImplementedError("Abstract method")

    def get_initial_state(self, inputs: Any = None, batch_size: Any = None, dtype: Any = None) -> Any:
        """Zeros for a batch, whose size and type are those of `inputs` where they are given."""
        if inputs is not None:
            inputs = convert_to_tensor(inputs, name="inputs")
            batch_size = inputs._shape[0] or identities.shape(inputs)[0]
            dtype = inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return self.zero_state(batch_size, dtype)

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros in the structure of the state."""
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return nest.map_leaves(lambda size: zeros_of(batch_size, size, dtype), self.state_size)


def zeros_of(batch_size: Any, size: Any, dtype: Any) -> Tensor:
    made = constants.zeros(with_batch(batch_size, size), dtype=dtype)
    made.set_shape(known_with_batch(batch_size, size))
    return made


class _LayerCell(RNNCell):
    """A cell with variables of its own, which are made in `build`."""

    def __init__(self, num_units: int, activation: Any, reuse: Any, name: str | None, dtype: Any, **options: Any):
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **options)
        _check_floating(self._dtype)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = activation or elementwise.tanh
        self._kernel: Any = None
        self._bias: Any = None

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        return Layer.__call__(self, inputs, state, scope=scope, **kwargs)

    def _check(self, given: Any) -> None:
        super()._check(given)
        for tensor in given:
            _check_floating(tensor.dtype)

    @property
    def state_size(self) -> Any:
        return self._num_units

    @property
    def output_size(self) -> Any:
        return self._num_units

    def _depth(self, input_shape: Any) -> int:
        known = shapes.as_tuple(input_shape)
        depth = known[-1] if known else None
        if depth is None:
            raise ValueError(f"Expected inputs.shape[-1] to be known, saw shape: {shapes.text(known)}")
        return depth

    def _affine(self, parts: list[Any], kernel: Any, bias: Any) -> Tensor:
        return bias_add(matmul(joining.concat(parts, 1), kernel), bias)


def _check_floating(dtype: Any) -> None:
    if dtype is not None and not (dtype.is_floating or dtype.is_complex):
        raise ValueError(f"RNN cell only supports floating point inputs, but saw dtype: {dtype!r}")


class BasicRNNCell(_LayerCell):
    """``output = state = activation([inputs, state] @ kernel + bias)`` (`tf.nn.rnn_cell.BasicRNNCell`)."""

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **options)

    def build(self, input_shape: Any) -> None:
        depth = self._depth(input_shape)
        self._kernel = self.add_weight("kernel", [depth + self._num_units, self._num_units])
        self._bias = self.add_weight("bias", [self._num_units], initializer=initializers.Zeros())
        self.built = True

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        output = self._activation(self._affine([inputs, state], self._kernel, self._bias))
        return output, output


class GRUCell(_LayerCell):
    """A gated recurrent unit, with the reset gate before the product (Cho et al. 2014; `tf.nn.rnn_cell.GRUCell`)."""

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **options)
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    def build(self, input_shape: Any) -> None:
        rows, units = self._depth(input_shape) + self._num_units, self._num_units
        start = self._bias_initializer
        self._gate_kernel = self.add_weight("gates/kernel", [rows, 2 * units], initializer=self._kernel_initializer)
        self._gate_bias = self.add_weight(
            "gates/bias", [2 * units], initializer=initializers.Constant(1.0) if start is None else start
        )
        self._candidate_kernel = self.add_weight(
            "candidate/kernel", [rows, units], initializer=self._kernel_initializer
        )
        self._candidate_bias = self.add_weight(
            "candidate/bias", [units], initializer=initializers.Zeros() if start is None else start
        )
        self.built = True

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        gates = _sigmoid(self._affine([inputs, state], self._gate_kernel, self._gate_bias))
        reset, update = split(value=gates, num_or_size_splits=2, axis=1)
        candidate = self._affine([inputs, reset * state], self._candidate_kernel, self._candidate_bias)
        fresh = self._activation(candidate)
        output = update * state + (1 - update) * fresh
        return output, output


class _LSTMStateTuple(NamedTuple):
    c: Any
    h: Any


class LSTMStateTuple(_LSTMStateTuple):
    """The state of an LSTM: its cell `c` and its output `h` (`tf.nn.rnn_cell.LSTMStateTuple`)."""

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        c, h = self
        if c.dtype != h.dtype:
            raise TypeError(f"Inconsistent internal state: {c.dtype} vs {h.dtype}")
        return c.dtype


class BasicLSTMCell(_LayerCell):
    """An LSTM without peepholes, clipping and projection (Zaremba et al. 2014; `tf.nn.rnn_cell.BasicLSTMCell`)."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **options)
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple

    @property
    def state_size(self) -> Any:
        units = self._num_units
        return LSTMStateTuple(units, units) if self._state_is_tuple else 2 * units

    def build(self, input_shape: Any) -> None:
        depth = self._depth(input_shape)
        self._kernel = self.add_weight("kernel", [depth + self._num_units, 4 * self._num_units])
        self._bias = self.add_weight("bias", [4 * self._num_units], initializer=initializers.Zeros())
        self.built = True

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        one = constant(1, dtype=int32)
        c, h = state if self._state_is_tuple else split(value=state, num_or_size_splits=2, axis=one)
        gates = self._affine([inputs, h], self._kernel, self._bias)
        i, j, f, o = split(value=gates, num_or_size_splits=4, axis=one)
        forget_bias = constant(self._forget_bias, dtype=f.dtype)
        kept = arithmetic.multiply(c, _sigmoid(arithmetic.add(f, forget_bias)))
        new_c = arithmetic.add(kept, arithmetic.multiply(_sigmoid(i), self._activation(j)))
        new_h = arithmetic.multiply(self._activation(new_c), _sigmoid(o))
        return new_h, LSTMStateTuple(new_c, new_h) if self._state_is_tuple else joining.concat([new_c, new_h], 1)


class LSTMCell(_LayerCell):
    """An LSTM with peepholes, clipping and projection where they are asked for (Sak et al. 2014;
    `tf.nn.rnn_cell.LSTMCell`).
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **options)
        if num_unit_shards is not None or num_proj_shards is not None:
            raise NotImplementedError("tuigraph keeps no partitioned variables: leave out the shards.")
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._width = num_proj or num_units

    @property
    def state_size(self) -> Any:
        sizes = (self._num_units, self._width)
        return LSTMStateTuple(*sizes) if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._width

    def build(self, input_shape: Any) -> None:
        rows, units = self._depth(input_shape) + self._width, self._num_units
        self._kernel = self.add_weight("kernel", [rows, 4 * units], initializer=self._initializer)
        self._bias = self.add_weight("bias", [4 * units], initializer=initializers.Zeros())
        if self._use_peepholes:
            self._f, self._i, self._o = (
                self.add_weight(name, [units], initializer=self._initializer)
                for name in ("w_f_diag", "w_i_diag", "w_o_diag")
            )
        if self._num_proj is not None:
            self._projection = self.add_weight(
                "projection/kernel", [units, self._num_proj], initializer=self._initializer
            )
        self.built = True

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if self._state_is_tuple:
            c_before, m_before = state
        else:
            c_before = slicing.slice_(state, [0, 0], [-1, self._num_units])
            m_before = slicing.slice_(state, [0, self._num_units], [-1, self._width])
        gates = self._affine([inputs, m_before], self._kernel, self._bias)
        i, j, f, o = split(value=gates, num_or_size_splits=4, axis=1)
        if self._use_peepholes:
            kept = _sigmoid(f + self._forget_bias + self._f * c_before) * c_before
            c = kept + _sigmoid(i + self._i * c_before) * self._activation(j)
        else:
            c = _sigmoid(f + self._forget_bias) * c_before + _sigmoid(i) * self._activation(j)
        if self._cell_clip is not None:
            c = clipping.clip_by_value(c, -self._cell_clip, self._cell_clip)
        gate = _sigmoid(o + self._o * c) if self._use_peepholes else _sigmoid(o)
        m = gate * self._activation(c)
        if self._num_proj is not None:
            m = matmul(m, self._projection)
            if self._proj_clip is not None:
                m = clipping.clip_by_value(m, -self._proj_clip, self._proj_clip)
        return m, LSTMStateTuple(c, m) if self._state_is_tuple else joining.concat([c, m], 1)


class MultiRNNCell(RNNCell):
    """Cells one upon the other: the output of each is the input of the next (`tf.nn.rnn_cell.MultiRNNCell`)."""

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not nest.is_nested(cells):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(nest.is_nested(cell.state_size) for cell in cells):
            raise ValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set.  State sizes are: "
                f"{[cell.state_size for cell in cells]}"
            )

    @property
    def state_size(self) -> Any:
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            if self._state_is_tuple:
                return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)
            return super().zero_state(batch_size, dtype)

    @property
    def trainable_weights(self) -> list[Any]:
        found = [weight for cell in self._cells if isinstance(cell, Layer) for weight in cell.trainable_weights]
        return found if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        layers = [cell for cell in self._cells if isinstance(cell, Layer)]
        found = [weight for cell in layers for weight in cell.non_trainable_weights]
        return found if self.trainable else [w for cell in layers for w in cell.trainable_weights] + found

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        place, states = 0, []
        for number, cell in enumerate(self._cells):
            with variable_scope(f"cell_{number}"):
                if not self._state_is_tuple:
                    own = slicing.slice_(state, [0, place], [-1, cell.state_size])
                    place += cell.state_size
                elif nest.is_nested(state):
                    own = state[number]
                else:
                    raise ValueError(
                        f"Expected state to be a tuple of length {len(self.state_size)}, but received: {state}"
                    )
                inputs, after = cell(inputs, own)
                states.append(after)
        return inputs, tuple(states) if self._state_is_tuple else joining.concat(states, 1)


def dtype_of_state(given: Any, state: Any) -> Any:
    """The type of what a cell puts out.  Raises ValueError where the parts of its state have different ones."""
    if given is not None:
        return as_dtype(given)
    kinds = [part.dtype for part in nest.flatten(state)]
    if not kinds:
        raise ValueError("Unable to infer dtype from empty state.")
    if any(kind != kinds[0] for kind in kinds):
        raise ValueError(
            "State has tensors of different inferred_dtypes. Unable to infer a single representative dtype."
        )
    return kinds[0]
