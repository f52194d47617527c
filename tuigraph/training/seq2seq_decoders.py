"""Decoders that a loop runs until every sequence is over (`tf.contrib.seq2seq.dynamic_decode`, `BasicDecoder`)."""

from __future__ import annotations

import contextlib
from typing import Any, NamedTuple

from tuigraph.engine import nest, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import static_value
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.comparison import logical_not, logical_or
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.filling import fill, zeros_like
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.reductions import reduce_all
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.ops.while_loop import while_loop
from tuigraph.engine.scopes import variable_scope
from tuigraph.training.layer import Layer
from tuigraph.training.rnn import swapped
from tuigraph.training.rnn_cells import assert_like_rnncell, zeros_of
from tuigraph.training.seq2seq_helpers import Helper


class Decoder:
    """A decoder to derive from (`tf.contrib.seq2seq.Decoder`): sizes, `initialize` and `step` are the subclass's."""

    @property
    def batch_size(self) -> Any:
        """How many sequences are decoded."""
        raise NotImplementedError

    @property
    def output_size(self) -> Any:
        """The shapes of the outputs without the batch, as a structure."""
        raise NotImplementedError

    @property
    def output_dtype(self) -> Any:
        """The types of the outputs, in the same structure."""
        raise NotImplementedError

    @property
    def tracks_own_finished(self) -> bool:
        """Whether what `step` says of the end holds although a sequence was said to be over before."""
        return False

    def initialize(self, name: str | None = None) -> Any:
        """What is over at the start, the first inputs, the first state."""
        raise NotImplementedError

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> Any:
        """Outputs, the next state, the next inputs, and what is over."""
        raise NotImplementedError

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> Any:
        """What is made of all outputs and the last state, once the loop has ended."""
        raise NotImplementedError


def dynamic_decode(
    decoder: Any,
    output_time_major: bool = False,
    impute_finished: bool = False,
    maximum_iterations: Any = None,
    parallel_iterations: int = 32,
    swap_memory: bool = False,
    scope: Any = None,
) -> Any:
    """The outputs of a decoder until it is done, its last state, and the lengths (`tf.contrib.seq2seq.dynamic_decode`).

    Outputs are [n, steps, ...], with `output_time_major` [steps, n, ...]; lengths (n,) int32.  With `impute_finished` a
    sequence that is over keeps its state and gives zeros.  Raises TypeError for what is no `Decoder`, ValueError for
    `maximum_iterations` that are no scalar.
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder)}")
    with variable_scope(scope, "decoder"):
        if maximum_iterations is not None:
            maximum_iterations = convert_to_tensor(maximum_iterations, dtype=int32, name="maximum_iterations")
            if maximum_iterations._shape != ():
                raise ValueError("maximum_iterations must be a scalar")
        finished, inputs, state = decoder.initialize()
        zero_outputs = [
            zeros_of(decoder.batch_size, size, dtype) for size, dtype in zip(*_flat(decoder, "output_size"))
        ]
        if maximum_iterations is not None:
            finished = logical_or(finished, maximum_iterations <= 0)
        lengths = zeros_like(finished, dtype=int32)
        time = constant(0, dtype=int32)
        arrays = [
            TensorArray(dtype, size=0, dynamic_size=True, element_shape=_element_shape(decoder, size))
            for size, dtype in zip(*_flat(decoder, "output_size"))
        ]

        def body(time: Any, arrays: Any, state: Any, inputs: Any, finished: Any, lengths: Any) -> Any:
            outputs, after, following, over = decoder.step(time, inputs, state)
            if not decoder.tracks_own_finished:
                over = logical_or(over, finished)
            longer = where(logical_not(finished), fill(shape_of(lengths), time + 1), lengths)
            nest.assert_same(state, after)
            nest.assert_same(arrays, outputs)
            nest.assert_same(inputs, following)
            emitted = nest.flatten(outputs)
            if impute_finished:
                emitted = [where(finished, zero, output) for output, zero in zip(emitted, zero_outputs)]
                pairs = zip(nest.flatten(after), nest.flatten(state))
                after = nest.pack_as(state, [_kept(finished, new, former) for new, former in pairs])
            written = [array.write(time, output) for array, output in zip(nest.flatten(arrays), emitted)]
            return time + 1, nest.pack_as(arrays, written), after, following, over, longer

        _, arrays, state, _, _, lengths = while_loop(
            lambda time, arrays, state, inputs, finished, lengths: logical_not(reduce_all(finished)),
            body,
            loop_vars=(time, nest.pack_as(decoder.output_size, arrays), state, inputs, finished, lengths),
            parallel_iterations=parallel_iterations,
            maximum_iterations=maximum_iterations,
            swap_memory=swap_memory,
        )
        outputs = nest.map_leaves(lambda array: array.stack(), arrays)
        with contextlib.suppress(NotImplementedError):  # most decoders have nothing to add
            outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = nest.map_leaves(swapped, outputs)
    return outputs, state, lengths


def _flat(decoder: Decoder, sizes: str) -> tuple[list[Any], list[Any]]:
    return nest.flatten(getattr(decoder, sizes)), nest.flatten(decoder.output_dtype)


def _element_shape(decoder: Decoder, size: Any) -> shapes.MaybeShape:
    if not isinstance(size, shapes.TensorShape) or size.ndims == 0:
        return None
    batch = static_value(convert_to_tensor(decoder.batch_size, name="batch_size"))
    return (None if batch is None else int(batch), *(shapes.as_tuple(size) or ()))


def _kept(finished: Tensor, new: Any, former: Any) -> Any:
    """`former` where a sequence is over; scalars and arrays of tensors are always new."""
    if isinstance(former, TensorArray):
        return new
    new.set_shape(former._shape)
    return new if new._shape == () else where(finished, former, new)


class BasicDecoderOutput(NamedTuple):
    """The output of a cell at a step, and the symbol that was chosen (`tf.contrib.seq2seq.BasicDecoderOutput`)."""

    rnn_output: Any
    sample_id: Any


class BasicDecoder(Decoder):
    """A cell whose next inputs a helper chooses (`tf.contrib.seq2seq.BasicDecoder`).

    `output_layer` is called with the outputs of the cell.  Raises TypeError for what is no cell, helper or layer.
    """

    def __init__(self, cell: Any, helper: Any, initial_state: Any, output_layer: Any = None) -> None:
        assert_like_rnncell("cell", cell)
        if not isinstance(helper, Helper):
            raise TypeError(f"helper must be a Helper, received: {type(helper)}")
        if output_layer is not None and not isinstance(output_layer, Layer):
            raise TypeError(f"output_layer must be a Layer, received: {type(output_layer)}")
        self._cell = cell
        self._helper = helper
        self._initial_state = initial_state
        self._output_layer = output_layer

    @property
    def batch_size(self) -> Any:
        return self._helper.batch_size

    def _rnn_output_size(self) -> Any:
        return size_after(self._output_layer, self._cell.output_size)

    @property
    def output_size(self) -> BasicDecoderOutput:
        return BasicDecoderOutput(self._rnn_output_size(), self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> BasicDecoderOutput:
        dtype = nest.flatten(self._initial_state)[0].dtype
        return BasicDecoderOutput(
            nest.map_leaves(lambda size: dtype, self._rnn_output_size()), self._helper.sample_ids_dtype
        )

    def initialize(self, name: str | None = None) -> Any:
        return (*self._helper.initialize(), self._initial_state)

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> Any:
        with name_scope(name, "BasicDecoderStep", (time, inputs, state)):
            outputs, after = self._cell(inputs, state)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            chosen = self._helper.sample(time=time, outputs=outputs, state=after)
            finished, following, after = self._helper.next_inputs(
                time=time, outputs=outputs, state=after, sample_ids=chosen
            )
        return BasicDecoderOutput(outputs, chosen), after, following, finished


def size_after(layer: Any, size: Any) -> Any:
    """The sizes of a cell's outputs, without the batch, after a layer; None is no layer."""
    if layer is None:
        return size
    rows = nest.map_leaves(lambda one: shapes.TensorShape([None]).concatenate(one), size)
    return nest.map_leaves(lambda shape: shape[1:], layer.compute_output_shape(rows))
