"""Cells around another cell: dropout, residual connections, a device, projections of input and output."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from tuigraph.engine import initializers, nest
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.default_graph import device, name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import layers
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.linalg import matmul
from tuigraph.engine.scopes import get_variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.training.layer import Layer
from tuigraph.training.rnn_cells import LSTMStateTuple, RNNCell, assert_like_rnncell


class _Wrapper(RNNCell):
    """Passes on what it is asked to the cell within."""

    def __init__(self, cell: Any, **options: Any) -> None:
        super().__init__(**options)
        assert_like_rnncell("cell", cell)
        self.cell = cell

    @property
    def wrapped_cell(self) -> Any:
        return self.cell

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    @property
    def trainable_weights(self) -> list[Any]:
        return self.cell.trainable_weights if isinstance(self.cell, Layer) else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        return self.cell.non_trainable_weights if isinstance(self.cell, Layer) else []

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self.cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        return self._wrapped(inputs, state, scope)

    def _wrapped(self, inputs: Any, state: Any, scope: Any) -> Any:
        return self.cell(inputs, state, scope=scope)


class DropoutWrapper(_Wrapper):
    """Dropout of a cell's inputs, outputs and states (`tf.nn.rnn_cell.DropoutWrapper`).

    The probabilities to keep an element are numbers from 0 to 1 or tensors.  Of an LSTM's state only `h` is dropped
    from.  Raises ValueError for other numbers, NotImplementedError for variational dropout.
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **options)
        if variational_recurrent:
            raise NotImplementedError("tuigraph has no variational dropout: leave out variational_recurrent.")
        with name_scope("DropoutWrapperInit"):
            self._input_keep_prob = _probability(input_keep_prob, "input_keep_prob")
            self._state_keep_prob = _probability(state_keep_prob, "state_keep_prob")
            self._output_keep_prob = _probability(output_keep_prob, "output_keep_prob")
        self._seed = seed

    def _wrapped(self, inputs: Any, state: Any, scope: Any) -> Any:
        inputs = self._dropped(inputs, self._input_keep_prob, "input")
        output, after = self.cell(inputs, state, scope=scope)
        after = self._dropped(after, self._state_keep_prob, "state")
        return self._dropped(output, self._output_keep_prob, "output"), after

    def _dropped(self, values: Any, keep_prob: Any, kind: str) -> Any:
        if isinstance(keep_prob, float) and keep_prob >= 1.0:
            return values
        numbers = iter(range(len(nest.flatten(values))))

        def visit(value: Any) -> Any:
            if isinstance(value, LSTMStateTuple):
                next(numbers)
                return LSTMStateTuple(value.c, visit(value.h))
            if nest.is_nested(value):
                parts = [visit(part) for part in value]
                return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
            seed = self._seed_for(kind, next(numbers))
            return layers.dropout(value, rate=1.0 - keep_prob, seed=seed)

        return visit(values)

    def _seed_for(self, kind: str, number: int) -> int | None:
        if self._seed is None:
            return None
        salted = f"{self._seed}{kind}_{number}".encode()
        return int(hashlib.md5(salted, usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF


def _probability(value: Any, name: str) -> Any:
    tensor = convert_to_tensor(value)
    known = constant_value(tensor)
    if known is None:
        return tensor
    if not 0 <= known <= 1:
        raise ValueError(f"Parameter {name} must be between 0 and 1: {int(known)}")
    return float(known)


class ResidualWrapper(_Wrapper):
    """Adds a cell's inputs to its outputs, or joins them by `residual_fn` (`tf.nn.rnn_cell.ResidualWrapper`)."""

    def __init__(self, cell: Any, residual_fn: Any = None, **options: Any) -> None:
        super().__init__(cell, **options)
        self._residual_fn = residual_fn or _added

    def _wrapped(self, inputs: Any, state: Any, scope: Any) -> Any:
        outputs, after = self.cell(inputs, state, scope=scope)
        joined = self._residual_fn(inputs, outputs)
        for one, other in zip(nest.flatten(joined), nest.flatten(outputs)):
            one.shape.assert_is_compatible_with(other.shape)
        return joined, after


def _added(inputs: Any, outputs: Any) -> Any:
    nest.assert_same(inputs, outputs)
    pairs = zip(nest.flatten(inputs), nest.flatten(outputs))
    return nest.pack_as(outputs, [one + other for one, other in pairs])


class DeviceWrapper(_Wrapper):
    """A cell whose operations are placed on a device (`tf.nn.rnn_cell.DeviceWrapper`)."""

    def __init__(self, cell: Any, device: Any, **options: Any) -> None:
        super().__init__(cell, **options)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]), device(self._device):
            return self.cell.zero_state(batch_size, dtype)

    def _wrapped(self, inputs: Any, state: Any, scope: Any) -> Any:
        with device(self._device):
            return self.cell(inputs, state, scope=scope)


class _Projection(RNNCell):
    """A cell with a dense layer on one side, whose variables stand under the wrapper's own name."""

    def __init__(self, cell: Any, size: int, activation: Any, reuse: Any) -> None:
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        self._cell = cell
        self._size = size
        self._activation = activation

    @property
    def state_size(self) -> Any:
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        return self._cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self._cell.zero_state(batch_size, dtype)

    def _projected(self, value: Tensor) -> Tensor:
        kernel = get_variable("kernel", [value._shape[-1], self._size], value.dtype)  # type: ignore[index]
        bias = get_variable("bias", [self._size], value.dtype, initializers.Constant(0.0))
        outputs = layers.bias_add(matmul(value, kernel), bias)
        return outputs if self._activation is None else self._activation(outputs)


class OutputProjectionWrapper(_Projection):
    """A cell whose outputs are projected (`tf.contrib.rnn.OutputProjectionWrapper`)."""

    def __init__(self, cell: Any, output_size: int, activation: Any = None, reuse: Any = None) -> None:
        super().__init__(cell, output_size, activation, reuse)
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")

    @property
    def output_size(self) -> Any:
        return self._size

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        output, after = self._cell(inputs, state)
        return self._projected(output), after


class InputProjectionWrapper(_Projection):
    """A cell whose inputs are projected (`tf.contrib.rnn.InputProjectionWrapper`)."""

    def __init__(
        self, cell: Any, num_proj: int, activation: Any = None, input_size: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(cell, num_proj, activation, reuse)

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        return self._cell(self._projected(inputs), state)


class EmbeddingWrapper(_Projection):
    """A cell whose inputs are numbers of rows of a table (`tf.contrib.rnn.EmbeddingWrapper`).

    Raises ValueError for sizes that are not positive.
    """

    def __init__(
        self, cell: Any, embedding_classes: int, embedding_size: int, initializer: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(cell, embedding_size, None, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                f"Both embedding_classes and embedding_size must be > 0: {embedding_classes}, {embedding_size}."
            )
        self._classes = embedding_classes
        self._initializer = initializer
        self._table: Any = None

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        with device("/cpu:0"):
            if self._table is None:
                root = math.sqrt(3)  # of uniform numbers whose variance is 1
                start = self._initializer or get_variable_scope().initializer or initializers.RandomUniform(-root, root)
                dtype = (state[0] if isinstance(state, tuple) else state).dtype
                self._table = get_variable("embedding", [self._classes, self._size], dtype, start)
            return self._cell(layers.embedding_lookup(self._table, reshape(inputs, [-1])), state)
