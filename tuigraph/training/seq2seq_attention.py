"""Attention to a memory, and cells that attend (`tf.contrib.seq2seq.BahdanauAttention`, `AttentionWrapper`)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import initializers, nest, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.dtypes import as_dtype, float32, int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import checks, constants, identities, joining, masks
from tuigraph.engine.ops.activations import softmax
from tuigraph.engine.ops.comparison import equal, logical_and, logical_or
from tuigraph.engine.ops.elementwise import rsqrt, square, tanh
from tuigraph.engine.ops.extremes import argmax
from tuigraph.engine.ops.filling import one_hot, ones_like, sequence_mask
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.linalg import matmul
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_all, reduce_sum
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.scopes import variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.training.layer import Layer
from tuigraph.training.layers import Dense
from tuigraph.training.rnn_cells import RNNCell, assert_like_rnncell, zeros_of

_TILING = (
    "Are you using the BeamSearchDecoder?  You may need to tile your {what} via the tf.contrib.seq2seq.tile_batch "
    "function with argument multiple=beam_width."
)


def known_or_tensor(tensor: Any, axis: int) -> Any:
    """A dimension as a number where it is known, else as a tensor."""
    known = tensor._shape
    return (known[axis] if known is not None else None) or identities.shape(tensor)[axis]


class AttentionMechanism:
    """What scores a memory by a query (`tf.contrib.seq2seq.AttentionMechanism`)."""

    @property
    def alignments_size(self) -> Any:
        """How many steps the memory has."""
        raise NotImplementedError

    @property
    def state_size(self) -> Any:
        """The size of what is kept from one step to the next."""
        raise NotImplementedError


class _OfMemory(AttentionMechanism):
    """A memory [n, steps, ...], its keys, and what makes probabilities of scores."""

    def __init__(
        self,
        query_layer: Any,
        memory: Any,
        probability_fn: Any,
        memory_sequence_length: Any,
        memory_layer: Any,
        score_mask_value: Any,
        custom_key_value_fn: Any,
        name: str | None,
    ) -> None:
        self._query_layer = query_layer
        self._memory_layer = memory_layer
        self.dtype = memory_layer.dtype
        self._name = name
        if not callable(probability_fn):
            raise TypeError(f"probability_fn must be callable, saw type: {type(probability_fn).__name__}")
        self._probability_fn = probability_fn
        self._lengths = memory_sequence_length
        self._masked = as_dtype(self.dtype).as_numpy_dtype(-np.inf) if score_mask_value is None else score_mask_value
        with name_scope(name, "BaseAttentionMechanismInit", nest.flatten(memory)):
            self._values = _prepared(memory, memory_sequence_length)
            self._keys = memory_layer(self._values)
            if custom_key_value_fn is not None:
                self._keys, self._values = custom_key_value_fn(self._keys, self._values)
            self._batch_size = known_or_tensor(self._keys, 0)
            self._alignments_size = known_or_tensor(self._keys, 1)

    @property
    def memory_layer(self) -> Any:
        return self._memory_layer

    @property
    def query_layer(self) -> Any:
        return self._query_layer

    @property
    def values(self) -> Any:
        return self._values

    @property
    def keys(self) -> Any:
        return self._keys

    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def alignments_size(self) -> Any:
        return self._alignments_size

    @property
    def state_size(self) -> Any:
        return self._alignments_size

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros [batch_size, steps]."""
        return zeros_of(batch_size, self._alignments_size, dtype)

    def initial_state(self, batch_size: Any, dtype: Any) -> Any:
        """What is kept from one step to the next, at the start: alignments."""
        return self.initial_alignments(batch_size, dtype)

    def _alignments(self, score: Tensor) -> tuple[Any, Any]:
        """Probabilities of scores [n, steps], twice: as alignments and as the next state."""
        if self._lengths is not None:
            message = "All values in memory_sequence_length must be greater than zero."
            with control_dependencies([checks.assert_positive(self._lengths, message=message)]):
                mask = sequence_mask(self._lengths, maxlen=identities.shape(score)[1])
            score = masks.where(mask, score, self._masked * ones_like(score))
        found = self._probability_fn(score)
        return found, found


def _prepared(memory: Any, lengths: Any) -> Any:
    """The memory as tensors, zeros behind the end of each sequence.  Raises ValueError for unknown inner dimensions."""
    memory = nest.map_leaves(lambda part: convert_to_tensor(part, name="memory"), memory)
    if lengths is not None:
        lengths = convert_to_tensor(lengths, name="memory_sequence_length")
    for part in nest.flatten(memory):
        if part._shape is None or not shapes.is_static(part._shape[2:]):
            raise ValueError(
                f"Expected memory {part.name} to have fully defined inner dims, but saw shape: "
                f"{shapes.text(part._shape)}"
            )
    if lengths is None:
        return memory
    first = nest.flatten(memory)[0]
    mask = sequence_mask(lengths, maxlen=identities.shape(first)[1], dtype=first.dtype)

    def masked(part: Any) -> Any:
        more = constants.ones(len(part._shape) - 2, dtype=int32)
        return part * identities.reshape(mask, joining.concat((identities.shape(mask), more), 0))

    return nest.map_leaves(masked, memory)


def _dense(num_units: int, name: str, dtype: Any) -> Dense:
    return Dense(num_units, name=name, use_bias=False, dtype=dtype or float32)


class LuongAttention(_OfMemory):
    """Scores by the product of query and keys (Luong et al. 2015; `tf.contrib.seq2seq.LuongAttention`).

    `memory` is [n, steps, ...]; `num_units` is the depth of the query.  With `scale` the score has a factor that is
    learned.  Raises ValueError for a query of another depth.
    """

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        probability_fn: Any = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Any = None,
        name: str = "LuongAttention",
    ) -> None:
        super().__init__(
            *(None, memory, probability_fn or softmax, memory_sequence_length),
            *(_dense(num_units, "memory_layer", dtype), score_mask_value, custom_key_value_fn, name),
        )
        self._scale = scale

    def __call__(self, query: Any, state: Any) -> tuple[Any, Any]:
        with variable_scope(None, "luong_attention", [query]):
            factor = None
            if self._scale:
                factor = get_variable("attention_g", (), query.dtype, initializers.Ones())
            depth, units = query._shape[-1], self._keys._shape[-1]
            if depth != units:
                raise ValueError(
                    f"Incompatible or unknown inner dimensions between query and keys.  Query ({query}) has units: "
                    f"{depth}.  Keys ({self._keys}) have units: {units}.  Perhaps you need to set num_units to the "
                    f"keys' dimension ({units})?"
                )
            score = squeeze(matmul(expand_dims(query, 1), self._keys, transpose_b=True), [1])
            if factor is not None:
                score = factor * score
        return self._alignments(score)


class BahdanauAttention(_OfMemory):
    """Scores by a layer upon the sum of query and keys (Bahdanau et al. 2015; `tf.contrib.seq2seq.BahdanauAttention`).

    `memory` is [n, steps, ...].  With `normalize` the weights of that layer are normalized.
    """

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        probability_fn: Any = None,
        score_mask_value: Any = None,
        dtype: Any = None,
        custom_key_value_fn: Any = None,
        name: str = "BahdanauAttention",
    ) -> None:
        query_layer = _dense(num_units, "query_layer", dtype)
        super().__init__(
            *(query_layer, memory, probability_fn or softmax, memory_sequence_length),
            *(_dense(num_units, "memory_layer", dtype), score_mask_value, custom_key_value_fn, name),
        )
        self._num_units = num_units
        self._normalize = normalize

    def __call__(self, query: Any, state: Any) -> tuple[Any, Any]:
        with variable_scope(None, "bahdanau_attention", [query]):
            processed = self._query_layer(query)
            v = get_variable("attention_v", [self._num_units], query.dtype)
            if self._normalize:
                start = initializers.Constant(math.sqrt(1.0 / self._num_units))
                g = get_variable("attention_g", (), query.dtype, start)
                b = get_variable("attention_b", [self._num_units], query.dtype, initializers.Zeros())
                processed = expand_dims(processed, 1)
                v = g * v * rsqrt(reduce_sum(square(v)))
                total = tanh(self._keys + processed + b)
            else:
                total = tanh(self._keys + expand_dims(processed, 1))
            score = reduce_sum(v * total, [2])
        return self._alignments(score)


def hardmax(logits: Any, name: str | None = None) -> Tensor:
    """1 at the largest of each row, else 0 (`tf.contrib.seq2seq.hardmax`); the shape is that of `logits`."""
    with name_scope(name, "Hardmax", [logits]):
        logits = convert_to_tensor(logits, name="logits")
        depth = known_or_tensor(logits, -1)
        return one_hot(argmax(logits, -1), depth, dtype=logits.dtype)


class _AttentionWrapperState(NamedTuple):
    cell_state: Any
    attention: Any
    time: Any
    alignments: Any
    alignment_history: Any
    attention_state: Any


class AttentionWrapperState(_AttentionWrapperState):
    """The state of an `AttentionWrapper` (`tf.contrib.seq2seq.AttentionWrapperState`)."""

    __slots__ = ()

    def clone(self, **kwargs: Any) -> AttentionWrapperState:
        """A state with other parts, whose shapes must be those of the parts that they replace."""
        other = self._replace(**kwargs)
        nest.assert_same(self, other)
        pairs = zip(nest.flatten(self), nest.flatten(other))
        made: AttentionWrapperState = nest.pack_as(self, [_with_same_shape(old, new) for old, new in pairs])
        return made


def _with_same_shape(old: Any, new: Any) -> Any:
    """`new`, checked to have the shape of `old`: now where both are known, else when it is computed."""
    if not isinstance(old, Tensor) or not isinstance(new, Tensor):
        return new
    inside = f"{new.op.name}/"
    wanted: Any = old._shape
    with name_scope(inside, values=[old, new]):
        if wanted is None or not shapes.is_static(wanted):
            wanted = identities.shape(old, name="expected_shape")
    if new._shape is not None and shapes.is_static(new._shape) and not isinstance(wanted, Tensor):
        if not shapes.compatible(new._shape, wanted):
            raise ValueError(
                f"Invalid shape for tensor {new.name}, expected {shapes.text(wanted)}, got {shapes.text(new._shape)}."
            )
        return new
    with name_scope(inside, values=[new]):
        if wanted == ():
            return identities.reshape(new, [])
        with control_dependencies([_shape_assertion(wanted, new)]):
            checked = identities.identity(new)
        if not isinstance(wanted, Tensor):
            checked.set_shape(wanted)
        return checked


def _shape_assertion(wanted: Any, tensor: Tensor) -> Any:
    wanted = wanted if isinstance(wanted, Tensor) else np.asarray(wanted, np.int32)
    with name_scope("assert_shape", values=[tensor]) as outer:
        actual = identities.shape(tensor, name="actual")
        with name_scope("is_shape", values=[tensor]) as inner:
            count = identities.size(wanted)
            with name_scope("is_rank", values=[tensor]) as ranks:
                is_rank = equal(convert_to_tensor(count, name="expected"), identities.rank(tensor, "actual"), ranks)
            with name_scope("shape_tensor_equal", values=[wanted, actual]) as sizes:
                free = equal(wanted, -1)
                either = logical_or(free, equal(wanted, actual, "equal"), name="exclude_partial_shape")
                fits = reduce_all(either, name=sizes)
            is_shape = logical_and(is_rank, fits, name=inner)
        return Assert(is_shape, [f"Wrong shape for {tensor.name} [expected] [actual].", wanted, actual], name=outer)


def _attended(mechanism: Any, cell_output: Any, attention_state: Any, attention_layer: Any) -> tuple[Any, Any, Any]:
    alignments, after = mechanism(cell_output, state=attention_state)
    context = squeeze(matmul(expand_dims(alignments, 1), mechanism.values), [1])
    attention = context if attention_layer is None else attention_layer(joining.concat([cell_output, context], 1))
    return attention, alignments, after


class AttentionWrapper(RNNCell):
    """A cell that reads, beside its inputs, what it attended to before (`tf.contrib.seq2seq.AttentionWrapper`).

    `attention_mechanism` is one mechanism or a list, and `attention_layer_size` or `attention_layer` likewise.  Raises
    TypeError for other mechanisms, ValueError for both sizes and layers or another number of them.
    """

    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_layer_size: Any = None,
        alignment_history: bool = False,
        cell_input_fn: Any = None,
        output_attention: bool = True,
        initial_cell_state: Any = None,
        name: str | None = None,
        attention_layer: Any = None,
        attention_fn: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        assert_like_rnncell("cell", cell)
        self._is_multi = isinstance(attention_mechanism, (list, tuple))
        self._mechanisms = tuple(attention_mechanism) if self._is_multi else (attention_mechanism,)
        for mechanism in self._mechanisms:
            if not isinstance(mechanism, AttentionMechanism):
                raise TypeError(
                    "attention_mechanism must be an AttentionMechanism or list of multiple AttentionMechanism "
                    f"instances, saw type: {type(mechanism).__name__}"
                )
        if cell_input_fn is not None and not callable(cell_input_fn):
            raise TypeError(f"cell_input_fn must be callable, saw type: {type(cell_input_fn).__name__}")
        self._cell = cell
        self._cell_input_fn = cell_input_fn or (lambda inputs, attention: joining.concat([inputs, attention], -1))
        self._attention_fn = attention_fn or _attended
        self._output_attention = output_attention
        self._alignment_history = alignment_history
        self._layers, self._size = self._made_layers(attention_layer_size, attention_layer)
        with name_scope(name, "AttentionWrapperInit"):
            self._initial_cell_state = None
            if initial_cell_state is not None:
                self._initial_cell_state = self._checked(
                    initial_cell_state,
                    known_or_tensor(nest.flatten(initial_cell_state)[-1], 0),
                    f"When constructing AttentionWrapper {self._base_name}: Non-matching batch sizes between the "
                    "memory (encoder output) and initial_cell_state.  " + _TILING.format(what="initial state"),
                    "check_initial_cell_state",
                )

    def _made_layers(self, sizes: Any, given: Any) -> tuple[tuple[Layer, ...] | None, int]:
        """A layer for each mechanism, or None, and the size of what is attended to."""
        depths = [mechanism.values._shape[-1] for mechanism in self._mechanisms]
        if sizes is None and given is None:
            return None, sum(depths)
        if sizes is not None and given is not None:
            raise ValueError("Only one of attention_layer_size and attention_layer should be set")
        chosen, what = (given, "attention_layer") if sizes is None else (sizes, "attention_layer_size")
        each = tuple(chosen) if isinstance(chosen, (list, tuple)) else (chosen,)
        if len(each) != len(depths):
            raise ValueError(
                f"If provided, {what} must contain exactly one {'layer' if sizes is None else 'integer'} per "
                f"attention_mechanism, saw: {len(each)} vs {len(depths)}"
            )
        if sizes is not None:
            made = tuple(_dense(size, "attention_layer", m.dtype) for size, m in zip(each, self._mechanisms))
            return made, sum(each)
        outputs = (
            layer.compute_output_shape([None, self._cell.output_size + depth]) for layer, depth in zip(each, depths)
        )
        return each, sum((shapes.as_tuple(shape) or (0,))[-1] or 0 for shape in outputs)

    def _checked(self, values: Any, batch_size: Any, message: str, name: str) -> Any:
        """`values`, once it is seen that the batch is that of each memory."""
        equalities = [checks.assert_equal(batch_size, m.batch_size, message=message) for m in self._mechanisms]
        with control_dependencies(equalities):
            return nest.map_leaves(lambda value: identities.identity(value, name=name), values)

    def _item_or_tuple(self, items: Any) -> Any:
        every = tuple(items)
        return every if self._is_multi else every[0]

    @property
    def output_size(self) -> Any:
        return self._size if self._output_attention else self._cell.output_size

    @property
    def state_size(self) -> Any:
        sizes = [mechanism.alignments_size for mechanism in self._mechanisms]
        return AttentionWrapperState(
            cell_state=self._cell.state_size,
            attention=self._size,
            time=shapes.TensorShape([]),
            alignments=self._item_or_tuple(sizes),
            alignment_history=self._item_or_tuple(size if self._alignment_history else () for size in sizes),
            attention_state=self._item_or_tuple(mechanism.state_size for mechanism in self._mechanisms),
        )

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        with name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            state = self._initial_cell_state
            if state is None:
                state = self._cell.get_initial_state(batch_size=batch_size, dtype=dtype)
            state = self._checked(
                state,
                batch_size,
                f"When calling zero_state of AttentionWrapper {self._base_name}: Non-matching batch sizes between the "
                "memory (encoder output) and the requested batch size.  " + _TILING.format(what="encoder output"),
                "checked_cell_state",
            )
            alignments = [mechanism.initial_alignments(batch_size, dtype) for mechanism in self._mechanisms]
            time = constants.zeros([], dtype=int32)
            attention = zeros_of(batch_size, self._size, dtype)
            kept = [mechanism.initial_state(batch_size, dtype) for mechanism in self._mechanisms]
            history = [
                TensorArray(dtype, size=0, dynamic_size=True, element_shape=one._shape)
                if self._alignment_history
                else ()
                for one in alignments
            ]
            several = self._item_or_tuple
            return AttentionWrapperState(state, attention, time, several(alignments), several(history), several(kept))

    def call(self, inputs: Any, state: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                f"Expected state to be instance of AttentionWrapperState. Received type {type(state)} instead."
            )
        cell_output, cell_state = self._cell(self._cell_input_fn(inputs, state.attention), state.cell_state)
        cell_output = self._checked(
            cell_output,
            known_or_tensor(cell_output, 0),
            f"When applying AttentionWrapper {self.name}: Non-matching batch sizes between the memory (encoder output) "
            "and the query (decoder output).  " + _TILING.format(what="memory input"),
            "checked_cell_output",
        )
        former = state.attention_state if self._is_multi else [state.attention_state]
        histories = state.alignment_history if self._is_multi else [state.alignment_history]
        attentions, alignments, kept, written = [], [], [], []
        for number, mechanism in enumerate(self._mechanisms):
            layer = self._layers[number] if self._layers else None
            attention, aligned, after = self._attention_fn(mechanism, cell_output, former[number], layer)
            written.append(histories[number].write(state.time, aligned) if self._alignment_history else ())
            attentions.append(attention)
            alignments.append(aligned)
            kept.append(after)
        attention = joining.concat(attentions, 1)
        several = self._item_or_tuple
        following = AttentionWrapperState(
            *(cell_state, attention, state.time + 1, several(alignments), several(written), several(kept))
        )
        return (attention if self._output_attention else cell_output), following
